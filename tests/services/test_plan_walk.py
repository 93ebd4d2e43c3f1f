"""Whatever a host and their guests do, in whichever order: no plan is half agreed, and every letter says what is so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.refusals import Refusal
from meetups.services.plans import About, PlanLetter, PlanWishes
from meetups.values import Actor, Answer, DeliveryKind, Plan, PlanState
from tests.services.plans import (
    BO,
    CHRIS,
    DAY,
    HOUR,
    KYLE,
    ROSA,
    SATURDAY,
    TIMES,
    people,
    sent,
    stored,
)
from tests.support.office import Office, open_office

GUESTS = (ROSA, BO, CHRIS)
VERBS = ("accept", "take", "offer", "offer", "not_then", "later", "no", "cancel", "place", "moved", "carry", "wait")
Step = tuple[str, int, int, bool]
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=5, max_size=16
)


@dataclass
class Walk:
    """A plan on its way; ``offered`` are all times somebody ever said, ``revision`` is the one last seen."""

    office: Office
    plan_id: int
    guests: tuple[Actor, ...]
    offered: set[datetime] = field(default_factory=lambda: set(TIMES))
    revision: int = 0

    async def step(self, verb: str, who: int, number: int, is_stale: bool) -> None:
        actor = (KYLE, *self.guests)[who % (len(self.guests) + 1)]
        plans, before = self.office.services.plans, await stored(self.office, self.plan_id)
        revision = max(0, before.revision - is_stale)
        with suppress(Refusal):
            match verb:
                case "accept":
                    await plans.accept(actor, self.plan_id, revision, number)
                case "take":
                    await plans.take(KYLE, self.plan_id, revision, who, number)
                case "offer":
                    times = tuple(SATURDAY + (who + number + each) * DAY for each in range(1 + number))
                    await plans.offer(actor, self.plan_id, times)
                    self.offered |= set(times)
                case "not_then" | "later" | "no":
                    await plans.decline(actor, self.plan_id, Answer(verb), 2 if verb == "later" else 0)
                case "cancel":
                    await plans.cancel(actor, self.plan_id)
                case "place":
                    await plans.change(actor, self.plan_id, PlanWishes(place=f"Place {number}"))
                case "moved":
                    at = SATURDAY + number * HOUR
                    await plans.moved(actor, self.plan_id, at)
                    self.offered.add(at)
                case "wait":
                    await self.carry(self.office.clock() + (1 + 11 * number) * HOUR)
                case _:
                    await self.carry(self.office.clock())
        await self.check(before, verb)

    async def carry(self, until: datetime) -> None:
        """Send what falls due, one by one, each looked at as it goes."""
        office = self.office
        while True:
            claimed = await office.services.deliveries.claim_due()
            for each in claimed:
                outgoing = await office.services.deliveries.prepare(each)
                if outgoing is None:
                    continue
                if isinstance(outgoing.body, PlanLetter):
                    check_letter(outgoing.body, await stored(office, self.plan_id), each.kind)
                await office.services.deliveries.sent(
                    each,
                    outgoing.channel_id,
                    outgoing.message_id or office.desk.new_id(),  # type: ignore[arg-type]
                )
            if claimed:
                continue
            async with office.store.read() as work:
                due = await work.deliveries.next_due()
            if due is None or due > until:
                office.clock.now = until
                return
            office.clock.now = max(due, office.clock.now)

    async def check(self, before: Plan, verb: str = "") -> None:
        plan = await stored(self.office, self.plan_id)
        comes = [each for each in plan.guests if each.is_in]
        if plan.state is PlanState.AGREED:
            assert plan.starts_at in self.offered
            assert comes
        if plan.state is PlanState.OPEN:
            assert (plan.starts_at, comes) == (None, [])
        if before.state is PlanState.CANCELLED:
            assert plan == before
        assert plan.revision >= self.revision
        if (plan.times, plan.starts_at, plan.place) != (before.times, before.starts_at, before.place):
            assert plan.revision > before.revision
        if verb != "moved" and plan.state is PlanState.AGREED and plan.starts_at != before.starts_at:
            # Nobody comes at a time they did not say yes to, unless they moved it between themselves.
            assert len(comes) == 1
        self.revision = plan.revision
        for each in plan.guests:
            assert bool(each.times) == (each.answer is Answer.OTHER_TIMES)
            assert (each.again_on is not None) == (each.answer is Answer.LATER)


def check_letter(letter: PlanLetter, plan: Plan, kind: DeliveryKind) -> None:
    """A letter shows the plan as it is, and one that is new what it is about."""
    seen = letter.view.plan
    assert (seen.revision, seen.state, seen.starts_at, seen.times) == (
        plan.revision,
        plan.state,
        plan.starts_at,
        plan.times,
    )
    if letter.view.mine is not None:
        assert letter.view.mine == plan.guest(letter.view.reader_id)
    assert not [each for each in letter.view.others if each.answer is Answer.NO]
    if kind is DeliveryKind.REDRAW:
        return
    said = {each.answer for each in plan.guests}
    stands = {
        About.ASKED: plan.state is not PlanState.CANCELLED,
        About.AGREED: plan.state is PlanState.AGREED,
        About.MOVED: plan.state is PlanState.AGREED,
        About.TIMES: Answer.OTHER_TIMES in said,
        About.NOT_THEN: Answer.NOT_THEN in said,
        About.CLOSED: plan.state is PlanState.OPEN and Answer.YES not in said,
        About.AGAIN: Answer.LATER in said,
        About.CANCELLED: plan.state is PlanState.CANCELLED,
        About.CHANGED: plan.state is not PlanState.CANCELLED,
        About.LEFT: plan.state is PlanState.AGREED,
    }
    assert letter.about is not None
    assert stands[letter.about], letter.about


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(guests=st.integers(1, 3), path=steps)
async def test_no_plan_is_ever_half_agreed(guests: int, path: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        async with open_office(Path(folder)) as office:
            await office.community()
            await people(office)
            view = await sent(office, *GUESTS[:guests])
            walk = Walk(office, view.plan.id, GUESTS[:guests])
            for each in path:
                await walk.step(*each)
            await walk.carry(SATURDAY + 21 * DAY)
            await walk.check(await stored(office, view.plan.id))
