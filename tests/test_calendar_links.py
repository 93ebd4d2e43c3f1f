"""Links that add a plan to a calendar: right, in UTC, and no longer than a button takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.calendar import LONGEST_BUTTON, LONGEST_LINK, Event, google_link, office_link, outlook_link

Link = Callable[..., str | None]
LINKS: Final[tuple[tuple[Link, str, str, str, str], ...]] = (
    (google_link, "calendar.google.com", "text", "location", "details"),
    (outlook_link, "outlook.live.com", "subject", "location", "body"),
    (office_link, "outlook.office.com", "subject", "location", "body"),
)
EACH: Final = pytest.mark.parametrize(
    ("link", "host", "title", "place", "notes"), LINKS, ids=[each[1] for each in LINKS]
)
COFFEE: Final = Event(
    uid="plan-7@meetward",
    sequence=0,
    begins=datetime(2026, 12, 24, 15, tzinfo=timezone(timedelta(hours=1))),
    ends=datetime(2026, 12, 24, 16, tzinfo=timezone(timedelta(hours=1))),
    zone="Europe/Berlin",
    title="Coffee & cake + Ann = 100 %",
    place="Café #1, Berlin",
    notes="First line\nsecond <b>",
    url="https://discord.com/channels/1/2?a=b&c=d",
    is_cancelled=False,
    stamped=datetime(2026, 11, 23, tzinfo=UTC),
    alarms=(),
)


def asked(link: str | None, host: str) -> dict[str, str]:
    """What a link asks for, after it was checked to be one."""
    assert link
    assert link.isascii()
    assert link.isprintable()
    assert not set(link) & set(' "<>+\\^`{|}')
    parts = urlsplit(link)
    assert (parts.scheme, parts.hostname, parts.fragment) == ("https", host, "")
    return {name: value for name, (value,) in parse_qs(parts.query, strict_parsing=True).items()}


@EACH
def test_a_link_says_what_the_plan_says(link: Link, host: str, title: str, place: str, notes: str) -> None:
    found = asked(link(COFFEE), host)

    assert (found[title], found[place]) == ("Coffee & cake + Ann = 100 %", "Café #1, Berlin")
    assert found[notes].startswith("First line")
    assert "second" in found[notes]


def test_google_is_told_the_time_in_utc() -> None:
    found = asked(google_link(COFFEE), "calendar.google.com")

    assert (found["action"], found["dates"]) == ("TEMPLATE", "20261224T140000Z/20261224T150000Z")
    assert found["details"].splitlines() == ["First line", "second <b>", "", COFFEE.url]


@pytest.mark.parametrize(("link", "host"), [(outlook_link, "outlook.live.com"), (office_link, "outlook.office.com")])
def test_outlook_is_told_the_time_in_utc_and_the_notes_as_html(link: Link, host: str) -> None:
    found = asked(link(COFFEE), host)

    assert (found["startdt"], found["enddt"]) == ("2026-12-24T14:00:00Z", "2026-12-24T15:00:00Z")
    assert found["body"].startswith("First line<br>second &lt;b&gt;<br><br>https://discord.com/")


@EACH
def test_notes_are_cut_first_then_the_place_and_the_title_never(
    link: Link, host: str, title: str, place: str, notes: str
) -> None:
    long_notes = asked(link(replace(COFFEE, notes="word " * 500)), host)
    assert long_notes[notes].endswith("…")
    assert (long_notes[title], long_notes[place]) == (COFFEE.title, COFFEE.place)

    long_place = asked(link(replace(COFFEE, place="street " * 500)), host)
    assert long_place[place].endswith("…")
    assert long_place[title] == COFFEE.title
    assert notes not in long_place

    assert link(replace(COFFEE, title="title " * 100)) is None
    assert asked(link(replace(COFFEE, title="title " * 100), LONGEST_LINK), host)[title] == ("title " * 100).strip()


@EACH
def test_half_an_address_is_left_out(link: Link, host: str, title: str, place: str, notes: str) -> None:
    found = asked(link(replace(COFFEE, notes="", url="https://example.org/" + "x" * 400)), host)

    assert notes not in found


@EACH
def test_what_a_button_takes(link: Link, host: str, title: str, place: str, notes: str) -> None:
    """A usual plan fits whole; a title of 30 emoji or Japanese letters does too, one of 50 needs the file."""
    bare = replace(COFFEE, place="", notes="", url=None)
    assert link(replace(bare, title="T" * 350))
    assert link(replace(bare, title="日" * 30))
    assert link(replace(bare, title="😀" * 25))
    assert link(replace(bare, title="日" * 50)) is None


@EACH
def test_nobody_adds_what_is_called_off(link: Link, host: str, title: str, place: str, notes: str) -> None:
    assert link(replace(COFFEE, is_cancelled=True)) is None


TEXT: Final = st.text(max_size=600) | st.lists(
    st.sampled_from(["&", "=", "#", "+", " ", "%", "\n", "👩‍👩‍👧", "日", "\ud800", "\x00"])
).map("".join)


@pytest.mark.parametrize("longest", [LONGEST_BUTTON, LONGEST_LINK])
@given(title=TEXT, place=TEXT, notes=TEXT)
def test_no_link_is_longer_than_asked_for(longest: int, title: str, place: str, notes: str) -> None:
    for link, host, *_ in LINKS:
        found = link(replace(COFFEE, title=title or "-", place=place, notes=notes), longest)
        if found is not None:
            assert len(found) <= longest
            urlsplit(found)
            assert found.isascii()
            assert host in found
