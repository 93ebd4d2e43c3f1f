"""How a visit looks; always for its visitor alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Option, PeoplePicker, Select, Style, Tone
from cogs.kit.common_cards import people_near, some_of
from cogs.kit.forms import Form, TextField
from cogs.kit.text import mention, safe
from cogs.kit.words import N_, Words
from meetups.places import City
from meetups.services.nearby import Nearby
from meetups.services.visits import Became, Outlook, Pool
from meetups.values import Visit

_NAMED = 15
_BECAME = {
    Became.CHANGED: N_("You had told me of days there that overlap with these; now it's these."),
    Became.SAME: N_("I knew that already."),
}


def visit_card(t: Words, outlook: Outlook) -> Card:
    """A visit, who of one's list and of the pool is there then, and letting those know who asked to."""
    visit = outlook.visit
    is_open = visit.last_on >= outlook.today
    return Card.of(
        t("### Your visit to {city}", city=outlook.city.label),
        f"**{days_shown(t, visit, outlook.today)}**",
        t(_BECAME[outlook.became]) if outlook.became in _BECAME else None,
        _on_list(t, outlook.on_list),
        *(_in_pool(t, outlook.pool) if outlook.pool else ()),
        _telling(t, visit) if is_open else None,
        Line(),
        Button(t("Tell them"), action("visit.tell", visit.id), Style.PRIMARY)
        if is_open and visit.told_at is None
        else None,
        Button(t("Whom shall I meet?"), action("suggest.show", outlook.mission_id)) if outlook.mission_id else None,
        Button(t("My visits"), action("visit.list")),
        Button(t("Remove"), action("visit.remove", visit.id), Style.GRAVE),
        t("-# Only you can see this."),
        tone=Tone.GLAD if outlook.became is Became.NEW else Tone.CALM,
    )


def visits_card(t: Words, today: date, visits: Sequence[tuple[Visit, City]]) -> Card:
    """The coming visits, each of which can be opened."""
    if not visits:
        return Card.of(
            t("### No visits ahead"),
            t("Tell me where you'll be and when, and I show you who of your list is there."),
            Button(t("Add a visit"), action("visit.form"), Style.PRIMARY),
        )
    return Card.of(
        t("### Your visits"),
        "\n".join(f"- **{safe(city.short)}**: {days_shown(t, visit, today)}" for visit, city in visits),
        Select(
            action("visit.open"),
            t("Open a visit"),
            tuple(Option(city.short, str(visit.id), days_shown(t, visit, today)) for visit, city in visits),
        ),
        Button(t("Add a visit"), action("visit.form")),
        t("-# Only you can see this. Others hear of a visit only if they asked to and you press *Tell them* on it."),
    )


def removed_card(t: Words, city: City | None) -> Card:
    return Card.of(
        t("Your visit to {city} is off. Nobody is told.", city=city.short)
        if city
        else t("That visit is off. Nobody is told."),
        Button(t("My visits"), action("visit.list")),
    )


def visit_form(t: Words, custom_id: str, typed: dict[str, str]) -> Form:
    return Form(
        custom_id,
        t("Add a visit"),
        (
            TextField("city", t("City"), t("“Evansville, Indiana”"), typed["city"], is_required=True),
            TextField("dates", t("When"), t("“3–9 October” or “next weekend”"), typed["dates"], is_required=True),
        ),
    )


def days_shown(t: Words, visit: Visit, today: date) -> str:
    """The days of a visit; with the year where it is another one."""
    if visit.last_on.year == today.year == visit.first_on.year:
        return t.days(visit.first_on, visit.last_on)
    first, last = t.full_day(visit.first_on), t.full_day(visit.last_on)
    return first if first == last else t("{first} to {last}", first=first, last=last)


def _on_list(t: Words, people: Sequence[Nearby]) -> str:
    if not people:
        return t(
            "As far as I know, nobody on your list lives near there. `/contact edit` tells me where somebody lives."
        )
    return t("**Of your list**") + "\n" + people_near(t, people, _NAMED)


def _in_pool(t: Words, pool: Pool) -> tuple[Block, ...]:
    """Members of the pool who let visitors find them: by mention, never by where they live."""
    if not pool.is_in:
        return (t("`/pool join` shows you who of this server's pool is near there, and you to visitors of your city."),)
    if not pool.is_seen:
        return (t("Of this server's pool you see those who see you, and visitors can't find you: `/pool show`."),)
    if not pool.people:
        return (t("Nobody else of this server's pool is near there, as far as they let me say."),)
    return (
        t("**Of this server's pool**") + "\n" + some_of(t, [mention(each) for each in pool.people], _NAMED),
        PeoplePicker(action("contact.pick", 0), t("Put some of them on your list")),
    )


def _telling(t: Words, visit: Visit) -> str:
    """The same whether anybody asked or nobody: a number would tell who, and where they live."""
    if visit.told_at is not None:
        return t("Whoever asked to be told hears of it.")
    return t("Whoever asked to be told when you're near can hear of it; nobody on your never-list ever does.")
