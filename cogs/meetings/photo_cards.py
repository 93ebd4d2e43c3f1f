"""The photos of a meeting for their owner, and the question to whoever can be seen in them."""

from __future__ import annotations

from collections.abc import Iterable

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Gallery, Line, Option, Picture, Select, Style, Tone
from cogs.kit.forms import FilesField, Form, TextField
from cogs.kit.text import mention, safe
from cogs.kit.words import Words
from cogs.meetings.recap_cards import on_the_page, pictures
from meetups.services.stories import ALT_CHARACTERS, Album, InPhoto, PhotoQuestion, Pictured
from meetups.values import MOST_PHOTOS, Consent

NOBODY = "0"
"""The choice that none of the others can be seen in a photo."""
_PEOPLE = 24


def album_card(t: Words, album: Album) -> Card:
    """Each photo with who can be seen in it, and whether everybody may see it."""
    meeting = album.meeting
    shown = pictures(t, (each.shot for each in album.photos), meeting.met_on, meeting.place)
    blocks = (
        _photo(t, number, each, picture)
        for number, (each, picture) in enumerate(zip(album.photos, shown, strict=True), start=1)
    )
    return Card.of(
        t("### Photos") if album.photos else t("No photos yet."),
        _faulty(t, album),
        *(block for each in blocks for block in each),
        Button(t("See the recap"), action("story.preview", meeting.id), Style.PRIMARY),
        Button(t("Add photos"), action("photo.new", meeting.id)) if len(album.photos) < MOST_PHOTOS else None,
        Button(t("Describe them"), action("photo.words", meeting.id)) if album.photos else None,
        t(
            "-# I keep photos without the place and time a phone writes into them. Whoever can be seen in one is asked when "
            "the story is posted; until they say yes, it goes without."
        )
        if meeting.others
        else None,
        tone=Tone.WARM,
    )


def _photo(t: Words, number: int, pictured: Pictured, picture: Picture) -> tuple[Block, ...]:
    photo_id = pictured.photo.id
    options = [
        Option(
            t("None of the others"), NOBODY, is_chosen=pictured.photo.is_sorted and not any(_in_it(pictured.people))
        ),
        *(
            Option(_called(t, each), str(each.position), is_chosen=each.consent is not None)
            for each in pictured.people[:_PEOPLE]
        ),
    ]
    return (
        Gallery((picture,)),
        t("**Photo {n}.** {state}", n=number, state=_state(t, pictured)),
        *(
            (
                Select(
                    action("photo.sort", photo_id),
                    t("Who can be seen in photo {n}?", n=number),
                    tuple(options),
                    most=len(options),
                ),
            )
            if pictured.people
            else ()
        ),
        Button(t("Remove photo {n}", n=number), action("photo.remove", photo_id)),
        Line(),
    )


def _called(t: Words, person: InPhoto) -> str:
    name = person.name or t("a friend")
    return name if person.is_asked else t("{name}, who agreed", name=name)


def _state(t: Words, pictured: Pictured) -> str:
    if not pictured.photo.is_sorted:
        return t("Who can be seen in it? Until you say so, only you see it.")
    waiting = [each for each in _in_it(pictured.people) if each.consent is not Consent.GIVEN]
    if waiting:
        # A no reads like silence.
        return t("It waits for the yes of {people}.", people=t.list(safe(_called(t, each)) for each in waiting))
    return t("It is shown with the story.")


def _in_it(people: Iterable[InPhoto]) -> Iterable[InPhoto]:
    return (each for each in people if each.consent is not None)


def _faulty(t: Words, album: Album) -> str | None:
    if not album.faulty:
        return None
    return t(
        "⚠️ I could not read {files} as a photo. JPEG, PNG, WebP and GIF work, up to 25 MB each; most phones and "
        "computers can save as JPEG.",
        files=t.list(f"**{safe(each)}**" for each in album.faulty),
    )


def photo_form(t: Words, meeting_id: int, room: int) -> Form:
    return Form(action("photo.add", meeting_id), t("Add photos"), (photos_field(t, room, is_required=True),))


def photos_field(t: Words, room: int, *, is_required: bool = False) -> FilesField:
    hint = t("Up to {n}; shown once everybody in them agreed", n=room)
    return FilesField("photos", t("Photos"), hint, most=room, is_required=is_required)


def words_form(t: Words, album: Album) -> Form:
    """A line a photo, for people who cannot see it."""
    fields = tuple(
        TextField(
            str(each.photo.id),
            t("What does photo {n} show?", n=number),
            t("For people who cannot see it"),
            each.photo.alt,
            most=ALT_CHARACTERS,
        )
        for number, each in enumerate(album.photos, start=1)
    )
    return Form(action("photo.described", album.meeting.id), t("Describe them"), fields)


def photo_question_card(t: Words, question: PhotoQuestion) -> Card:
    """For somebody in photos: everything they would show, before anybody else sees it."""
    person, day = mention(question.ask.from_id), t.full_day(question.met_on)
    several = len(question.photos) > 1
    return Card.of(
        t("### May {person} show these photos?", person=person)
        if several
        else t("### May {person} show this photo?", person=person),
        t(
            "You met on {day}, and {person} says you can be seen here. It goes with the story only if you say yes; "
            "a no is quiet, and you can take it back at any time.",
            day=day,
            person=person,
        ),
        Gallery(pictures(t, question.photos, question.met_on)),
        on_the_page(t) if question.is_on_page else None,
        Button(t("Yes, show it"), action("photo.yes", question.ask.id), Style.GOOD),
        Button(t("No"), action("photo.no", question.ask.id)),
        tone=Tone.WARM,
    )


def photos_answered_card(t: Words, meeting_id: int, *, is_agreed: bool) -> Card:
    return Card.of(
        t("Thank you! It goes with the story.")
        if is_agreed
        else t("All right, the story goes without. Nobody is told."),
        Button(t("Your part in the story"), action("story.mine", meeting_id)),
        Button(t("Inbox"), action("inbox.open")),
    )
