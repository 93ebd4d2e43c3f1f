"""What is stored, a protocol for each kind: the plain verbs of all, and the questions only one of them answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from meetups.rows import Attended, CareWeek, Encounter, Findable, Listed, PoolFellow, PoolRun, Rankable, StepCount
from meetups.values import (
    CommunityId,
    Contact,
    ContactId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Excuse,
    Gathering,
    Meeting,
    MeetingId,
    Mission,
    MissionId,
    Person,
    PersonId,
    Photo,
    PhotoId,
    Plan,
    PlanId,
    PoolMember,
    Showing,
    Suggested,
    Visit,
)

T = TypeVar("T")


class Records(Protocol[T]):
    """One kind of value in storage; ``where`` names fields and the values they must equal."""

    async def get(self, *key: object) -> T | None: ...
    async def one(self, **where: object) -> T | None: ...
    async def find(self, **where: object) -> list[T]: ...
    async def count(self, **where: object) -> int: ...
    async def add(self, *values: T) -> None: ...
    async def save(self, value: T) -> None: ...
    async def remove(self, **where: object) -> int: ...


class Meetings(Protocol):
    async def get(self, meeting_id: MeetingId) -> Meeting | None: ...
    async def add(self, meeting: Meeting) -> None: ...
    async def save(self, meeting: Meeting) -> None: ...
    async def remove(self, meeting_id: MeetingId) -> None: ...
    async def encounters(self, person_id: PersonId) -> list[Encounter]:
        """Every other participant of the meetings that count for this person, oldest first."""

    async def recent(self, person_id: PersonId, limit: int) -> list[Meeting]:
        """The person's own recordings and the meetings they confirmed, newest first."""

    async def touching(self, person_id: PersonId) -> list[Meeting]:
        """Every meeting the person recorded or takes part in, whether it counts or not."""

    async def hand_over(self, contact_id: ContactId, to_id: ContactId) -> None:
        """Let every meeting with a contact be one with another; where both were there, one of them remains."""

    async def unlink_contact(self, contact_id: ContactId, shown_as: str) -> None:
        """Keep the facts when a contact leaves the list: its owner's history remains under a name."""


class Deliveries(Records[Delivery], Protocol):
    async def plan(self, deliveries: Iterable[Delivery]) -> None:
        """Add what is not there yet; a row with the same kind, subject and occasion stays as it is."""

    async def due(self, now: datetime, limit: int) -> list[DeliveryId]:
        """Planned rows whose time has come, at most one for each lane with nothing claimed.

        What follows from an act goes first; then communities take turns, and the oldest of each comes first.
        """

    async def claimed_since(self, instant: datetime) -> int:
        """How many rows this process claimed since then that are not settled."""

    async def claimed(self, before: datetime) -> list[Delivery]:
        """Rows this process claimed before an instant, or one before it, whose outcome is unknown."""

    async def claim(self, ids: Sequence[DeliveryId], now: datetime) -> list[Delivery]:
        """Those of ``ids`` that were to be had, now claimed for good by this process."""

    async def orphaned(self, limit: int) -> list[DeliveryId]:
        """Rows claimed by processes that live no more."""

    async def take_over(self, ids: Sequence[DeliveryId]) -> list[Delivery]:
        """Those of ``ids`` that are still orphaned, now this process's."""

    async def next_due(self) -> datetime | None: ...
    async def waiting_for(self, person_id: PersonId) -> list[Delivery]:
        """What could not be delivered to this person and was not seen yet, oldest first."""

    async def tally(self) -> list[tuple[DeliveryKind, DeliveryState, int]]:
        """How many rows there are of each kind and state."""

    async def failures(self, limit: int) -> list[Delivery]:
        """The last that could not be delivered, newest first."""

    async def withdraw(self, mission_id: MissionId, kinds: Sequence[str]) -> None:
        """Delete the planned, unclaimed rows of these kinds, so that they can be planned anew."""


class Contacts(Records[Contact], Protocol):
    async def save_all(self, values: Sequence[Contact]) -> None:
        """Save many at once."""

    async def revision(self, owner_id: PersonId) -> int:
        """Another number after every change to a person's list."""

    async def listed(self, owner_id: PersonId) -> list[Listed]:
        """Everybody on a person's list, in the order they were added."""

    async def rankable(self, owner_id: PersonId, ids: Collection[ContactId] | None = None) -> list[Rankable]:
        """Everybody on a person's list, or those of ``ids`` who are on it."""


class Aging(Records[T], Protocol):
    """Records that are thrown away when they are old."""

    async def remove_older(self, instant: datetime) -> None:
        """Delete what was written down before an instant."""


class Reminders(Protocol):
    """What this installation notes about itself, each under a name."""

    async def recall(self, name: str) -> str | None: ...
    async def remember(self, name: str, value: str) -> None: ...
    async def forget(self, name: str) -> None: ...


class Persons(Records[Person], Protocol):
    async def opened_since(self, instant: datetime) -> int:
        """How many direct-message channels were opened since an instant."""

    async def seen(self, person_ids: Collection[PersonId], now: datetime) -> None:
        """Note that these people acted just now."""


class Missions(Records[Mission], Protocol):
    async def running(self, person_id: PersonId) -> list[Mission]: ...
    async def running_after(self, mission_id: MissionId, limit: int) -> list[Mission]: ...
    async def unplanned(self, limit: int) -> list[Mission]:
        """Running missions without a planned delivery: what a slow sweep mends."""

    async def unseen(self, since: datetime, kickoff_by: datetime, limit: int) -> list[Mission]:
        """Running missions with a kickoff due until then whose member was not known to be there since; soonest first."""

    async def seen_here(self, community_id: CommunityId, person_ids: Collection[PersonId], now: datetime) -> None:
        """Note that these people are in a community, also where they were known to have left it."""

    async def departed(self) -> int: ...


