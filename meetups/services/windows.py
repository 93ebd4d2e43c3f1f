"""How long the outcome of a sending may be uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a claim may be uncertain; tests shrink these here and in their Discord alike.

    A claim younger than ``in_flight`` may still be on its way. Until ``nonce`` Discord itself recognises the
    repeated message ("the past few minutes" in its documentation; 60 s is counted on). Later the channel is read.
    """

    in_flight: timedelta = timedelta(seconds=5)
    nonce: timedelta = timedelta(seconds=60)
