"""Whatever an author and those in a story do, in whichever order: it never shows what somebody in it did not agree to.

Beside the services walks a record of who agreed to what, by the rules as people are told them; after every step the story
has to show what that allows, no more and no less.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.refusals import Refusal
from meetups.services.stories import Recap
from meetups.values import Actor, Naming
from tests.services.plans import BO, KYLE, ROSA, shun
from tests.services.telling import Evening, call_me, evening
from tests.support.office import open_office

PEOPLE = (ROSA, BO)
TOGETHER = ((), (1,), (2,), (1, 2))
VERBS = (
    *("post", "post", "withdraw", "photo", "photo", "sort", "remove"),
    *("yes", "yes", "yes", "no", "out", "name", "name", "friend", "half", "no half"),
    *("deny", "met", "never", "ask", "always", "shun", "forget"),
)
Step = tuple[str, int, int, bool]
# Where there is most to lose: one photo of Rosa and one of both, to which they agreed, and Rosa's half.
BEGUN: list[Step] = [
    ("post", 0, 0, True),
    ("photo", 0, 1, False),
    ("photo", 0, 3, False),
    ("yes", 0, 0, False),
    ("yes", 1, 0, True),
    ("half", 0, 1, True),
]
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 1), st.integers(0, 3), st.booleans()), min_size=6, max_size=20
)


@dataclass
class Said:
    """What one of them wants, as far as they said it; ``seen`` are photos they were asked about or want left out."""

    naming: Naming = Naming.ASK
    is_named: bool = False
    half: str = ""
    is_there: bool = True
    is_gone: bool = False
    agreed: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    @property
    def is_shown(self) -> bool:
        """Whether the story may name them."""
        if not self.is_there or self.naming is Naming.NEVER:
            return False
        return self.is_named or self.naming is Naming.ALWAYS


@dataclass
class Walk:
    told: Evening
    said: dict[int, Said] = field(default_factory=lambda: {1: Said(), 2: Said()})
    tags: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    async def step(self, verb: str, who: int, number: int, is_carried: bool) -> None:
        with suppress(Refusal):
            if verb in ("post", "withdraw", "photo", "sort", "remove"):
                await self._author(verb, number)
            else:
                await self._other(verb, PEOPLE[who], self.said[who + 1], number)
        await self._note_asked()
        self._check(await self._preview())
        if is_carried:
            await self.told.carry()
            if self.told.recap is not None:
                self._check(self.told.recap)

    async def _author(self, verb: str, number: int) -> None:
        photos = list(self.tags)
        if verb == "post":
            await self.told.post()
        elif verb == "withdraw":
            await self.told.withdraw()
        elif verb == "photo":
            self.tags[await self.told.photo(*TOGETHER[number])] |= {*TOGETHER[number]}
        elif photos and verb == "sort":
            photo = photos[number % len(photos)]
            await self.told.sort(photo, *TOGETHER[number])
            # Whoever was asked stays in it.
            asked = {position for position, each in self.said.items() if photo in each.seen}
            self.tags[photo] = {*TOGETHER[number]} | asked
        elif photos and verb == "remove":
            photo = photos[number % len(photos)]
            await self.told.office.services.photos.remove(KYLE, photo)
            del self.tags[photo]

    async def _other(self, verb: str, who: Actor, said: Said, number: int) -> None:
        office, position = self.told.office, PEOPLE.index(who) + 1
        tagged = {photo for photo, positions in self.tags.items() if position in positions}
        match verb:
            case "yes" | "no":
                questions = await self.told.asked(who)
                if questions:
                    question = questions[max(-len(questions), -1 - number // 2)]
                    await office.services.photos.answer(who, question.ask.id, is_agreed=verb == "yes")
                    shown = {each.id for each in question.photos}
                    said.agreed = said.agreed | shown if verb == "yes" else said.agreed - shown
            case "out":
                for photo in sorted(tagged)[number : number + 1]:
                    await self.told.out(who, photo)
                    said.agreed.discard(photo)
                    said.seen.add(photo)
            case "name":
                await self.told.name(who)
                said.is_named = True
            case "friend":
                await self.told.befriend(who)
                said.is_named, said.agreed, said.seen = False, set(), said.seen | tagged
                said.naming = Naming.ASK if said.naming is Naming.ALWAYS else said.naming
            case "half" | "no half":
                words = f"Half {number}" if verb == "half" else ""
                await self.told.half(who, words)
                said.half, said.is_named = words, said.is_named or bool(words)
            case "deny" | "met" if not said.is_gone:
                await self.told.decide(who, met=verb == "met")
                # Nothing follows a yes after a no but at the next edit.
                await office.services.stories.tell(KYLE, self.told.meeting_id, "We had pie.", "")
                said.is_there = verb == "met"
                said.is_named = said.is_named and said.is_there
            case "shun":
                await shun(office, who, KYLE)
            case "forget" if number == 0:
                await office.services.mydata.forget(who)
                said.is_there, said.is_gone, said.agreed, said.half = False, True, set(), ""
            case "never" | "ask" | "always" if not said.is_gone:
                await call_me(office, who, Naming(verb))
                said.naming = Naming(verb)

    async def _note_asked(self) -> None:
        """Whoever a question is written down for counts as asked, delivered or not."""
        async with self.told.office.store.read() as work:
            for each in await work.appearances.find(photo_id=list(self.tags)) if self.tags else []:
                if each.ask_id is not None:
                    self.said[each.position].seen.add(each.photo_id)

    async def _preview(self) -> Recap:
        return (await self.told.office.services.stories.preview(KYLE, self.told.meeting_id)).recap

    def _check(self, recap: Recap) -> None:
        shown = {who.person_id: said for who, said in zip(PEOPLE, self.said.values(), strict=True) if said.is_shown}
        assert [each.person_id for each in recap.others if each.person_id is not None] == list(shown)
        halves = {person_id: said.half for person_id, said in shown.items() if said.half}
        assert {each.person_id: each.words for each in recap.halves} == halves
        allowed = {
            photo for photo, positions in self.tags.items() if all(self._agrees(each, photo) for each in positions)
        }
        assert {each.id for each in recap.photos} == allowed

    def _agrees(self, position: int, photo: int) -> bool:
        said = self.said[position]
        return said.is_there and said.naming is not Naming.NEVER and photo in said.agreed


@settings(
    max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(path=steps, is_begun=st.booleans())
async def test_a_story_shows_what_everybody_in_it_agreed_to_and_all_of_that(path: list[Step], is_begun: bool) -> None:
    with TemporaryDirectory() as folder:
        async with open_office(Path(folder)) as office:
            await office.community()
            walk = Walk(await evening(office, *PEOPLE))
            for each in [*BEGUN, *path] if is_begun else path:
                await walk.step(*each)
            await walk.told.carry()
            if walk.told.recap is not None:
                walk._check(walk.told.recap)
