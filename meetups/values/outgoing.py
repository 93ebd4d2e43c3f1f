"""Questions, posts and everything else the bot sends, and what was typed but not confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from meetups.values.ids import (
    AskId,
    ChannelId,
    CommunityId,
    DeliveryId,
    DraftId,
    MessageId,
    MissionId,
    PersonId,
    PostId,
)


class PostKind(StrEnum):
    RECAP = "recap"
    ANNOUNCEMENT = "announcement"
    INVITATION = "invitation"
    GATHERING = "gathering"
    REST = "rest"
    DIGEST = "digest"
    WRAP = "wrap"
    YEAR = "year"


class PostState(StrEnum):
    WANTED = "wanted"
    REMOVED = "removed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the bot in a community's channel, drawn from facts each time it is sent or edited.

    ``WANTED`` means it stands or will stand; ``REMOVED`` that its author took it back; ``GONE`` that somebody
    deleted the message on Discord, which is final. ``is_thread`` says that it opened a thread of a forum, whose
    number is then the message's. ``is_on_web``: a recap may also stand on the community's page. A ``REST`` is what of a
    story its recap has no room for, in a thread of it; the subject of a ``DIGEST`` and of a ``YEAR`` is its community, that of a
    ``WRAP`` the mission it looks back on.
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
    is_thread: bool = False
    is_on_web: bool = True


class AskKind(StrEnum):
    CONFIRM = "confirm"
    VOLUNTEER = "volunteer"
    NOMINATE = "nominate"
    INVITE = "invite"
    PHOTOS = "photos"


class AskState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of one person to another.

    ``subject`` is a meeting for CONFIRM and PHOTOS; for VOLUNTEER the mission or meeting whose post it was asked under, the
    community, or the nomination that was agreed to; for NOMINATE the person on whose list ``to_id`` would come; for
    INVITE itself (see ``Invite``).
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
    CHECKIN = "checkin"
    WELCOME = "welcome"
    ASK = "ask"
    NEWS = "news"
    POST = "post"
    EDIT = "edit"
    REMOVE = "remove"
    KNOCK = "knock"
    REPORT = "report"
    OUTCOME = "outcome"
    MATCHES = "matches"
    INTRODUCTION = "introduction"
    FAREWELL = "farewell"
    PLAN = "plan"
    REDRAW = "redraw"
    PLAN_AHEAD = "plan_ahead"
    HOW_DID_IT_GO = "how_did_it_go"
    HOME_SAFE = "home_safe"
    SHARED_PLAN = "shared_plan"
    GATHERING = "gathering"
    GATHERING_AHEAD = "gathering_ahead"
    WHO_CAME = "who_came"
    EVENT = "event"
    TELL = "tell"
    DIGEST = "digest"


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
    ``data`` holds what the facts cannot tell later, such as which sentence of news it is. What ``is_scheduled`` goes
    out by the calendar rather than by somebody's act, and lets that go first. ``faults`` counts how often it could not
    even be drawn. ``claimed_by`` is the number of a process, where several share the database.
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
    claimed_by: int | None = None
    settled_at: datetime | None = None
    channel_id: ChannelId | None = None
    message_id: MessageId | None = None
    reason: str = ""
    seen_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)
    is_scheduled: bool = False
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has typed but not yet confirmed, kept so that nothing typed is lost."""

    id: DraftId
    person_id: PersonId
    kind: str
    created_at: datetime
    community_id: CommunityId | None = None
    data: dict[str, Any] = field(default_factory=dict)
