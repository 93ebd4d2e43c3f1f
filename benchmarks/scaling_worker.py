"""One process of the scaling benchmark: claims, decides and settles what is due until nothing is, and says how much it was."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.sweep import Side
from bot.app import open_app, warm_up
from bot.beside import deciding
from bot.settings import Settings

AT_ONCE = 16


async def main(url: str) -> None:
    settings = Settings(_env_file=None, database_url=url)  # type: ignore[call-arg] # pydantic-settings adds it
    async with open_app(settings) as app, deciding(app.store, app.services) as beside:
        await warm_up(app)
        side = Side(app.services.deliveries, beside)
        print("ready", flush=True)
        sys.stdin.readline()
        print(await _all(side))


async def _all(side: Side) -> int:
    """As the courier does: many at once, and more are claimed before all are through."""
    under_way: set[asyncio.Task[None]] = set()
    done = 0

    while True:
        claimed = await side.deliveries.claim_due(AT_ONCE - len(under_way)) if len(under_way) < AT_ONCE else []
        under_way |= {asyncio.create_task(side.carry(each)) for each in claimed}
        if not under_way:
            if not await _is_due(side):
                return done
            # The others claimed just what this one was about to.
            await asyncio.sleep(0.02)
            continue
        finished, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for each in finished:
            each.result()
        done += len(finished)


async def _is_due(side: Side) -> bool:
    look = await side.deliveries.next_look()
    return look is not None and look < datetime.now(UTC) + timedelta(hours=1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
