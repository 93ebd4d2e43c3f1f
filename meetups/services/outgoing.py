"""What goes out, as values: what a delivery turned out to say, where, and in whose language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from meetups.rules.outcomes import Progress
from meetups.rules.weeks import Week
from meetups.services.days_free import Free
from meetups.services.digests import Digest
from meetups.services.gatherings import GatheringLetter, GatheringPost, HostedEvent
from meetups.services.plans import HomeSafe, HowDidItGo, PlanAhead, PlanLetter, SharedPlan
from meetups.services.pool import Introduction, Rested
from meetups.services.progress import Standing, Wrap, Year
from meetups.services.stories import ChangeWished, PhotoQuestion, Recap, Rest, Untold
from meetups.services.suggestions import Invited, WeekSuggestion
from meetups.values import (
    Ask,
    ChannelId,
    Community,
    Delivery,
    DeliveryKind,
    Invite,
    Meeting,
    MessageId,
    Mission,
    PersonId,
)


class Failure(StrEnum):
    """Why something could not be delivered, as far as Discord tells."""

    DM_CLOSED = "dm_closed"
    QUARANTINED = "quarantined"
    CHANNEL_GONE = "channel_gone"
    NOT_ALLOWED = "not_allowed"
    MESSAGE_GONE = "message_gone"
    LOCKED = "locked"
    FULL = "full"
    NO_TAG = "no_tag"
    TOO_MANY = "too_many"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Nudge:
    """A kickoff, last call or closing, with what its card shows; ``met`` names whom, in the order they were met.

    ``free`` are the holidays a kickoff offers to keep; ``standing`` is what a closing looks back on.
    """

    kind: DeliveryKind
    mission: Mission
    community: Community
    week: Week | None
    progress: Progress
    suggestion: WeekSuggestion | None
    met: tuple[str, ...]
    is_late: bool
    wording: int
    free: Free = field(default_factory=Free)
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    mission: Mission
    community: Community


@dataclass(frozen=True, slots=True)
class Farewell:
    """Somebody was found to have left a community, and so their mission rests.

    ``is_back``: by now they are there again. ``was_paused``: it rested before already.
    """

    mission: Mission
    community: Community
    is_back: bool = False
    was_paused: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """An ask for its reader; ``meeting`` for a confirmation, ``introducer_id`` for an offer that was another's idea."""

    ask: Ask
    meeting: Meeting | None = None
    introducer_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class InviteQuestion(Question):
    """An invitation for the one asked, with the line its asker wrote about themselves; answers are good ``until``.

    ``week`` is the one it is for, and ``is_ahead`` whether that has not begun.
    """

    invite: Invite = field(kw_only=True)
    introduction: str = ""
    week: Week = field(kw_only=True)
    until: date = field(kw_only=True)
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """What an asker hears: a yes, or that it is not this week; then ``suggestion`` says who could come instead."""

    invited: Invited
    mission: Mission
    parts: int = 0
    suggestion: WeekSuggestion | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One sentence of news; ``key`` names it, ``values`` fill it."""

    key: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Knock:
    """The neutral line that says somebody has a question for this person."""

    person_id: PersonId


@dataclass(frozen=True, slots=True)
class Report:
    """What organisers should know: where the bot cannot do its work any more; ``is_event``: in the server's events."""

    failure: Failure
    channel_id: ChannelId
    is_event: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """A promise told in public; ``volunteers`` is how many people have offered to be met."""

    mission: Mission
    volunteers: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    community: Community


Private = (
    Nudge
    | Welcome
    | Farewell
    | Question
    | GatheringLetter
    | InviteOutcome
    | Introduction
    | Rested
    | News
    | PlanLetter
    | PlanAhead
    | HowDidItGo
    | SharedPlan
    | HomeSafe
    | PhotoQuestion
    | Untold
    | ChangeWished
)
Body = (
    Private
    | Knock
    | Report
    | Recap
    | Rest
    | Announcement
    | Invitation
    | GatheringPost
    | HostedEvent
    | Digest
    | Wrap
    | Year
)


def is_question(body: Body | None) -> bool:
    """Whether its reader is asked something they have not answered."""
    return isinstance(body, Question | PhotoQuestion) or (isinstance(body, PlanLetter) and body.is_question)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery decided: what to send, edit or remove, where, and in whose language.

    ``is_thread`` says that the message to edit or remove opens the thread of a forum that bears its number. For an event
    ``channel_id`` is the server it is in, and ``message_id`` its own number.
    """

    delivery: Delivery
    channel_id: ChannelId
    locale: str
    body: Body | None
    message_id: MessageId | None = None
    is_thread: bool = False


@dataclass(frozen=True, slots=True)
class Landed:
    """The message that a delivery became; ``is_thread`` where it opened a thread of a forum, which bears its number.

    ``is_whole``: a long story stands in it as a whole, for there is no thread it could go on in.
    """

    message_id: MessageId
    is_thread: bool = False
    is_whole: bool = False
