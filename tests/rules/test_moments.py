"""Times for a meeting as people write them: what is read, what is asked back, and what is not guessed."""

from __future__ import annotations

import time as stopwatch
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
import time_machine
from babel.dates import format_date, format_datetime, format_time
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetups.moments import (
    FARTHEST,
    FarMoment,
    MissingHour,
    PastMoment,
    TooManyMoments,
    UnreadableMoment,
    coming,
    parse_moment,
    parse_moments,
)

BERLIN: Final = "Europe/Berlin"
NOW: Final = datetime(2026, 11, 23, 14, 0, 30, tzinfo=UTC)  # a Monday, 15:00 in Berlin


def read(
    text: str, language: str = "en", *, now: datetime = NOW, zone: str = BERLIN, day_first: bool | None = None
) -> str:
    """The local time a text names, as it is easiest to compare."""
    day_first = language != "en" if day_first is None else day_first
    instant = parse_moment(text, now=now, zone=zone, languages=[language], day_first=day_first)
    assert instant.tzinfo is UTC
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def read_all(text: str, language: str = "en", *, now: datetime = NOW) -> list[str]:
    found = parse_moments(text, now=now, zone=BERLIN, languages=[language], day_first=language != "en")
    return [f"{instant.astimezone(ZoneInfo(BERLIN)):%m-%d %H:%M}" for instant in found]


ENGLISH = {
    "tonight at 8": "2026-11-23 20:00",
    "Tonight 8": "2026-11-23 20:00",
    "8 tonight": "2026-11-23 20:00",
    "this evening at 7:30": "2026-11-23 19:30",
    "tonight at 12": "2026-11-24 00:00",
    "tonight at 1": "2026-11-24 01:00",
    "tonight 0:30": "2026-11-24 00:30",
    "tomorrow 18:30": "2026-11-24 18:30",
    "tomorrow, 8pm": "2026-11-24 20:00",
    "tomorrow 8": "2026-11-24 20:00",
    "at noon tomorrow": "2026-11-24 12:00",
    "Friday 7pm": "2026-11-27 19:00",
    "7 p.m. on friday": "2026-11-27 19:00",
    "Fri @8": "2026-11-27 20:00",
    "friday at quarter to 8": "2026-11-27 19:45",
    "half past 7 on friday": "2026-11-27 19:30",
    "8 o'clock tomorrow": "2026-11-24 20:00",
    "sat morning 10": "2026-11-28 10:00",
    "saturday at 3 in the afternoon": "2026-11-28 15:00",
    "this friday 7 p.m.": "2026-11-27 19:00",
    "friday next week 7pm": "2026-12-04 19:00",
    "next week friday at 7": "2026-12-04 19:00",
    "next Friday at noon": "2026-11-27 12:00",
    "next Tuesday at noon": "2026-12-01 12:00",  # tomorrow's Tuesday is "tomorrow"
    "24 Dec 15:00": "2026-12-24 15:00",
    "december 24th at 3pm": "2026-12-24 15:00",
    "Thu 24 Dec 8pm": "2026-12-24 20:00",
    "12/24 3pm": "2026-12-24 15:00",
    "the 25th at 8": "2026-11-25 20:00",
    "2026-12-24 15:00": "2026-12-24 15:00",
    "2026-12-24T15:00": "2026-12-24 15:00",
    "2026-12-24T15:00Z": "2026-12-24 16:00",
    "2026-12-24 15:00:00+00:00": "2026-12-24 16:00",
    "in 2 hours": "2026-11-23 17:00",
    "in half an hour": "2026-11-23 15:30",
    "in 3 days at 18:00": "2026-11-26 18:00",
    "２０２６-12-24 １５:00": "2026-12-24 15:00",
    "\u200ftomorrow 18:30\u200f": "2026-11-24 18:30",
    "8pm": "2026-11-23 20:00",
    "20:00": "2026-11-23 20:00",
    "15:01": "2026-11-23 15:01",
    "15:00": "2026-11-24 15:00",
    "9am": "2026-11-24 09:00",
    "17.30": "2026-11-23 17:30",
    "noon": "2026-11-24 12:00",
    "midnight": "2026-11-24 00:00",
    "friday midnight": "2026-11-28 00:00",
    "monday 8pm": "2026-11-23 20:00",
    "monday 9am": "2026-11-30 09:00",
}

