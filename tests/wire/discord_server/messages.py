"""A message: what was sent, as Discord would send it back, and what a reader sees of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import Json
from .people import Channel, User

if TYPE_CHECKING:
    from .world import World

EPHEMERAL, LOADING, IS_COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
_BUTTON, _TEXT_DISPLAY = 2, 10
_MENTION = re.compile(r"<@!?(\d+)>")


@dataclass(frozen=True)
class Upload:
    """A file on its way in: from the bot (multipart) or from a person (an attachment option, a file field)."""

    filename: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(eq=False)
class Message:
    """`data` is the payload without what changes with the reader; `seen_by` is the only reader of an ephemeral one."""

    id: int
    channel: Channel
    author: User
    created_at: str
    data: Json = field(default_factory=dict)
    kind: int = 0
    seen_by: User | None = None
    edited_at: str | None = None
    is_deleted: bool = False
    allowed_mentions: Json | None = None

    @property
    def flags(self) -> int:
        return int(self.data.get("flags") or 0)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & IS_COMPONENTS_V2)

    @property
    def is_ephemeral(self) -> bool:
        return self.seen_by is not None

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def content(self) -> str:
        return self.data.get("content") or ""

    @property
    def text(self) -> str:
        """Everything there is to read, top to bottom: content, embeds, V2 text; not the buttons."""
        parts: list[str | None] = [self.content]
        for embed in self.data.get("embeds") or []:
            parts += [embed.get("title"), embed.get("description")]
            parts += [item[key] for item in embed.get("fields") or [] for key in ("name", "value")]
            parts.append((embed.get("footer") or {}).get("text"))
        parts += [item.get("content") for item in self.components() if item["type"] == _TEXT_DISPLAY]
        return "\n".join(part for part in parts if part)

    def components(self) -> Iterator[Json]:
        """Every component, parents first."""
        return nested(self.data.get("components") or [])

    def component(self, wanted: str) -> Json:
        """The component with this custom id, or the button with this label. Raises LookupError where none is."""
        for item in self.components():
            if wanted in {item.get("custom_id"), item.get("label")}:
                return item
        there = [item.get("label") or item.get("custom_id") for item in self.components() if "custom_id" in item]
        raise LookupError(f"no {wanted!r} on the message, only {there}")

    def buttons(self) -> dict[str, str]:
        """Label (or emoji) to custom id of the buttons that can be pressed."""
        return {
            item.get("label") or item["emoji"]["name"]: item["custom_id"]
            for item in self.components()
            if item["type"] == _BUTTON and "custom_id" in item and not item.get("disabled")
        }

    def custom_ids(self) -> list[str]:
        return [item["custom_id"] for item in self.components() if "custom_id" in item]

    def pings(self) -> set[int]:
        """Ids of the users this message notifies: those it mentions and `allowed_mentions` lets through."""
        mentioned = {int(found) for found in _MENTION.findall(self.text)}
        if self.allowed_mentions is None or "users" in (self.allowed_mentions.get("parse") or []):
            return mentioned
        return mentioned & {int(user) for user in self.allowed_mentions.get("users") or []}

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": self.kind,
            "author": self.author.payload(),
            "content": "",
            "timestamp": self.created_at,
            "edited_timestamp": self.edited_at,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": 0,
            **self.data,
        }

    def write(self, world: World, body: Json, files: dict[int, Upload], *, keep_flags: int = 0) -> None:
        """Take over what a create or edit request says; what it does not name stays as it was."""
        self.allowed_mentions = body.get("allowed_mentions", self.allowed_mentions)
        if "attachments" in body or files:
            self.data["attachments"] = _attachments(world, body, self.data.get("attachments") or [], files)
        for key in ("content", "embeds", "components", "poll", "message_reference", "sticker_ids"):
            if key in body:
                self.data[key] = copy.deepcopy(body[key]) or ("" if key == "content" else [])
        for embed in self.data.get("embeds") or []:
            embed.setdefault("type", "rich")
        self.data["flags"] = (int(body.get("flags") or 0) & ~EPHEMERAL) | keep_flags
        _number(self.data.get("components") or [])
        _settle_media(self.data.get("components") or [], self.data.get("attachments") or [])


def nested(components: Iterable[Json]) -> Iterator[Json]:
    """Every component, parents first: also sections' accessories and what labels hold."""
    for item in components:
        yield item
        yield from nested(item.get("components") or [])
        yield from nested([item[key] for key in ("accessory", "component") if item.get(key)])


def _number(components: list[Json]) -> None:
    """Discord gives every component an id, counted through the message, where the app gave none."""
    taken = {item.get("id") for item in nested(components)}
    free = (number for number in range(1, 10_000) if number not in taken)
    for item in nested(components):
        if not item.get("id"):
            item["id"] = next(free)


def _settle_media(components: list[Json], attachments: list[Json]) -> None:
    """`attachment://name` becomes the stored file's address, as in what Discord sends back."""
    stored = {f"attachment://{item['filename']}": item for item in attachments}
    for component in nested(components):
        media: list[Any] = [component.get("media"), component.get("file")]
        media += [item.get("media") for item in component.get("items") or []]
        for item in media:
            if item and item["url"] in stored:
                file = stored[item["url"]]
                item |= {
                    "url": file["url"],
                    "proxy_url": file["proxy_url"],
                    "content_type": file["content_type"],
                }


def _attachments(world: World, body: Json, before: list[Json], files: dict[int, Upload]) -> list[Json]:
    """What is attached now: of `before` what the request still lists (all where it lists none), then the files."""
    listed = body.get("attachments")
    names = {str(item["id"]): item for item in listed or []}
    kept = [item for item in before if listed is None or item["id"] in names]
    added = []
    for index, upload in files.items():
        said = names.get(str(index), {})
        stored = world.store(upload, said.get("filename"))
        added.append({**stored, **({"description": said["description"]} if said.get("description") else {})})
    return kept + added
