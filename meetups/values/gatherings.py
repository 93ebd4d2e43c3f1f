"""An open invitation in a channel: a host, a time, some places, and who takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from meetups.values.ids import ChannelId, CommunityId, GatheringId, MeetingId, PersonId


class GatheringState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """Who comes, who waits for a place in the order they asked, and who may come; the host has no place for ``DECLINED``."""

    IN = "in"
    WAITING = "waiting"
    MAYBE = "maybe"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Somebody's open invitation; ``revision`` grows with every change of when, where and what.

    ``place`` is exact and for those the host lets in, unless ``is_place_public``; ``seats`` do not count the host.
    """

    id: GatheringId
    host_id: PersonId
    community_id: CommunityId
    channel_id: ChannelId
    created_at: datetime
    changed_at: datetime
    starts_at: datetime
    minutes: int = 120
    revision: int = 0
    state: GatheringState = GatheringState.OPEN
    activity: str = ""
    city_id: int | None = None
    place: str = ""
    is_place_public: bool = False
    seats: int = 6
    words: str = ""
    meeting_id: MeetingId | None = None
    event_id: int | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's answer to an open invitation; whoever ``is_let_in`` is told the exact place."""

    gathering_id: GatheringId
    person_id: PersonId
    state: SeatState
    asked_at: datetime
    is_let_in: bool = False
