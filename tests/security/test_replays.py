"""Whatever is pressed arrives three times, once as the very same interaction, and does what it does once."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from simcord import MemberActor
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.demo.reading import components_of, walk
from cogs.kit.actions import VERSION
from data import tables
from tests.stories.test_privacy import ABOUT, CHOSEN, FORGETS, Secretive, pressable, secretive
from tests.stories.world import World, open_world

FOR_NOBODY = {"drafts", "deliveries"}
"""What was typed and not confirmed is thrown away after two weeks; a delivery counts once it is told or posted."""


@dataclass
class Presser:
    """Presses what people are shown, and writes down after each press how much of everything there is."""

    world: World
    is_replayed: bool
    sizes: list[tuple[str, dict[str, int]]] = field(default_factory=list)

    async def press(self, who: MemberActor, on: Any, *pressed: dict[str, Any]) -> None:
        """Buttons, and choices from menus; replayed, each is pressed twice, and the first press arrives again."""
        for control in pressed:
            data = {"custom_id": control["custom_id"], "component_type": control["type"], "values": control["values"]}
            payloads = [self.world._click(who, data, on)[1] for _ in range(2 if self.is_replayed else 1)]
            for each in [*payloads, payloads[0]] if self.is_replayed else payloads:
                self.world.env.backend.emit("INTERACTION_CREATE", each)
            await self.world.env.settle()
            self.sizes.append((control["custom_id"].split(":")[0], await self._now()))

    async def _now(self) -> dict[str, int]:
        counts = [
            select(func.count()).select_from(table).scalar_subquery().label(name)
            for name, table in tables.metadata.tables.items()
            if name not in FOR_NOBODY
        ]
        async with self.world.app.store._reader.connect() as connection:
            rows = dict((await connection.execute(select(*counts))).mappings().one())
        told = {f"told {name}": len(self.world.direct(each)) for name, each in self.world.people.items()}
        return {**rows, **told, "posts": len(self.world.recaps.history()) + len(self.world.general.history())}


def controls(card: Any) -> list[dict[str, Any]]:
    """Every button and menu of a card, with what is chosen first in the menus."""
    found = [each for each in walk(components_of(card)) if "custom_id" in each and not each.get("disabled")]
    return [
        each | ({"values": [each["options"][0]["value"]]} if each.get("options") else {"values": []})
        for each in found
        if not each["custom_id"].startswith(FORGETS)
    ]


def forged(world: World, her: Secretive) -> list[dict[str, Any]]:
    """A press of everything there is, about what is hers."""
    some = ("mission", "meeting")
    return [
        {
            "custom_id": f"{name}:{VERSION}:{her.ids[each]}.{her.ids['contact 0']}",
            "type": 3,
            "values": [CHOSEN.get(name, str(her.ids["contact 0"]))],
        }
        for name in pressable(world)
        for each in ABOUT.get(name.split(".")[0], some)[:2]
    ]


async def everything_pressed(presser: Presser) -> None:
    """A day of people who press all they are shown, and what they are not."""
    world = presser.world
    her = await secretive(world)
    alice, frank, olivia = her.alice, world.person("frank"), world.organiser
    gina = world.person("gina")
    for each in (frank, gina):
        await world.start_mission(each)
    plan = {"when": "Fri 19:00", "place": "Cafe"}
    shown: list[tuple[MemberActor, Any]] = [
        *((frank, each) for each in frank.user.dm_channel.history()),
        *((alice, each) for each in alice.user.dm_channel.history()),
    ]
    for who, name, options in (
        (alice, "mission show", {}),
        (alice, "contact show", {"contact": "Chris Hadley"}),
        (alice, "plan new", {"member": gina, **plan}),
        (alice, "host new", {"when": "Sat 20:00", "what": "Board games", "place": "Cafe"}),
        (alice, "pool join", {}),
        (alice, "suggest", {}),
        (alice, "visit add", {"city": "Bloomington, Indiana", "dates": "2026-02-02 to 2026-02-06"}),
        (alice, "profile", {}),
        (alice, "progress me", {}),
        (olivia, "community settings", {}),
        (olivia, "community pool", {}),
        (olivia, "community digest", {}),
        (olivia, "community page", {}),
        (olivia, "community break", {"days": "2 - 8 March"}),
    ):
        card = await who.slash(world.general, name, **options)
        assert controls(card), name
        shown.append((who, card))
    for who, card in shown:
        await presser.press(who, card, *controls(card))
    form = await alice.slash(world.general, "met", member=frank)
    preview = await alice.submit_modal(form, {"story": "Told in public."})
    await presser.press(alice, preview, *controls(preview))
    for who in (frank, gina):
        for post in [*world.recaps.history(), *world.general.history()]:
            await presser.press(who, post, *controls(post))
        for letter in who.user.dm_channel.history():
            await presser.press(who, letter, *controls(letter))
    await presser.press(alice, await alice.slash(world.general, "help"), *forged(world, her))


@pytest.mark.usefixtures("unlimited")
async def test_whatever_arrives_three_times_happens_once(tmp_path: Path) -> None:
    made = []
    for is_replayed in (False, True):
        folder = tmp_path / str(is_replayed)
        folder.mkdir()
        async with open_world(folder) as world:
            presser = Presser(world, is_replayed)
            with capture_logs() as logs:
                await everything_pressed(presser)
            # That Discord takes no second answer to the same interaction is weather.
            assert [each for each in logs if each["log_level"] in ("warning", "error", "critical")] == []
        made.append(presser.sizes)
    once, thrice = made
    assert len({name for name, _ in once}) > 200
    for before, after in pairwise(zip(once, thrice, strict=True)):
        assert after[0] == after[1], f"after {before[0]}"
