"""How a profile looks; always for the eyes of the person it is about."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style
from cogs.kit.common_cards import people_near
from cogs.kit.languages import language_names
from cogs.kit.parts import PARTS, WEEKDAY_EVENINGS, WEEKENDS, part_name, parts_shown
from cogs.kit.strengths import STRENGTHS
from cogs.kit.text import safe
from cogs.kit.words import N_, Words
from meetups.services.profiles import Profile
from meetups.values import DirectMessages, Naming, Person

_NAMED_NEAR = 10

NAMINGS = {
    Naming.ALWAYS: N_("You may name me"),
    Naming.ASK: N_("Ask me each time"),
    Naming.NEVER: N_("Never name me"),
}
_NAMED = {
    Naming.ALWAYS: N_("Others may name you in their stories"),
    Naming.ASK: N_("In stories you are “a friend” until you say otherwise"),
    Naming.NEVER: N_("In stories you are always “a friend”, and nobody asks for photos of you"),
}


def profile_card(t: Words, profile: Profile) -> Card:
    """Everything a person has said about themselves."""
    person = profile.person
    is_open = person.dm_state is DirectMessages.OPEN
    return Card.of(
        t("### You, as I know you"),
        "\n".join(f"- {fact}" for fact in (*_place(t, profile), *_about(t, person), *_reached(t, person))),
        *_there(t, profile),
        Line(),
        Button(t("About me"), action("profile.about")),
        Button(t("When I'm free"), action("profile.free")),
        None if is_open else Button(t("Send me direct messages"), action("profile.reach"), Style.PRIMARY),
        Select(
            action("profile.strength"),
            t("How much may I nudge you?"),
            tuple(Option(t(name), str(key), is_chosen=key is person.strength) for key, (name, _) in STRENGTHS.items()),
        ),
        Select(
            action("profile.naming"),
            t("May others name you in their stories?"),
            tuple(Option(t(name), str(key), is_chosen=key is person.naming) for key, name in NAMINGS.items()),
        ),
        t(
            "-# Only you see this card. Whoever you're matched with reads your line. What you share with somebody (likes, "
            "languages, free times, how far apart you live) they see once you're in a pool together or agree to meet; "
            "never your city's name."
        ),
        t("-# `/profile city:` and its other options change the rest."),
    )


def free_card(t: Words, person: Person) -> Card:
    """The parts of the week that suit, to choose from."""
    bits = person.availability
    return Card.of(
        t("### When you're free"),
        t("These suit you: {parts}.", parts=parts_shown(t, bits))
        if bits
        else t("You haven't said yet. Choose all that usually suit you."),
        Select(
            # Another number makes it another menu, in which a client shows what stands and not what was chosen before.
            action("profile.parts", bits),
            t("Choose all that suit you"),
            tuple(Option(part_name(t, bit), str(bit), is_chosen=bool(bits >> bit & 1)) for bit in range(PARTS)),
            most=PARTS,
            least=0,
        ),
        Button(t("Weekday evenings"), action("profile.also_free", WEEKDAY_EVENINGS)),
        Button(t("Weekends"), action("profile.also_free", WEEKENDS)),
        Button(t("Clear"), action("profile.not_free")) if bits else None,
        Button(t("My profile"), action("profile.show")),
        t("-# Of these, others see only what you share, once you're in a pool together or agree to meet."),
    )


def _place(t: Words, profile: Profile) -> list[str]:
    person = profile.person
    return [
        t("City: {city}", city=profile.city.label) if profile.city else t("City: not said"),
        t("You travel up to {distance} to meet", distance=t.distance(person.reach_km)),
        t("Time zone: {zone}", zone=t.zone(person.time_zone)) if person.time_zone else t("Time zone: the community's"),
    ]


def _about(t: Words, person: Person) -> list[str]:
    """What was said, and on one line what was not."""
    told = [
        (t("a line about you"), t("Your line: {line}", line=safe(person.introduction)), bool(person.introduction)),
        (t("what you like"), t("You like: {tags}", tags=t.list(map(safe, person.tags))), bool(person.tags)),
        (
            t("your languages"),
            t("You speak: {languages}", languages=t.list(map(safe, language_names(t, person.languages)))),
            bool(person.languages),
        ),
        (
            t("when you're free"),
            t("You're free: {parts}", parts=parts_shown(t, person.availability)),
            bool(person.availability),
        ),
    ]
    missing = [name for name, _, is_told in told if not is_told]
    return [
        *(fact for _, fact, is_told in told if is_told),
        *([t("Not told yet: {missing}", missing=t.list(missing))] if missing else []),
    ]


def _reached(t: Words, person: Person) -> list[str]:
    return [
        t("Quiet hours: {start} to {end}", start=t.clock(person.quiet_from), end=t.clock(person.quiet_until)),
        t("I write to you by direct message")
        if person.dm_state is DirectMessages.OPEN
        else t("I don't send you direct messages; everything waits in `/inbox`"),
        t(_NAMED[person.naming]),
    ]


def _there(t: Words, profile: Profile) -> tuple[Block, ...]:
    """Whom of their list somebody finds where they have just moved."""
    if profile.there is None or profile.city is None:
        return ()
    city, distance = profile.city.short, t.distance(profile.person.reach_km)
    if not profile.there:
        return (
            t("As far as I know, nobody on your list lives within {distance} of {city}.", distance=distance, city=city),
        )
    return (
        t("**On your list, within {distance} of {city}**", distance=distance, city=city),
        people_near(t, profile.there, _NAMED_NEAR),
        Button(t("Whom shall I meet?"), action("suggest.show", 0)),
    )
