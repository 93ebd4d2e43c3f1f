"""A list as full as it may be: whom one wants nothing of there is always room for."""

from __future__ import annotations

import pytest

from meetups.refusals import Refusal
from meetups.services import common
from meetups.services.contacts import Account, Details
from meetups.values import PersonId
from tests.services.lists import everyone
from tests.services.pools import MONDAY, SOON, join, runs
from tests.support.office import Office, account, actor

KYLE, ROSA = actor(100), actor(200)


@pytest.fixture(autouse=True)
def _is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST_CONTACTS", 1)


async def test_the_never_list_takes_somebody_a_full_list_does_not(office: Office) -> None:
    contacts = office.services.contacts
    await contacts.add(KYLE, Details(name="Ada"))
    with pytest.raises(Refusal, match=r"contact\.full"):
        await contacts.add(KYLE, Details(), account(200, "Rosa"))

    shunned = await contacts.shun(KYLE, account(200, "Rosa"))

    assert (shunned.name, shunned.account_id, shunned.is_never) == ("Rosa", 200, True)
    assert await contacts.shun(KYLE, account(200, "Rosa")) == shunned
    assert [each.name for each in await everyone(office, KYLE)] == ["Ada", "Rosa"]


async def test_somebody_listed_before_is_never_suggested_any_more(office: Office) -> None:
    contacts = office.services.contacts
    rosa = (await contacts.add(KYLE, Details(note="tall"), account(200, "Rosa"))).contact
    mission = await office.mission(KYLE)
    assert [each.contact for each in (await office.services.suggestions.this_week(KYLE, mission.id)).offers] == [rosa]
    assert (await contacts.shun(KYLE, account(200, "Rosa"))).note == "tall"
    assert (await office.services.suggestions.this_week(KYLE, mission.id)).offers == ()


async def test_bots_and_oneself_are_on_no_list(office: Office) -> None:
    for whom, why in ((Account(PersonId(300), "Bot", is_bot=True), "bot"), (account(100, "Kyle"), "oneself")):
        with pytest.raises(Refusal, match=rf"contact\.{why}"):
            await office.services.contacts.shun(KYLE, whom)


async def test_rather_not_is_taken_from_whoever_has_a_full_list(office: Office) -> None:
    await join(office, 100, 200)
    await office.until(MONDAY + SOON)
    run = (await runs(office))[0]
    await office.services.contacts.add(KYLE, Details(name="Ada"))

    shunned = await office.services.matches.never(KYLE, run.id, ROSA.person_id, "Rosa")

    assert shunned.contact.is_never
    assert (await everyone(office, KYLE))[-1] == shunned.contact
