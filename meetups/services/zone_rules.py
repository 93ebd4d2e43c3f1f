"""Governments change when their clocks do: what is planned follows once this machine knows, and not before."""

from __future__ import annotations

from typing import Final

from meetups.ports import Desk
from meetups.services.digests import replan_digest
from meetups.services.planning import are_off, replan_nudges
from meetups.services.pool.planning import replan_weekly
from meetups.values import MissionId

_RULES: Final = "zone_rules"
_READ: Final = 50
_WRITTEN: Final = 20


async def follow_zone_rules(desk: Desk, rules: str) -> int:
    """Plan anew what has other times by these rules, unless they are those it was planned by; gives for how many missions.

    A little at a time, so that people's acts go in between. Broken off, it begins again the next time, and finds done
    what was done.
    """
    async with desk.store.read() as work:
        known = await work.reminders.recall(_RULES)
    if known is None:
        # The first look: by which others anything could have been planned nobody knows.
        await _remember(desk, rules)
    if known in (None, rules):
        return 0
    moved, after = 0, MissionId(0)
    while True:
        async with desk.store.read() as work:
            missions = await work.missions.running_after(after, _READ)
            off = await are_off(work, desk, missions)
        for start in range(0, len(off), _WRITTEN):
            async with desk.store.write() as work:
                # As they are by now: some may have moved or ended meanwhile.
                for each in await work.missions.find(id=[each.id for each in off[start : start + _WRITTEN]]):
                    await replan_nudges(work, desk, each)
        moved += len(off)
        if len(missions) < _READ:
            break
        after = missions[-1].id
    async with desk.store.read() as work:
        communities = await work.communities.find(left_at=None)
    for community in communities:
        async with desk.store.write() as work:
            current = await work.communities.get(community.id)
            if current is not None:
                await replan_weekly(work, desk, current)
                await replan_digest(work, desk, current)
    await _remember(desk, rules)
    return moved


async def _remember(desk: Desk, rules: str) -> None:
    async with desk.store.write() as work:
        await work.reminders.remember(_RULES, rules)
