"""The demo's stage: who looks, at which place, at what time. It knows simcord and refuses to know HTTP.

simcord allows one preview at a time, of one channel, under an address that changes with every preview. The
stage owns it, closes it and opens the next one, and knows what was posted elsewhere meanwhile. Whoever drives the
simulated Discord takes `Stage.turn` first: simcord refuses operations that overlap, and its page would call the
outcome of a refused click uncertain for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from zoneinfo import ZoneInfo

from simcord import ChannelHandle, Env, GuildHandle, MemberActor, SetupError, UserHandle
from simcord.backend.access import can_access_channel
from simcord.enums import AppCommandType

if TYPE_CHECKING:
    from simcord import Preview

T = TypeVar("T")

PATIENCE = 40  # tries, a twentieth of a second apart, while somebody else's operation ends
PROGRESS_AFTER = 0.5  # seconds


class CannotDoError(Exception):
    """What was asked is not possible here; the text may be shown as it is."""


@dataclass(frozen=True)
class Person:
    """Somebody the visitor can be: a member of the community, and the zone their clock shows."""

    key: str
    name: str
    actor: MemberActor
    zone: ZoneInfo


@dataclass(frozen=True)
class Place:
    """A conversation to look at: a channel of the community, or one person's direct messages with the bot."""

    key: str
    name: str
    channel: ChannelHandle
    owner: Person | None = None

    def seen_by(self, person: Person) -> MemberActor | UserHandle:
        """Whom simcord takes as viewer: members in the community, bare users in direct messages."""
        return person.actor if self.owner is None else person.actor.user


@dataclass(frozen=True)
class Jump:
    """A moment worth travelling to, and what its button says."""

    label: str
    when: datetime


@dataclass(frozen=True)
class Tip:
    """Something to try; the command, if any, becomes a chip that types itself."""

    text: str
    command: str = ""


