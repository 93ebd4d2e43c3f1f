"""How much of what costs one member may do in a while: far more than anybody does who means well.

Counted in memory, by member and kind, so a restart forgets it. Whom one asks in a week, what one hosts at a time and
other limits that last are the services'. A form past its limit keeps what was typed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any, Final

import discord
from cachetools import LRUCache
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import Called, Doing, action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.refusals import sentence
from cogs.kit.registry import Command, Registry
from meetups.refusals import Refusal
from meetups.values import PersonId

REMEMBERED: Final = 10_000
"""Members and kinds counted at once; who acted longest ago is forgotten first."""
_KIND: Final = "limited"
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times within a while, of all these together: commands and menus by their names, buttons and forms by theirs."""

    kind: str
    times: int
    within: timedelta
    doings: frozenset[str]


def _limit(kind: str, times: int, within: timedelta, *doings: str) -> Limit:
    return Limit(kind, times, within, frozenset(doings))


UPLOADS: Final = _limit("photos", 60, _HOUR, "photo.add")
"""Also every form that brings files along."""
LIMITS: Final = (
    UPLOADS,
    _limit(
        "pictures",
        60,
        10 * _MINUTE,
        *("progress me", "progress circle", "progress community", "progress member", "community year"),
        *("progress.me", "progress.circle", "progress.community", "progress.light", "progress.dark", "progress.wrap"),
        "progress.unshare",
    ),
    _limit("files out", 10, 10 * _MINUTE, "contact export", "story export", "mydata export"),
    _limit("files in", 20, 10 * _MINUTE, "contact import", "import.go", "import.undo"),
    _limit(
        "files looked at",
        150,
        10 * _MINUTE,
        *("import.preview", "import.likely", "import.faults"),
        *("import.layout", "import.column", "import.field", "import.header"),
    ),
    _limit(
        "lists weighed",
        240,
        10 * _MINUTE,
        *("suggest", "suggest.show", "suggest.skip", "suggest.else", "suggest.never"),
        *("visit add", "visit list", "visit.list", "visit.open", "merge.find", "merge.pairs"),
    ),
    _limit("meetings", 100, _HOUR, "met", "We met", "met.entered", "met.with", "met.plan", "host.recorded"),
    _limit(
        "counts",
        30,
        10 * _MINUTE,
        *("community health", "community.health", "community.dry_run", "community.start", "community.undo"),
        "digest.preview",
    ),
    _limit(
        "posts",
        30,
        _HOUR,
        *("story.post", "mission.post", "host.post", "progress.share"),
        *("community.invite", "community.year", "digest.post"),
    ),
    _limit(
        "others told",
        60,
        _HOUR,
        *("invite.ask", "ask.volunteer", "ask.nominate", "Ask to be on their list", "visit.tell"),
        *("plan.send", "plan.shareto", "host.join", "host.maybe", "host.leave", "story.me", "story.wished"),
    ),
    _limit(
        "others told of changes",
        20,
        _HOUR,
        *("plan move", "plan cancel", "plan.offered", "plan.movedto", "plan.changed", "plan.off", "plan.offnow"),
        *("host move", "host cancel", "host.off_now", "host.remove"),
    ),
)
LIMIT_OF: Final = {doing: limit for limit in LIMITS for doing in limit.doings}


class Lately:
    """When something was done lately, by its key; forgets the key that was asked about longest ago."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._times: LRUCache[Hashable, deque[float]] = LRUCache(remembered)

    def again_at(self, key: Hashable, times: int, seconds: float, now: float) -> float | None:
        """Count one more and give nothing; or, where there were as many already, when there will be fewer."""
        done = self._times.setdefault(key, deque())
        while done and done[0] <= now - seconds:
            done.popleft()
        if len(done) >= times:
            return done[0] + seconds
        done.append(now)
        return None


class Limits:
    """What members did lately of what costs, and whether one more is too much."""

    def __init__(self, kit: Kit) -> None:
        self._clock = kit.services.desk.clock
        self._lately = Lately()

    def count(self, limit: Limit, person_id: PersonId) -> None:
        """Count one more; what is refused is not counted. Raises ``Refusal`` ``limit.reached``."""
        now = self._clock().timestamp()
        again_at = self._lately.again_at((limit.kind, person_id), limit.times, limit.within.total_seconds(), now)
        if again_at is not None:
            raise Refusal("limit.reached", again_at=datetime.fromtimestamp(ceil(again_at), UTC))

    async def check(self, interaction: discord.Interaction[Any]) -> bool:
        """For commands, whose checks may raise nothing but errors of commands."""
        command = interaction.command
        assert command is not None
        try:
            self.count(LIMIT_OF[command.qualified_name], PersonId(interaction.user.id))
        except Refusal as refusal:
            raise app_commands.CommandInvokeError(command, refusal) from refusal
        return True

    def within(self, name: str, doing: Doing) -> Doing:
        """The same, of which somebody may do only so much."""

        @wraps(doing)
        async def limited(act: Act) -> None:
            limit = UPLOADS if act.data.get("resolved", {}).get("attachments") else LIMIT_OF.get(name)
            try:
                if limit is not None:
                    self.count(limit, act.actor.person_id)
            except Refusal as refusal:
                if "components" not in act.data:  # It is no form.
                    raise
                await _keep_form(act, refusal)
            else:
                await doing(act)

        return limited


def keep_within_limits(registry: Registry) -> None:
    """Limit what the features brought along, all in one place: a command, its buttons and its forms cost the same."""
    limits, doings = Limits(registry.kit), registry.actions.doings
    for name, doing in doings.items():
        doings[name] = limits.within(name, doing)
    for command in _leaves(registry.commands):
        if command.qualified_name in LIMIT_OF:
            command.add_check(limits.check)

    @registry.actions.on("form.again")
    async def again(act: Act) -> None:
        """Send a form that was kept once more, as it was; past the limit it stays kept."""
        kept = await act.services.drafts.open(act.actor, _KIND, act.number())
        called = Called.read(str(kept["custom_id"]))
        doing = registry.actions.find(called) if called else None
        if called is None or doing is None:
            raise Refusal("draft.gone")
        await act.services.drafts.take(act.actor, _KIND, act.number())
        act.interaction.data = kept  # type: ignore[assignment]
        act.subject = called.subject
        await doing(act)


async def _keep_form(act: Act, refusal: Refusal) -> None:
    draft_id = await act.services.drafts.keep(act.actor, _KIND, act.data)
    is_kept_again = act.interaction.type is discord.InteractionType.component
    await (act.update if is_kept_again else act.answer)(
        Card.of(
            sentence(act.t, refusal),
            act.t("What you typed is kept."),
            Button(act.t("Send it again"), action("form.again", draft_id), Style.PRIMARY),
            tone=Tone.QUIET,
        )
    )


def _leaves(commands: Iterable[Command]) -> Iterable[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu]:
    for each in commands:
        if isinstance(each, app_commands.Group):
            yield from _leaves(each.commands)
        else:
            yield each
