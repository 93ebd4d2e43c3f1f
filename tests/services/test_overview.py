"""What the operator sees of deliveries."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from rich.console import Console

from bot.operations.status import has_database, show_status
from bot.settings import Settings
from meetups.services.overview import overview
from meetups.values import DeliveryKind, DeliveryState
from tests.support.office import START, Office, delivery

SENT, PLANNED, FAILED = DeliveryState.SENT, DeliveryState.PLANNED, DeliveryState.UNDELIVERABLE


async def some(office: Office) -> None:
    failed = [
        delivery(
            number,
            lane=f"person:{number}",
            state=FAILED,
            settled_at=START + timedelta(hours=number),
            reason=f"no. {number}",
        )
        for number in range(1, 13)
    ]
    async with office.store.write() as work:
        await work.deliveries.add(
            *failed,
            delivery(20, state=SENT, settled_at=START),
            delivery(21, lane="person:21", due=START - timedelta(minutes=2)),
            delivery(22, lane="person:22", due=START + timedelta(days=1)),
        )


async def test_counts_lag_and_the_last_failures(office: Office) -> None:
    assert (await overview(office.desk)).counts == {}
    await some(office)
    found = await overview(office.desk)
    assert found.counts == {DeliveryKind.NEWS: {FAILED: 12, SENT: 1, PLANNED: 2}}
    assert found.lag == timedelta(minutes=2)
    assert [each.reason for each in found.failures] == [f"no. {number}" for number in range(12, 2, -1)]


async def test_it_is_printed_beside_a_running_bot_and_names_nobody(office: Office, tmp_path: Path) -> None:
    await some(office)
    out = Console(record=True, width=100)
    url = office.store.url.render_as_string(hide_password=False)
    settings = Settings(_env_file=None, database_url=url, discord_token=None)  # type: ignore[call-arg]
    assert has_database(settings)
    await show_status(settings, out)
    said = out.export_text()
    assert "news" in said
    assert "no. 12" in said
    assert "person:" not in said
    nowhere = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"})
    assert not has_database(nowhere)
