"""The day that words name, with the ways to say a weekday that dateparser does not know; no time is read here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, cast

from babel import Locale

from meetups.folding import fold
from meetups.rules.weeks import DAY, WEEK, local_day, week_start
from meetups.written import UnreadableDate, parse_day

# Of these words around a weekday dateparser knows few.
_LEAD: Final = re.compile(r"(?:on|the|am|an|den|dem|der|le|el|il) ")
_NEXT_WEEK: Final = re.compile(
    r"(?:of |in )?next week(?: on)?|(?:in der )?nächste[rn]? woche(?: am)?"
    r"|(?:de )?la semaine prochaine(?: le)?|de la (?:próxima semana|semana que viene)"
)
_NEXT: Final = re.compile(r"\bnext\b|\bnächste[nrsm]?\b|\bprochaine?\b|\bpróximo\b|\bque viene\b")
_THIS: Final = re.compile(r"\b(?:this|coming|upcoming|diese[nrsm]?|kommende[nrsm]?|ce|este)\b")
SAID: Final = {
    "pasado mañana": "in 2 days", "dans une semaine": "in 1 week", "dentro de una semana": "in 1 week",
    "en una semana": "in 1 week", "in half an hour": "in 30 min", "in an hour and a half": "in 90 min",
    "in einer halben stunde": "in 30 min", "in anderthalb stunden": "in 90 min", "dans une demi-heure": "in 30 min",
    "dans une heure et demie": "in 90 min", "en media hora": "in 30 min", "dentro de media hora": "in 30 min",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """From when, where and by whom a text is seen; days once read are kept, for dateparser is slow."""

    now: datetime
    zone: str
    languages: tuple[str, ...]
    first_weekday: int
    day_first: bool
    days: dict[str, date | None] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def read(self, words: str) -> date | None:
        if words not in self.days:
            try:
                self.days[words] = parse_day(
                    words, today=self.today, languages=self.languages, day_first=self.day_first, prefer="future"
                )
            except UnreadableDate:
                self.days[words] = None
        return self.days[words]


def day_of(words: str, seen: Seen) -> tuple[date | None, bool]:
    """The day some words name, and whether they are a mere weekday, of this week or another."""
    words = _LEAD.sub("", words, count=1) if _LEAD.match(words) else words
    if not words:
        return None, False
    words = SAID.get(words, words)
    today, names = seen.today, _weekdays(("en", *seen.languages))
    for pattern, first in (
        (_NEXT_WEEK, week_start(today, seen.first_weekday) + WEEK),
        (_NEXT, today + 2 * DAY),
        (_THIS, today),
    ):
        around = pattern.sub(" ", words, count=1)
        if around != words and (weekday := names.get(fold(_LEAD.sub("", around.strip())))) is not None:
            return first + (weekday - first.weekday()) % 7 * DAY, False
    if (weekday := names.get(fold(words))) is not None:
        return today + (weekday - today.weekday()) % 7 * DAY, True
    name, _, rest = words.partition(" ")
    named = names.get(fold(name))
    if named is not None and re.match(r"(?:(?:the|den|dem|le|el) )?\d", rest) and not rest.isdigit():
        day = seen.read(_LEAD.sub("", rest)) or seen.read(words)
        return (day, False) if day and day.weekday() == named else (None, False)
    return seen.read(words), False


@lru_cache(maxsize=64)
def _weekdays(tags: tuple[str, ...]) -> dict[str, int]:
    """Folded names of weekdays, 0 being Monday; beside a time even those of two letters are no other words."""
    names = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3, "sonnabend": 5}
    for tag in tags:
        days = Locale.parse(tag.replace("-", "_")).days
        for form in ("format", "stand-alone"):
            for width in ("short", "abbreviated", "wide"):
                names.update((fold(name), day) for day, name in days[form][width].items())
    return names


def counted(written: str, seen: Seen) -> datetime | None:
    """ "In two hours": what dateparser moves along with the clock, and nothing that has an hour of its own."""
    from dateparser.data.languages_info import language_locale_dict
    from dateparser.date import DateDataParser

    bare = [re.split("[-_]", tag)[0] for tag in ("en", *seen.languages)]
    languages = [
        tag for tag in dict.fromkeys("nb" if tag == "no" else tag for tag in bare) if tag in language_locale_dict
    ]
    found = []
    for base in (seen.now, seen.now + timedelta(hours=25, minutes=1)):
        settings = {"RELATIVE_BASE": base.astimezone(UTC).replace(tzinfo=None), "PREFER_DATES_FROM": "future",
                    "PARSERS": ["relative-time"], "RETURN_TIME_AS_PERIOD": True, "TIMEZONE": "UTC"}  # fmt: skip
        try:
            read = DateDataParser(languages=languages, settings=cast(Any, settings)).get_date_data(written)
        except (ValueError, OverflowError):
            return None
        if read.date_obj is None or read.period != "time":
            return None
        found.append(read.date_obj.replace(tzinfo=UTC) - base)
    return (seen.now + found[0]).replace(second=0, microsecond=0) if found[0] == found[1] else None
