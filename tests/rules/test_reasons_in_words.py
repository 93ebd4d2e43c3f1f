"""What a card says of a reason: a visit begun and one to come, and nothing typed that shows as anything but text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cogs.kit.reasons import why
from cogs.kit.words import Lexicon
from meetups.rules.ranking import Reason, ReasonKey
from meetups.services.suggestions import Offer
from meetups.values import Contact, ContactId, PersonId

THURSDAY, SUNDAY = date(2026, 1, 8), date(2026, 1, 11)
HERE, THERE = ReasonKey.VISIT_HERE, ReasonKey.VISIT_THERE
ANN = Contact(ContactId(1), PersonId(2), "Ann", datetime(2026, 1, 1, tzinfo=UTC))


def said(reason: Reason) -> str:
    return why(Lexicon().words("en-US"), Offer(ANN, None, (reason,), None))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(HERE, 80, day=SUNDAY, place="Ulm"), "in Ulm until Sunday, January 11"),
        (
            Reason(HERE, 80, day=SUNDAY, place="Ulm", first_on=THURSDAY),
            "will be in Ulm from Thursday, January 8 to Sunday, January 11",
        ),
        (Reason(HERE, 80, day=SUNDAY, place="Ulm", first_on=SUNDAY), "will be in Ulm on Sunday, January 11"),
        (Reason(THERE, 80, day=SUNDAY, place="Ulm"), "near Ulm, where you are until Sunday, January 11"),
        (
            Reason(THERE, 80, day=SUNDAY, place="Ulm", first_on=THURSDAY),
            "near Ulm, where you'll be from Thursday, January 8 to Sunday, January 11",
        ),
        (
            Reason(THERE, 80, day=SUNDAY, place="Ulm", first_on=SUNDAY),
            "near Ulm, where you'll be on Sunday, January 11",
        ),
    ],
)
def test_a_visit_is_told_by_its_days(reason: Reason, words: str) -> None:
    assert said(reason) == words


def test_a_language_nobody_knows_is_text() -> None:
    shown = said(Reason(ReasonKey.SHARED_LANGUAGE, 8, shared=("de", "**x** <@1>")))
    assert shown.startswith("you both speak German and ")
    assert "**" not in shown
    assert "<@1>" not in shown
