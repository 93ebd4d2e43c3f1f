"""A person's act and what the app made of it: one interaction from click to last follow-up."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

from .errors import Json, refusal
from .messages import Message, nested
from .people import Channel, User

T = TypeVar("T")


class Kind(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Reply(IntEnum):
    """Discord's interaction callback types."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class NoAnswer(AssertionError):  # noqa: N818 - named for what happened
    """The app did not do in time what was waited for: a person would see "The application did not respond"."""


@dataclass(frozen=True)
class Modal:
    """A form as the app sent it."""

    data: Json

    @property
    def custom_id(self) -> str:
        return str(self.data["custom_id"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    def fields(self) -> dict[str, Json]:
        """Custom id to the component a person fills in."""
        return {item["custom_id"]: item for item in nested(self.data["components"]) if "custom_id" in item}


@dataclass(frozen=True)
class Answer:
    """The app's response: one of message, modal and choices; for a deferral, the message as it became."""

    kind: Reply
    message: Message | None = None
    modal: Modal | None = None
    choices: tuple[Json, ...] = ()

    @property
    def text(self) -> str:
        return self.message.text if self.message else ""

    @property
    def is_ephemeral(self) -> bool:
        return self.message is not None and self.message.is_ephemeral


@dataclass(eq=False)
class Act:
    """One interaction. Await `answer()`; `followups` and `message` show what came after."""

    id: int
    kind: Kind
    user: User
    channel: Channel
    data: Json
    source: Message | None = None  # the message that was clicked, or whose click opened the form
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    began: float = field(default_factory=time.monotonic)  # seconds, monotonic
    response: Answer | None = None
    message: Message | None = None  # what `@original` means
    followups: list[Message] = field(default_factory=list)
    edits: int = 0  # of the original, by callback or webhook
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def acknowledged(self, seconds: float = 3.0) -> Answer:
        """The first response, be it only a deferral."""
        return await self.until(lambda: self.response, seconds)

    async def answer(self, seconds: float = 5.0) -> Answer:
        """The response a person sees: after "thinking…", the message that replaced it."""
        first = await self.acknowledged(seconds)
        if first.kind is not Reply.DEFERRED_MESSAGE:
            return first
        await self.until(lambda: self.message and not self.message.is_loading, seconds)
        return Answer(first.kind, self.message)

    async def edited(self, times: int = 1, seconds: float = 5.0) -> Message:
        """The original once it was edited so often, as after a deferred update."""
        await self.until(lambda: self.edits >= times, seconds)
        assert self.message is not None
        return self.message

    async def followup(self, number: int = 0, seconds: float = 5.0) -> Message:
        """The follow-up with this number, counted from 0."""
        await self.until(lambda: len(self.followups) > number, seconds)
        return self.followups[number]

    async def until(self, ready: Callable[[], T | None], seconds: float) -> T:
        """Wait until `ready` gives something true, looking after every change. Raises NoAnswer."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := ready()):
                    await self._changed.wait()
        except TimeoutError:
            raise NoAnswer(f"{self.kind.name.lower()} {self.data} was not answered in {seconds} s") from None
        return value

    def changed(self) -> None:
        """Wake whoever waits."""
        event, self._changed = self._changed, asyncio.Event()
        event.set()


class Interactions:
    """All acts of this Discord, and the two deadlines an app has."""

    def __init__(self) -> None:
        self.answer_window = 3.0  # seconds to respond; later is 10062
        self.token_life = 900.0  # seconds follow-ups are taken; later is 10015
        self._by_token: dict[str, Act] = {}
        self._open_modals: dict[tuple[int, str], tuple[Modal, Act]] = {}

    def begin(self, act: Act) -> Act:
        self._by_token[act.token] = act
        return act

    def find(self, token: str) -> Act | None:
        return self._by_token.get(token)

    def unanswered(self, interaction_id: int, token: str) -> Act:
        """The act a callback is for. Raises 10062 where it is unknown or too old, 40060 where it was answered."""
        act = self._by_token.get(token)
        if act is None or act.id != interaction_id or time.monotonic() - act.began > self.answer_window:
            raise refusal(10062)
        if act.response is not None:
            raise refusal(40060)
        return act

    def followable(self, token: str) -> Act:
        """The act a webhook request is for. Raises 10015 before the answer and after the token's life."""
        act = self._by_token.get(token)
        if act is None or act.response is None or time.monotonic() - act.began > self.token_life:
            raise refusal(10015)
        return act

    def show(self, modal: Modal, act: Act) -> None:
        """The person has this form in front of them, from this act; a form of the same id replaces it."""
        self._open_modals[act.user.id, modal.custom_id] = modal, act

    def take_modal(self, user: User, custom_id: str) -> tuple[Modal, Act]:
        """The form the person submits, which closes it. Raises LookupError where they have none such open."""
        try:
            return self._open_modals.pop((user.id, custom_id))
        except KeyError:
            raise LookupError(f"{user.name} has no form {custom_id!r} open") from None
