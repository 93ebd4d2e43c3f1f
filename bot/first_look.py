"""What can be known before connecting: whether Discord answers and takes the token, and this machine's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord
from yarl import URL

MOST_SKEW = timedelta(minutes=1)
REFUSED_TOKEN = (
    "Discord refused the token. Copy it again from the developer portal (Bot → Reset Token) into DISCORD_TOKEN."  # nosec B105 # it holds none
)


@dataclass(frozen=True, slots=True)
class Glance:
    """Discord's answer to who the bot is; ``skew`` is how far this machine's clock is ahead of Discord's."""

    status: int
    account_id: int | None
    skew: timedelta | None


async def glance(session: aiohttp.ClientSession, api_url: str, token: str) -> Glance:
    """Ask once. Raises what aiohttp raises, and ``TimeoutError``."""
    async with session.get(f"{api_url}/users/@me", headers=headers_for(token)) as answer:
        account_id = int((await answer.json())["id"]) if answer.status == 200 else None
        return Glance(answer.status, account_id, _skew(answer.headers.get("Date")))


async def shards_wanted(session: aiohttp.ClientSession, api_url: str, token: str) -> int:
    """How many Discord recommends, which is about one for 1,000 servers. Raises what aiohttp raises, and ``TimeoutError``."""
    async with session.get(f"{api_url}/gateway/bot", headers=headers_for(token)) as answer:
        answer.raise_for_status()
        return int((await answer.json())["shards"])


def headers_for(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bot {token}",
        "User-Agent": f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})",
    }


def clock_fault(skew: timedelta | None) -> str | None:
    """What is wrong with this machine's clock, if it is too far off."""
    if skew is None or abs(skew) <= MOST_SKEW:
        return None
    ahead = "ahead of" if skew > timedelta(0) else "behind"
    return (
        f"This machine's clock is {round(abs(skew).total_seconds())} seconds {ahead} Discord's. "
        "Nudges would come at the wrong time: set the clock (for instance with NTP) and try again."
    )


def unreachable(api_url: str) -> str:
    return (
        f"{URL(api_url).host} can't be found: this machine has no network, or no name server. Check both and try again."
    )


def _skew(date: str | None) -> timedelta | None:
    try:
        return None if date is None else datetime.now(UTC) - parsedate_to_datetime(date)
    except ValueError:
        return None
