"""Parts of the week in words, as a person would say when they are free: "weekday evenings and Saturday".

A part is a bit: part p (0 morning, 1 afternoon, 2 evening) of weekday d (0 is Monday) is bit 3 * d + p.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from cogs.kit.words import N_, Words

PARTS: Final = 21
ANY_TIME: Final = (1 << PARTS) - 1
WHOLE_DAY: Final = 0b111

_ONE: Final = (N_("{weekday} morning"), N_("{weekday} afternoon"), N_("{weekday} evening"))
_RUN: Final = (N_("{first} to {last} mornings"), N_("{first} to {last} afternoons"), N_("{first} to {last} evenings"))
_TOGETHER: Final = {
    (0, 6): (N_("every morning"), N_("every afternoon"), N_("every evening"), N_("any time")),
    (0, 4): (N_("weekday mornings"), N_("weekday afternoons"), N_("weekday evenings"), N_("weekdays")),
    (5, 6): (N_("weekend mornings"), N_("weekend afternoons"), N_("weekend evenings"), N_("weekends")),
}
_SHORTEST_RUN: Final = 3  # days; two are named one by one
_MOST_MISSING: Final = 5  # parts; of more it is shorter to say what there is


class _Span(NamedTuple):
    """Days that follow each other, and one part of them or, for None, all of it."""

    first: int
    last: int
    part: int | None

    @property
    def bits(self) -> int:
        mask = WHOLE_DAY if self.part is None else 1 << self.part
        return sum(mask << 3 * day for day in range(self.first, self.last + 1))

    @property
    def is_run(self) -> bool:
        return self.first < self.last and (self.first, self.last) not in _TOGETHER

    def phrase(self, t: Words) -> str:
        named = _TOGETHER.get((self.first, self.last))
        if named is not None:
            return t(named[3 if self.part is None else self.part])
        if self.first == self.last:
            return t.weekday(self.first) if self.part is None else part_name(t, 3 * self.first + self.part)
        pattern = N_("{first} to {last}") if self.part is None else _RUN[self.part]
        return t(pattern, first=t.weekday(self.first), last=t.weekday(self.last))


WEEKDAY_EVENINGS: Final = _Span(0, 4, 2).bits
WEEKENDS: Final = _Span(5, 6, None).bits


def part_name(t: Words, bit: int) -> str:
    """One part of the week: "Tuesday evening"."""
    return t(_ONE[bit % 3], weekday=t.weekday(bit // 3))


def parts_shown(t: Words, bits: int) -> str:
    """Parts of the week in few words; empty for none."""
    spans, missing = _spans(bits & ANY_TIME), ANY_TIME & ~bits
    if len(spans) > 1 and missing.bit_count() <= _MOST_MISSING and len(but := _spans(missing)) == 1:
        return t("any time but {parts}", parts=but[0].phrase(t))
    return t.list(each.phrase(t) for each in spans)


@cache
def _sayable() -> tuple[tuple[int, _Span], ...]:
    """All that there are words for, with its bits, the largest first; what has a name of its own before a run."""
    runs = [(first, last) for first in range(7) for last in range(first + _SHORTEST_RUN - 1, 7)]
    days = dict.fromkeys([*_TOGETHER, *runs, *((day, day) for day in range(7))])
    found = [_Span(first, last, part) for first, last in days for part in (None, 0, 1, 2)]
    return tuple(sorted(((each.bits, each) for each in found), key=lambda each: -each[0].bit_count()))


def _spans(bits: int) -> list[_Span]:
    """What together is these bits, in the order of the week: whatever says most is taken first."""
    inside = [each for each in _sayable() if not each[0] & ~bits]
    chosen: dict[_Span, int] = {}
    left = bits
    while left:
        most, span = max(inside, key=lambda each: (each[0] & left).bit_count())
        chosen[span] = most
        left &= ~most
    return sorted(_tidied(chosen), key=lambda each: (each.bits & -each.bits, -each.bits))


def _tidied(chosen: dict[_Span, int]) -> list[_Span]:
    """Without what the others say already, each cut to what only it says: "weekdays and Saturday morning".

    What has a name of its own stays whole where a run would come of it: "Monday and weekday evenings".
    """
    kept = dict(chosen)
    for span in chosen:
        others = 0
        for other, theirs in kept.items():
            others |= 0 if other == span else theirs
        if alone := kept.pop(span) & ~others:
            shorter = _shortest(alone, span)
            fitting = span if shorter.is_run and not span.is_run else shorter
            kept[fitting] = fitting.bits
    return list(kept)


def _shortest(bits: int, within: _Span) -> _Span:
    return next(span for all_of, span in reversed(_sayable()) if not bits & ~all_of and not all_of & ~within.bits)
