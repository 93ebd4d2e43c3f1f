"""Parts of the week and distances as a person says and writes them, and that nothing of them is lost on the way."""

from __future__ import annotations

from contextlib import suppress
from gettext import NullTranslations

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.kit.parts import ANY_TIME, PARTS, WEEKDAY_EVENINGS, WEEKENDS, part_name, parts_shown
from cogs.kit.reading import read_reach, read_tags
from cogs.kit.words import Lexicon, Words
from meetups.refusals import Refusal

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIMES = ("morning", "afternoon", "evening")
READERS = ("en_US", "en_GB", "de", "fr", "fi", "pl", "pt_BR", "ru", "ja", "zh_Hans_CN")


def _words(reader: str = "en_US") -> Words:
    return Words(Locale.parse(reader), NullTranslations())


ENGLISH = _words()


def bits(*parts: str) -> int:
    """Parts as bits: "Monday evening", or "Monday" for the whole of it."""
    each = [part.split() for part in parts]
    return sum(1 << 3 * DAYS.index(day) + TIMES.index(time) for day, *named in each for time in (named or TIMES))


def on(days: tuple[str, ...], time: str) -> tuple[str, ...]:
    return tuple(f"{day} {time}" for day in days)


WORKING, FREE = DAYS[:5], DAYS[5:]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((), ""),
        (("Tuesday evening",), "Tuesday evening"),
        (("Saturday",), "Saturday"),
        (DAYS, "any time"),
        (WORKING, "weekdays"),
        (FREE, "weekends"),
        (on(WORKING, "evening"), "weekday evenings"),
        (on(FREE, "morning"), "weekend mornings"),
        (on(DAYS, "afternoon"), "every afternoon"),
        ((*on(WORKING, "evening"), "Saturday afternoon"), "weekday evenings and Saturday afternoon"),
        ((*on(WORKING, "evening"), *FREE), "weekday evenings and weekends"),
        (("Monday", *on(DAYS[1:5], "evening")), "Monday and weekday evenings"),
        (("Saturday", *on((*WORKING, "Sunday"), "evening")), "every evening and Saturday"),
        (("Tuesday evening", "Thursday evening"), "Tuesday evening and Thursday evening"),
        (on(DAYS[:4], "evening"), "Monday to Thursday evenings"),
        (on(DAYS[:6], "morning"), "Monday to Saturday mornings"),
        (DAYS[4:], "Friday to Sunday"),
        ((*WORKING, "Saturday morning"), "weekdays and Saturday morning"),
        ((*DAYS[1:], "Monday morning", "Monday evening"), "any time but Monday afternoon"),
        ((*FREE, *on(WORKING, "afternoon"), *on(WORKING, "evening")), "any time but weekday mornings"),
        ((*DAYS[:3], *DAYS[4:]), "any time but Thursday"),
        (DAYS[:6], "Monday to Saturday"),
        ((*DAYS[:4], "Friday evening"), "Monday to Thursday and Friday evening"),
    ],
)
def test_a_week_is_told_as_one_would_say_it(parts: tuple[str, ...], shown: str) -> None:
    assert parts_shown(ENGLISH, bits(*parts)) == shown


def test_weekdays_are_called_what_the_reader_calls_them() -> None:
    german = _words("de")

    assert parts_shown(german, bits("Saturday")) == "Samstag"
    assert part_name(german, 1) == "Montag afternoon", "for want of a catalogue"


def test_bits_that_are_no_part_of_a_week_are_passed_over() -> None:
    assert parts_shown(ENGLISH, 1 << PARTS) == ""
    assert parts_shown(ENGLISH, ANY_TIME | 1 << 40) == "any time"


def test_the_quick_choices_are_what_they_are_called() -> None:
    assert bits(*on(WORKING, "evening")) == WEEKDAY_EVENINGS
    assert bits(*FREE) == WEEKENDS


