"""The photos of a meeting, and who agreed to be seen in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetups.values.ids import AskId, MeetingId, PersonId, PhotoId

MOST_PHOTOS = 4
"""Photos of one meeting."""


class Consent(StrEnum):
    """Whether somebody agreed to be seen; what is open reads like a no."""

    OPEN = "open"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a meeting as it is kept: a JPEG without anything a camera wrote into it.

    ``width`` and ``height`` in pixels, ``size`` in bytes. ``alt`` says in words what is to be seen. ``is_sorted``: its owner
    has said who is in it; until then nobody else sees it.
    """

    id: PhotoId
    meeting_id: MeetingId
    owner_id: PersonId
    created_at: datetime
    width: int
    height: int
    size: int
    alt: str = ""
    is_sorted: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """One of the others, by their position in the meeting, in a photo; ``ask_id`` is the question that showed it to them."""

    photo_id: PhotoId
    position: int
    consent: Consent = Consent.OPEN
    ask_id: AskId | None = None
