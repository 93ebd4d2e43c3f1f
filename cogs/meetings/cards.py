"""How a meeting looks to whoever recorded it."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.rulings import HOW, rulings
from cogs.kit.text import quoted, safe
from cogs.kit.words import Words
from meetups.rules.names import first_name
from meetups.services.meetings import Change, Told
from meetups.values import How, PostState

_AGAIN_WEEKS = 6


def told_card(t: Words, told: Told) -> Card:
    """A recorded meeting for its recorder: the fact, the ruling, and what to do with it."""
    meeting = told.meeting
    return Card.of(
        t("### Recorded already") if told.is_repeat else t("### Recorded"),
        recorded(t, told),
        rulings(t, told),
        unreachable(t, told),
        Line(),
        Button(t("Tell the story"), action("story.write", meeting.id), Style.PRIMARY)
        if not is_up(told)
        else Button(t("Change the words"), action("story.write", meeting.id)),
        Button(t("See the recap"), action("story.preview", meeting.id)),
        Button(t("Correct it"), action("met.edit", meeting.id)),
        Button(t("Remove"), action("met.remove", meeting.id), Style.GRAVE),
        tone=Tone.GLAD,
    )


def is_up(told: Told) -> bool:
    """Whether the meeting is told in public already."""
    return told.post is not None and told.post.state is PostState.WANTED


def recorded(t: Words, told: Told) -> str:
    """The fact in a sentence: whom, when and how."""
    return t(
        "You met **{names}** on {day}, {how}.",
        names=names(t, told),
        day=t.full_day(told.meeting.met_on),
        how=t(HOW[told.meeting.how]),
    )


def names(t: Words, told: Told) -> str:
    return t.list(safe(each) or t("a friend") for each in told.names)


def change_card(t: Words, change: Change) -> Card:
    """What an edit or removal would change, before it does."""
    if change.after is None:
        return Card.of(
            t("### Remove this meeting?"),
            recorded(t, change.before),
            t("It would no longer count, and its recap comes down."),
            Button(t("Remove it"), action("met.change", change.draft_id), Style.GRAVE),
            Button(t("Keep it"), action("met.show", change.before.meeting.id)),
        )
    before, after = rulings(t, change.before), rulings(t, change.after)
    return Card.of(
        t("### Corrected"),
        recorded(t, change.after),
        after if before == after else t("Until now: {before}\nThen: {after}", before=before, after=after),
        quoted(change.after.meeting.story) if change.after.meeting.story else None,
        Button(t("Save"), action("met.change", change.draft_id), Style.PRIMARY),
        Button(t("Never mind"), action("met.show", change.before.meeting.id)),
    )


def removed_card(t: Words) -> Card:
    return Card.of(t("Removed. If it was posted, the recap comes down too."))


def unreachable(t: Words, told: Told) -> str | None:
    line = t("I noted our meeting in Meetward. Type /inbox there and it counts for you too.")
    return line_to_send(t, told.unreachable, line)


def again(t: Words, told: Told) -> Button | None:
    """Once met in person, the next time can be wished for at once."""
    contact_id = next((each.contact_id for each in told.meeting.others if each.contact_id), None)
    if contact_id is None or told.meeting.how is not How.IN_PERSON:
        return None
    label = t.plural("Again in {n} week?", "Again in {n} weeks?", _AGAIN_WEEKS)
    return Button(label, action("contact.again", contact_id, _AGAIN_WEEKS))


def thanks(t: Words, told: Told) -> str | None:
    if told.meeting.how is not How.IN_PERSON or not told.names:
        return None
    line = t(
        "Thank you for meeting me, {name}! It was good to talk face to face.", name=safe(first_name(told.names[0]))
    )
    return t("A line to send, if you like:") + f"\n> {line}" if told.names[0] else None
