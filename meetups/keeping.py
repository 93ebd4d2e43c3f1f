"""What storage is asked for when something is to be thrown away: whom it names, and what is old enough."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple, Protocol

from meetups.values import CommunityId, Delivery, Draft, Import, Mission, Person, PersonId

WARNED: Final = "unseen:"
"""How the occasion of a message begins that tells somebody they will be forgotten."""


class Window(NamedTuple):
    """The instants by which somebody is long unseen: nothing since ``unseen_since``; what they were told of it counts from
    ``told_since`` to ``told_before``.
    """

    now: datetime
    unseen_since: datetime
    told_since: datetime
    told_before: datetime


class Keeping(Protocol):
    """Nothing here has an index of its own: what is looked through is small, or is read in order of one that is there."""

    async def imports_naming(self, person_id: PersonId) -> list[Import]:
        """The imports of others in whose undoing a person's number stands."""

    async def drafts_naming(self, person_id: PersonId) -> list[Draft]:
        """The drafts of others in which a person's number stands, perhaps only as a part of a longer one."""

    async def host_news_naming(self, person_id: PersonId) -> list[Delivery]:
        """What hosts were told of their open invitations in which a person's number stands, perhaps as a part."""

    async def left_before(self, instant: datetime) -> list[CommunityId]:
        """The communities that the bot was put out of before an instant, and is not back in."""

    async def remove_of(self, community_id: CommunityId, limit: int) -> int:
        """Delete or unlink so many rows of one kind that belong to a community; 0 where none is left but its own."""

    async def departed_before(self, instant: datetime, limit: int) -> list[Mission]:
        """Missions that rest since their member was found, before an instant, to have left; they were not seen there since."""

    async def to_warn(self, window: Window, limit: int) -> list[Person]:
        """People with nothing running or to come anywhere who did nothing, and were asked nothing; and not told yet."""

    async def to_forget(self, window: Window, limit: int) -> list[PersonId]:
        """Such people who were told of it, and long enough ago."""

    async def remove_settled(self, before: datetime, limit: int) -> int:
        """Delete so many messages that were due and settled before an instant, and that nobody has still to read."""
