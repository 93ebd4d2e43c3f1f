"""The unit of work: one transaction, and the records of every kind within it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from data import remembering, tables
from data.aging import AgingRecords
from data.contacts import ContactRecords
from data.deliveries import DeliveryRecords
from data.health import HealthRecords
from data.meetings import MeetingRecords
from data.missions import MissionRecords
from data.persons import PersonRecords
from data.photos import PhotoRecords
from data.plans import GatheringRecords, PlanRecords
from data.pools import PoolRecords
from data.records import TableRecords
from data.reminders import ReminderRecords
from data.replicas import ALL, Replica
from data.retention import RetentionRecords
from data.showings import ShowingRecords
from data.suggestions import SuggestedRecords
from data.visits import VisitRecords
from meetups.values import (
    Apart,
    Appearance,
    Ask,
    Break,
    Community,
    Draft,
    Excuse,
    Import,
    Invite,
    Matched,
    MatchRun,
    Post,
    Seat,
)


class SqlUnitOfWork:
    """One transaction; it remembers the earliest delivery planned in it, so that the alarm can be set."""

    def __init__(self, connection: AsyncConnection, replica: Replica | None = None) -> None:
        """``replica`` is this process where others may work on the same database."""
        self._connection = connection
        self._replica = replica
        remembering.begin(connection)
        self.earliest_planned: datetime | None = None

    def _remember(self, due: datetime) -> None:
        if self.earliest_planned is None or due < self.earliest_planned:
            self.earliest_planned = due

    @cached_property
    def persons(self) -> PersonRecords:
        return PersonRecords(self._connection)

    @cached_property
    def communities(self) -> TableRecords[Community]:
        return TableRecords(self._connection, tables.communities, Community)

    @cached_property
    def missions(self) -> MissionRecords:
        return MissionRecords(self._connection, self._replica.shards if self._replica else ALL)

    @cached_property
    def excuses(self) -> TableRecords[Excuse]:
        return TableRecords(self._connection, tables.excuses, Excuse)

    @cached_property
    def breaks(self) -> TableRecords[Break]:
        return TableRecords(self._connection, tables.breaks, Break)

    @cached_property
    def contacts(self) -> ContactRecords:
        return ContactRecords(self._connection)

    @cached_property
    def apart(self) -> TableRecords[Apart]:
        return TableRecords(self._connection, tables.apart, Apart)

    @cached_property
    def imports(self) -> AgingRecords[Import]:
        return AgingRecords(self._connection, tables.imports, Import)

    @cached_property
    def meetings(self) -> MeetingRecords:
        return MeetingRecords(self._connection)

    @cached_property
    def posts(self) -> TableRecords[Post]:
        return TableRecords(self._connection, tables.posts, Post)

    @cached_property
    def photos(self) -> PhotoRecords:
        return PhotoRecords(self._connection)

    @cached_property
    def appearances(self) -> TableRecords[Appearance]:
        return TableRecords(self._connection, tables.appearances, Appearance)

    @cached_property
    def asks(self) -> TableRecords[Ask]:
        return TableRecords(self._connection, tables.asks, Ask)

    @cached_property
    def deliveries(self) -> DeliveryRecords:
        return DeliveryRecords(self._connection, self._remember, self._replica)

    @cached_property
    def suggested(self) -> SuggestedRecords:
        return SuggestedRecords(self._connection)

    @cached_property
    def invites(self) -> TableRecords[Invite]:
        return TableRecords(self._connection, tables.invites, Invite)

    @cached_property
    def visits(self) -> VisitRecords:
        return VisitRecords(self._connection)

    @cached_property
    def pool(self) -> PoolRecords:
        return PoolRecords(self._connection)

    @cached_property
    def runs(self) -> TableRecords[MatchRun]:
        return TableRecords(self._connection, tables.match_runs, MatchRun)

    @cached_property
    def matched(self) -> TableRecords[Matched]:
        return TableRecords(self._connection, tables.matched, Matched)

    @cached_property
    def plans(self) -> PlanRecords:
        return PlanRecords(self._connection)

    @cached_property
    def gatherings(self) -> GatheringRecords:
        return GatheringRecords(self._connection)

    @cached_property
    def seats(self) -> TableRecords[Seat]:
        return TableRecords(self._connection, tables.seats, Seat)

    @cached_property
    def showings(self) -> ShowingRecords:
        return ShowingRecords(self._connection)

    @cached_property
    def health(self) -> HealthRecords:
        return HealthRecords(self._connection)

    @cached_property
    def drafts(self) -> AgingRecords[Draft]:
        return AgingRecords(self._connection, tables.drafts, Draft)

    @cached_property
    def reminders(self) -> ReminderRecords:
        return ReminderRecords(self._connection)

    @cached_property
    def keeping(self) -> RetentionRecords:
        return RetentionRecords(self._connection)
