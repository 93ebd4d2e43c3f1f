"""How a contact looks; always for their owner alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cogs.contacts.likeness import why_alike
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.languages import language_names
from cogs.kit.rulings import HOW
from cogs.kit.text import linked, mention, quoted, safe, shortened
from cogs.kit.words import N_, Words
from meetups.rules.birthdays import next_birthday
from meetups.services.contacts import Added, Memory, Moment
from meetups.services.nearby import Prospect
from meetups.values import Birthday, Contact, How, Mission

AGAIN_WEEKS = (2, 4, 6, 12, 26)
SNOOZE_WEEKS = (4, 12, 26)
_WORDS_OF_A_MOMENT = 160
RUNGS = {
    How.IN_PERSON: N_("met in person"),
    How.VIDEO: N_("a video call"),
    How.CALL: N_("a phone call"),
    How.TEXT: N_("messages"),
}


def added_card(t: Words, added: Added) -> Card:
    name = safe(added.contact.name)
    if added.is_new:
        line = t("**{name}** is on your list.", name=name)
    elif added.is_filled_in:
        line = t("**{name}** was on your list already; I filled in what is new.", name=name)
    else:
        line = t("**{name}** was on your list already.", name=name)
    like = added.like
    return Card.of(
        line,
        t(
            "They look like **{other}** on your list ({why}). The same person?",
            other=safe(like.name),
            why=why_alike(t, added.likeness),
        )
        if like and added.likeness
        else None,
        t("-# Only you can see your list."),
        Button(t("Same person: merge…"), action("merge.propose", like.id, added.contact.id), Style.PRIMARY)
        if like
        else None,
        Button(t("Two people"), action("merge.apart", like.id, added.contact.id)) if like else None,
        Button(t("Open"), action("contact.show", added.contact.id)),
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD if added.is_new else Tone.CALM,
    )


def same_name_card(t: Words, memory: Memory, draft_id: int, others: Select | None = None) -> Card:
    """Somebody of that name is on the list: is it the same person? What was typed waits in a draft.

    ``others`` is a menu of all who bear the name, where there are several.
    """
    contact = memory.contact
    about = " · ".join(filter(None, [safe(memory.town), _network(t, contact), since(t, memory)]))
    return Card.of(
        t("**{name}** is on your list already: {about}.", name=safe(contact.name), about=about)
        if others is None
        else t("Several people called **{name}** are on your list already.", name=safe(contact.name)),
        t("Is it the same person? Nothing that stands there is overwritten."),
        others,
        Button(t("The same: add what's new"), action("contact.fill", contact.id, draft_id), Style.PRIMARY)
        if others is None
        else None,
        Button(t("Somebody else"), action("contact.another", draft_id)),
        Button(t("Open"), action("contact.show", contact.id)) if others is None else None,
        tone=Tone.WARM,
    )


def picked_card(t: Words, added: Sequence[Added], mission: Mission | None) -> Card:
    """Who came onto the list with the people picker."""
    fresh = [each for each in added if each.is_new]
    if not added:
        line = t("Nobody was added: bots and you yourself don't go on the list.")
    elif not fresh:
        line = t("Nobody new: they were on your list already.")
    else:
        line = t.plural("{n} person is new on your list.", "{n} people are new on your list.", len(fresh))
    return Card.of(
        line,
        t.list(f"**{safe(each.contact.name)}**" for each in added),
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY) if mission else None,
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD if fresh else Tone.CALM,
    )


def contact_card(t: Words, memory: Memory, back: str | None = None) -> Card:
    """The memory card: how you know each other, what you have lived through, and what comes next.

    ``back`` is the custom id of the page it was opened from.
    """
    contact = memory.contact
    account = f" · {mention(contact.account_id)}" if contact.account_id else ""
    return Card.of(
        f"### {safe(contact.name)}{account}",
        _facts(t, memory),
        _last_times(t, memory),
        t("**You promised them**") + "\n" + quoted(contact.promised) if contact.promised else None,
        _next_time(t, memory),
        t("**Note**") + "\n" + quoted(contact.note) if contact.note else None,
        t("*On your never-list: I don't suggest them, and nothing of theirs reaches you. They are not told.*")
        if contact.is_never
        else None,
        Line(),
        None if contact.is_never else Button(t("Invite"), action("invite.ask", 0, contact.id), Style.PRIMARY),
        Button(t("We met"), action("met.contact", contact.id), Style.GOOD),
        Button(t("For next time"), action("contact.next", contact.id)),
        Button(t("Edit"), action("contact.edit", contact.id)),
        Button(t("More about them"), action("contact.more", contact.id)),
        Button(t("My list"), back or action("contact.list", 0)),
        Button(t("Merge…"), action("merge.find", contact.id)),
        Button(t("Allow again"), action("contact.allow", contact.id))
        if contact.is_never
        else Button(t("Never suggest"), action("contact.never", contact.id)),
        Button(t("Remove"), action("contact.remove", contact.id), Style.GRAVE),
        _city_menu(t, memory) if memory.places else None,
        None if contact.is_never else _when_menu(t, contact),
    )


def remove_card(t: Words, memory: Memory) -> Card:
    contact = memory.contact
    return Card.of(
        t("Take **{name}** off your list?", name=safe(contact.name)),
        t("Your notes about them go; meetings with them stay in your history.")
        if memory.last_contact
        else t("Your notes about them go with them."),
        Button(t("Remove"), action("contact.remove_now", contact.id), Style.GRAVE),
        Button(t("Keep"), action("contact.show", contact.id)),
    )


def removed_card(t: Words, contact: Contact) -> Card:
    return Card.of(
        t("**{name}** is off your list.", name=safe(contact.name)), Button(t("My list"), action("contact.list", 0))
    )


def never_card(t: Words, contact: Contact) -> Card:
    name = safe(contact.name)
    if contact.is_never:
        line = t("I won't suggest **{name}**, and nothing of theirs reaches you. Nobody is told.", name=name)
    else:
        line = t("**{name}** may be suggested again.", name=name)
    return Card.of(line, Button(t("Open"), action("contact.show", contact.id)))


def since(t: Words, memory: Memory) -> str:
    """When they met last, or what else there was."""
    if memory.last_met_on is not None:
        return t.plural(
            "met once, on {day}", "met {n} times, last on {day}", memory.times_met, day=t.full_day(memory.last_met_on)
        )
    if memory.last_contact is not None:
        what, day = t(RUNGS[memory.last_contact.how]), t.full_day(memory.last_contact.met_on)
        return t("not met in person yet; {what} on {day}", what=what, day=day)
    return t("not met yet")


def birthday_shown(t: Words, birthday: Birthday) -> str:
    """A day of the year, with its year where it is known."""
    if birthday.year is not None:
        return t.full_day(date(birthday.year, birthday.month, birthday.day))
    return t.month_day(date(2000, birthday.month, birthday.day))


def _facts(t: Words, memory: Memory) -> str:
    contact = memory.contact
    introducer = memory.introducer.name if memory.introducer else contact.introduced_by
    facts = [
        memory.city.label if memory.city else None,
        _unplaced(t, memory) if contact.city_written else None,
        _network(t, contact),
        ", ".join(f"#{safe(tag)}" for tag in contact.tags) if contact.tags else None,
        t("speaks {languages}", languages=t.list(safe(each) for each in language_names(t, contact.languages)))
        if contact.languages
        else None,
        t("You met online: {how}", how=safe("; ".join(contact.met_online.split("\n")))) if contact.met_online else None,
        t("introduced by {name}", name=safe(introducer)) if introducer else None,
        _birthday(t, contact.birthday, memory.today) if contact.birthday else None,
        since(t, memory),
        t("Volunteered to be on your list") if contact.volunteered_at else None,
    ]
    return "\n".join(f"- {fact}" for fact in facts if fact)


def _unplaced(t: Words, memory: Memory) -> str:
    city = safe(memory.contact.city_written)
    if memory.places:
        return t("{city} (which one? Choose it below)", city=city)
    return t("{city} (I don't know that place; *Edit* changes it)", city=city)


def _city_menu(t: Words, memory: Memory) -> Select:
    """Which of the cities that may be meant it is."""
    labels = {each.label: each for each in reversed(memory.places)}
    options = tuple(Option(each.label, str(each.id)) for each in memory.places if labels[each.label] is each)
    placeholder = t("Which {city}?", city=memory.contact.city_written)
    return Select(action("contact.city", memory.contact.id), placeholder, options)


def _network(t: Words, contact: Contact) -> str | None:
    handle = linked(contact.handle)
    if contact.source and handle:
        return t("from {source}: {handle}", source=safe(contact.source), handle=handle)
    return t("from {source}", source=safe(contact.source)) if contact.source else handle or None


def _birthday(t: Words, birthday: Birthday, today: date) -> str:
    day = birthday_shown(t, birthday)
    ahead = (next_birthday(birthday, today) - today).days
    if ahead == 0:
        return t("birthday today! ({day})", day=day)
    if ahead <= 14:
        return t.plural("birthday tomorrow ({day})", "birthday in {n} days ({day})", ahead, day=day)
    return t("birthday on {day}", day=day)


def _last_times(t: Words, memory: Memory) -> str | None:
    if not memory.moments:
        return None
    return "\n".join([t("**The last times**"), *(f"- {_moment(t, each)}" for each in memory.moments)])


def _moment(t: Words, moment: Moment) -> str:
    parts = [t.full_day(moment.met_on), t(HOW[moment.how])]
    if moment.place:
        parts.append(safe(moment.place))
    words = safe(shortened(" ".join(moment.words.split()), _WORDS_OF_A_MOMENT))
    return ", ".join(parts) + (f": {words}" if words else "")


def _next_time(t: Words, memory: Memory) -> str | None:
    contact = memory.contact
    lines = []
    if contact.again_on is not None:
        lines.append(
            t("**Next time:** from {day} on I suggest them again.", day=t.full_day(contact.again_on))
            if contact.again_on > memory.today
            else t("**Next time:** about now, as you wished.")
        )
    if contact.snoozed_until is not None and contact.snoozed_until > memory.today:
        lines.append(t("Not suggested before {day}.", day=t.full_day(contact.snoozed_until)))
    if memory.prospect is not None:
        lines.append(_waiting(t, memory.prospect))
    if contact.is_seldom:
        lines.append(t("Suggested less often."))
    return "\n".join(lines) or None


def _waiting(t: Words, prospect: Prospect) -> str:
    """What a contact waits for, and when that is."""
    waiting = t("Waiting until you're near each other.")
    if prospect.city is None:
        return waiting if prospect.has_home else f"{waiting} " + t("For that I need your own city: `/profile`.")
    if prospect.first_on is None or prospect.last_on is None:
        return f"{waiting} " + t("That's so now: they live within your reach.")
    days = t.days(prospect.first_on, prospect.last_on)
    if prospect.is_theirs:
        return f"{waiting} " + t("They'll be in {city}: {days}.", city=prospect.city.short, days=days)
    return f"{waiting} " + t("You'll be in {city}: {days}.", city=prospect.city.short, days=days)


def _when_menu(t: Words, contact: Contact) -> Select:
    again = [
        Option(t.plural("Again in {n} week", "Again in {n} weeks", weeks), f"again.{weeks}") for weeks in AGAIN_WEEKS
    ]
    snooze = [
        Option(t.plural("Not for {n} week", "Not for {n} weeks", weeks), f"snooze.{weeks}") for weeks in SNOOZE_WEEKS
    ]
    usual = Option(t("As usual"), "usual.0")
    return Select(
        action("contact.when", contact.id),
        t("When shall I suggest them?"),
        (*again, *snooze, Option(t("Next time we're near"), "near.0"), Option(t("Less often"), "seldom.0"), usual),
    )