class Stage:
    """Owns the running preview. An async context manager: entering opens the first person's first channel.

    `travel(until)` moves the simulated clock and does what the bot would have done meanwhile; it is called with
    the turn held. `jumps(person)` answers the moments offered now.
    """

    def __init__(
        self,
        env: Env,
        guild: GuildHandle,
        channels: Sequence[ChannelHandle],
        people: Sequence[Person],
        *,
        travel: Callable[[datetime], Awaitable[None]],
        jumps: Callable[[Person], Sequence[Jump]],
        tips: Sequence[Tip] = (),
    ) -> None:
        self.turn = asyncio.Lock()
        self.people = tuple(people)
        self.tips = tuple(tips)
        self.person = self.people[0]
        self._env = env
        self._guild = guild
        self._travel = travel
        self._jumps = jumps
        self._channels = tuple(Place(f"channel-{each.id}", each.name or "", each) for each in channels)
        self._direct = {person.key: self._direct_messages(person) for person in self.people}
        self.place = self._channels[0]
        self._last_channel = self.place
        self._preview: Preview | None = None
        self._frame = 0
        self._shown = 0
        self._read = {
            (person.key, place.key): self._newest(person, place)
            for person in self.people
            for place in self.places(person)
        }

    async def __aenter__(self) -> Self:
        await self.look()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self.turn:
            if self._preview is not None:
                await self._preview.close()

    # ------------------------------------------------------------------ what there is

    @property
    def community(self) -> str:
        return self._guild.name

    @property
    def bot(self) -> str:
        return self._env.bot.user.display_name if self._env.bot.user else "Bot"

    @property
    def now(self) -> datetime:
        return self._env.now()

    @property
    def address(self) -> tuple[str, str]:
        """Where simcord serves the running preview, and the capability that opens it."""
        if self._preview is None:
            raise CannotDoError("The demo has not started yet.")
        origin, _, capability = self._preview.url.partition("/#")
        return origin, capability

    @property
    def frame(self) -> int:
        """Grows whenever what is shown must be loaded anew."""
        return self._frame

    def places(self, person: Person) -> list[Place]:
        """What this person can open: the channels they may read, then their direct messages."""
        open_to = [
            place
            for place in self._channels
            if can_access_channel(self._env, place.channel.id, person.actor, history=True)
        ]
        return [*open_to, self._direct[person.key]]

    def jumps(self) -> list[Jump]:
        return [jump for jump in self._jumps(self.person) if jump.when > self.now]

    def menus(self) -> list[str]:
        """The bot's user menus, as synced and visible to the current person."""
        commands = self._env.backend.visible_commands(
            user_id=self.person.actor.id,
            channel_id=self._menu_place.channel.id,
            type=AppCommandType.USER,
        )
        return list(dict.fromkeys(str(command["name"]) for command in commands))

    def unread(self, person: Person, place: Place) -> bool:
        """Whether anything was posted there since this person last looked, by anybody else."""
        return self._newest(person, place) > self._read.get((person.key, place.key), 0)

    def waiting(self, person: Person) -> bool:
        """Whether a direct message waits for this person: the only news that is theirs alone."""
        return self.unread(person, self._direct[person.key])

    # ------------------------------------------------------------------ what one can do

    async def look(self, person: str = "", place: str = "") -> None:
        """Become that person, at that place. What is left out stays, as far as the person may go there."""
        who = self._who(person)
        async with self.turn:
            await self._open(who, self._where(who, place))

    async def jump(self, until: datetime) -> None:
        """Let the time pass until then, with all that happens in it."""
        if until.tzinfo is None or until <= self.now:
            raise CannotDoError("Time only goes forward here.")
        async with self.turn:
            try:
                await self._travel(until)
            finally:
                await self._refresh()

    async def menu(self, name: str, target: str) -> None:
        """Use a user menu on somebody. Menus belong to the community: from direct messages, back to a channel."""
        whom = self._who(target)
        if name not in self.menus():
            raise CannotDoError(f"There is no user menu called {name}.")
        async with self.turn:
            if self.place.owner is not None:
                await self._open(self.person, self._menu_place)
            actor, channel = self.person.actor, self.place.channel
            result = await _when_free(lambda: actor.context_menu(channel, name, whom.actor))
            await self._refresh()
            if result.modal is not None:
                await self._running.show(result)  # a page opened from now on starts with the form
                self._frame += 1

    @asynccontextmanager
    async def clicking(self) -> AsyncIterator[None]:
        """Hold the turn for an act in simcord's page, which shows what came of it by itself once it is over.

        To show it again would make the page's next click stale: simcord refuses clicks on an older revision. While
        the act lasts there is no next click, so what a long one shows of its progress can be seen.
        """
        async with self.turn:
            before = len(self._env.http_requests)
            progress = asyncio.create_task(self._show_progress(self._running, before))
            try:
                yield
            finally:
                progress.cancel()
                self._shown += len(self._env.http_requests) - before

    async def catch_up(self) -> None:
        """Show what the bot did of its own accord, and count the open place as read. Cheap if nothing happened."""
        if self._shown != len(self._env.http_requests) and not self.turn.locked():
            async with self.turn:
                await self._refresh()
        self._mark_read()

    # ------------------------------------------------------------------ how

    @property
    def _running(self) -> Preview:
        if self._preview is None:
            raise CannotDoError("The demo has not started yet.")
        return self._preview

    @property
    def _menu_place(self) -> Place:
        """The channel left last, or the first one open to the current person."""
        reachable = self.places(self.person)
        return self._last_channel if self._last_channel in reachable else reachable[0]

    def _direct_messages(self, person: Person) -> Place:
        return Place(f"direct-{person.key}", self.bot, person.actor.user.dm_channel, person)

    def _who(self, key: str) -> Person:
        for person in self.people:
            if person.key == (key or self.person.key):
                return person
        raise CannotDoError("There is nobody of that name here.")

    def _where(self, person: Person, key: str) -> Place:
        reachable = self.places(person)
        if not key and self.place.owner is not None:
            return self._direct[person.key]
        for place in reachable:
            if place.key == (key or self.place.key):
                return place
        if key:
            raise CannotDoError(f"{person.name} cannot open that.")
        return reachable[0]

    async def _open(self, person: Person, place: Place) -> None:
        self._mark_read()
        if self._preview is not None:
            await self._preview.close()
        preview = await _when_free(lambda: self._enter(person, place))
        self._preview, self.person, self.place = preview, person, place
        self._last_channel = place if place.owner is None else self._last_channel
        self._frame += 1
        self._shown = len(self._env.http_requests)

    async def _enter(self, person: Person, place: Place) -> Preview:
        preview = self._env.preview(
            place.channel, viewers=[place.seen_by(person)], layout="channel", timezone=person.zone.key
        )
        return await preview.__aenter__()

    async def _refresh(self) -> None:
        seen = len(self._env.http_requests)
        await _when_free(self._running.refresh)
        self._shown = seen

    async def _show_progress(self, preview: Preview, seen: int) -> None:
        while True:
            await asyncio.sleep(PROGRESS_AFTER)
            if seen != (seen := len(self._env.http_requests)):
                preview._publish_message_pages()  # what `refresh` does, which waits for the act to end

    def _mark_read(self) -> None:
        if self._preview is not None:
            self._read[self.person.key, self.place.key] = self._newest(self.person, self.place)

    def _newest(self, person: Person, place: Place) -> int:
        """The newest message by others that the person can see; simcord's public history is too slow to poll."""
        messages = self._env.backend.messages.get(place.channel.id, {}).values()
        me = person.actor.id
        return max((each.id for each in messages if each.author_id != me and each.visible_to(me)), default=0)


async def _when_free(operation: Callable[[], Awaitable[T]]) -> T:
    """Run it as soon as simcord takes it: a refused operation has not begun, so trying again is safe."""
    for _ in range(PATIENCE):
        try:
            return await operation()
        except SetupError as error:
            if "overlaps" not in str(error):
                raise
        await asyncio.sleep(0.05)
    return await operation()
