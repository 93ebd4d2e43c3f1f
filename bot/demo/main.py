"""The demo's two ways: a page in a browser, or a week that plays itself in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console

from bot.demo.community import INDIANA, Community, open_community, volunteer
from bot.demo.page import serve
from bot.demo.play import play
from bot.demo.stage import Jump, Person, Stage, Tip

TIPS = (
    Tip("Promise to meet someone each week. Press “I am 18 or older”, then “Start my mission”.", "/mission start"),
    Tip("Pick people you know, then press “Announce it”: somebody volunteers under it in #stories."),
    Tip("Bring an address book or any table of people; docs/people-to-import.csv is one to try.", "/contact import"),
    Tip("Ask whom to meet this week, and why.", "/suggest"),
    Tip("Turn a name into a time and a place, with an entry for both calendars.", "/plan new"),
    Tip("“Starting tonight, Madden, my house”: invite everybody, and see who joins.", "/host new"),
    Tip("Be introduced to somebody of this server every week.", "/pool join"),
    Tip("Jump to Monday 09:00 and open your direct messages: the week's first nudge, and who the pool brings."),
    Tip("You'll be in another city? See who is there then.", "/visit add"),
    Tip("You met? Say so, with a photo if you like; then press “Post” and read the recap in #stories.", "/met"),
    Tip("Become the person you met and press “That's me, name me” under the recap."),
    Tip("See how it goes as a picture, and put yourself among those who met.", "/progress me"),
)
_NEIGHBOUR_WAITS = 2.5


async def play_the_week(out: Console) -> None:
    async with open_community() as community:
        out.print("[bold]A week of Meetward, as its people see it.[/bold] Bloomington, January 2026.")
        await play(community, out)
        out.print("\nThat was the whole job. `make run` shows it in a browser; README.md says how to use it for real.")


async def show_the_page(out: Console, port: int) -> None:
    """Serve the page until stopped."""
    async with open_community() as community, open_page(community, port) as address:
        out.print(_greeting(address))
        await _until_stopped()
    out.print("Stopped. The demo's data is gone; nothing was sent anywhere.")


@asynccontextmanager
async def open_page(community: Community, port: int) -> AsyncIterator[str]:
    """The page over a community, with its neighbour at work; gives its address."""
    async with _stage(community) as stage, serve(stage, port) as address:
        neighbour = asyncio.create_task(_neighbour(community, stage))
        try:
            yield address
        finally:
            neighbour.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await neighbour


@asynccontextmanager
async def _stage(community: Community) -> AsyncIterator[Stage]:
    people = [Person(name.lower(), name, actor, INDIANA) for name, actor in community.people.items()]
    stage = Stage(
        community.env,
        community.guild,
        [community.lounge, community.stories],
        people,
        travel=community.travel,
        jumps=lambda person: _jumps(community.env.now(), person),
        tips=TIPS,
    )
    async with stage:
        yield stage


def _jumps(now: datetime, person: Person) -> list[Jump]:
    """The moments worth travelling to; nudges are spread over a few minutes after the hour."""
    here = now.astimezone(person.zone)
    return [
        Jump("Monday 09:00", _next(here, 0, 9, 5)),
        Jump("Sunday evening", _next(here, 6, 17, 5)),
        Jump("+1 day", now + timedelta(days=1)),
        Jump("+1 week", now + timedelta(weeks=1)),
    ]


def _next(here: datetime, weekday: int, hour: int, minute: int) -> datetime:
    day = here.date() + timedelta(days=(weekday - here.weekday()) % 7)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=here.tzinfo)
    if moment <= here:
        moment += timedelta(weeks=1)
    return moment.astimezone(UTC)


async def _neighbour(community: Community, stage: Stage) -> None:
    """Erin volunteers under every announcement somebody else makes, as a good neighbour would."""
    answered: set[int] = {message.id for message in community.stories.history()}
    while True:
        await asyncio.sleep(_NEIGHBOUR_WAITS)
        async with stage.turn:
            for post in community.stories.history():
                if post.id not in answered:
                    answered.add(post.id)
                    await volunteer(community, "Erin", post)


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


def _greeting(address: str) -> str:
    port = address.rsplit(":", 1)[-1].strip("/")
    tips = "\n".join(
        f"  {number}. {tip.text} {f'[cyan]{tip.command}[/cyan]' if tip.command else ''}"
        for number, tip in enumerate(TIPS, 1)
    )
    return (
        f"\n[bold]Meetward's demo is running: {address}[/bold]\n"
        f"On a machine without a screen, from yours:  ssh -L {port}:127.0.0.1:{port} you@this-machine\n\n"
        f"You are Robin, in a community of five. What to try:\n{tips}\n\n"
        "For a real server: copy .env.example to .env, put your bot's token into it, and `make run` again "
        "(README.md shows where the token comes from).\nCtrl-C stops.\n"
    )
