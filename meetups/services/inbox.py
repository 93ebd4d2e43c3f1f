"""What waits for a person who cannot be written to, and the questions they have not answered."""

from __future__ import annotations

from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.rules.nudges import is_stale
from meetups.services.drawing import nudge_facts, private_body
from meetups.services.outgoing import Outgoing, is_question
from meetups.services.planning import NUDGES
from meetups.values import ChannelId, Delivery, DeliveryId, DeliveryKind, DeliveryState, Person, PersonId

_QUESTIONS = (DeliveryKind.ASK, DeliveryKind.PLAN)


class Inbox:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def read(self, person_id: PersonId) -> list[Outgoing]:
        """What waits for a person, drawn as it is now; what no longer makes sense is put away.

        Questions they have not answered wait here too, wherever they were first put, and come before all else.
        """
        async with self._desk.store.write() as work:
            person = await work.persons.get(person_id)
            waiting = []
            asked = await work.deliveries.find(
                person_id=person_id, kind=_QUESTIONS, state=DeliveryState.SENT, seen_at=None
            )
            for delivery in [*await work.deliveries.waiting_for(person_id), *asked]:
                body = await private_body(work, self._desk, delivery, is_late=False)
                is_put = delivery.state is DeliveryState.SENT and not is_question(body)
                if body is None or person is None or is_put or await self._is_stale(work, delivery, person):
                    await work.deliveries.save(_put_away(delivery, self._desk))
                else:
                    waiting.append(Outgoing(delivery, ChannelId(0), person.locale, body))
            return sorted(waiting, key=lambda each: not is_question(each.body))

    async def waiting(self, person_id: PersonId) -> frozenset[DeliveryId]:
        """What waits in a person's inbox, by identifier only."""
        async with self._desk.store.read() as work:
            return frozenset(each.id for each in await work.deliveries.waiting_for(person_id))

    async def seen(self, person_id: PersonId, delivery_id: int) -> None:
        """The person read it; a question stays until it is answered."""
        async with self._desk.store.write() as work:
            delivery = await work.deliveries.get(delivery_id)
            if delivery is None or delivery.person_id != person_id:
                return
            if not is_question(await private_body(work, self._desk, delivery, is_late=False)):
                await work.deliveries.save(_put_away(delivery, self._desk))

    async def _is_stale(self, work: UnitOfWork, delivery: Delivery, person: Person) -> bool:
        """Whether a nudge that waits in the inbox would not be sent any more; what else waits keeps its sense."""
        if delivery.kind not in NUDGES:
            return False
        return is_stale(
            delivery.kind, delivery.due, await nudge_facts(work, self._desk, delivery, person), self._desk.clock()
        )


def _put_away(delivery: Delivery, desk: Desk) -> Delivery:
    return replace(delivery, seen_at=desk.clock())
