"""What a host sees: who joined, what can be changed, and afterwards who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cogs.hosting.wording import in_short, typed_instant, what_and_when, where
from cogs.kit.actions import action
from cogs.kit.activities import activity_named
from cogs.kit.calendars import calendar_buttons
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.conflicts import conflicts_shown
from cogs.kit.entries import gathering_entry
from cogs.kit.forms import Form, TextField
from cogs.kit.rulings import rulings
from cogs.kit.text import mention, safe
from cogs.kit.words import Words
from meetups.services.gatherings import (
    ACTIVITY_CHARACTERS,
    PART,
    PLACE_CHARACTERS,
    WORDS_CHARACTERS,
    Choosing,
    Hall,
    HostNews,
    WhoCame,
)
from meetups.services.meetings import Told
from meetups.values import Contact, GatheringState, PersonId, Seat

A_PAGE = 4
_LISTED = 20


def hall_card(t: Words, hall: Hall, page: int = 0, note: str = "") -> Card:
    """An open invitation for its host, with everybody who answered."""
    gathering = hall.gathering
    is_on = gathering.state is GatheringState.OPEN and not hall.is_over
    coming = hall.roster.coming
    page = min(page, max(0, len(coming) - 1) // A_PAGE)
    first = page * A_PAGE
    shown = coming[first : first + A_PAGE]
    return Card.of(
        note,
        t("### Your invitation") if gathering.state is GatheringState.OPEN else t("### Your invitation is off"),
        what_and_when(t, gathering),
        where(t, hall.city, gathering.place),
        conflicts_shown(t, hall.conflicts),
        _counts(t, hall),
        *_people(t, hall, shown, first, can_decide=is_on),
        t("-# No. {first} to {last} of {n}", first=first + 1, last=first + len(shown), n=len(coming))
        if len(coming) > A_PAGE
        else None,
        Button(t("Next"), action("host.show", gathering.id, page + 1)) if coming[first + A_PAGE :] else None,
        Button(t("From the start"), action("host.show", gathering.id)) if page else None,
        Line(),
        *(_acting(t, hall) if is_on else ()),
        Button(t("Who was there?"), action("host.ask", gathering.id), Style.PRIMARY)
        if hall.has_begun and coming and gathering.state is GatheringState.OPEN
        else None,
        Button(t("Take the post down"), action("host.remove", gathering.id)) if hall.has_post and not is_on else None,
        tone=Tone.CALM if is_on else Tone.QUIET,
    )


def _acting(t: Words, hall: Hall) -> tuple[Block, ...]:
    gathering = hall.gathering
    return (
        *calendar_buttons(t, gathering_entry(t, hall), action("host.calendar", gathering.id)),
        Line(),
        Button(t("Change it"), action("host.move", gathering.id)),
        Button(t("Call it off"), action("host.off", gathering.id)),
        Button(t("Show all"), action("host.list")),
    )


def _counts(t: Words, hall: Hall) -> str:
    roster = hall.roster
    left = t.plural(
        "{left} of {n} place left", "{left} of {n} places left", hall.gathering.seats, left=roster.left(hall.gathering)
    )
    lines = [f"**{left}**"]
    if roster.waiting:
        lines.append(t("Waiting for a place: {people}", people=_mentions(t, roster.waiting)))
    if roster.maybe:
        lines.append(t("Maybe: {people}", people=_mentions(t, roster.maybe)))
    return "\n".join(lines)


def _mentions(t: Words, seats: Sequence[Seat]) -> str:
    shown = [mention(each.person_id) for each in seats[:_LISTED]]
    if more := len(seats) - len(shown):
        shown.append(t.plural("{n} more", "{n} more", more))
    return t.list(shown)


def _people(t: Words, hall: Hall, seats: Sequence[Seat], start: int, *, can_decide: bool) -> Iterable[Block]:
    """Those who come, each with what can be decided about them."""
    gathering = hall.gathering
    for number, seat in enumerate(seats, start=start + 1):
        needs_door = bool(gathering.place) and not gathering.is_place_public
        line = f"{number}. {_person(hall, seat.person_id)}"
        yield line + (" · " + t("let in") if needs_door and seat.is_let_in else "")
        if can_decide:
            if needs_door and not seat.is_let_in:
                yield Button(
                    t("Let in no. {number}", number=number),
                    action("host.let_in", gathering.id, seat.person_id),
                    Style.GOOD,
                )
            yield Button(t("Not this time"), action("host.not_now", gathering.id, seat.person_id))


def _person(hall: Hall, person_id: PersonId) -> str:
    name = hall.names.get(person_id)
    return f"**{safe(name)}** ({mention(person_id)})" if name else mention(person_id)


def host_news_card(t: Words, news: HostNews) -> Card:
    """Who joined and left since the host heard last; letting them in is one tap each."""
    hall = news.hall
    gathering = hall.gathering
    came = [seat for each in news.came if (seat := hall.roster.comes(each)) is not None]
    more = len(came) - A_PAGE
    return Card.of(
        t.plural("### {n} new guest", "### {n} new guests", len(came)) if came else t("### Somebody can't come"),
        what_and_when(t, gathering),
        *_people(t, hall, came[:A_PAGE], 0, can_decide=True),
        t.plural("And {n} more: *Show all*.", "And {n} more: *Show all*.", more) if more > 0 else None,
        t("Can't come any more: {people}", people=t.list(_person(hall, each) for each in news.left))
        if news.left
        else None,
        t.plural(
            "{n} person who had joined can't come any more.",
            "{n} people who had joined can't come any more.",
            news.gone,
        )
        if news.gone
        else None,
        _counts(t, hall),
        Line(),
        Button(t("Show all"), action("host.show", gathering.id)),
        tone=Tone.WARM,
    )


def halls_card(t: Words, halls: Sequence[Hall]) -> Card:
    """All that somebody hosts, each of which can be opened."""
    if not halls:
        return Card.of(
            t("### You host nothing at the moment"),
            t("`/host new` posts an open invitation: when, what, and how many. You see it before anyone else does."),
        )
    return Card.of(
        t("### What you host"),
        "\n".join(_in_a_line(t, each) for each in halls),
        Select(
            action("host.open"),
            t("Open one"),
            tuple(Option(in_short(t, each.gathering, each.zone), str(each.gathering.id)) for each in halls),
        ),
    )


def _in_a_line(t: Words, hall: Hall) -> str:
    comes = t.plural("{n} comes", "{n} come", len(hall.roster.coming))
    return f"- {what_and_when(t, hall.gathering)} · {comes}".replace("\n", " · ")


def off_card(t: Words, hall: Hall) -> Card:
    """Before it is called off."""
    gathering = hall.gathering
    return Card.of(
        t("### Call it off?"),
        what_and_when(t, gathering),
        t("Everybody who answered is told once. The post stays and says that it's off, or goes away, as you like."),
        Button(t("Call it off"), action("host.off_now", gathering.id), Style.GRAVE),
        Button(t("Call it off and remove the post"), action("host.remove", gathering.id), Style.GRAVE),
        Button(t("Keep it"), action("host.show", gathering.id)),
    )


def who_came_card(t: Words, asked: WhoCame | Choosing) -> Card:
    """Everybody who joined is ticked; one press records those who are."""
    hall, gathering = asked.hall, asked.hall.gathering
    draft_id = asked.draft_id if isinstance(asked, Choosing) else 0
    coming = [each.person_id for each in hall.roster.coming]
    chosen = asked.chosen if isinstance(asked, Choosing) else frozenset(coming)
    return Card.of(
        t("### Who was there?"),
        what_and_when(t, gathering),
        _numbered(coming),
        *(_menu(t, hall, coming, chosen, part, draft_id) for part in _parts(coming)),
        t("-# Untick who wasn't. Each is asked to confirm it, and says for themselves whether your story names them."),
        Button(t("That's all of us"), action("host.recorded", gathering.id, draft_id), Style.GOOD) if chosen else None,
        Button(t("Nobody came"), action("host.nobody", gathering.id)),
        Button(t("Rather not again"), action("host.never", gathering.id)) if coming else None,
        Button(t("I need help"), action("plan.help", gathering.id)),
        tone=Tone.WARM,
    )


def never_whom_card(t: Words, hall: Hall) -> Card:
    """Whom the host would rather not meet again, of those who were in."""
    coming = [each.person_id for each in hall.roster.coming]
    return Card.of(
        t("### Whom would you rather not meet again?"),
        _numbered(coming),
        *(_one_of(t, hall, coming, part) for part in _parts(coming)),
        t("-# Nobody is told."),
    )


def never_again_card(t: Words, hall: Hall, contact: Contact) -> Card:
    return Card.of(
        t("I won't bring you together with **{name}** any more. They are not told.", name=safe(contact.name)),
        t("-# They aren't among those you record either, unless you press *Undo* first.")
        if hall.gathering.meeting_id is None
        else None,
        Button(t("Undo"), action("contact.allow", contact.id)),
        Button(t("I need help"), action("plan.help", hall.gathering.id)),
    )


def _numbered(people: Sequence[PersonId]) -> str:
    return "\n".join(f"{number}. {mention(each)}" for number, each in enumerate(people, start=1))


def _parts(people: Sequence[PersonId]) -> range:
    """As many menus as show all of them."""
    return range((len(people) + PART - 1) // PART)


def _options(
    t: Words, hall: Hall, people: Sequence[PersonId], part: int, chosen: Collection[PersonId] = ()
) -> tuple[Option, ...]:
    first = part * PART
    return tuple(
        Option(hall.names.get(each) or t("No. {number}", number=number), str(each), is_chosen=each in chosen)
        for number, each in enumerate(people[first : first + PART], start=first + 1)
    )


def _one_of(t: Words, hall: Hall, coming: Sequence[PersonId], part: int) -> Select:
    options = _options(t, hall, coming, part)
    return Select(action("host.nevernow", hall.gathering.id, part), t("Choose somebody"), options)


def _menu(
    t: Words, hall: Hall, coming: Sequence[PersonId], chosen: frozenset[PersonId], part: int, draft_id: int
) -> Select:
    options = _options(t, hall, coming, part, chosen)
    return Select(
        action("host.came", hall.gathering.id, part, draft_id), t("Nobody"), options, most=len(options), least=0
    )


def recorded_card(t: Words, told: Told) -> Card:
    """One meeting with all of them, and the story to tell."""
    meeting = told.meeting
    line = t("I noted our meeting in Meetward. Type /inbox there and it counts for you too.")
    return Card.of(
        t("### Recorded already") if told.is_repeat else t("### Recorded"),
        t(
            "You met **{names}** on {day}.",
            names=t.list(safe(each) or t("a friend") for each in told.names),
            day=t.full_day(meeting.met_on),
        ),
        rulings(t, told),
        line_to_send(t, told.unreachable, line),
        Line(),
        Button(t("Tell the story"), action("story.write", meeting.id), Style.PRIMARY),
        Button(t("Open the meeting"), action("met.show", meeting.id)),
        tone=Tone.GLAD,
    )


def nobody_card(t: Words, hall: Hall) -> Card:
    return Card.of(
        t("Thank you for having opened your door. Nobody else is told; the next one may fall on a better day."),
        Button(t("Who was there?"), action("host.ask", hall.gathering.id)) if hall.roster.coming else None,
        tone=Tone.QUIET,
    )


def sketch_form(t: Words, custom_id: str, typed: dict[str, str]) -> Form:
    """The five that are in words; the rest stays as it was chosen."""
    return Form(
        custom_id,
        t("An open invitation"),
        (
            _when(t, typed["when"]),
            _what(t, typed["what"]),
            TextField("city", t("City"), t("Everybody reads it"), typed["city"]),
            _place(t, typed["place"]),
            TextField(
                "words",
                t("In your words"),
                t("Everybody reads it"),
                typed["words"],
                is_long=True,
                most=WORDS_CHARACTERS,
            ),
        ),
    )


def move_form(t: Words, custom_id: str, typed: dict[str, str]) -> Form:
    return Form(
        custom_id,
        t("Change it"),
        (
            _when(t, typed["when"]),
            _what(t, typed["what"]),
            _place(t, typed["place"]),
        ),
    )


def filled_in(t: Words, hall: Hall) -> dict[str, str]:
    gathering = hall.gathering
    return {
        "when": typed_instant(gathering.starts_at, hall.zone),
        "what": activity_named(t, gathering.activity) if gathering.activity else "",
        "place": gathering.place,
    }


def _when(t: Words, value: str) -> TextField:
    return TextField("when", t("When?"), t("“Tonight at 8” or “Fri 19:00”"), value, is_required=True, most=60)


def _what(t: Words, value: str) -> TextField:
    return TextField("what", t("What?"), t("Coffee, a walk, or your own words"), value, most=ACTIVITY_CHARACTERS)


def _place(t: Words, value: str) -> TextField:
    return TextField("place", t("The exact place"), t("“My living room” is fine"), value, most=PLACE_CHARACTERS)
