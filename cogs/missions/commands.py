"""`/mission` and the buttons of its cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.autocomplete import completer
from cogs.kit.common_cards import which_card
from cogs.kit.reaching import open_direct_messages
from cogs.kit.reading import read_day, read_word
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.strengths import STRENGTHS
from cogs.kit.words import N_
from cogs.missions.announcing import announce_preview_card, announced_card, announcement_card
from cogs.missions.cards import end_card, home_card, rules_card, time_off_card
from cogs.missions.forms import begin_form, days_off_form, details_form, filled_in, promise_form, read_choices
from cogs.missions.proposal import proposal_card, started_card
from meetups.refusals import Refusal
from meetups.services.common import WhichMission
from meetups.services.outgoing import Announcement
from meetups.services.promises import Choices
from meetups.values import DirectMessages, Fills, Strength

NUDGING = [app_commands.Choice(name=name, value=str(key)) for key, (name, _) in STRENGTHS.items()]
TWICE_A_WEEK_AND_MORE = app_commands.Range[int, 1, 7]


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    registry.renderers[Announcement] = announcement_card
    _load_drafting(registry)
    _load_running(registry)
    _load_announcing(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="mission", description=N_("Your promise to meet someone each week"))

    @group.command(name="start", description=N_("Promise to meet someone in person each week"))
    @app_commands.describe(
        city=N_("Your city, for the right time of day; only you see it"),
        weekly_time=N_("When I suggest somebody, such as “Monday 9:00”"),
        nudges=N_("How much I may nudge you"),
        until=N_("The last day, such as 2026-12-31"),
        promise=N_("Your promise in your own words, for the announcement"),
        times_a_week=N_("How many meetings a week you promise (usually one)"),
    )
    @app_commands.choices(nudges=NUDGING)
    @app_commands.autocomplete(city=_cities_and_zones(kit))
    async def start(
        interaction: discord.Interaction[Any],
        city: str | None = None,
        weekly_time: str | None = None,
        nudges: str | None = None,
        until: str | None = None,
        promise: str | None = None,
        times_a_week: TWICE_A_WEEK_AND_MORE | None = None,
    ) -> None:
        act = Act(kit, interaction)
        typed = {"city": city, "weekly": weekly_time, "strength": nudges, "ends": until, "promise": promise}
        choices = await _choices(act, typed, times_a_week)
        await act.answer(proposal_card(act.t, await act.services.promises.propose(act.actor, choices)))

    @group.command(name="show", description=N_("Where your mission stands, with buttons for everything"))
    async def show(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(home_card(act.t, await act.services.missions.home(act.actor)))

    @group.command(name="edit", description=N_("Change your mission; you see what changes first"))
    @app_commands.describe(
        city=N_("You moved, or will be elsewhere for a while"),
        weekly_time=N_("When I suggest somebody, such as “Monday 9:00”"),
        nudges=N_("How much I may nudge you"),
        until=N_("The last day, such as 2026-12-31"),
        promise=N_("Your promise in your own words"),
        times_a_week=N_("How many meetings a week you promise"),
        every_second_week=N_("Only every second week; the others are off"),
        video_counts=N_("A video meeting fills a week too"),
        new_people_only=N_("Only people you haven't met in person before count"),
        show_streak=N_("Show a streak of three weeks or more in your stories"),
    )
    @app_commands.choices(nudges=NUDGING)
    @app_commands.autocomplete(city=_cities_and_zones(kit))
    async def edit(
        interaction: discord.Interaction[Any],
        city: str | None = None,
        weekly_time: str | None = None,
        nudges: str | None = None,
        until: str | None = None,
        promise: str | None = None,
        times_a_week: TWICE_A_WEEK_AND_MORE | None = None,
        every_second_week: bool | None = None,
        video_counts: bool | None = None,
        new_people_only: bool | None = None,
        show_streak: bool | None = None,
    ) -> None:
        act = Act(kit, interaction)
        typed = {"city": city, "weekly": weekly_time, "strength": nudges, "ends": until, "promise": promise}
        choices = await _choices(
            act,
            typed,
            times_a_week,
            every_second_week=every_second_week,
            video_counts=video_counts,
            new_people_only=new_people_only,
            show_streak=show_streak,
        )
        try:
            proposal = await act.services.promises.propose_change(act.actor, choices)
        except WhichMission as which:
            draft_id = await act.services.drafts.keep(act.actor, "edit", choices.changes())
            await act.answer(which_card(act.t, which, "mission.change", draft_id))
        else:
            await act.answer(proposal_card(act.t, proposal))

    @group.command(name="time-off", description=N_("Days that ask for nothing: holidays, illness, also past ones"))
    @app_commands.describe(first=N_("The first day off, such as “Dec 21” or “yesterday”"), last=N_("The last day off"))
    async def time_off(interaction: discord.Interaction[Any], first: str, last: str | None = None) -> None:
        act = Act(kit, interaction)
        first_on = await _day_off(act, first)
        last_on = await _day_off(act, last) if last else first_on
        try:
            off = await act.services.days_off.propose(act.actor, first_on, last_on)
        except WhichMission as which:
            again = ("mission.time_off", first_on.toordinal(), last_on.toordinal())
            await act.answer(which_card(act.t, which, *again))
        else:
            await act.answer(time_off_card(act.t, off))

    @group.command(name="pause", description=N_("Rest as long as you like; no nudges, nothing is lost"))
    async def pause(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(home_card(act.t, await act.services.missions.pause(act.actor)))

    @group.command(name="resume", description=N_("Go on from this week"))
    async def resume(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(home_card(act.t, await act.services.missions.resume(act.actor)))

    @group.command(name="end", description=N_("End your mission before its time"))
    async def end(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(end_card(act.t, await act.services.missions.home(act.actor)))

    @group.command(name="rules", description=N_("What counts, and what doesn't"))
    async def rules(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(rules_card(act.t, await act.services.missions.home(act.actor)))

    return group


def _load_drafting(registry: Registry) -> None:
    on = registry.actions.on

    @on("mission.begin")
    async def begin(act: Act) -> None:
        await act.services.promises.may_begin(act.actor, act.number())
        await act.ask(begin_form(act.t, {}, act.number()))

    @on("mission.begun")
    async def begun(act: Act) -> None:
        typed = {**{name: act.field(name) for name in act.fields}, "community": str(act.number())}
        try:
            choices = await read_choices(act, typed)
            proposal = await act.services.promises.propose(act.actor, choices, community_id=act.number())
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, typed, "mission.refill")
        else:
            await act.answer(proposal_card(act.t, proposal))

    @on("mission.refill")
    async def refill(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(begin_form(act.t, typed, int(typed["community"])))

    @on("mission.strength")
    async def strength(act: Act) -> None:
        await _redraw(act, Choices(strength=read_word(Strength, act.chosen)))

    @on("mission.begins")
    async def begins(act: Act) -> None:
        await _redraw(act, Choices(from_today=act.chosen == "today"))

    @on("mission.adult")
    async def adult(act: Act) -> None:
        proposal = await act.services.promises.propose(act.actor, Choices(), act.number())
        await _redraw(act, Choices(is_adult=not proposal.is_adult))

    @on("mission.details")
    async def details(act: Act) -> None:
        proposal = await act.services.promises.propose(act.actor, Choices(), act.number())
        await act.ask(details_form(act.t, act.number(), filled_in(act.t, proposal)))

    @on("mission.detailed")
    async def detailed(act: Act) -> None:
        typed = {name: act.field(name) for name in act.fields}
        try:
            choices = await read_choices(act, typed)
            proposal = await act.services.promises.propose(act.actor, choices, act.number())
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, {**typed, "draft": str(act.number())}, "mission.redetail")
        else:
            await act.update(proposal_card(act.t, proposal))

    @on("mission.redetail")
    async def redetail(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(details_form(act.t, int(typed["draft"]), typed))

    @on("mission.confirm")
    async def confirm(act: Act) -> None:
        await act.interaction.response.defer()
        started = await act.services.promises.confirm(act.actor, act.number())
        if started.is_new and started.person.dm_state is not DirectMessages.OPEN:
            started = await open_direct_messages(act, started)
        elif started.is_new and started.person.dm_channel_id is not None:
            await act.services.reaching.opened(act.actor, started.person.dm_channel_id, started.mission.id)
        await act.update(started_card(act.t, started))


def _load_running(registry: Registry) -> None:
    on = registry.actions.on

    @on("mission.show")
    async def show(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.missions.home(act.actor, act.number() or None)))

    @on("mission.pause")
    async def pause(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.missions.pause(act.actor, act.number())))

    @on("mission.resume")
    async def resume(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.missions.resume(act.actor, act.number())))

    @on("mission.end")
    async def end(act: Act) -> None:
        await act.update(end_card(act.t, await act.services.missions.home(act.actor, act.number())))

    @on("mission.end_now")
    async def end_now(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.missions.end(act.actor, act.number())))

    @on("mission.rules")
    async def rules(act: Act) -> None:
        await act.answer(rules_card(act.t, await act.services.missions.home(act.actor, act.number())))

    @on("mission.change")
    async def change(act: Act) -> None:
        kept = await act.services.drafts.open(act.actor, "edit", act.number(1)) if act.number(1) else {}
        proposal = await act.services.promises.propose_change(act.actor, Choices.of(kept), act.number())
        await act.answer(proposal_card(act.t, proposal))

    @on("mission.time_off")
    async def time_off(act: Act) -> None:
        off = await act.services.days_off.propose(act.actor, act.day(1), act.day(2), act.number())
        await act.update(time_off_card(act.t, off))

    @on("mission.days_off")
    async def days_off(act: Act) -> None:
        await act.ask(days_off_form(act.t, act.number(), {}))

    @on("mission.days_named")
    async def days_named(act: Act) -> None:
        typed = {name: act.field(name) for name in ("first", "last")}
        try:
            first_on = await _day_off(act, typed["first"])
            last_on = await _day_off(act, typed["last"]) if typed["last"].strip() else first_on
            off = await act.services.days_off.propose(act.actor, first_on, last_on, act.number())
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, {**typed, "mission": str(act.number())}, "mission.days_again")
        else:
            await act.answer(time_off_card(act.t, off))

    @on("mission.days_again")
    async def days_again(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(days_off_form(act.t, int(typed["mission"]), typed))

    @on("mission.off")
    async def off(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.days_off.take(act.actor, act.number())))

    @on("mission.on_again")
    async def on_again(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.days_off.cancel(act.actor, act.number())))


def _load_announcing(registry: Registry) -> None:
    on = registry.actions.on

    @on("mission.announce")
    async def announce(act: Act) -> None:
        mission, community = await act.services.missions.announcement(act.actor, act.number())
        await act.answer(announce_preview_card(act.t, mission, community))

    @on("mission.promise")
    async def promise(act: Act) -> None:
        mission, _ = await act.services.missions.announcement(act.actor, act.number())
        await act.ask(promise_form(act.t, mission))

    @on("mission.promised")
    async def promised(act: Act) -> None:
        await act.services.missions.promise(act.actor, act.number(), act.field("promise"))
        mission, community = await act.services.missions.announcement(act.actor, act.number())
        await act.update(announce_preview_card(act.t, mission, community))

    @on("mission.post")
    async def post(act: Act) -> None:
        await act.services.missions.announce(act.actor, act.number(), names_first=bool(act.number(1)))
        mission, _ = await act.services.missions.announcement(act.actor, act.number())
        await act.update(announced_card(act.t, mission))


async def _choices(
    act: Act,
    typed: dict[str, str | None],
    times_a_week: int | None,
    *,
    every_second_week: bool | None = None,
    video_counts: bool | None = None,
    new_people_only: bool | None = None,
    show_streak: bool | None = None,
) -> Choices:
    choices = await read_choices(act, {name: value for name, value in typed.items() if value is not None})
    return replace(
        choices,
        target=times_a_week,
        every_weeks=None if every_second_week is None else 1 + every_second_week,
        fills=None if video_counts is None else Fills.OR_VIDEO if video_counts else Fills.IN_PERSON,
        new_people_only=new_people_only,
        show_streak=show_streak,
    )


async def _redraw(act: Act, choices: Choices) -> None:
    await act.update(proposal_card(act.t, await act.services.promises.propose(act.actor, choices, act.number())))


async def _day_off(act: Act, typed: str) -> date:
    """A day ahead rather than a past one, unless that is more than half a year away: "Jan 6" said on January 13."""
    ahead = await read_day(act, typed, prefer="future")
    if ahead - await act.services.profiles.today(act.actor) > timedelta(days=183):
        return await read_day(act, typed, prefer="past")
    return ahead


def _cities_and_zones(kit: Kit) -> Any:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        places = kit.services.desk.places
        cities = [(city.label, city.label) for city in places.search(typed, 20)]
        return cities + [(zone.label, zone.key) for zone in places.zones(typed, 25 - len(cities))]

    return completer(offer)
