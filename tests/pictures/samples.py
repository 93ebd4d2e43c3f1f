"""Pictures to look at: ordinary ones, and the edges of what people bring about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice

from meetups.pictures.values import (
    CirclePicture,
    CommunityPicture,
    Dot,
    Figure,
    FunnelPicture,
    Link,
    Picture,
    Square,
    Step,
    WeeksPicture,
    YearPicture,
)
from meetups.rules.outcomes import Outcome
from meetups.values import Look

LONG = "Bartholomew Featherstonehaugh-Cholmondeley the Third of Somewhere Very Far Away!"
RTL = "محمد عبد الله"
HEBREW = "שרה כהן"
EMOJI = "👩‍👩‍👧🌻✨"
UNCOVERED = "አበበ ቢቂላ"
NAMES = (
    "Amélie",
    "Jonas K.",
    "Mei 田中",
    "Sasha",
    RTL,
    HEBREW,
    "नेहा",
    "Zoë 🌻",
    LONG,
    "김민수",
    UNCOVERED,
    EMOJI,
    "",
    "Bo",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEGEND = (
    (Outcome.MET, "met"),
    (Outcome.IN_TOUCH, "in touch"),
    (Outcome.OPEN, "this week"),
    (Outcome.NO_MEETING, "no meeting"),
    (Outcome.EXCUSED, "time off"),
    (Outcome.AHEAD, "ahead"),
)
_PAST = (Outcome.MET, Outcome.MET, Outcome.IN_TOUCH, Outcome.MET, Outcome.NO_MEETING)
_WEEKS_A_MONTH = 52 / 12


def weeks(
    count: int,
    now: int,
    title: str = "Amélie Dubois",
    excused: Sequence[int] = (),
    look: Look = Look.DARK,
    month: int = 6,
) -> WeeksPicture:
    """A mission of so many weeks in the ``now``-th of them, begun with that month."""
    squares = tuple(_square(place, now, excused, month) for place in range(count))
    met = sum(each.outcome is Outcome.MET for each in squares)
    return WeeksPicture(
        look=look,
        title=title,
        subtitle=f"A promise of {count} weeks · Bloomington Meetup",
        share=met / count if count else 0.0,
        ring=Figure(f"{met} of {count}", "weeks"),
        figures=(
            Figure(str(met + 2), "new people"),
            Figure("3", "met again"),
            Figure("6", "places"),
            Figure("5", "in a row · best 7"),
        ),
        squares=squares,
        legend=tuple(each for each in LEGEND if each[0] in {one.outcome for one in squares}),
        note=f"Meeting someone every remaining week brings you to {met + count - now}." if count else "",
        chips=("3 more to your 25th meeting", "21 in person · 3 video · 2 call"),
    )


def _square(place: int, now: int, excused: Sequence[int], month: int) -> Square:
    if place in excused:
        outcome = Outcome.EXCUSED
    elif place < now:
        outcome = _PAST[place % len(_PAST)]
    else:
        outcome = Outcome.OPEN if place == now else Outcome.AHEAD
    names = [MONTHS[int(month + week / _WEEKS_A_MONTH) % 12] for week in (place - 1, place)]
    is_first = place == 0 or names[0] != names[1]
    return Square(outcome, names[1] if is_first else "", outcome is Outcome.MET and place % 3 == 0)


def circle(count: int, names: Sequence[str] = NAMES, look: Look = Look.DARK) -> CirclePicture:
    """People met from today back to a year ago, some of them often."""
    called = islice(cycle(names), count)
    dots = tuple(Dot(name, 1 + place * 7 % 12, place * 365 // max(1, count)) for place, name in enumerate(called))
    return CirclePicture(
        look=look,
        title="Your circle",
        subtitle=f"{count} people met · {sum(each.days <= 91 for each in dots)} of them in the last three months",
        centre="Amélie Dubois",
        dots=dots,
        spans=("in the last three months", "in the last half year", "longer ago"),
        bounds=(91, 182),
        sizes=("often", "once"),
    )


def net(people: int, links: Sequence[tuple[int, int]], look: Look = Look.DARK) -> CommunityPicture:
    """Who met whom, the first pairs in the first moment and the last in the last."""
    moments = MONTHS[:11:2]
    return CommunityPicture(
        look=look,
        title="Who met whom in Bloomington Meetup",
        subtitle=f"{people} members · {len(links)} pairs met",
        names=tuple(islice(cycle(NAMES), people)),
        links=tuple(
            Link(one, other, 1 + (one + other) % 4, order * len(moments) // len(links))
            for order, (one, other) in enumerate(links)
        ),
        moments=moments if links else (),
        legend=("met in person", "a bridge between groups", "hasn't met anybody of these yet"),
    )


def groups(people: int, every: int = 1) -> list[tuple[int, int]]:
    """Four circles of friends with a few bridges; every seventh met nobody. Of all their pairs, every so-manieth."""
    pairs = [(one, other) for one in range(people) for other in range(one + 1, people) if one % 7 != 5 != other % 7]
    friends = [(one, other) for one, other in pairs if one % 4 == other % 4 and (one * 3 + other) % 5 < 3]
    bridges = [(one, other) for one, other in pairs if one % 4 != other % 4 and (one * 7 + other * 3) % 29 == 0]
    return sorted([*friends[::every], *bridges[:: every * 2]])


def clique(people: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(people) for other in range(one + 1, people)]


def year(counts: Sequence[int], look: Look = Look.DARK) -> YearPicture:
    starts = ((int(month * _WEEKS_A_MONTH), name) for month, name in enumerate(MONTHS))
    return YearPicture(
        look=look,
        title="2026 in Bloomington Meetup",
        subtitle="up to November 24, 2026",
        figures=(
            Figure("48", "people met someone"),
            Figure(str(sum(counts)), "meetings in person"),
            Figure("77", "first times"),
        ),
        weeks=tuple(counts),
        months=tuple(starts),
        axis="Meetings in person, week by week",
    )


def funnel(counts: Sequence[Sequence[int | None]], look: Look = Look.DARK) -> FunnelPicture:
    """A row for each step, from suggested on."""
    steps = ("suggested", "asked", "agreed", "planned", "met", "told")
    return FunnelPicture(
        look=look,
        title="How people come to meet",
        subtitle="Bloomington Meetup · counts of people, week by week",
        steps=tuple(Step(name, tuple(row)) for name, row in zip(steps, counts, strict=False)),
        weeks=tuple(f"Oct {1 + 3 * place}" for place in range(len(counts[0]))),
        hidden="· fewer than five people, not shown",
    )


_FUNNEL = [[46 - 6 * step - week if (step + week) % 5 else None for week in range(8)] for step in range(6)]
_YEAR = [week * 5 % 9 for week in range(47)]
SAMPLES: dict[str, Picture] = {
    "no meetings": weeks(17, 0),
    "no weeks": weeks(0, 0),
    "one week": weeks(1, 0, title=EMOJI),
    "17 weeks": weeks(17, 11),
    "20 weeks": weeks(20, 11, title=RTL),
    "52 weeks, two months off": weeks(52, 40, title=LONG, excused=range(8, 18)),
    "a month, all of it off": weeks(5, 4, title=UNCOVERED, excused=range(5)),
    "three years": weeks(157, 100, title=RTL, excused=range(20, 24)),
    "circle of none": circle(0),
    "circle of 1": circle(1, [LONG]),
    "circle of 3": circle(3, [RTL, LONG, EMOJI]),
    "circle of 12, long names": circle(12, [LONG]),
    "circle of 40": circle(40),
    "circle of 300": circle(300),
    "net of 5": net(5, [(0, 1), (0, 2), (3, 4)]),
    "net of 5, none met": net(5, []),
    "net of 24": net(24, groups(24)),
    "net of 24, a clique": net(24, clique(24)),
    "net of 300": net(300, groups(300, 12)),
    "net of 300, none met": net(300, []),
    "year": year(_YEAR),
    "year of one week": year([3]),
    "year of nothing": year([0] * 20),
    "funnel": funnel(_FUNNEL),
    "funnel, all hidden": funnel([[None] * 8] * 6),
    "funnel, large": funnel([[1_204 - step * 113] * 12 for step in range(6)]),
}


def in_look(picture: Picture, look: Look) -> Picture:
    return replace(picture, look=look)
