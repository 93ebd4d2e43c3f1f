"""The buttons only nudges have; the others lead to the features they name."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.registry import Registry
from cogs.nudges.cards import (
    knock_card,
    lighter_card,
    news_card,
    not_this_week_card,
    nudge_card,
    off_card,
    report_card,
    still_card,
    welcome_card,
)
from cogs.nudges.departing import farewell_card, without_card
from cogs.nudges.snoozing import load as load_snoozing
from meetups.services.outgoing import Farewell, Knock, News, Nudge, Report, Welcome
from meetups.services.profiles import Wishes
from meetups.values import Strength


def load(registry: Registry) -> None:
    registry.renderers |= {
        Nudge: nudge_card,
        Welcome: welcome_card,
        Farewell: farewell_card,
        News: news_card,
        Knock: knock_card,
        Report: report_card,
    }
    load_snoozing(registry)
    on = registry.actions.on

    @on("nudge.off")
    async def off(act: Act) -> None:
        week_on = act.day(1)
        home = await act.services.days_off.take_week(act.actor, act.number(), week_on)
        await act.update(off_card(act.t, home, week_on))

    @on("nudge.still")
    async def still(act: Act) -> None:
        await act.update(still_card(act.t, await act.services.missions.resume(act.actor, act.number())))

    @on("nudge.lighter")
    async def lighter(act: Act) -> None:
        home = await act.services.missions.resume(act.actor, act.number())
        is_lighter = home.person.strength is not Strength.GENTLE
        if is_lighter:
            await act.services.profiles.change(act.actor, Wishes(strength=Strength.GENTLE))
        await act.update(lighter_card(act.t, home, is_lighter=is_lighter))

    @on("nudge.without")
    async def without(act: Act) -> None:
        home = await act.services.missions.resume(act.actor, act.number())
        is_back = home.mission.departed_at is None
        await act.update(still_card(act.t, home) if is_back else without_card(act.t, home))

    @on("nudge.not")
    async def not_this_week(act: Act) -> None:
        await act.update(not_this_week_card(act.t, act.number()))