class Visits(Records[Visit], Protocol):
    async def overlapping(self, person_ids: Collection[PersonId], first_on: date, last_on: date) -> list[Visit]:
        """The visits of these people that share a day with a span of days, in order of their first day."""

    async def visible_to(self, owner_id: PersonId, first_on: date, last_on: date) -> list[Visit]:
        """The visits in a span of days of whom the owner waits to come near, where their visitor lets them know."""

    async def wishers(self, visitor_id: PersonId) -> list[Contact]:
        """The contacts by which others wait for this visitor to come near; no never-list on either side says no."""

    async def fellows(self, owner_id: PersonId) -> list[PoolFellow]:
        """Those on the owner's list who are in a pool with them, each once, but whoever shuns the owner."""

    async def findable(self, community_id: CommunityId, visitor_id: PersonId) -> list[Findable]:
        """The other members of a pool who let visitors find them and take part; no never-list of either says no."""

    async def remove_over(self, before: date) -> None:
        """Delete the visits that were over before a day."""


class SuggestedRecords(Records[Suggested], Protocol):
    async def load(self, owner_id: PersonId, first_on: date, last_on: date) -> dict[PersonId, int]:
        """How often others are offered the accounts on the owner's list, in weeks that begin in this span."""


class PoolMembers(Records[PoolMember], Protocol):
    """What may be long is given while it is read, so that nobody waits for the whole of it."""

    def of(self, community_id: CommunityId) -> AsyncIterator[PoolMember]:
        """Everybody in a pool, in order of their identifiers."""

    async def nevers(self, community_id: CommunityId) -> list[tuple[PersonId, PersonId]]:
        """The pairs of a pool of whom one has the other on their never-list."""

    async def met(self, community_id: CommunityId, since: date) -> list[tuple[PersonId, PersonId, date]]:
        """The pairs of a pool who met in person, with the last day they did, as far as that counts for both."""

    def places(self, community_id: CommunityId, since: date) -> AsyncIterator[PoolRun]:
        """How the members of a pool were matched in weeks from a day on, undone runs left out, oldest run first."""

    async def absences(
        self, community_id: CommunityId, first_on: date, last_on: date
    ) -> list[tuple[Mission, list[Excuse]]]:
        """The running missions of a pool's members in this community that may ask for nothing in these days: with all
        their excuses if one of them touches these days, and those that are not for every week.
        """


class Plans(Protocol):
    async def get(self, plan_id: PlanId) -> Plan | None: ...
    async def add(self, plan: Plan) -> None: ...
    async def save(self, plan: Plan) -> None: ...
    async def remove(self, plan_id: PlanId) -> None: ...
    async def of(self, person_id: PersonId, since: datetime | None = None) -> list[Plan]:
        """The plans a person made or was asked to, oldest first; those not over by then."""

    async def hand_over(self, contact_id: ContactId, to_id: ContactId) -> None:
        """Let every plan with a contact be one with another; where both were asked, one of them remains."""


class Gatherings(Records[Gathering], Protocol):
    async def of(self, person_id: PersonId, since: datetime | None = None) -> list[Gathering]:
        """The open invitations a person made or answered that begin after an instant, soonest first."""


class Photos(Records[Photo], Protocol):
    async def keep(self, photo: Photo, data: bytes) -> None: ...
    async def files(self, photo_ids: Collection[PhotoId]) -> dict[PhotoId, bytes]: ...
    async def stored_by(self, person_id: PersonId) -> int:
        """How many bytes a person's photos take."""

    async def stored_in(self, community_id: CommunityId) -> int:
        """How many bytes the photos of the meetings recorded in a community take."""


class Showings(Records[Showing], Protocol):
    """Whoever is known to have left a community is not shown in it."""

    async def pictured(self, community_id: CommunityId) -> list[Showing]:
        """Who wants to be seen in a community's picture."""

    async def pairs(self, community_id: CommunityId) -> list[tuple[PersonId, PersonId, date]]:
        """Two of these with each day they met in person at a meeting recorded there that counts for both, oldest first."""

    async def ranked(self, community_id: CommunityId, since: date) -> list[tuple[str, int]]:
        """Who wants to be listed, by name, with how many people they met in person since a day, most first."""

    async def attended(self, community_id: CommunityId, first_on: date, last_on: date) -> list[Attended]:
        """Who was at the meetings in person that were recorded there, as far as they count for them, by day."""


class Health(Protocol):
    """A community in exact numbers of people; a service shows none of a few (§9).

    Here is who has a mission running in the community or is in its pool.
    """

    async def members(self, community_id: CommunityId) -> int:
        """How many are here."""

    async def funnel(self, community_id: CommunityId, weeks: Sequence[CareWeek]) -> list[StepCount]:
        """How many took each step in each week, of those who were here in it; no row where nobody did.

        Suggested, invited, matched and hosted is what was in this community; plans and meetings are people's own, and
        count wherever they were made.
        """

    async def newcomers(self, community_id: CommunityId, first_on: date, last_on: date) -> int:
        """How many began their first mission here between two days, and had no meeting since that fills a week of it."""

    async def alone(self, community_id: CommunityId) -> int:
        """In how many cities one of those here lives, and nobody else of them."""

    async def passed_over(self, community_id: CommunityId, since: date, times: int) -> int:
        """How many of those here stood among a week's suggestions so often since then, and were never the first of one."""