GERMAN = {
    "heute Abend um 8": "2026-11-23 20:00",
    "heute um 20 Uhr": "2026-11-23 20:00",
    "morgen 18 Uhr": "2026-11-24 18:00",
    "morgen früh um 9": "2026-11-24 09:00",
    "übermorgen 18:30": "2026-11-25 18:30",
    "Freitag um 7": "2026-11-27 19:00",
    "um 7 am Freitag": "2026-11-27 19:00",
    "Freitagabend um halb 8": "2026-11-27 19:30",
    "Freitagabend 7:30": "2026-11-27 19:30",
    "Samstagnachmittag um 4": "2026-11-28 16:00",
    "Samstag morgen um 9": "2026-11-28 09:00",
    "Freitagmittag": "2026-11-27 12:00",
    "Fr 19 Uhr": "2026-11-27 19:00",
    "So 12:00": "2026-11-29 12:00",
    "Sonnabend 19 Uhr": "2026-11-28 19:00",
    "18 Uhr 30 am Freitag": "2026-11-27 18:30",
    "kommenden Freitag um viertel nach 7": "2026-11-27 19:15",
    "nächsten Dienstag mittag": "2026-12-01 12:00",
    "nächste Woche Freitag 19 Uhr": "2026-12-04 19:00",
    "am 24.12. um 15 Uhr": "2026-12-24 15:00",
    "Do 24.12. 15:00": "2026-12-24 15:00",
    "Donnerstag, den 24.12.2026, 15:00 Uhr": "2026-12-24 15:00",
    "24. Dezember 18.30 Uhr": "2026-12-24 18:30",
    "um 12 Uhr mittags": "2026-11-24 12:00",
    "heute um Mitternacht": "2026-11-24 00:00",
    "in 2 Stunden": "2026-11-23 17:00",
    "in einer halben Stunde": "2026-11-23 15:30",
}

FRENCH = {
    "ce soir à 20h": "2026-11-23 20:00",
    "ce soir à 8h": "2026-11-23 20:00",
    "demain 18h30": "2026-11-24 18:30",
    "demain à midi": "2026-11-24 12:00",
    "demain matin à 9h": "2026-11-24 09:00",
    "après-demain à 20 heures": "2026-11-25 20:00",
    "vendredi 19h": "2026-11-27 19:00",
    "samedi après-midi à 3h": "2026-11-28 15:00",
    "vendredi à 7 heures et demie du soir": "2026-11-27 19:30",
    "mardi prochain à 19 h": "2026-12-01 19:00",
    "vendredi de la semaine prochaine à 19h": "2026-12-04 19:00",
    "le 24 décembre à 15h": "2026-12-24 15:00",
    "jeudi 24 décembre 2026 15:00": "2026-12-24 15:00",
    "dans 2 heures": "2026-11-23 17:00",
    "dans une demi-heure": "2026-11-23 15:30",
    "minuit": "2026-11-24 00:00",
}

SPANISH = {
    "esta noche a las 8": "2026-11-23 20:00",
    "hoy a las 8 y media": "2026-11-23 20:30",
    "mañana a las 18:30": "2026-11-24 18:30",
    "mañana por la mañana a las 10": "2026-11-24 10:00",
    "pasado mañana a las 20:00": "2026-11-25 20:00",
    "viernes a las 7 de la tarde": "2026-11-27 19:00",
    "sábado por la noche a las 9": "2026-11-28 21:00",
    "sabado 21:00": "2026-11-28 21:00",
    "el viernes a las 19:00": "2026-11-27 19:00",
    "el próximo martes al mediodía": "2026-12-01 12:00",
    "el 24 de diciembre a las 15:00": "2026-12-24 15:00",
    "dentro de 2 horas": "2026-11-23 17:00",
    "en media hora": "2026-11-23 15:30",
    "medianoche": "2026-11-24 00:00",
}

