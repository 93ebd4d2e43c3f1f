"""The nouns of Meetward: frozen values and their identifiers, with no behaviour beyond what their fields say.

The words are those of the glossary in ``docs/architecture.md``. Instants are aware and in UTC; days are
local dates of the mission they belong to; minutes count from local midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType

PersonId = NewType("PersonId", int)
CommunityId = NewType("CommunityId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
MissionId = NewType("MissionId", int)
ContactId = NewType("ContactId", int)
MeetingId = NewType("MeetingId", int)
PostId = NewType("PostId", int)
AskId = NewType("AskId", int)
DeliveryId = NewType("DeliveryId", int)
DraftId = NewType("DraftId", int)
ImportId = NewType("ImportId", int)


class How(StrEnum):
    """The rungs of the ladder, highest first."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    CALL = "call"
    TEXT = "text"


class Fills(StrEnum):
    """Which rungs fill a week of a mission."""

    IN_PERSON = "in_person"
    OR_VIDEO = "or_video"
    REMOTE = "remote"


class Strength(StrEnum):
    """How many nudges a person wants in a week."""

    GENTLE = "gentle"
    STANDARD = "standard"
    PERSISTENT = "persistent"


class Naming(StrEnum):
    """Whether others may name this person in their stories."""

    ASK = "ask"
    ALWAYS = "always"


class DirectMessages(StrEnum):
    """What is known about a person's direct-message channel."""

    UNOPENED = "unopened"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, and where: ``community_id`` is None in a direct message."""

    person_id: PersonId
    locale: str = "en-US"
    community_id: CommunityId | None = None
    manages: bool = False
    role_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A Discord account and its profile, the same in every community."""

    id: PersonId
    created_at: datetime
    city_id: int | None = None
    time_zone: str | None = None
    locale: str = "en-US"
    strength: Strength = Strength.GENTLE
    quiet_from: int = 22 * 60
    quiet_until: int = 7 * 60
    naming: Naming = Naming.ASK
    adult_since: datetime | None = None
    dm_channel_id: ChannelId | None = None
    dm_state: DirectMessages = DirectMessages.UNOPENED
    dm_opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server in which Meetward was set up."""

    id: CommunityId
    name: str
    created_at: datetime
    recap_channel_id: ChannelId | None = None
    nudge_channel_id: ChannelId | None = None
    organiser_channel_id: ChannelId | None = None
    organiser_role_id: int | None = None
    first_weekday: int = 0
    time_zone: str = "UTC"
    country: str | None = None
    locale: str = "en-US"
    left_at: datetime | None = None

    @property
    def is_ready(self) -> bool:
        return self.recap_channel_id is not None and self.left_at is None


PROMISE_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Mission:
    """A member's promise: meet someone each week from ``starts_on`` to ``ends_on``, both included."""

    id: MissionId
    person_id: PersonId
    community_id: CommunityId
    starts_on: date
    ends_on: date
    time_zone: str
    created_at: datetime
    first_weekday: int = 0
    target: int = 1
    every_weeks: int = 1
    fills: Fills = Fills.IN_PERSON
    new_people_only: bool = False
    kickoff_weekday: int = 0
    kickoff_minute: int = 9 * 60
    show_streak: bool = False
    promise: str = ""
    first_shown: str = ""
    ended_at: datetime | None = None


class ExcuseKind(StrEnum):
    PAUSE = "pause"
    TIME_OFF = "time_off"
    BREAK = "break"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Days of a mission that ask for nothing, both ends included; an open pause has no last day yet."""

    id: int
    mission_id: MissionId
    kind: ExcuseKind
    first_on: date
    last_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, and the year where it is known."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone a person knows online: a Discord account or anyone else. Private to its owner.

    ``city_written`` is a place as it was written where the list of cities could not tell which is meant.
    ``introduced_by`` is a name; ``introducer_id`` the contact it belongs to, where that one is on the list.
    ``promised`` is what the owner promised them; ``again_on`` the day from which to think of them again.
    """

    id: ContactId
    owner_id: PersonId
    name: str
    added_at: datetime
    account_id: PersonId | None = None
    source: str = ""
    handle: str = ""
    city_id: int | None = None
    city_written: str = ""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    met_online: str = ""
    introduced_by: str = ""
    introducer_id: ContactId | None = None
    birthday: Birthday | None = None
    note: str = ""
    promised: str = ""
    again_on: date | None = None
    is_never: bool = False
    is_seldom: bool = False
    snoozed_until: date | None = None
    volunteered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """Two contacts of one list that look alike and are two people, as their owner said; ``one_id < other_id``."""

    owner_id: PersonId
    one_id: ContactId
    other_id: ContactId


