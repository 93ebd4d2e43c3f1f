"""One thing that was looked at for the operator, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stands(StrEnum):
    """Read by people and by scripts."""

    WELL = "well"
    LOOK = "look"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """``advice`` where something can be done."""

    what: str
    stands: Stands
    says: str
    advice: str = ""