OTHERS = {("明日19:00", "ja"): "2026-11-24 19:00", ("明日 19時", "ja"): "2026-11-24 19:00"}
TABLE = {
    **{(text, language): expected for language, texts in
       {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}.items() for text, expected in texts.items()},
    **OTHERS,
}  # fmt: skip


@pytest.mark.parametrize(("text", "language"), TABLE)
def test_a_time_to_come(text: str, language: str) -> None:
    assert read(text, language) == TABLE[text, language]


@pytest.mark.parametrize("language", ["de", "fr", "es", "ja"])
@pytest.mark.parametrize("text", ["tonight at 8", "Friday 7pm", "24 Dec 15:00", "in 2 hours"])
def test_english_is_read_beside_any_language(text: str, language: str) -> None:
    assert read(text, language) == ENGLISH[text]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # At hours that say no half of the day people meet from 9 in the morning to 8 in the evening.
        ("friday at 1", "en", "27 13:00"),
        ("friday at 7", "en", "27 19:00"),
        ("friday 8:30", "en", "27 20:30"),
        ("friday at 9", "en", "27 09:00"),
        ("friday at 11", "en", "27 11:00"),
        ("friday at 12", "en", "27 12:00"),
        # Today's morning is over, its evening is not.
        ("at 9", "en", "23 21:00"),
        ("today at 10", "en", "23 22:00"),
        # Whoever writes as clocks of 24 hours show it means that.
        ("friday 07:30", "en", "27 07:30"),
        ("Freitag 7:30", "de", "27 07:30"),
        ("Freitag 8 Uhr", "de", "27 08:00"),
        ("vendredi 8h", "fr", "27 08:00"),
    ],
)
def test_the_half_of_the_day_is_the_one_people_meet_in(text: str, language: str, expected: str) -> None:
    assert read(text, language) == f"2026-11-{expected}"


@pytest.mark.parametrize(
    ("text", "language", "day", "part"),
    [
        ("tonight", "en", "2026-11-23", "evening"),
        ("heute Abend", "de", "2026-11-23", "evening"),
        ("ce soir", "fr", "2026-11-23", "evening"),
        ("esta noche", "es", "2026-11-23", "evening"),
        ("morgen früh", "de", "2026-11-24", "morning"),
        ("Friday", "en", "2026-11-27", None),
        ("saturday afternoon", "en", "2026-11-28", "afternoon"),
        ("24 December", "en", "2026-12-24", None),
        ("8 december", "en", "2026-12-08", None),
        ("Fri 27", "en", "2026-11-27", None),  # the 27th is that Friday
        ("10.12.", "de", "2026-12-10", None),
        ("10.12", "de", "2026-12-10", None),
        ("in the evening", "en", None, "evening"),
    ],
)
def test_a_day_without_an_hour_is_kept_and_the_hour_asked_for(
    text: str, language: str, day: str | None, part: str | None
) -> None:
    with pytest.raises(MissingHour) as asked:
        read(text, language)
    assert asked.value.args == (text,)
    assert asked.value.day == (date.fromisoformat(day) if day else None)
    assert asked.value.part == part


NO_MOMENT = [
    "", " ", ".", "8", "15", "at", "soon", "whenever", "next week", "weekend at 8", "friday at 25:00", "friday 7:99",
    "at 13pm", "0 am", "tomorrow evening 9am", "saturday morning at 14:00", "Friday 7-9pm", "20:00 CET", "mon 24 nov 8pm",
    "31.02.2027 8pm", "2026-02-30T15:00Z", "2026-12-24T15:00+99:00", "<t:x>", "<@123>", "8pm with Anna", "7pm 8pm",
    "friday or saturday", "\0", "x" * 61, "1 " * 30, "friday 24 dec 8pm", "half past 13", "8:00:00:00",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_MOMENT)
