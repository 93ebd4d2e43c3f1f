"""What somebody remembers about a contact: who they are, and what was lived through with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetups.folding import fold
from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter
from meetups.services.common import History
from meetups.services.nearby import Prospect, prospect_of
from meetups.values import Contact, How, Meeting, MeetingId, PersonId

LAST_TIMES = 3
_PLACES = 10


@dataclass(frozen=True, slots=True)
class Moment:
    """One time they met or talked: what its owner noted about it for themselves, and the story they told."""

    meeting_id: MeetingId
    met_on: date
    how: How
    place: str
    note: str
    story: str

    @property
    def words(self) -> str:
        return self.note or self.story


@dataclass(frozen=True, slots=True)
class Memory:
    """A contact with what its owner has lived through with them; ``moments`` are the last ones, newest first.

    ``places`` are the cities that may be meant by one that was written and could not be told; ``prospect`` is when the
    two are near each other, where the owner waits for that.
    """

    contact: Contact
    city: City | None
    times_met: int
    last_met_on: date | None
    last_contact: Encounter | None
    today: date
    introducer: Contact | None = None
    moments: tuple[Moment, ...] = ()
    places: tuple[City, ...] = ()
    prospect: Prospect | None = None

    @property
    def town(self) -> str:
        """Where they live, as far as it tells people of one list apart."""
        return self.city.short if self.city else self.contact.city_written


def memories(desk: Desk, contacts: Sequence[Contact], history: History, today: date) -> list[Memory]:
    """What is shown of contacts in a list, in the order given."""
    return [_memory(desk, each, history, today) for each in contacts]


async def memory_of(work: UnitOfWork, desk: Desk, contact: Contact, today: date) -> Memory:
    """Everything about one contact."""
    history = History(await work.meetings.encounters(contact.owner_id))
    short = _memory(desk, contact, history, today)
    introducer = await work.contacts.get(contact.introducer_id) if contact.introducer_id else None
    owner = await work.persons.get(contact.owner_id) if contact.waits_near else None
    return replace(
        short,
        introducer=introducer,
        moments=await _moments(work, contact.owner_id, history.of(contact)),
        places=_places(desk, contact.city_written) if contact.city_written else (),
        prospect=await prospect_of(work, desk, owner, contact, today) if owner else None,
    )


def _memory(desk: Desk, contact: Contact, history: History, today: date) -> Memory:
    shared, in_person = history.of(contact), history.in_person(contact)
    return Memory(
        contact=contact,
        city=desk.places.by_id(contact.city_id) if contact.city_id else None,
        times_met=len(in_person),
        last_met_on=in_person[-1].met_on if in_person else None,
        last_contact=shared[-1] if shared else None,
        today=today,
    )


def _places(desk: Desk, written: str) -> tuple[City, ...]:
    """The cities that may be meant: those of just that name, else those most like it."""
    found = desk.places.search(written, _PLACES)
    town = fold(written.partition(",")[0])
    return tuple(each for each in found if fold(each.name) == town) or tuple(found)


async def _moments(work: UnitOfWork, owner_id: PersonId, shared: Sequence[Encounter]) -> tuple[Moment, ...]:
    last = [each.meeting_id for each in reversed(shared[-LAST_TIMES:])]
    meetings = [await work.meetings.get(each) for each in last]
    return tuple(_moment(each, owner_id) for each in meetings if each is not None)


def _moment(meeting: Meeting, owner_id: PersonId) -> Moment:
    mine = meeting.part_of(owner_id)
    is_own = meeting.recorder_id == owner_id
    return Moment(
        meeting_id=meeting.id,
        met_on=meeting.met_on,
        how=meeting.how,
        # What somebody else wrote down about it is theirs.
        place=meeting.place if is_own else "",
        note=mine.note if mine else "",
        story=meeting.story if is_own else "",
    )
