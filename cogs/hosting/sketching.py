"""`/host new`: from what was typed to the preview, and from there to the post; what was typed is kept all along."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.hosting.cards import discarded_card, lacking_card, preview_card
from cogs.hosting.host_cards import hall_card, sketch_form
from cogs.hosting.wording import typed_instant
from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.activities import ACTIVITIES, LENGTH_CHOICES, activity_named, activity_read
from cogs.kit.autocomplete import Completer, cities, completer
from cogs.kit.channels import TELLING, TextChannel, lacking, look_up, may_write
from cogs.kit.common_cards import age_card
from cogs.kit.moments import read_moment
from cogs.kit.refilling import answer_faulty_form, keep_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.gatherings import USUAL_LENGTH, USUAL_SEATS, Proposal, Sketch
from meetups.values import ChannelId

_FORM = "host.typed"
_REOPEN = "host.retype"
_IN_WORDS = ("when", "what", "city", "place", "words")


def add_new(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="new", description=N_("Invite whoever likes to come; you see the post before anyone does"))
    @app_commands.describe(
        when=N_("“Tonight at 8”, “Fri 19:00”, or type @time"),
        what=N_("Coffee, a walk, lunch, a game, or your own words"),
        city=N_("Everybody reads it; your own if left out"),
        place=N_("The exact place, for those you let in; “my living room” is fine"),
        public_place=N_("Everybody may read the exact place"),
        seats=N_("How many besides you (6 if left out)"),
        length=N_("How long (2 hours if left out)"),
        channel=N_("Where to post it (here if left out)"),
        words=N_("Anything else they should know"),
    )
    @app_commands.choices(length=LENGTH_CHOICES)
    @app_commands.autocomplete(what=activities(kit), city=cities(kit))
    async def new(
        interaction: discord.Interaction[Any],
        when: app_commands.Range[str, 1, 60],
        what: app_commands.Range[str, 1, 100] | None = None,
        city: app_commands.Range[str, 1, 100] | None = None,
        place: app_commands.Range[str, 1, 200] | None = None,
        public_place: bool = False,
        seats: app_commands.Range[int, 1, 50] = USUAL_SEATS,
        length: int = USUAL_LENGTH,
        channel: TextChannel | None = None,
        words: app_commands.Range[str, 1, 400] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        typed = {
            "when": when,
            "what": what or "",
            "city": city or "",
            "place": place or "",
            "public": "yes" if public_place else "",
            "seats": str(seats),
            "length": str(length),
            "channel": str(channel.id if channel else interaction.channel_id or 0),
            "words": words or "",
        }
        await _preview(act, typed)


def load_sketching(registry: Registry) -> None:
    on = registry.actions.on

    @on("host.adult")
    async def adult(act: Act) -> None:
        await _preview(act, await kept_form(act), is_adult=True)

    @on("host.again")
    async def again(act: Act) -> None:
        await _preview(act, await kept_form(act))

    @on(_REOPEN)
    async def retype(act: Act) -> None:
        await act.ask(sketch_form(act.t, action(_FORM, act.number()), await kept_form(act)))

    @on("host.change")
    async def change(act: Act) -> None:
        typed = _typed(act, await act.services.gatherings.proposed(act.actor, act.number()))
        draft_id = await keep_form(act, typed)
        await act.ask(sketch_form(act.t, action(_FORM, draft_id), typed))

    @on(_FORM)
    async def entered(act: Act) -> None:
        await _preview(act, {**await kept_form(act), **{name: act.field(name) for name in _IN_WORDS}})

    @on("host.post")
    async def post(act: Act) -> None:
        proposal = await act.services.gatherings.proposed(act.actor, act.number())
        if missing := await _lacking(act, proposal.gathering.channel_id):
            await act.update(lacking_card(act.t, missing, action("host.post", proposal.draft_id)))
            return
        hall = await act.services.gatherings.post(act.actor, act.number())
        await act.update(hall_card(act.t, hall, note=act.t("It's on its way. I tell you who joins.")))

    @on("host.discard")
    async def discard(act: Act) -> None:
        await act.services.gatherings.discard(act.actor, act.number())
        await act.update(discarded_card(act.t))


def activities(kit: Kit) -> Completer:
    """The usual things, and what is typed."""

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        t = kit.lexicon.words(str(interaction.locale))
        wanted = typed.strip()
        usual = [
            (name, str(each))
            for each in ACTIVITIES
            if wanted.casefold() in (name := activity_named(t, each)).casefold()
        ]
        own = [(wanted, wanted)] if wanted and all(wanted.casefold() != name.casefold() for name, _ in usual) else []
        return [*usual, *own]

    return completer(offer)


async def _preview(act: Act, typed: dict[str, str], *, is_adult: bool = False) -> None:
    try:
        channel_id = identifier(typed["channel"])
        if missing := await _lacking(act, channel_id):
            await act.update(lacking_card(act.t, missing, action("host.again", await keep_form(act, typed))))
            return
        sketch = Sketch(
            starts_at=await read_moment(act, typed["when"]),
            channel_id=ChannelId(channel_id),
            minutes=identifier(typed["length"]),
            activity=activity_read(act.t, typed["what"]),
            city=typed["city"],
            place=typed["place"],
            is_place_public=bool(typed["public"]),
            seats=identifier(typed["seats"]),
            words=typed["words"],
        )
        proposal = await act.services.gatherings.propose(act.actor, sketch, is_adult=is_adult)
    except AgeUnsaid:
        await act.answer(age_card(act.t, action("host.adult", await keep_form(act, typed))))
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, typed, _REOPEN)
    else:
        await act.update(preview_card(act.t, proposal))


async def _lacking(act: Act, channel_id: int) -> dict[int, list[str]]:
    """What the bot may not do there. Raises ``Refusal`` where it is no server, or its asker may not write there either."""
    guild, member = act.interaction.guild, act.interaction.user
    if guild is None or not isinstance(member, discord.Member):
        raise Refusal("community.only_here")
    place = await look_up(guild, channel_id)
    missing = lacking(place, TELLING)
    if not missing and not may_write(place, member):
        raise Refusal("gathering.not_there")
    return {channel_id: missing} if missing else {}


def _typed(act: Act, proposal: Proposal) -> dict[str, str]:
    """A proposal as it would be typed."""
    gathering = proposal.gathering
    return {
        "when": typed_instant(gathering.starts_at, proposal.zone),
        "what": activity_named(act.t, gathering.activity) if gathering.activity else "",
        "city": proposal.city.label if proposal.city else "",
        "place": gathering.place,
        "public": "yes" if gathering.is_place_public else "",
        "seats": str(gathering.seats),
        "length": str(gathering.minutes),
        "channel": str(gathering.channel_id),
        "words": gathering.words,
    }