def test_what_names_no_time_is_refused_as_written(text: str) -> None:
    with pytest.raises(UnreadableMoment) as refused:
        read(text)
    assert type(refused.value) is UnreadableMoment
    assert refused.value.args == (text,)


@pytest.mark.parametrize(
    "text",
    ["yesterday 8pm", "yesterday", "today 9am", "this morning at 9", "2 hours ago", "now", "2026-11-23 15:00", "<t:0:F>",
     "2026-11-22", "2026-11-23T14:00:30Z", "<t:-99999999999>"],
)  # fmt: skip
def test_what_is_over_is_said_to_be(text: str) -> None:
    with pytest.raises(PastMoment) as refused:
        read(text)
    assert refused.value.args == (text,)


@pytest.mark.parametrize("text", ["2028-11-24 10:00", "2150-01-01", "<t:99999999999:R>", "24 dec 2031 8pm"])
def test_what_lies_beyond_two_years_is_a_slip(text: str) -> None:
    with pytest.raises(FarMoment) as refused:
        read(text)
    assert refused.value.args == (text,)
    assert read("2028-11-22 10:00") == "2028-11-22 10:00"


def test_a_time_picked_in_discord_is_that_instant() -> None:
    picked = datetime(2026, 12, 11, 14, 40, 1, tzinfo=UTC)
    for style in ("", ":t", ":T", ":d", ":D", ":f", ":F", ":R"):
        text = f"<t:{int(picked.timestamp())}{style}>"
        assert parse_moment(text, now=NOW, zone="Asia/Tokyo") == picked
    assert coming(picked.astimezone(ZoneInfo("Asia/Tokyo")), now=NOW) == picked
    with pytest.raises(PastMoment):
        coming(NOW, now=NOW)
    with pytest.raises(FarMoment):
        coming(NOW + FARTHEST + timedelta(seconds=1), now=NOW)


def test_after_midnight_tonight_is_still_tonight() -> None:
    late = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 01:00 on Tuesday
    assert read("tonight at 2", now=late) == "2026-11-24 02:00"
    assert read("tonight at 8", now=late) == "2026-11-24 20:00"
    assert read("tonight at 12", now=late) == "2026-11-25 00:00"


def test_which_number_is_the_day_and_which_day_begins_the_week() -> None:
    assert read("3/4 8pm", day_first=True) == "2027-04-03 20:00"
    assert read("3/4 8pm", day_first=False) == "2027-03-04 20:00"
    sunday = [
        parse_moment("sunday next week 8pm", now=NOW, zone=BERLIN, first_weekday=first).date() for first in (0, 6)
    ]
    assert sunday == [date(2026, 12, 6), date(2026, 11, 29)]


def test_an_hour_that_the_clocks_skip_is_the_end_of_the_gap() -> None:
    assert read("2027-03-28 02:30") == "2027-03-28 03:00"
    assert read("2027-10-03 02:10", zone="Australia/Lord_Howe") == "2027-10-03 02:30"


def test_an_hour_that_comes_twice_is_the_first() -> None:
    found = parse_moment("2027-10-31 02:30", now=NOW, zone=BERLIN)
    assert found == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_day_that_a_zone_skips_has_no_times() -> None:
    now = datetime(2011, 12, 29, 20, tzinfo=UTC)  # 10:00 on the 29th in Apia
    with pytest.raises(UnreadableMoment):
        read("2011-12-30 10:00", now=now, zone="Pacific/Apia")
    assert read("9am", now=now, zone="Pacific/Apia") == "2011-12-31 09:00"


