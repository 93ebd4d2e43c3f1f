"""Days, weekly times and quiet hours as people write them; it reads no clock and guesses no day not named."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, cast

from babel import Locale

from meetups.exchange.dates import Order, birthday_of
from meetups.values import Birthday

Prefer = Literal["past", "future"]

_LONGEST: Final = 60  # characters; no day or time takes more, and dateparser's patterns are slow on long text
_YEARS: Final = range(1900, 2200)  # other years are slips of the finger, and overflow sums
_DAY: Final = 24 * 60  # minutes
_NOON: Final = time(12, 34, 56)  # a time no one writes, so that what keeps it is known to count from today

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBERS: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})", re.ASCII)
_SEPARATED: Final = re.compile(r"\d[./-]\d", re.ASCII)  # else 'DMY' makes 2020 of the Japanese 11月20日
_ORDINAL: Final = re.compile(r"(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_CLOCK: Final = re.compile(r",?(?: at| @)? \d{1,2}(?::\d{2}(?: ?[ap]\.?m)?| ?[ap]\.?m)$", re.ASCII)
# What dateparser gets wrong: "a week from today" is a week ago to it, "3 days after tomorrow" is tomorrow.
_TANGLED: Final = re.compile(
    r"\b(?:(?<!\bday )(?:after|before)|after(?! tomorrow$)|before(?! yesterday$)|from(?! now$))\b"
)
# It takes a letter for a month. In other scripts a day may well have one.
_NO_WORD: Final = re.compile(r"(?!.*[a-z]{3})[\x00-\x7f]*", re.ASCII)
_RELATIVE: Final = re.compile(r"\bago$|^in |\bfrom now$")
_COUNTED: Final = re.compile(rf"\d|{_RELATIVE.pattern}")

_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?: ?(?:h|uhr|o'clock))?(?: ?([ap])\.? ?m\.?)?", re.A)
_NAMED_TIMES: Final = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_BETWEEN: Final = re.compile(r"(?:from )?(.+?)(?: ?[-–—~] ?| (?:to|till|until|bis) )(.+)")
_BEFORE_TIME: Final = re.compile(r"^(?:(?:at|um|às|a las|à|alle|kl\.?) |@ ?)")
_ENGLISH_SHORT: Final = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}


class UnreadableDate(ValueError):  # noqa: N818
    """The text names no day; its only argument is what was written."""


class UnreadableTime(ValueError):  # noqa: N818
    """The text names no time of day, weekly time or quiet hours; its only argument is what was written."""


class _Weekdays(NamedTuple):
    """Weekday names in small letters (0 is Monday), and a pattern for any of them, the longest first."""

    numbers: dict[str, int]
    any: str


def parse_day(
    text: str,
    *,
    today: date,
    languages: Iterable[str] = ("en",),
    first_weekday: int = 0,
    day_first: bool = False,
    prefer: Prefer = "past",
) -> date:
    """The day a text names, seen from `today`; raises UnreadableDate for anything else, also for whole weeks.

    A day without its year, or a weekday, is the nearest one in the preferred direction, today included; what
    says its own direction ("tomorrow", "last Friday") keeps it. `day_first` reads 3/4 as 3 April where both
    orders are possible. `first_weekday` (0 is Monday) begins the week of "Tuesday last week".
    """
    written = tidy(text)
    if written is None:
        raise UnreadableDate(text)
    written = _CLOCK.sub("", written)
    tags = tuple(dict.fromkeys(("en", *languages)))
    try:
        found = (
            _iso(written)
            or _numeric(written, today, day_first=day_first, prefer=prefer)
            or _weekday(written, today, _weekdays(tags), first_weekday, prefer)
            or _worded(written, today, tags, day_first, prefer)
        )
    except (ValueError, OverflowError):  # a 31 February, or a count of days past the calendar's ends
        found = None
    if found is None or found.year not in _YEARS:
        raise UnreadableDate(text)
    return found


def parse_birthday(text: str, *, languages: Iterable[str] = ("en",), day_first: bool = False) -> Birthday:
    """The birthday a text names, with its year or without; raises UnreadableDate for anything else."""
    written = tidy(text) or ""
    try:
        if exact := birthday_of(written, Order.DAY_FIRST if day_first else Order.MONTH_FIRST):
            return exact
    except ValueError:
        pass  # not in digits, or no such day: the words decide
    # Every day there is, 29 February too, lies in the year before this day.
    day = _day_or_none(written, today=date(2000, 12, 31), languages=languages, day_first=day_first)
    has_year = bool(re.search(r"\d{4}", written))
    is_vague = _RELATIVE.search(written) or _ORDINAL.fullmatch(written) or not re.search(r"\d", written)
    if day is None or is_vague or (not has_year and day.year != 2000):
        raise UnreadableDate(text)
    return Birthday(day.month, day.day, day.year if has_year else None)


def _day_or_none(written: str, *, today: date, languages: Iterable[str], day_first: bool) -> date | None:
    try:
        return parse_day(written, today=today, languages=languages, day_first=day_first)
    except UnreadableDate:
        return None


def parse_weekly(text: str, *, locale: str = "en") -> tuple[int, int]:
    """(weekday, minute of the day) of "Mon 9:00" or "sun 8 pm", 0 being Monday; raises UnreadableTime.

    Weekday names may be English or those of `locale`.
    """
    written = re.sub("^(?:every|each|on) ", "", tidy(text) or "")
    names = _weekdays(("en", locale))
    day = rf"(?P<day>{names.any})s?\.?(?![^\W\d_])"
    orders = (rf"{day},? ?(?P<time>.+)", rf"(?P<time>.+?),? (?:on )?{day}")
    found = next(filter(None, (re.fullmatch(order, written) for order in orders)), None)
    minute = _minute(_BEFORE_TIME.sub("", found["time"])) if found else None
    if found is None or minute is None or minute == _DAY:
        raise UnreadableTime(text)
    return names.numbers[found["day"]], minute


def parse_time_of_day(text: str) -> int:
    """Minutes from midnight, up to 1439, of "22:00", "10 pm", "17.30", "9", "noon"; raises UnreadableTime."""
    minute = _minute(_BEFORE_TIME.sub("", tidy(text) or ""))
    if minute is None or minute == _DAY:
        raise UnreadableTime(text)
    return minute


def parse_quiet(text: str) -> tuple[int, int]:
    """(from, until) in minutes from midnight of "22-7" or "22:00 to 07:30"; raises UnreadableTime.

    Hours that end as they begin are refused: nobody can tell whether none or all are meant.
    """
    found = _BETWEEN.fullmatch(tidy(text) or "")
    begin, end = (_minute(found[1]), _minute(found[2])) if found else (None, None)
    if begin is None or end is None or begin % _DAY == end % _DAY:
        raise UnreadableTime(text)
    return begin % _DAY, end % _DAY


def tidy(text: str) -> str | None:
    """Small letters, plain digits, single spaces, no marks at the ends; None when too long or empty."""
    if len(text) > _LONGEST:
        return None
    seen = "".join(map(_letter, unicodedata.normalize("NFKC", text))).casefold()
    plain = " ".join(seen.split()).strip(" .,;!?")
    return plain if 0 < len(plain) <= _LONGEST else None


def _letter(character: str) -> str:
    """A character as it is read: digits of any script in ASCII, a control as a gap, invisible marks gone."""
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return " " if kind == "Cc" else "" if kind in {"Cf", "Cs"} else character


def _minute(written: str) -> int | None:
    """Minutes from midnight up to 1440 for 24:00, None when it is no time."""
    if written in _NAMED_TIMES:
        return _NAMED_TIMES[written]
    if (found := _TIME.fullmatch(written)) is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= _DAY else None


def _iso(written: str) -> date | None:
    return date.fromisoformat(written) if _ISO.fullmatch(written) else None


def _numeric(written: str, today: date, *, day_first: bool, prefer: Prefer) -> date | None:
    """Days in digits, read here: dateparser takes 11/20 for November 2020 and does not know 11.12."""
    if found := _YEAR_FIRST.fullmatch(written):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _ORDINAL.fullmatch(written):
        months = (today.year * 12 + today.month - 1 + step for step in _steps(prefer, 3))
        return _nearest(((at // 12, at % 12 + 1, int(found[1])) for at in months), today, prefer)
    if (found := _NUMBERS.fullmatch(written)) is None or (found[2] == "-" and not found[4]):
        return None
    day, month = (int(found[1]), int(found[3])) if day_first else (int(found[3]), int(found[1]))
    if month > 12:
        day, month = month, day
    if found[4]:
        return date(int(found[4]) + (2000 if len(found[4]) == 2 else 0), month, day)
    return _nearest(((today.year + step, month, day) for step in _steps(prefer, 9)), today, prefer)


def _steps(prefer: Prefer, count: int) -> Iterable[int]:
    return range(count) if prefer == "future" else range(0, -count, -1)


def _nearest(days: Iterable[tuple[int, int, int]], today: date, prefer: Prefer) -> date | None:
    """The first of these that exists and lies in the preferred direction or is today."""
    for year, month, day in days:
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February, the 31st: the next year or month may have it
            continue
        if found == today or (found > today) == (prefer == "future"):
            return found
    return None


def _weekday(written: str, today: date, names: _Weekdays, first_weekday: int, prefer: Prefer) -> date | None:
    """A bare weekday ("on Friday", "Sunday morning"), or one of last week."""
    part = "(?: (?:in the )?(?:morning|afternoon|evening|night))?"
    found = re.fullmatch(rf"(?:[^\W\d_]{{1,2}} )?({names.any}){part}", written)
    if found and len(found[1].encode()) > 2:  # "so" and "we" are words before they are Sundays and Wednesdays
        ahead = (names.numbers[found[1]] - today.weekday()) % 7
        return today + timedelta(days=ahead if prefer == "future" or not ahead else ahead - 7)
    found = re.fullmatch(rf"(?:on )?({names.any}) (?:of )?last week|last week (?:on )?({names.any})", written)
    if found:
        last_week = today - timedelta(days=(today.weekday() - first_weekday) % 7 + 7)
        return last_week + timedelta(days=(names.numbers[found[1] or found[2]] - first_weekday) % 7)
    return None


def _worded(written: str, today: date, tags: tuple[str, ...], day_first: bool, prefer: Prefer) -> date | None:
    """What dateparser makes of words, unless it invents: a count without "ago", a whole week, an hour."""
    if _TANGLED.search(written) or _NO_WORD.fullmatch(written):
        return None
    names = _weekdays(tags)
    english = {name for name in _weekdays(("en",)).numbers if len(name) > 2}
    spelt = re.findall(rf"\b(?:{names.any})\b", written)  # other languages' short ones may be months
    named = {names.numbers[name] for name in spelt if len(name) > 4 or name in english}
    require_day = not named or bool(re.search(r"\d", written))
    past = _dateparser(written, today, tags, require_day, day_first, "past")
    future = _dateparser(written, today, tags, require_day, day_first, "future")
    if past is None or future is None:
        return None
    (earlier, period), (later, _) = past, future
    counted = earlier.second == _NOON.second
    if period in {"month", "year"} or (period == "time" and counted):
        return None
    if (counted and earlier != later) or (period == "week" and not _COUNTED.search(written)):
        return None
    day = earlier.date() if prefer == "past" or earlier.date() == today else later.date()
    return day if not named or day.weekday() in named else None


def _dateparser(
    written: str, today: date, tags: tuple[str, ...], require_day: bool, day_first: bool, prefer: Prefer
) -> tuple[datetime, str] | None:
    """The instant dateparser reads and the span it stands for ('day', 'week', 'time', 'part_of_day' …)."""
    from dateparser.date import DateDataParser  # 0.2 s, and wanted only for words

    settings: dict[str, Any] = {
        "RELATIVE_BASE": datetime.combine(today, _NOON),
        "PREFER_DATES_FROM": prefer,
        "DATE_ORDER": "DMY" if day_first and _SEPARATED.search(written) else "MDY",
        "PARSERS": ["relative-time", "absolute-time"],
        "REQUIRE_PARTS": ["day"] if require_day else [],
        "RETURN_TIME_AS_PERIOD": True,
        "TIMEZONE": "UTC",
    }
    parser = DateDataParser(languages=_readable(tags), settings=cast(Any, settings))
    found = parser.get_date_data(written)
    return (found.date_obj, found.period or "day") if found.date_obj else None


@lru_cache(maxsize=64)
def _readable(tags: tuple[str, ...]) -> list[str]:
    """The languages of these locales that dateparser knows; its Norwegian is 'nb'."""
    from dateparser.data.languages_info import language_locale_dict

    bare = ("nb" if tag == "no" else re.split("[-_]", tag)[0] for tag in tags)
    return [language for language in dict.fromkeys(bare) if language in language_locale_dict]


@lru_cache(maxsize=64)
def _weekdays(tags: tuple[str, ...]) -> _Weekdays:
    """The weekday names of these locales (CLDR, by Babel); a name shared by two is the later locale's."""
    numbers = dict(_ENGLISH_SHORT)
    for tag in tags:
        days = Locale.parse(tag.replace("-", "_")).days
        for form in ("format", "stand-alone"):
            for width in ("short", "abbreviated", "wide"):
                numbers.update((name.casefold().strip("."), day) for day, name in days[form][width].items())
    return _Weekdays(numbers, "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True)))
