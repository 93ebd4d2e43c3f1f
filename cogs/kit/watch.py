"""What the bot tells whoever watches it: that something came in, went out or went wrong, and never whom it is about."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import discord

from meetups.values import DeliveryKind

UNKNOWN = "unknown"
"""The name of whatever was called that is not there, however it was written."""


class Outcome(StrEnum):
    """How an interaction ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    LOST = "lost"
    UNANSWERED = "unanswered"


class Carried(StrEnum):
    """What became of an attempt to carry a delivery."""

    SENT = "sent"
    NOT_NOW = "not_now"
    UNDELIVERABLE = "undeliverable"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class Watch:
    """Listens and does nothing, for where nobody watches; what is told takes no time and is never waited for."""

    def connects(self, client: discord.Client) -> None:
        """A client was made that has not logged in yet."""

    def arrived(self, interaction: discord.Interaction[Any], name: str) -> None:
        """Something was called by its command or action name."""

    def ended(self, interaction: discord.Interaction[Any], name: str, outcome: Outcome) -> None:
        """It ended otherwise than by an answer as it was meant."""

    def carried(self, kind: DeliveryKind, became: Carried) -> None:
        """A delivery was attempted."""

    def swept(self) -> None:
        """Everything that was due has been seen to."""