def test_in_two_hours_is_two_hours_whatever_the_clocks_do() -> None:
    now = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert parse_moment("in 2 hours", now=now, zone=BERLIN) == now + timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Fri 19:00, Sat 11am or Sunday noon", "en", ["11-27 19:00", "11-28 11:00", "11-29 12:00"]),
        ("Fri 7, 8 or 9", "en", ["11-27 19:00", "11-27 20:00", "11-27 21:00"]),
        ("Sat 11am or 3", "en", ["11-28 11:00", "11-28 15:00"]),
        ("Sat morning at 9 or 10", "en", ["11-28 09:00", "11-28 10:00"]),
        ("Fri, Sat or Sun at 7", "en", ["11-27 19:00", "11-28 19:00", "11-29 19:00"]),
        ("tonight or tomorrow at 8", "en", ["11-23 20:00", "11-24 20:00"]),
        ("tonight at 8 or 9", "en", ["11-23 20:00", "11-23 21:00"]),
        ("tonight at 11, 12 or 1", "en", ["11-23 23:00", "11-24 00:00", "11-24 01:00"]),
        ("tomorrow 8, 9 or 10", "en", ["11-24 20:00", "11-24 21:00", "11-24 22:00"]),
        ("Monday 9am or 10am", "en", ["11-30 09:00", "11-30 10:00"]),
        ("Friday, Nov 27, 7pm; Dec 24, 2026 at 3pm\n2026-12-26 15:00", "en", ["11-27 19:00", "12-24 15:00", "12-26 15:00"]),
        ("tomorrow, 8pm", "en", ["11-24 20:00"]),
        ("tomorrow, friday 7pm", "en", ["11-24 19:00", "11-27 19:00"]),
        ("Sunday noon, Fri 7pm", "en", ["11-29 12:00", "11-27 19:00"]),
        ("fri 7pm, Friday 19:00", "en", ["11-27 19:00"]),
        ("in 2 hours or 8pm", "en", ["11-23 17:00", "11-23 20:00"]),
        ("<t:1797000000:F> <t:1797900000:F>", "en", ["12-11 15:40", "12-22 01:40"]),
        ("Fri 19:00 / Sat 11:00", "en", ["11-27 19:00", "11-28 11:00"]),
        ("Fr 19 Uhr, Sa 11 Uhr oder So 12 Uhr", "de", ["11-27 19:00", "11-28 11:00", "11-29 12:00"]),
        ("24.12., 15 Uhr oder 27.12., 16 Uhr", "de", ["12-24 15:00", "12-27 16:00"]),
        ("vendredi 19h ou samedi à midi", "fr", ["11-27 19:00", "11-28 12:00"]),
        ("viernes a las 7 o el sábado a las 8", "es", ["11-27 19:00", "11-28 20:00"]),
    ],
)  # fmt: skip
def test_up_to_three_times(text: str, language: str, expected: list[str]) -> None:
    assert read_all(text, language) == expected


@pytest.mark.parametrize(
    ("text", "error", "blamed"),
    [
        ("fri 7pm or soonish", UnreadableMoment, "soonish"),
        ("fri 7pm, maybe, sat 8pm", UnreadableMoment, "maybe"),
        ("8, 9", UnreadableMoment, "8"),
        (" ,, or ;", UnreadableMoment, " ,, or ;"),
        ("x" * 161, UnreadableMoment, "x" * 161),
        ("fri 7pm or tonight", MissingHour, "tonight"),
        ("tonight or tomorrow at noon", MissingHour, "tonight"),
        ("fri 7pm or yesterday 8pm", PastMoment, "yesterday 8pm"),
        ("fri 7pm or 2031-01-01 8pm", FarMoment, "2031-01-01 8pm"),
        ("mon 8pm, tue 8pm, wed 8pm, thu 8pm", TooManyMoments, "mon 8pm, tue 8pm, wed 8pm, thu 8pm"),
    ],
)  # fmt: skip
def test_one_that_will_not_do_is_named(text: str, error: type[ValueError], blamed: str) -> None:
    with pytest.raises(error) as refused:
        read_all(text)
    assert type(refused.value) is error
    assert refused.value.args == (blamed,)


def test_the_clock_on_the_wall_does_not_matter() -> None:
    texts = ["tonight at 8", "friday 7pm", "24 dec 15:00", "in 2 hours", "the 25th at 8", "noon"]
    readings = []
    for moment in ("1999-12-31T23:59:59Z", "2031-03-01T00:00:00Z"):
        with time_machine.travel(moment, tick=False):
            readings.append([read(text) for text in texts])
    assert readings[0] == readings[1]


