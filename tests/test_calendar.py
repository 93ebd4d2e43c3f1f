"""Plans as files: written by one library, read by others, and held against RFC 5545 line by line."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from dateutil import tz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetups.calendar import Event, to_ics

ZONES: Final = (
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Etc/GMT+5",
    "Atlantic/Reykjavik",
)
HOUR: Final = timedelta(hours=1)
HALF: Final = HOUR / 2
COFFEE: Final = Event(
    uid="plan-7@meetward",
    sequence=0,
    begins=datetime(2026, 12, 24, 14, tzinfo=UTC),
    ends=datetime(2026, 12, 24, 15, tzinfo=UTC),
    zone="Europe/Berlin",
    title="Coffee with Ann",
    place="Café Kranzler, Berlin",
    notes="Bring the book; the red one.\nC:\\n is no line.",
    url="https://discord.com/channels/1/2?a=b,c;d",
    is_cancelled=False,
    stamped=datetime(2026, 11, 23, 14, 0, 30, 999, tzinfo=UTC),
    alarms=(timedelta(hours=2), timedelta(days=1)),
)

# Of RFC 5545 §3.6.1, §3.6.5, §3.6.6 and §3.4: what each component must have, and may have once.
REQUIRED: Final = {
    "VCALENDAR": {"PRODID", "VERSION", "METHOD"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "TRANSP"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}
INSIDE: Final = {
    "VCALENDAR": {""},
    "VEVENT": {"VCALENDAR"},
    "VTIMEZONE": {"VCALENDAR"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
    "VALARM": {"VEVENT"},
}
_LINE: Final = re.compile(r"([A-Z][A-Z-]*)((?:;[A-Z-]+=[^;:,\"\x00-\x1f]+)*):(.*)", re.DOTALL)
_LOCAL: Final = "%Y%m%dT%H%M%S"


def unfolded(file: bytes) -> list[str]:
    """The content lines of a file, after its octets were checked (RFC 5545 §3.1)."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    return file.decode().replace("\r\n ", "").split("\r\n")[:-1]


def checked(file: bytes) -> list[tuple[str, str, str, str]]:
    """(component, property, parameters, value) of every line, after the rules of components were checked."""
    inside, seen, found, zones = [""], [set[str]()], [], set()
    for line in unfolded(file):
        read = _LINE.fullmatch(line)
        assert read, line
        name, parameters, value = read[1], read[2], read[3]
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            assert inside[-1] in INSIDE[value]
            inside.append(value)
            seen.append(set())
        elif name == "END":
            assert inside.pop() == value
            assert seen.pop() >= REQUIRED[value]
        else:
            assert name not in seen[-1], f"{name} twice"
            seen[-1].add(name)
            found.append((inside[-1], name, parameters, value))
            if inside[-1] == "VTIMEZONE" and name == "TZID":
                zones.add(value)
    assert inside == [""]
    used = {parameters.removeprefix(";TZID=") for _, _, parameters, _ in found if "TZID=" in parameters}
    assert used == zones
    uids = [value for component, name, _, value in found if (component, name) == ("VEVENT", "UID")]
    assert len(uids) == len(set(uids))
    assert not {name for _, name, _, _ in found} & {"ATTENDEE", "ORGANIZER"}
    return found


def instants(file: bytes) -> dict[str, datetime]:
    """When events begin and end by what the file itself says of its zones, expanded by dateutil."""
    found = {}
    zones = tz.tzical(io.StringIO(file.decode().replace("\r\n ", ""))) if b"BEGIN:VTIMEZONE" in file else None
    for component, name, parameters, value in checked(file):
        if component == "VEVENT" and name in {"DTSTART", "DTEND"}:
            local = datetime.strptime(value.removesuffix("Z"), _LOCAL)  # noqa: DTZ007 - its zone is in the file
            if value.endswith("Z"):
                found[name] = local.replace(tzinfo=UTC)
            else:
                assert zones
                found[name] = local.replace(tzinfo=zones.get(parameters.removeprefix(";TZID="))).astimezone(UTC)
    return found


def at(begins: datetime, zone: str, length: timedelta = HOUR) -> Event:
    return replace(COFFEE, begins=begins, ends=begins + length, zone=zone)


