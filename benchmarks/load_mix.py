"""What people do with a bot all day: the acts, how often each comes, and why that often.

``MIX`` is the table; its weights are percents. Acts follow from each other as they do in a chat: who has typed a name
records a meeting, who sees a card presses a button on it. Where nobody has such a card yet, the act that brings one
takes the place of the press, so an act begins whenever one is due, whatever became of those before.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.filled import CONTACTS, contact_name
from benchmarks.load_world import Person
from tests.wire.discord_server import Act, Answer, DiscordServer, Message

STORY = "We had tea, spoke about bees for two hours, and promised each other to do it again."
PING: Final = "/ping"
_CARDS, _KEPT_OLD = 500, 1_000


@dataclass(frozen=True, slots=True)
class Begun:
    """An act under way; ``told`` takes its answer and gives whether that is what was asked for."""

    act: Act
    told: Callable[[Answer], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table."""

    name: str
    percent: int
    why: str
    begin: Callable[[Crowd], Awaitable[Begun]]


@dataclass
class Crowd:
    """The people, and what they have in front of them: names half typed, open forms, cards with buttons."""

    server: DiscordServer
    people: Sequence[Person]
    dice: random.Random
    met: list[tuple[int, int]] = field(default_factory=list)
    """Of each meeting that was answered for: the person's number, and the contact's."""
    posted: list[tuple[int, int]] = field(default_factory=list)
    """Of each recap that was answered for: the channel, and the person."""
    _friends: Counter[int] = field(default_factory=Counter)
    _typing: deque[tuple[Person, int, int]] = field(default_factory=deque)
    _typed: deque[tuple[Person, int]] = field(default_factory=deque)
    _forms: deque[tuple[Person, str]] = field(default_factory=deque)
    _cards: defaultdict[str, deque[tuple[Person, Message, str]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_CARDS))
    )
    _old: list[tuple[Person, Message, str]] = field(default_factory=list)

    def anyone(self) -> Person:
        return self.dice.choice(self.people)

    def some_friend(self, person: Person) -> int:
        """The number of a contact whom this person has not met today."""
        self._friends[person.number] += 1
        return (self._friends[person.number] - 1) % CONTACTS

    async def type(self) -> Begun:
        """The next few letters of a name that somebody has begun, or the first of another."""
        if self._typing:
            person, friend, letters = self._typing.popleft()
        else:
            person, letters = self.anyone(), 3
            friend = self.some_friend(person)
        name = contact_name(friend)
        options = {"contact": name[:letters].casefold()}
        act = await self.server.autocomplete(person.user, person.channel, "met", "contact", options)

        def told(answer: Answer) -> bool:
            if letters < len(name):
                self._typing.append((person, friend, min(letters + 2, len(name))))
            else:
                self._typed.append((person, friend))
            return bool(answer.choices)

        return Begun(act, told)

    async def record(self) -> Begun:
        if self._typed:
            person, friend = self._typed.popleft()
        else:
            person = self.anyone()
            friend = self.some_friend(person)
        act = await self.server.slash(person.user, person.channel, "met", {"contact": contact_name(friend)})

        def told(answer: Answer) -> bool:
            if answer.modal is None:
                return False
            self.met.append((person.number, friend))
            self._forms.append((person, answer.modal.custom_id))
            return True

        return Begun(act, told)

    async def tell(self) -> Begun:
        """Send the form that stands open longest."""
        if not self._forms:
            return await self.record()
        person, form = self._forms.popleft()
        act = await self.server.submit(person.user, form, {"story": STORY})
        return Begun(act, lambda answer: self._shows(person, answer, "story.post"))

    async def post(self) -> Begun:
        card = self._card("story.post")
        if card is None:
            return await self.tell()
        person, message, custom_id = card
        act = await self.server.click(person.user, message, custom_id, is_stale=True)

        def told(answer: Answer) -> bool:
            self.posted.append((person.channel.id, person.number))
            return self._shows(person, answer, "story.withdraw")

        return Begun(act, told)

    async def old(self) -> Begun:
        """A button on a card from any time since the beginning, whatever is written there by now."""
        if not self._old:
            return await self.call("mission show", "", {})
        person, message, custom_id = self.dice.choice(self._old)
        act = await self.server.click(person.user, message, custom_id, is_stale=True)
        return Begun(act, lambda answer: self._shows(person, answer, ""))

    async def call(self, name: str, shows: str, options: dict[str, str]) -> Begun:
        person = self.anyone()
        act = await self.server.slash(person.user, person.channel, name, options)
        return Begun(act, lambda answer: self._shows(person, answer, shows))

    async def press(self, button: str, otherwise: str, shows: str) -> Begun:
        card = self._card(button)
        if card is None:
            return await self.call(otherwise, button, {})
        person, message, custom_id = card
        act = await self.server.click(person.user, message, custom_id, is_stale=True)
        return Begun(act, lambda answer: self._shows(person, answer, shows))

    def _card(self, button: str) -> tuple[Person, Message, str] | None:
        return self._cards[button].popleft() if self._cards[button] else None

    def _shows(self, person: Person, answer: Answer, action: str) -> bool:
        """Whether a card with a button of this action came; any card will do for none. Its buttons may be pressed later."""
        message = answer.message
        if message is None:
            return False
        for custom_id in message.custom_ids():
            name = custom_id.partition(":")[0]
            if name in PRESSED:
                self._cards[name].append((person, message, custom_id))
            if name in HARMLESS and len(self._old) < _KEPT_OLD:
                self._old.append((person, message, custom_id))
        return not action or any(each.startswith(f"{action}:") for each in message.custom_ids())


