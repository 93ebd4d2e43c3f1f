"""REST routes an app answers interactions with: the callback, `@original` and the follow-ups."""

from __future__ import annotations

import re
from typing import Any

from .errors import Json, invalid_form, refusal
from .interactions import Act, Answer, Interactions, Kind, Modal, Reply
from .messages import EPHEMERAL, LOADING, Message
from .rest import Call, Routes
from .world import World

_CALLBACK = re.compile(r"/interactions/\d+/([^/]+)/callback")
_WEBHOOK = re.compile(r"/webhooks/\d+/([^/]+)/messages/([^/]+)")
_COMMAND_REPLY, _CHAT_COMMAND = 19, 20  # message types: a reply, and the answer to a slash command

_ALLOWED: dict[Kind, frozenset[Reply]] = {
    Kind.COMMAND: frozenset({Reply.MESSAGE, Reply.DEFERRED_MESSAGE, Reply.MODAL}),
    Kind.COMPONENT: frozenset(set(Reply) - {Reply.CHOICES}),
    Kind.AUTOCOMPLETE: frozenset({Reply.CHOICES}),
    Kind.MODAL: frozenset(set(Reply) - {Reply.CHOICES, Reply.MODAL}),
}


class InteractionRoutes:
    """The token in the path is the only authorization, as on Discord."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world = world
        self._interactions = interactions

    def routes(self) -> Routes:
        hook = "/webhooks/{app}/{token}"
        return {
            ("POST", "/interactions/{id}/{token}/callback"): self.callback,
            ("POST", hook): self.follow_up,
            ("GET", f"{hook}/messages/{{message}}"): self.fetch,
            ("PATCH", f"{hook}/messages/{{message}}"): self.edit,
            ("DELETE", f"{hook}/messages/{{message}}"): self.delete,
        }

    def edited(self, call: Call) -> Message | None:
        """The message an interaction's edit is about, None where there is none such."""
        if found := _CALLBACK.fullmatch(call.path):
            act = self._interactions.find(found[1])
            return act.source if act and call.body and call.body.get("type") == Reply.UPDATE else None
        if found := _WEBHOOK.fullmatch(call.path):
            act = self._interactions.find(found[1])
            return _message_of(act, found[2]) if act else None
        return None

    def callback(self, call: Call) -> Json | None:
        act = self._interactions.unanswered(call.id("id"), call.ids["token"])
        kind, data = Reply(call.body["type"]), call.body.get("data") or {}
        if kind not in _ALLOWED[act.kind] or (kind in {Reply.UPDATE, Reply.DEFERRED_UPDATE} and not act.source):
            raise invalid_form([f"type: {kind.name} does not answer {act.kind.name}"])
        act.response = self._answer(act, kind, data, call)
        act.changed()
        if call.query.get("with_response") not in {"1", "true"}:
            return None
        return {"interaction": _interaction_part(act), "resource": _resource(act, kind)}

    def _answer(self, act: Act, kind: Reply, data: Json, call: Call) -> Answer:
        if kind is Reply.CHOICES:
            return Answer(kind, choices=tuple(data.get("choices") or ()))
        if kind is Reply.MODAL:
            modal = Modal(data)
            self._interactions.show(modal, act)
            return Answer(kind, modal=modal)
        if kind in {Reply.UPDATE, Reply.DEFERRED_UPDATE}:
            act.message = act.source
            if kind is Reply.UPDATE:
                self._revise(act, act.message, call, data)
        else:
            is_deferred = kind is Reply.DEFERRED_MESSAGE
            act.message = self._post(act, data, call, flags=LOADING if is_deferred else 0)
        return Answer(kind, message=act.message)

    def _post(self, act: Act, body: Json, call: Call, *, flags: int = 0) -> Message:
        seen_by = act.user if int(body.get("flags") or 0) & EPHEMERAL else None
        kind = _CHAT_COMMAND if act.kind is Kind.COMMAND else 0
        return self._world.post(act.channel, self._world.bot, body, call.files, seen_by=seen_by, flags=flags, kind=kind)

    def _revise(self, act: Act, message: Message | None, call: Call, body: Json) -> Json:
        if message is None or message.is_deleted:
            raise refusal(10008)
        self._world.revise(message, body, call.files)
        if message is act.message:
            act.edits += 1
        act.changed()
        return message.payload()

    # Webhooks

    def _act(self, call: Call) -> Act:
        if call.id("app") != self._world.bot.id:
            raise refusal(10015)
        return self._interactions.followable(call.ids["token"])

    def _find(self, call: Call) -> tuple[Act, Message]:
        act = self._act(call)
        message = _message_of(act, call.ids["message"])
        if message is None or message.is_deleted:
            raise refusal(10008)
        return act, message

    def follow_up(self, call: Call) -> Json | None:
        """A further message; the first one after "thinking…" takes its place, ephemeral as the deferral said."""
        act = self._act(call)
        if act.message is not None and act.message.is_loading:
            answer: Json | None = self._revise(act, act.message, call, call.body)
        else:
            message = self._post(act, call.body, call)
            act.followups.append(message)
            act.changed()
            answer = message.payload()
        return answer if call.query.get("wait") in {"1", "true"} else None

    def fetch(self, call: Call) -> Json:
        return self._find(call)[1].payload()

    def edit(self, call: Call) -> Json:
        act, message = self._find(call)
        return self._revise(act, message, call, call.body)

    def delete(self, call: Call) -> None:
        act, message = self._find(call)
        self._world.delete_message(message)
        act.changed()


def _message_of(act: Act, name: str) -> Message | None:
    if name == "@original":
        return act.message
    mine = [act.message, *act.followups]
    return next((message for message in mine if message and str(message.id) == name), None)


def _interaction_part(act: Act) -> Json:
    part: dict[str, Any] = {"id": str(act.id), "type": int(act.kind)}
    if act.message is not None:
        part["response_message_id"] = str(act.message.id)
        part["response_message_loading"] = act.message.is_loading
        part["response_message_ephemeral"] = act.message.is_ephemeral
    return part


def _resource(act: Act, kind: Reply) -> Json:
    shows = kind in {Reply.MESSAGE, Reply.UPDATE} and act.message is not None
    return {"type": int(kind), **({"message": act.message.payload()} if shows and act.message else {})}