@cache
def changes(zone: str, first_year: int, last_year: int) -> list[datetime]:
    """The instants from which the clocks of a zone show something else, found here by looking every half an hour."""
    info, found = ZoneInfo(zone), []
    instant = datetime(first_year, 1, 1, tzinfo=UTC)
    offset = instant.astimezone(info).utcoffset()
    while instant.year <= last_year:
        instant += HALF
        if (new := instant.astimezone(info).utcoffset()) != offset:
            found.append(instant)
            offset = new
    return found


def test_a_plan_as_a_file() -> None:
    found = {(component, name): value for component, name, _, value in checked(to_ics(COFFEE))}

    assert found["VCALENDAR", "METHOD"] == "PUBLISH"
    assert found["VCALENDAR", "VERSION"] == "2.0"
    assert "Meetward" in found["VCALENDAR", "PRODID"]
    assert found["VEVENT", "UID"] == "plan-7@meetward"
    assert found["VEVENT", "DTSTAMP"] == "20261123T140030Z"
    assert found["VEVENT", "DTSTART"] == "20261224T150000"
    assert found["VEVENT", "DTEND"] == "20261224T160000"
    assert found["VEVENT", "LOCATION"] == r"Café Kranzler\, Berlin"
    assert found["VEVENT", "DESCRIPTION"] == r"Bring the book\; the red one.\nC:\\n is no line."
    assert found["VEVENT", "URL"] == "https://discord.com/channels/1/2?a=b,c;d"
    assert (found["VEVENT", "STATUS"], found["VEVENT", "TRANSP"]) == ("CONFIRMED", "OPAQUE")


def test_it_rings_as_long_before_as_asked_for() -> None:
    found = checked(to_ics(replace(COFFEE, alarms=(2 * HOUR, timedelta(days=1), 2 * HOUR, timedelta(minutes=90)))))

    assert [value for _, name, _, value in found if name == "TRIGGER"] == ["-P1D", "-PT2H", "-PT1H30M"]


def test_a_cancellation_is_known_by_its_uid_and_number_and_rings_no_more() -> None:
    found = checked(to_ics(replace(COFFEE, sequence=3, is_cancelled=True)))

    values = {name: value for component, name, _, value in found if component == "VEVENT"}
    assert (values["UID"], values["SEQUENCE"], values["STATUS"]) == ("plan-7@meetward", "3", "CANCELLED")
    assert values["TRANSP"] == "TRANSPARENT"
    assert "VALARM" not in {component for component, _, _, _ in found}


def test_the_same_plan_is_the_same_bytes_at_any_time() -> None:
    with time_machine.travel("1999-12-31T23:59:59Z", tick=False):
        before = to_ics(COFFEE)
    assert before == to_ics(replace(COFFEE))


def test_several_plans_share_the_zones_they_are_in() -> None:
    plans = [
        replace(at(COFFEE.begins + n * timedelta(days=200), zone), uid=f"plan-{n}@meetward")
        for n, zone in enumerate(("Europe/Berlin", "UTC", "America/New_York", "Europe/Berlin"))
    ]

    found = checked(to_ics(*plans))

    assert [v for c, n, _, v in found if (c, n) == ("VTIMEZONE", "TZID")] == ["America/New_York", "Europe/Berlin"]
    assert [v for c, n, _, v in found if (c, n) == ("VEVENT", "UID")] == [plan.uid for plan in plans]
    with pytest.raises(ValueError, match="uid"):
        to_ics(COFFEE, COFFEE)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2007, 2026, 2031])
def test_around_every_change_of_the_clocks_the_instants_are_right(zone: str, year: int) -> None:
    around = [*changes(zone, year, year), datetime(year, 7, 1, 12, tzinfo=UTC)]
    for change in around:
        for minutes in range(-150, 180, 30):
            event = at(change + timedelta(minutes=minutes), zone, timedelta(minutes=45))
            assert instants(to_ics(event)) == {"DTSTART": event.begins, "DTEND": event.ends}, change


@pytest.mark.parametrize("zone", ZONES)
def test_every_change_is_written_at_its_own_instant(zone: str) -> None:
    """Also for programs that turn UTC into local times: the hour that the clocks skip is the old time's no more."""
    onsets, onset, offset = set(), "", ""
    for component, name, _, value in checked(to_ics(at(datetime(2026, 6, 1, tzinfo=UTC), zone))):
        if component in {"STANDARD", "DAYLIGHT"}:
            onset = value if name == "DTSTART" else onset
            offset = value if name == "TZOFFSETFROM" else offset
            if name == "TZOFFSETTO" and value != offset:
                onsets.add(datetime.strptime(onset + offset, f"{_LOCAL}%z").astimezone(UTC))
    assert sorted(onsets) == changes(zone, 2025, 2027)


