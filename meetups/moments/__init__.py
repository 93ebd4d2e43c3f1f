"""Instants as people write them for a coming meeting ("Fri 19:00 or Sunday noon"); it reads no clock and invents no hour.

- hours: times of day inside a text, and words for its parts
- days: the day that words name, seen from somebody's today
- reading: both together, one moment or a few, and why some text is none
"""

from meetups.moments.hours import PartOfDay
from meetups.moments.reading import (
    FARTHEST,
    MOST,
    FarMoment,
    MissingHour,
    PastMoment,
    TooManyMoments,
    UnreadableMoment,
    coming,
    parse_moment,
    parse_moments,
)

__all__ = [
    "FARTHEST",
    "MOST",
    "FarMoment",
    "MissingHour",
    "PartOfDay",
    "PastMoment",
    "TooManyMoments",
    "UnreadableMoment",
    "coming",
    "parse_moment",
    "parse_moments",
]
