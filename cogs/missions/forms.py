"""The one short form of a mission, and what was typed into it."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.cards import Option
from cogs.kit.forms import ChoiceField, Form, TextField
from cogs.kit.reading import read_day, read_weekly, read_word
from cogs.kit.strengths import STRENGTHS
from cogs.kit.words import Words
from meetups.services.common import unknown_city
from meetups.services.promises import Choices, Proposal
from meetups.values import PROMISE_CHARACTERS, Mission, Strength

FIELDS = ("city", "weekly", "ends", "promise")


def begin_form(t: Words, typed: dict[str, str], community_id: int = 0) -> Form:
    """For somebody who pressed *Start your mission*; ``community_id`` is where the one before was, if anywhere."""
    strengths = tuple(
        Option(t(name), str(key), t(what), is_chosen=key == typed.get("strength", Strength.GENTLE))
        for key, (name, what) in STRENGTHS.items()
    )
    adult = (
        Option(t("Yes, I am 18 or older"), "yes", is_chosen=typed.get("adult") == "yes"),
        Option(t("No"), "no", t("Video and calls fill your weeks"), is_chosen=typed.get("adult") == "no"),
    )
    return Form(
        action("mission.begun", community_id),
        t("Start your mission"),
        (
            *_common(t, typed)[:2],
            ChoiceField("strength", t("How much may I nudge you?"), strengths),
            ChoiceField("adult", t("Are you 18 or older?"), adult, t("Meeting in person is for adults")),
            _promise_field(t, typed.get("promise", "")),
        ),
    )


def details_form(t: Words, draft_id: int, typed: dict[str, str]) -> Form:
    return Form(
        action("mission.detailed", draft_id),
        t("Your mission"),
        (
            *_common(t, typed),
            TextField("ends", t("Until when?"), t("A day such as 2026-12-31"), typed.get("ends", ""), most=40),
            _promise_field(t, typed.get("promise", "")),
        ),
    )


def days_off_form(t: Words, mission_id: int, typed: dict[str, str]) -> Form:
    hint = t("Such as Dec 21, or yesterday")
    return Form(
        action("mission.days_named", mission_id),
        t("Time off"),
        (
            TextField("first", t("The first day off"), hint, typed.get("first", ""), is_required=True, most=40),
            TextField("last", t("The last day off"), t("The same day, if left out"), typed.get("last", ""), most=40),
        ),
    )


def promise_form(t: Words, mission: Mission) -> Form:
    return Form(action("mission.promised", mission.id), t("Your promise"), (_promise_field(t, mission.promise),))


def filled_in(t: Words, proposal: Proposal) -> dict[str, str]:
    """The form's fields as the proposal has them."""
    mission = proposal.mission
    return {
        "city": proposal.city.label if proposal.city else "",
        "weekly": f"{t.weekday(mission.kickoff_weekday)} {mission.kickoff_minute // 60}:{mission.kickoff_minute % 60:02}",
        "ends": mission.ends_on.isoformat(),
        "promise": mission.promise,
    }


async def read_choices(act: Act, typed: dict[str, str]) -> Choices:
    """What the form asks for. Raises a ``Refusal`` naming the first field that cannot be read."""
    city_id = zone = None
    if wanted := typed.get("city", "").strip():
        city_id, zone = city_or_zone(act, wanted)
    weekday, minute = read_weekly(act, typed["weekly"]) if typed.get("weekly", "").strip() else (None, None)
    return Choices(
        city_id=city_id,
        time_zone=zone,
        kickoff_weekday=weekday,
        kickoff_minute=minute,
        strength=read_word(Strength, typed["strength"]) if typed.get("strength") else None,
        ends_on=await read_day(act, typed["ends"], prefer="future") if typed.get("ends", "").strip() else None,
        is_adult=typed["adult"] == "yes" if typed.get("adult") else None,
        promise=typed.get("promise"),
    )


def city_or_zone(act: Act, typed: str) -> tuple[int | None, str]:
    """A city, or at least a time zone, by what was typed. Raises ``Refusal`` ``city.unknown``."""
    places = act.services.desk.places
    city = places.find(typed)
    if city is not None:
        return city.id, city.zone
    zone = places.zone(typed)
    if zone is None:
        raise unknown_city(act.services.desk, typed)
    return None, zone


def _common(t: Words, typed: dict[str, str]) -> tuple[TextField, ...]:
    return (
        TextField("city", t("Your city"), t("For the right time of day; only you see it"), typed.get("city", "")),
        TextField(
            "weekly",
            t("When shall I suggest somebody?"),
            t("Once a week, such as Monday 9:00"),
            typed.get("weekly", ""),
            most=40,
        ),
    )


def _promise_field(t: Words, value: str) -> TextField:
    return TextField(
        "promise",
        t("Your promise, in your own words"),
        t("Shown only if you announce it"),
        value,
        is_long=True,
        most=PROMISE_CHARACTERS,
    )