class ImportState(StrEnum):
    SHOWN = "shown"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """A file of contacts its owner was shown a preview of; ``file`` is kept, compressed, only until it is decided on.

    ``mapping`` gives the columns of a table of unknown layout, by field. ``undo`` is what taking it back needs.
    """

    id: ImportId
    person_id: PersonId
    created_at: datetime
    file: bytes
    state: ImportState = ImportState.SHOWN
    mapping: dict[str, int] | None = None
    has_header: bool = True
    finished_at: datetime | None = None
    undo: dict[str, Any] = field(default_factory=dict)


class Part(StrEnum):
    """How a participant came into a meeting, and whether it counts for them."""

    RECORDER = "recorder"
    GUEST = "guest"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Participant:
    """One of those who met. ``contact_id`` is the recorder's contact; ``note`` is this participant's own."""

    meeting_id: MeetingId
    position: int
    part: Part
    person_id: PersonId | None = None
    contact_id: ContactId | None = None
    note: str = ""
    is_named: bool = False
    shown_as: str = ""

    @property
    def counts(self) -> bool:
        """Whether the meeting counts for this participant's own missions."""
        return self.part in (Part.RECORDER, Part.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The fact: who, on what local date, how and where; recorded once, shared by its participants."""

    id: MeetingId
    recorder_id: PersonId
    met_on: date
    how: How
    recorded_at: datetime
    community_id: CommunityId | None = None
    place: str = ""
    story: str = ""
    participants: tuple[Participant, ...] = ()

    @property
    def others(self) -> tuple[Participant, ...]:
        return tuple(each for each in self.participants if each.part is not Part.RECORDER)

    def part_of(self, person_id: PersonId) -> Participant | None:
        return next((each for each in self.participants if each.person_id == person_id), None)


class PostKind(StrEnum):
    RECAP = "recap"
    ANNOUNCEMENT = "announcement"
    INVITATION = "invitation"


class PostState(StrEnum):
    WANTED = "wanted"
    REMOVED = "removed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the bot in a community's channel, drawn from facts each time it is sent or edited.

    ``WANTED`` means it stands or will stand; ``REMOVED`` that its author took it back; ``GONE`` that somebody
    deleted the message on Discord, which is final.
    """

    id: PostId
    kind: PostKind
    subject: int
    author_id: PersonId
    community_id: CommunityId
    channel_id: ChannelId
    created_at: datetime
    revision: int = 1
    state: PostState = PostState.WANTED
    message_id: MessageId | None = None


class AskKind(StrEnum):
    CONFIRM = "confirm"
    VOLUNTEER = "volunteer"
    NOMINATE = "nominate"


class AskState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of one person to another.

    ``subject`` is a meeting for CONFIRM; for VOLUNTEER the mission or meeting whose post it was asked under, the
    community, or the nomination that was agreed to; for NOMINATE the person on whose list ``to_id`` would come.
    """

    id: AskId
    kind: AskKind
    from_id: PersonId
    to_id: PersonId
    subject: int
    created_at: datetime
    community_id: CommunityId | None = None
    state: AskState = AskState.OPEN
    answered_at: datetime | None = None


class DeliveryKind(StrEnum):
    KICKOFF = "kickoff"
    MIDWEEK = "midweek"
    SECOND_MIDWEEK = "second_midweek"
    LAST_CALL = "last_call"
    CLOSING = "closing"
    WELCOME = "welcome"
    ASK = "ask"
    NEWS = "news"
    POST = "post"
    EDIT = "edit"
    REMOVE = "remove"
    KNOCK = "knock"
    REPORT = "report"


class DeliveryState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outgoing message, edit or removal, written in the transaction of the act that causes it.

    Unique by (``kind``, ``subject``, ``occasion``). ``lane`` names the target: rows of one lane go in order.
    ``data`` holds what the facts cannot tell later, such as which sentence of news it is.
    """

    id: DeliveryId
    kind: DeliveryKind
    subject: int
    occasion: str
    lane: str
    due: datetime
    created_at: datetime
    person_id: PersonId | None = None
    community_id: CommunityId | None = None
    mission_id: MissionId | None = None
    state: DeliveryState = DeliveryState.PLANNED
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    channel_id: ChannelId | None = None
    message_id: MessageId | None = None
    reason: str = ""
    seen_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A contact offered for a week of a mission: position 0 is the suggestion, the next two are the spares."""

    mission_id: MissionId
    week_on: date
    position: int
    contact_id: ContactId
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has typed but not yet confirmed, kept so that nothing typed is lost."""

    id: DraftId
    person_id: PersonId
    kind: str
    created_at: datetime
    community_id: CommunityId | None = None
    data: dict[str, Any] = field(default_factory=dict)