def test_samoa_skipped_a_day_and_changed_its_mind_about_summer() -> None:
    for day in (datetime(2011, 12, 29, 20, tzinfo=UTC), datetime(2011, 12, 30, 12, tzinfo=UTC)):
        event = at(day, "Pacific/Apia", timedelta(hours=20))
        assert instants(to_ics(event)) == {"DTSTART": event.begins, "DTEND": event.ends}
    assert b"BEGIN:DAYLIGHT" in to_ics(at(datetime(2020, 6, 1, tzinfo=UTC), "Pacific/Apia"))
    assert b"BEGIN:DAYLIGHT" not in to_ics(at(datetime(2026, 6, 1, tzinfo=UTC), "Pacific/Apia"))


def test_an_hour_that_comes_twice_is_told_in_utc_the_second_time() -> None:
    first = at(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", timedelta(minutes=20))
    again = at(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", timedelta(minutes=20))

    assert b"DTSTART;TZID=Europe/Berlin:20261025T023000" in to_ics(first)
    assert b"DTSTART:20261025T013000Z" in to_ics(again)
    assert b"VTIMEZONE" not in to_ics(again)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Zulu"])
def test_utc_needs_no_description(zone: str) -> None:
    file = to_ics(at(COFFEE.begins, zone))

    assert b"DTSTART:20261224T140000Z" in file
    assert b"VTIMEZONE" not in file


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.integers(0, 14 * 365 * 24 * 60),
    st.integers(1, 3000),
)
def test_at_any_time_the_instants_are_right(zone: str, later: int, minutes: int) -> None:
    event = at(datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=later), zone, timedelta(minutes=minutes))

    assert instants(to_ics(event)) == {"DTSTART": event.begins, "DTEND": event.ends}


TEXT: Final = st.text(max_size=300) | st.lists(
    st.sampled_from(["\\", "\\n", ",", ";", ":", '"', "\n", "\r\n", "\t", "é", "日本語", "👩‍👩‍👧", "שלום", "\u202e", "\x00", "\x7f",
                     "\x85", "\u2028", " ", "END:VEVENT", "BEGIN:VALARM", "x" * 74]),
    max_size=60,
).map("".join)  # fmt: skip


def kept(text: str) -> str:
    """What is left of a text, said once more and differently than in the module."""
    text = re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", text).strip()


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT, TEXT)
@example("שָׁלוֹם 👩‍👩‍👧 " * 20, "\r\nBEGIN:VEVENT\r\n", "\ud800\\\\n\\;,")
def test_every_text_is_read_back_by_another_library(title: str, place: str, notes: str) -> None:
    file = to_ics(replace(COFFEE, title=title, place=place, notes=notes))
    checked(file)

    (read,) = vobject.readOne(file.decode(), validate=True).contents["vevent"]

    assert read.summary.value == " ".join(kept(title).split())
    assert [each.value for each in read.contents.get("location", ())] == list(
        filter(None, [" ".join(kept(place).split())])
    )
    assert [each.value for each in read.contents.get("description", ())] == list(filter(None, [kept(notes)]))


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/ü b", "https://example.org/%C3%BC%20b"),
        ("https://example.org/%20\r\nSUMMARY:x", "https://example.org/%20%0ASUMMARY:x"),
    ],
)
def test_a_link_is_ascii(url: str, written: str) -> None:
    assert {value for _, name, _, value in checked(to_ics(replace(COFFEE, url=url))) if name == "URL"} == {written}


@pytest.mark.parametrize(
    ("why", "fault"),
    [
        ("ends after", {"ends": COFFEE.begins}),
        ("aware", {"begins": COFFEE.begins.replace(tzinfo=None)}),
        ("known by", {"uid": ""}),
        ("known by", {"uid": "a\nb"}),
        ("known by", {"sequence": -1}),
        ("ring before", {"alarms": (-HOUR,)}),
        ("to the web", {"url": "javascript:alert(1)"}),
    ],
)
def test_what_no_calendar_could_show_is_no_event(why: str, fault: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=why):
        replace(COFFEE, **fault)  # type: ignore[arg-type]
