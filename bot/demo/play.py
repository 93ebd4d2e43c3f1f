"""One week that plays itself in a terminal: every message printed as its reader would see it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import discord
from rich.console import Console
from rich.panel import Panel
from simcord import MemberActor
from simcord.results import InteractionResult

from bot.demo.community import CITY, INDIANA, Community, volunteer
from bot.demo.reading import as_markup, components_of, custom_id_of, message_of


class Narrator:
    """Prints what happens and what each reader sees, each message once."""

    def __init__(self, community: Community, out: Console, pause: float) -> None:
        self._community = community
        self._out = out
        self._pause = pause
        self._seen = {message.id: message.edited_at for message in self._messages()}

    async def act(self, who: str, what: str) -> None:
        self._out.print(f"\n[dim]{self._now()}[/dim]  [bold]{who}[/bold] {what}")
        await asyncio.sleep(self._pause)

    def private(self, who: str, answer: InteractionResult) -> None:
        """The answer only this person sees."""
        message = message_of(answer)
        if message is not None:
            self._print(f"only {who} sees this", components_of(message), "blue")

    def form(self, who: str, shown: InteractionResult, typed: dict[str, str]) -> None:
        """A form, with what is typed into it."""
        assert shown.modal is not None
        components = shown.modal["components"]
        notes = [each for each in components if each.get("type") == 10]
        fields = [
            {"type": 10, "content": f"{each['label']}: *{typed.get(each['component']['custom_id'], '')}*"}
            for each in components
            if "component" in each
        ]
        self._print(f"a form for {who}: {shown.modal['title']}", [*notes, *fields], "magenta")

    def news(self) -> None:
        """Everything the bot sent or changed since last time, in channels and direct messages."""
        for message in sorted(self._messages(), key=lambda each: (each.edited_at or each.created_at, each.id)):
            if message.id in self._seen and self._seen[message.id] == message.edited_at:
                continue
            edited = " (edited)" if message.id in self._seen else ""
            self._seen[message.id] = message.edited_at
            when = _clock(message.edited_at or message.created_at)
            self._print(f"{when} · Meetward → {self._where(message)}{edited}", components_of(message), "yellow")

    def _print(self, title: str, components: list[dict[str, Any]], colour: str) -> None:
        text = as_markup(components, self._name, INDIANA)
        self._out.print(Panel(text, title=title, title_align="left", border_style=colour, width=88), soft_wrap=False)

    def _messages(self) -> list[discord.Message]:
        community = self._community
        channels = [community.stories, community.lounge]
        channels += [each.user.dm_channel for each in community.people.values() if self._has_dm(each)]
        own = community.app.current_client.user
        return [each for channel in channels for each in channel.history() if own and each.author.id == own.id]

    def _has_dm(self, actor: MemberActor) -> bool:
        return actor.id in self._community.env.backend.dm_channels

    def _where(self, message: discord.Message) -> str:
        named = {self._community.stories.id: "#stories", self._community.lounge.id: "#lounge"}
        direct = {each.user.dm_channel.id: name for name, each in self._community.people.items() if self._has_dm(each)}
        return named.get(message.channel.id) or f"{direct[message.channel.id]}, direct message"

    def _name(self, mention: str) -> str:
        people = {f"<@{each.id}>": f"@{name}" for name, each in self._community.people.items()}
        channels = {f"<#{each.id}>": f"#{each.name}" for each in (self._community.stories, self._community.lounge)}
        return {**people, **channels}.get(mention, mention)

    def _now(self) -> str:
        return _clock(self._community.env.now())


def _clock(instant: datetime) -> str:
    return instant.astimezone(INDIANA).strftime("%a %d %b %H:%M")


async def play(community: Community, out: Console, pause: float = 0.4) -> None:
    """Robin's first week, from the promise to the recap and the next Monday."""
    tell = Narrator(community, out, pause)
    await _promise(community, tell)
    await _monday(community, tell)
    await _plan(community, tell)
    await _meeting(community, tell)
    await _sunday(community, tell)