def _meanings() -> dict[str, int]:
    """What every phrase means, written down without a look at how phrases are made."""
    spans = [(DAYS[first : last + 1], f"{DAYS[first]} to {DAYS[last]}") for last in range(7) for first in range(last)]
    spans += [((day,), day) for day in DAYS]
    found = {name: bits(*days) for days, name in spans}
    found |= {f"{name} {time}s": bits(*on(days, time)) for days, name in spans for time in TIMES}
    found |= {f"{day} {time}": bits(f"{day} {time}") for day in DAYS for time in TIMES}
    for days, one, many in ((DAYS, "every", ""), (WORKING, "weekday", "weekdays"), (FREE, "weekend", "weekends")):
        plural = "" if one == "every" else "s"
        found |= {f"{one} {time}{plural}": bits(*on(days, time)) for time in TIMES}
        found[many or "any time"] = bits(*days)
    return found


MEANINGS = _meanings()


@given(st.integers(0, ANY_TIME))
def test_no_part_is_lost_or_added_and_it_never_takes_more_words_than_naming_each(chosen: int) -> None:
    shown = parts_shown(ENGLISH, chosen)
    said, but, missing = shown.partition("any time but ")
    phrases = (missing if but else said).replace(", and ", ", ").replace(" and ", ", ").split(", ")
    told = 0
    for each in filter(None, phrases):
        told |= MEANINGS[each]

    assert (ANY_TIME & ~told if but else told) == chosen
    assert len(phrases) <= max(1, chosen.bit_count())
    assert len(set(phrases)) == len(phrases)


# Distances


@pytest.mark.parametrize(
    ("reader", "km", "shown"),
    [
        ("en-US", 50, "31 mi"),
        ("en-GB", 50, "31 mi"),
        ("en-US", 0.4, "1 mi"),
        ("en-US", 0, "0 mi"),
        ("en-US", 1_000, "621 mi"),
        ("fi", 50, "50 km"),
        ("de", 0.4, "1 km"),
        ("es-419", 1_000, "1,000 km"),
    ],
)
def test_a_distance_is_told_as_roads_are_measured_where_its_reader_is(reader: str, km: float, shown: str) -> None:
    """Also to those who read English for want of a catalogue of their language."""
    assert Lexicon().words(reader).distance(km) == shown


@pytest.mark.parametrize(
    ("reader", "typed", "km"),
    [
        ("en_US", "30", 48),
        ("de", "30", 30),
        ("en_US", "30 km", 30),
        ("en_US", "30km.", 30),
        ("de", "20 miles", 32),
        ("de", "20 mi", 32),
        ("de", "20 Meilen", 32),
        ("en_GB", "  1,000  Kilometres ", 1_000),
        ("de", "1.000 km", 1_000),
        ("fr", "1\u202f000\xa0km", 1_000),
        ("fr", "2,5 kilomètres", 2),
        ("ru", "25 километров", 25),
        ("ja", "40キロメートル", 40),
        ("en_US", "12.5 mi", 20),
    ],
)
def test_a_distance_is_read_as_people_write_it(reader: str, typed: str, km: int) -> None:
    assert read_reach(_words(reader), typed) == km


@pytest.mark.parametrize(
    "typed", ["", "far", "km", "-5", "30 m", "30 feet", "30 km or so", "1,2,3", "٣٠", "∞ km", "1e3"]
)
def test_what_is_no_distance_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(Refusal, match=r"reach\.unreadable"):
        read_reach(ENGLISH, typed)


@settings(deadline=None)  # the first of a language reads its CLDR
@given(st.sampled_from(READERS), st.integers(1, 1_000))
def test_what_is_shown_can_be_typed_again(reader: str, km: int) -> None:
    t = _words(reader)
    read = read_reach(t, t.distance(km))

    assert abs(read - km) <= (1 if t.uses_miles else 0)
    assert t.distance(read) == t.distance(km)


@settings(deadline=None)  # the first of a language reads its CLDR
@given(st.sampled_from(READERS), st.text())
def test_no_text_is_too_strange_to_be_no_distance(reader: str, typed: str) -> None:
    with suppress(Refusal):
        assert read_reach(_words(reader), typed) >= 0


# Tags


@pytest.mark.parametrize(
    ("typed", "tags"),
    [("", ()), ("coffee, #jazz ,, # rock climbing,#", ("coffee", "jazz", "rock climbing")), ("C#", ("C#",))],
)
def test_tags_stand_between_commas_with_or_without_their_sign(typed: str, tags: tuple[str, ...]) -> None:
    assert read_tags(typed) == tags
