"""The forms of a meeting: recording without a name at hand, telling the story, correcting the fact."""

from __future__ import annotations

from enum import StrEnum

from cogs.kit.actions import action
from cogs.kit.cards import Option
from cogs.kit.forms import ChoiceField, Field, Form, Note, PeopleField, TextField
from cogs.kit.rulings import HOW
from cogs.kit.words import Words
from cogs.meetings.photo_cards import photos_field
from meetups.services.meetings import STORY_CHARACTERS
from meetups.services.recording import PLACE_CHARACTERS
from meetups.values import MOST_PHOTOS, How, Meeting


class Sharing(StrEnum):
    """What is to become of a story just written."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


def met_form(t: Words, typed: dict[str, str]) -> Form:
    """Who, when and how; at least one of the first two is needed."""
    return Form(
        action("met.entered"),
        t("We met"),
        (
            PeopleField("members", t("Members of this server")),
            TextField("names", t("Or anyone else, by name"), t("Several with commas"), typed.get("names", "")),
            TextField("when", t("When?"), t("Today, yesterday, last Friday…"), typed.get("when", ""), most=40),
            _how(t, typed.get("how", "")),
            _story(t, typed.get("story", "")),
        ),
    )


def contact_form(t: Words, contact_id: int, name: str, typed: dict[str, str]) -> Form:
    """For somebody chosen already: when, how, story, place."""
    return Form(
        action("met.with", contact_id),
        t("You met {name}", name=name),
        (
            TextField("when", t("When?"), t("Today, yesterday, last Friday…"), typed.get("when", ""), most=40),
            _how(t, typed.get("how", "")),
            _story(t, typed.get("story", "")),
            _place(t, typed.get("place", "")),
        ),
    )


def story_form(t: Words, meeting: Meeting, note: str = "", *, is_new: bool = True) -> Form:
    """The words and the place; where it is not posted yet also photos, and what is to become of it."""
    fields: tuple[Field, ...] = (_story(t, meeting.story), _place(t, meeting.place))
    if is_new:
        fields = (*fields, photos_field(t, MOST_PHOTOS), _sharing(t))
    return Form(action("story.told", meeting.id), t("Tell the story"), (*((Note(note),) if note else ()), *fields))


def edit_form(t: Words, meeting_id: int, typed: dict[str, str]) -> Form:
    return Form(
        action("met.edited", meeting_id),
        t("Correct it"),
        (
            TextField("when", t("When?"), t("A day such as 2026-11-20"), typed["when"], is_required=True, most=40),
            _how(t, typed["how"]),
            _story(t, typed["story"]),
            _place(t, typed["place"]),
        ),
    )


def filled_in(meeting: Meeting) -> dict[str, str]:
    """The correcting form's fields as the meeting has them."""
    return {
        "when": meeting.met_on.isoformat(),
        "how": str(meeting.how),
        "story": meeting.story,
        "place": meeting.place,
    }


def _how(t: Words, chosen: str) -> ChoiceField:
    wanted = chosen or str(How.IN_PERSON)
    return ChoiceField(
        "how", t("How?"), tuple(Option(t(name), str(key), is_chosen=key == wanted) for key, name in HOW.items())
    )


def _sharing(t: Words) -> ChoiceField:
    return ChoiceField(
        "share",
        t("Share it?"),
        (
            Option(t("Show me the recap first"), Sharing.NOW, is_chosen=True),
            Option(t("Ask me again tomorrow"), Sharing.LATER),
            Option(t("Keep it private"), Sharing.NEVER),
        ),
        is_required=False,
    )


def _story(t: Words, value: str) -> TextField:
    return TextField(
        "story",
        t("The story, if you like"),
        t("You see how it looks before anyone else does"),
        value,
        is_long=True,
        most=STORY_CHARACTERS,
    )


def _place(t: Words, value: str) -> TextField:
    return TextField("place", t("Where?"), t("A city is enough; no addresses"), value, most=PLACE_CHARACTERS)