async def _promise(community: Community, tell: Narrator) -> None:
    robin = community.people["Robin"]
    await tell.act("Robin", "types /mission start")
    card = await robin.slash(community.lounge, "mission start", city=CITY, weekly_time="Monday 9:00")
    tell.private("Robin", card)
    await tell.act("Robin", "presses I am 18 or older, then Start my mission")
    card = await community.press("Robin", card, "I am 18 or older")
    started = await community.press("Robin", card, "Start my mission")
    tell.private("Robin", started)
    tell.news()
    await tell.act("Robin", "picks Kyle and James from the menu of members")
    picked = await community.choose(
        "Robin", started, "contact.pick", [community.people["Kyle"].user, community.people["James"].user]
    )
    tell.private("Robin", picked)
    await tell.act("Robin", "announces the promise")
    posted = await community.announce("Robin", started)
    tell.news()
    await tell.act("Erin", "presses Put me on your list")
    await volunteer(community, "Erin", posted)
    tell.news()
    await tell.act("Robin", "presses Put them on my list")
    question = robin.user.dm_channel.last_message
    tell.private("Robin", await robin.user.click(question, label="Put them on my list"))
    tell.news()


async def _monday(community: Community, tell: Narrator) -> None:
    await tell.act("Time", "goes by: Monday, nine o'clock")
    await community.travel(community.at(12, 9, 10))
    tell.news()
    await tell.act("Robin", "asks for this week's suggestion again: /suggest")
    tell.private("Robin", await community.people["Robin"].slash(community.lounge, "suggest"))


async def _plan(community: Community, tell: Narrator) -> None:
    robin, erin = community.people["Robin"], community.people["Erin"]
    await tell.act("Robin", "types /plan new member:@Erin when:Thursday 18:00 or Saturday 11:00 what:coffee")
    draft = await robin.slash(
        community.lounge, "plan new", member=erin.user, when="Thursday 18:00 or Saturday 11:00", what="coffee"
    )
    tell.private("Robin", draft)
    await tell.act("Robin", "presses Send it")
    tell.private("Robin", await community.press("Robin", draft, "Send it"))
    tell.news()
    await tell.act("Erin", "has no direct messages open, and types /inbox")
    question = await erin.slash(community.lounge, "inbox")
    tell.private("Erin", question)
    await tell.act("Erin", "presses Yes to 1")
    tell.private("Erin", await community.press("Erin", question, "Yes to 1"))
    tell.news()


async def _meeting(community: Community, tell: Narrator) -> None:
    robin = community.people["Robin"]
    await tell.act("Time", "goes by: Thursday evening, two hours after the plan")
    await community.travel(community.at(15, 21, 5))
    tell.news()
    await tell.act("Robin", "presses Yes, in person")
    asked = robin.user.dm_channel.last_message
    assert asked is not None
    form = await robin.user.click(asked, custom_id=custom_id_of(asked, "Yes, in person"))
    typed = {
        "story": "The best pie in town, and two hours of talk. We had never spoken before today!",
        "place": "Bloomington",
    }
    tell.form("Robin", form, typed)
    preview = await robin.user.submit_modal(form, typed)
    tell.private("Robin", preview)
    await tell.act("Robin", "presses Post")
    tell.private("Robin", await robin.user.click(message_of(preview), custom_id=custom_id_of(preview, "Post")))
    tell.news()
    await tell.act("Erin", "presses That's me, name me")
    recap = community.stories.last_message
    tell.private("Erin", await community.press("Erin", recap, "That's me, name me"))
    tell.news()


async def _sunday(community: Community, tell: Narrator) -> None:
    await tell.act("Time", "goes by: Sunday evening (Robin has met, so nobody is asked), then Monday")
    await community.travel(community.at(19, 9, 10))
    tell.news()
    await tell.act("Robin", "looks at the mission: /mission show")
    tell.private("Robin", await community.people["Robin"].slash(community.lounge, "mission show"))
