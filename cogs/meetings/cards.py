"""How a meeting looks: to those who recorded it, and, as a recap, to the community."""

from __future__ import annotations

from collections.abc import Callable

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.rulings import HOW, rulings
from cogs.kit.text import channel, mention, plain, quoted, safe
from cogs.kit.words import N_, Words
from meetups.rules.names import first_name
from meetups.services.meetings import Change, Told
from meetups.services.stories import Named, Preview, Recap, Shown
from meetups.values import How, Meeting, PostState

_MET = {
    How.IN_PERSON: N_("{author} met {others}"),
    How.VIDEO: N_("{author} met {others} by video"),
    How.CALL: N_("{author} talked to {others} on the phone"),
    How.TEXT: N_("{author} had a good conversation with {others}"),
}
_COUNTING_BY_NAME = 5
_AGAIN_WEEKS = 6


def told_card(t: Words, told: Told) -> Card:
    """A recorded meeting for its recorder: the fact, the ruling, and what to do with it."""
    meeting = told.meeting
    return Card.of(
        t("### Recorded already") if told.is_repeat else t("### Recorded"),
        recorded(t, told),
        rulings(t, told),
        _unreachable(t, told),
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


def preview_card(t: Words, preview: Preview) -> Card:
    """The recap as the community would read it; nothing is posted before *Post*."""
    recap = preview.recap
    meeting = recap.meeting
    is_up = recap.post is not None and recap.post.state is PostState.WANTED
    where = preview.community
    head = t("This is what everyone reads:") if is_up else t("This is what everyone would read:")
    if where is not None and where.recap_channel_id is not None:
        head = (
            t("This is what {channel} reads:", channel=channel(where.recap_channel_id))
            if is_up
            else t("This is what {channel} would read:", channel=channel(where.recap_channel_id))
        )
    return Card.of(
        head,
        Line(),
        *recap_blocks(t, recap),
        Line(),
        *_posting_buttons(t, preview, is_up=is_up),
        *_outsider_buttons(t, preview),
        Button(t("Change the words"), action("story.write", meeting.id)),
        t(
            "⚠️ Your words name **{people}**, who hasn't agreed to be named here. *Change the words* to say “a friend”.",
            people=t.list(safe(each) for each in preview.given_away),
        )
        if preview.given_away
        else None,
        t("-# I write “a friend” for members of this server until they press *That's me*.")
        if any(each.person_id for each in meeting.others)
        else None,
        tone=Tone.WARM,
    )


def posted_card(t: Words, told: Told) -> Card:
    return Card.of(
        t("### On its way"),
        t("Edits and removals follow in the post."),
        _thanks(t, told),
        _unreachable(t, told),
        Button(t("Change the words"), action("story.write", told.meeting.id)),
        Button(t("Take it down"), action("story.withdraw", told.meeting.id)),
        _again(t, told),
        tone=Tone.GLAD,
    )


def kept_card(t: Words, told: Told) -> Card:
    return Card.of(
        t("Kept private. It counts all the same.")
        if any(each.ruling.counts for each in told.rulings)
        else t("Kept private, in your history."),
        _thanks(t, told),
        _unreachable(t, told),
        Button(t("Tell it after all"), action("story.preview", told.meeting.id)),
        Button(t("Correct it"), action("met.edit", told.meeting.id)),
        Button(t("Remove"), action("met.remove", told.meeting.id)),
        _again(t, told),
        tone=Tone.GLAD,
    )


def withdrawn_card(t: Words, meeting: Meeting) -> Card:
    return Card.of(
        t("The recap comes down. The meeting stays recorded."),
        Button(t("Put it up again"), action("story.preview", meeting.id)),
    )


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


def named_card(t: Words, named: Named) -> Card:
    """What *That's me* did, with the way back in the same place."""
    back = Button(
        t("Make me “a friend” again") if named.is_named else t("Name me after all"),
        action("story.me", named.post.id, int(not named.is_named)),
    )
    if named.is_named:
        return Card.of(t("You're named in this story now, and the meeting counts for you too."), back, tone=Tone.GLAD)
    if named.asks_again:
        return Card.of(
            t("You're “a friend” in this story again, and from now on I ask before I name you in any."), back
        )
    return Card.of(t("You're “a friend” in this story again."), back)


def recap_card(t: Words, recap: Recap) -> Card:
    """The public post: who met whom, the story, and how to join in."""
    assert recap.post is not None
    has_members = any(each.person_id for each in recap.meeting.others)
    return Card.of(
        *recap_blocks(t, recap),
        Button(t("That's me, name me"), action("story.me", recap.post.id, 1)) if has_members else None,
        Button(t("Put me on your list"), action("ask.volunteer", recap.meeting.id), emoji="🙋"),
        Button(t("Start your own"), action("mission.begin")),
        tone=Tone.WARM,
        title=_who_met_whom(t, recap, plain),
    )


def recap_blocks(t: Words, recap: Recap) -> tuple[Block, ...]:
    meeting = recap.meeting
    head = "## " + _who_met_whom(t, recap, safe)
    footer = [t.day(meeting.met_on)]
    if meeting.place:
        footer.insert(0, safe(meeting.place))
    if recap.number is not None:
        footer.append(t("meeting no. {n}", n=recap.number))
    if recap.streak is not None:
        footer.append(t.plural("{n} week in a row", "{n} weeks in a row", recap.streak))
    if recap.is_again:
        footer.append(t("again"))
    story = (quoted(meeting.story),) if meeting.story else ()
    return (head, *story, "-# " + " · ".join(footer))


def _who_met_whom(t: Words, recap: Recap, shown: Callable[[str], str]) -> str:
    author = mention(recap.meeting.recorder_id)
    return t(_MET[recap.meeting.how], author=author, others=_others(t, recap.others, shown))


def _others(t: Words, others: tuple[Shown, ...], shown: Callable[[str], str]) -> str:
    named = [
        mention(each.person_id) if each.person_id else shown(each.name)
        for each in others
        if each.person_id or each.name
    ]
    friends = len(others) - len(named)
    if friends:
        named.append(t.plural("a friend", "{n} friends", friends))
    return t.list(named)


def _posting_buttons(t: Words, preview: Preview, *, is_up: bool) -> list[Block]:
    meeting = preview.recap.meeting
    if is_up:
        return [Button(t("Take it down"), action("story.withdraw", meeting.id))]
    keep = Button(t("Keep private"), action("story.keep", meeting.id))
    if preview.community is None and len(preview.communities) > 1:
        posts: list[Block] = [
            Button(
                t("Post in {community}", community=each.name), action("story.post", meeting.id, each.id), Style.PRIMARY
            )
            for each in preview.communities[:4]
        ]
        return [*posts, keep]
    where = preview.community or next(iter(preview.communities), None)
    if where is None or not where.is_ready:
        return [keep]
    return [Button(t("Post"), action("story.post", meeting.id, where.id), Style.PRIMARY), keep]


def _outsider_buttons(t: Words, preview: Preview) -> list[Block]:
    """People outside Discord appear by first name or as "a friend", as the author chooses."""
    meeting = preview.recap.meeting
    return [
        Button(
            t("Say “a friend” for {name}", name=name) if is_named else t("Name {name}, if they agree", name=name),
            action("story.name", meeting.id, position),
        )
        for position, name, is_named in preview.outsiders[:_COUNTING_BY_NAME]
    ]


def _unreachable(t: Words, told: Told) -> str | None:
    line = t("I noted our meeting in Meetward. Type /inbox there and it counts for you too.")
    return line_to_send(t, told.unreachable, line)


def _again(t: Words, told: Told) -> Button | None:
    """Once met in person, the next time can be wished for at once."""
    contact_id = next((each.contact_id for each in told.meeting.others if each.contact_id), None)
    if contact_id is None or told.meeting.how is not How.IN_PERSON:
        return None
    label = t.plural("Again in {n} week?", "Again in {n} weeks?", _AGAIN_WEEKS)
    return Button(label, action("contact.again", contact_id, _AGAIN_WEEKS))


def _thanks(t: Words, told: Told) -> str | None:
    if told.meeting.how is not How.IN_PERSON or not told.names:
        return None
    line = t(
        "Thank you for meeting me, {name}! It was good to talk face to face.", name=safe(first_name(told.names[0]))
    )
    return t("A line to send, if you like:") + f"\n> {line}" if told.names[0] else None