ZONES = st.sampled_from(["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"])
NOWS = st.integers(0, 60 * 24 * 3650).map(lambda minutes: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@settings(deadline=None, max_examples=60)
@given(now=NOWS, ahead=st.integers(1, 60 * 24 * 730), zone=ZONES, language=st.sampled_from(["en", "de", "fr", "es"]))
def test_every_time_written_out_is_read_back(now: datetime, ahead: int, zone: str, language: str) -> None:
    instant = now + timedelta(minutes=ahead)
    local = instant.astimezone(ZoneInfo(zone))
    day, clock = format_date(local, "full", language), format_time(local, "short", locale=language)
    numbers = "M/d/yyyy" if language == "en" else "dd.MM.yyyy"
    texts = [f"<t:{int(instant.timestamp())}:F>", instant.isoformat()]
    if not local.fold:
        texts += [
            f"{local:%Y-%m-%d %H:%M}",
            f"{day}, {clock}",
            f"{format_datetime(local, numbers, locale=language)} {clock}",
        ]
    for text in texts:
        found = parse_moment(text, now=now, zone=zone, languages=[language], day_first=language != "en")
        assert found == instant, text


@settings(deadline=None, max_examples=60)
@given(now=NOWS, zone=ZONES, minute=st.integers(0, 1439))
def test_a_time_alone_is_the_next_one(now: datetime, zone: str, minute: int) -> None:
    text = f"{minute // 60:02}:{minute % 60:02}"
    found = parse_moment(text, now=now, zone=zone)

    assert now < found <= now + timedelta(hours=49 if found.astimezone(ZoneInfo(zone)).fold else 25)


WORDS = st.sampled_from(
    ["tonight", "tomorrow", "friday", "fri", "24", "dec", "24.12.", "2026-12-24", "8", "19:00", "7pm", "noon", "midnight", "at",
     "in", "2", "hours", "or", ",", ";", "next", "week", "the", "morning", "evening", "um", "uhr", "halb", "am", "<t:1797000000>",
     "heute", "à", "20h", "mañana", "por", "la", "half", "past", "0", "99", ":", "-", "/"]
)  # fmt: skip
ANY_TEXT = st.text(max_size=170) | st.lists(WORDS, max_size=14).map(" ".join)


@settings(deadline=None)
@given(
    text=ANY_TEXT,
    now=NOWS,
    zone=ZONES,
    language=st.sampled_from(["en", "de", "fr", "es", "ja"]),
    day_first=st.booleans(),
)
@example(text="in 99999999999999 hours", now=NOW, zone=BERLIN, language="en", day_first=False)
@example(text="in 9999999 days at 8pm", now=NOW, zone=BERLIN, language="en", day_first=False)
def test_any_text_is_some_times_to_come_or_refused(
    text: str, now: datetime, zone: str, language: str, day_first: bool
) -> None:
    try:
        found = parse_moments(text, now=now, zone=zone, languages=[language], day_first=day_first)
    except (UnreadableMoment, PastMoment, FarMoment, TooManyMoments):
        return
    assert 1 <= len(found) <= 3
    assert len(set(found)) == len(found)
    assert all(instant.tzinfo is UTC and now < instant <= now + FARTHEST for instant in found)


@pytest.mark.parametrize(
    "text",
    ["," * 160, "a," * 80, "1,1,1,1,1,1", "fri, " * 6, "12 dec, " * 6 + "x", "in 1 hour " * 15, "or " * 50, "1:" * 80, "é" * 160,
     "monday or " * 15, "in the " * 20 + "evening", " at" * 50, "<t:" * 50, "١" * 160, "\u0301" * 160, "nov, dec, jan, feb, mar, x"],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    parse_moment("in 3 days at 8pm", now=NOW, zone=BERLIN, languages=["de"])  # dateparser is loaded once
    began = stopwatch.process_time()
    with pytest.raises(ValueError):  # noqa: PT011 - which of the four is told above
        parse_moments(text, now=NOW, zone=BERLIN, languages=["de"])
    assert stopwatch.process_time() - began < 1
