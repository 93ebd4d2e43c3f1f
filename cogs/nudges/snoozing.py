"""*Later* on a nudge: until when, one tap, and the way back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Option, Select, Style
from cogs.kit.registry import Registry
from cogs.kit.words import Words, stamp
from meetups.refusals import Refusal
from meetups.rules.snoozing import EVENING_MINUTE, Until
from meetups.services.snoozing import SNOOZABLE, Nudged, Snoozing
from meetups.values import DeliveryKind, MissionId

_UNTIL = tuple(Until)
_MOST = 25


def later_button(t: Words, mission_id: MissionId, kind: DeliveryKind, week_on: date) -> Button:
    return Button(t("Later"), action("nudge.later", *_subject(Nudged(mission_id, kind, week_on))))


def load(registry: Registry) -> None:
    on = registry.actions.on

    @on("nudge.later")
    async def later(act: Act) -> None:
        await act.answer(ways_card(act.t, await act.services.snoozes.ways(act.actor, _nudged(act))))

    @on("nudge.snooze")
    async def snooze(act: Act) -> None:
        chosen = act.number(3)
        if not chosen < len(_UNTIL):
            raise Refusal("choice.unreadable")
        until = await act.services.snoozes.until(act.actor, _nudged(act), _UNTIL[chosen])
        await act.update(snoozed_card(act.t, until))

    @on("nudge.until")
    async def until(act: Act) -> None:
        try:
            instant = datetime.fromtimestamp(int(act.chosen), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise Refusal("choice.unreadable") from error
        await act.update(snoozed_card(act.t, await act.services.snoozes.until(act.actor, _nudged(act), instant)))

    @on("nudge.unsnooze")
    async def undo(act: Act) -> None:
        nudged = _nudged(act)
        await act.services.snoozes.undo(act.actor, nudged)
        await act.update(ways_card(act.t, await act.services.snoozes.ways(act.actor, nudged), is_undone=True))


def ways_card(t: Words, snoozing: Snoozing, *, is_undone: bool = False) -> Card:
    ways = snoozing.ways
    names = {
        Until.HOUR: t("In an hour"),
        Until.EVENING: t("This evening at {time}", time=t.clock(EVENING_MINUTE)),
        Until.TOMORROW: t("Tomorrow at {time}", time=t.clock(snoozing.mission.kickoff_minute)),
    }
    slots = tuple(Option(_slot(t, snoozing, each), str(int(each.timestamp()))) for each in ways.later[:_MOST])
    subject = _subject(snoozing.nudged)
    return Card.of(
        t("Undone: I won't come back to it by myself.") if is_undone else None,
        t("### When shall I come back to this?"),
        *(
            Button(names[each], action("nudge.snooze", *subject, _UNTIL.index(each)), Style.PRIMARY)
            for each in ways.soon
        ),
        Select(action("nudge.until", *subject), t("Another time this week"), slots) if slots else None,
        t("-# Just this one: everything else comes as it always does."),
    )


def snoozed_card(t: Words, snoozing: Snoozing) -> Card:
    assert snoozing.due is not None
    return Card.of(
        t("All right, I'll come back to it {when}. If you've met by then, I won't.", when=stamp(snoozing.due, "F")),
        Button(t("Undo"), action("nudge.unsnooze", *_subject(snoozing.nudged))),
        Button(t("My mission"), action("mission.show", snoozing.mission.id)),
    )


def _slot(t: Words, snoozing: Snoozing, instant: datetime) -> str:
    local = instant.astimezone(ZoneInfo(snoozing.mission.time_zone))
    return t("{day}, {time}", day=t.day(local.date()), time=t.clock(local.hour * 60 + local.minute))


def _subject(nudged: Nudged) -> tuple[int, int, int]:
    return nudged.mission_id, nudged.week_on.toordinal(), SNOOZABLE.index(nudged.kind)


def _nudged(act: Act) -> Nudged:
    kind = act.number(2)
    if not kind < len(SNOOZABLE):
        raise Refusal("choice.unreadable")
    return Nudged(MissionId(act.number()), SNOOZABLE[kind], act.day(1))
