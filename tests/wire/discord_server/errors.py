"""Discord's refusals: one exception, and the table of codes with their status and words."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_REFUSALS: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10070: (404, "Unknown Guild Scheduled Event"),
    20026: (403, "This app is unable to open direct messages"),
    40003: (429, "You are opening direct messages too fast"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
}


class Refused(Exception):  # noqa: N818 - named for what happened, as Discord answers it
    """An answer with an error: HTTP status and Discord's body, and the headers that go with it."""

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = headers or {}


def refusal(code: int, *, status: int | None = None) -> Refused:
    """Discord's refusal with this JSON error code (`10008`); `status` overrides the table's."""
    known, message = _REFUSALS.get(code, (status or 400, "Refused"))
    return Refused(status or known, {"message": message, "code": code})


def unauthorized() -> Refused:
    return Refused(401, {"message": "401: Unauthorized", "code": 0})


def invalid_form(faults: list[str]) -> Refused:
    """400 Invalid Form Body with each fault in the shape discord.py flattens into its exception's text."""
    errors = {"body": {"_errors": [{"code": "BASE_TYPE_INVALID", "message": fault} for fault in faults]}}
    return Refused(400, {"message": "Invalid Form Body", "code": 50035, "errors": errors})


def rate_limited(retry_after: float, *, is_global: bool) -> Refused:
    """429 as Discord's API sends it; without `Via` discord.py would take it for a Cloudflare ban and raise."""
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
    scope = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if is_global else {}
    return Refused(429, body, {"Retry-After": f"{retry_after:.3f}", "Via": "1.1 google", **scope})
