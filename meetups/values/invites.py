"""Asking somebody to meet, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from meetups.values.ids import AskId, ContactId, MissionId, PersonId

LATER_WEEKS: Final = (2, 4, 8, 12)
"""In how many weeks a soft maybe may come back."""


class Reply(StrEnum):
    """What became of an invitation: nothing yet, yes, yes at another time, a soft maybe, no."""

    NONE = "none"
    YES = "yes"
    ANOTHER_TIME = "another_time"
    LATER = "later"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Invite:
    """Asking a contact to meet in a week of a mission; bears the identifier of its question.

    Its asker is told of a yes at once, and at ``closes_at`` the same of a no as of silence. ``words`` are when another
    time would suit; ``again_on`` is when a soft maybe comes back.
    """

    id: AskId
    asker_id: PersonId
    account_id: PersonId
    contact_id: ContactId | None
    mission_id: MissionId
    week_on: date
    created_at: datetime
    closes_at: datetime
    reply: Reply = Reply.NONE
    words: str = ""
    again_on: date | None = None

    @property
    def is_welcome(self) -> bool:
        """Whether they want to meet now."""
        return self.reply in (Reply.YES, Reply.ANOTHER_TIME)
