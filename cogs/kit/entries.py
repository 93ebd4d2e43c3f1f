"""Plans and open invitations as entries of their reader's own calendar."""

from __future__ import annotations

from collections.abc import Iterable

from cogs.kit.activities import activity_named
from cogs.kit.calendars import ALARM
from cogs.kit.words import Words
from meetups.calendar import Event
from meetups.services.gatherings import Hall, Sight
from meetups.services.plans import Party, PlanView
from meetups.values import GatheringState, PlanState


def plain_names(t: Words, some: Iterable[Party]) -> str:
    """Names where nothing can be mentioned, as in a menu or a calendar; empty where none is known."""
    return t.list(each.name for each in some if each.name)


def title(t: Words, view: PlanView) -> str:
    names = plain_names(t, view.coming or view.others)
    activity = activity_named(t, view.plan.activity)
    return t("{activity} with {names}", activity=activity, names=names) if names else activity


def plan_entry(t: Words, view: PlanView) -> Event | None:
    """The plan as an entry of its reader's calendar; None as long as no time was agreed on."""
    plan = view.plan
    if plan.starts_at is None or plan.ends_at is None:
        return None
    where = ", ".join(filter(None, [plan.place, view.city.label if view.city else ""]))
    return Event(
        uid=f"plan-{plan.id}@meetward",
        sequence=plan.revision,
        begins=plan.starts_at,
        ends=plan.ends_at,
        zone=view.zone,
        title=title(t, view),
        place=where,
        notes=plan.words,
        url=None,
        is_cancelled=plan.state is PlanState.CANCELLED or not view.is_in,
        stamped=plan.changed_at,
        alarms=(ALARM,),
    )


def gathering_entry(t: Words, view: Sight | Hall) -> Event:
    """The invitation as an entry of its reader's calendar, with the exact place only for who may know it."""
    gathering = view.gathering
    place = gathering.place if isinstance(view, Hall) else view.place
    return Event(
        uid=f"gathering-{gathering.id}@meetward",
        sequence=gathering.revision,
        begins=gathering.starts_at,
        ends=gathering.ends_at,
        zone=view.zone,
        title=activity_named(t, gathering.activity),
        place=", ".join(filter(None, [place, view.city.label if view.city else ""])),
        notes=gathering.words,
        url=None,
        is_cancelled=gathering.state is GatheringState.CANCELLED,
        stamped=gathering.changed_at,
        alarms=(ALARM,),
    )
