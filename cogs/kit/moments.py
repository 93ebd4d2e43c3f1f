"""Coming instants as people write them, read for one person, and as they are written for one.

What cannot be read becomes a kind refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from cogs.kit.reading import MONTH_FIRST
from cogs.kit.words import Words
from meetups.moments import (
    MOST,
    FarMoment,
    MissingHour,
    PastMoment,
    TooManyMoments,
    UnreadableMoment,
    parse_moment,
    parse_moments,
)
from meetups.refusals import Refusal

if TYPE_CHECKING:
    from cogs.kit.act import Act

T = TypeVar("T")


def instant(t: Words, at: datetime, zone: str) -> str:
    """Where Discord shows no timestamps: in menus, on buttons and in lines to send elsewhere."""
    local = at.astimezone(ZoneInfo(zone))
    return t("{day}, {time}", day=t.day(local.date()), time=t.clock(local.hour * 60 + local.minute))


async def read_moment(act: Act, typed: str) -> datetime:
    """One instant to come, in UTC."""
    return await _read(act, typed, parse_moment)


async def read_moments(act: Act, typed: str) -> tuple[datetime, ...]:
    """One to three of them."""
    return await _read(act, typed, parse_moments)


async def _read(act: Act, typed: str, parse: Callable[..., T]) -> T:
    now, zone = await act.services.profiles.here(act.actor)
    locale = act.t.locale
    try:
        return parse(
            typed,
            now=now,
            zone=zone,
            languages=tuple(dict.fromkeys((str(locale.language), "en"))),
            day_first=locale.territory not in MONTH_FIRST,
        )
    except MissingHour as error:
        raise Refusal("moment.hour", typed=_blamed(error)) from error
    except UnreadableMoment as error:
        raise Refusal("moment.unreadable", typed=_blamed(error)) from error
    except PastMoment as error:
        raise Refusal("moment.past", typed=_blamed(error)) from error
    except FarMoment as error:
        raise Refusal("moment.far", typed=_blamed(error)) from error
    except TooManyMoments as error:
        raise Refusal("moment.many", limit=MOST) from error


def _blamed(error: ValueError) -> str:
    return str(error.args[0])[:60]
