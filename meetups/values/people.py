"""People and communities, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetups.values.ids import ChannelId, CommunityId, PersonId

REACH_KM = 50
"""How far a person travels for a meeting unless they say otherwise, in kilometres."""


class Strength(StrEnum):
    """How many nudges a person wants in a week."""

    GENTLE = "gentle"
    STANDARD = "standard"
    PERSISTENT = "persistent"


class Naming(StrEnum):
    """Whether others may name this person in their stories."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


class Look(StrEnum):
    """The ground a picture is drawn on."""

    DARK = "dark"
    LIGHT = "light"


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
    """A Discord account and its profile, the same in every community.

    ``availability`` are parts of the week as bits: part p (0 morning, 1 afternoon, 2 evening) of weekday d (0 Monday
    to 6) is bit 3 * d + p; 0 where nothing was said. ``tags`` are what the person likes; ``languages`` are tags as CLDR
    writes them. ``introduction`` is the line by which they are introduced to whom they are matched with. ``seen_at`` is
    when they acted last, to the day.
    """

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
    seen_at: datetime | None = None
    dm_channel_id: ChannelId | None = None
    dm_state: DirectMessages = DirectMessages.UNOPENED
    dm_opened_at: datetime | None = None
    reach_km: int = REACH_KM
    availability: int = 0
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    introduction: str = ""
    look: Look = Look.DARK


@dataclass(frozen=True, slots=True)
class Showing:
    """What a member lets the others of a community see of their progress; nothing until they say so.

    ``name`` is what they were called there when they last said. ``is_shown``: their own card; ``is_pictured``: their name in the picture of who met whom; ``is_ranked``: their place in a
    ranking, where the organisers have one.
    """

    person_id: PersonId
    community_id: CommunityId
    name: str = ""
    is_shown: bool = False
    is_pictured: bool = False
    is_ranked: bool = False


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server in which Meetward was set up.

    The pool is matched once a week and introduced on ``match_weekday`` at ``match_minute`` of ``time_zone``;
    ``answer_hours`` is how long an invitation waits for an answer. Whoever needs help at a meeting is shown ``safety_id``
    and ``safety_text``. ``has_events``: what is hosted also becomes an event of the server. ``has_digest``: a summary is posted on
    ``digest_weekday`` at ``digest_minute``. Where ``web_key`` is not empty it is the part of the address nobody can guess, under
    which stories told since ``web_since`` stand on a page. ``has_ranking``: who met most people is listed, of those who want to be.
    """

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
    has_pool: bool = True
    match_weekday: int = 0
    match_minute: int = 9 * 60
    answer_hours: int = 24
    safety_id: PersonId | None = None
    safety_text: str = ""
    has_events: bool = False
    has_digest: bool = False
    digest_weekday: int = 6
    digest_minute: int = 18 * 60
    web_key: str = ""
    web_since: datetime | None = None
    has_ranking: bool = False

    @property
    def is_ready(self) -> bool:
        return self.recap_channel_id is not None and self.left_at is None

    def has_page_since(self, instant: datetime) -> bool:
        """Whether what was told at an instant may stand on the community's page."""
        return bool(self.web_key) and self.web_since is not None and instant >= self.web_since