def calling(name: str, shows: str = "", **options: str) -> Callable[[Crowd], Awaitable[Begun]]:
    return lambda crowd: crowd.call(name, shows, options)


def pressing(button: str, otherwise: str, shows: str = "") -> Callable[[Crowd], Awaitable[Begun]]:
    return lambda crowd: crowd.press(button, otherwise, shows)


PRESSED: Final = {"story.post", "suggest.else", "suggest.skip", "contact.list"}
HARMLESS: Final = {"mission.show", "mission.rules", "contact.list", "suggest.else", "story.preview", "profile.free"}
MIX: Final = (
    Kind("typing a name", 28, "Discord asks at every pause in typing: four times for a name", Crowd.type),
    Kind("/met", 7, "one for each name typed to its end", Crowd.record),
    Kind("the form of /met", 5, "most tell a story, some close the form", Crowd.tell),
    Kind("its preview: Post", 3, "half of the stories are posted", Crowd.post),
    Kind("/suggest", 7, "on Mondays everybody looks whom to meet", calling("suggest")),
    Kind("Someone else", 3, "the first suggestion often does not fit", pressing("suggest.else", "suggest")),
    Kind("Not this week", 1, "some do not want to be reminded of somebody", pressing("suggest.skip", "suggest")),
    Kind("/contact list", 5, "a look at the list before deciding", calling("contact list", "contact.list")),
    Kind("More", 4, "40 contacts are several pages", pressing("contact.list", "contact list", "contact.list")),
    Kind("/contact show", 4, "a look at somebody", calling("contact show", "met.contact", contact="Friend 25")),
    Kind("/mission show", 8, "the home of everything", calling("mission show")),
    Kind("/inbox", 4, "who asked me?", calling("inbox")),
    Kind(
        "/plan new",
        2,
        "few meetings are planned here",
        calling("plan new", contact="Friend 7", when="Sat 15:00", what="coffee", place="The Owlery"),
    ),
    Kind("/plan show", 2, "when was it?", calling("plan show")),
    Kind("/progress me", 2, "a picture, drawn by another process", calling("progress me")),
    Kind("/help", 3, "the newcomers", calling("help")),
    Kind("/profile", 3, "a setting is looked up or changed", calling("profile", "profile.free")),
    Kind("old cards", 4, "buttons stay in the chat for ever", Crowd.old),
    Kind(PING, 5, "what the others are measured against", calling("ping")),
)
