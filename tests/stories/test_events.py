"""What is hosted stands among the events of the server, where an organiser wants it there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from meetups.services.profiles import Wishes
from meetups.values import Actor, Naming, PersonId
from tests.stories.world import World, labels, text_of

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
TONIGHT = MONDAY + timedelta(hours=8)
ADULT = "I am 18 or older"


def events(world: World) -> list[Any]:
    return list(world.env.backend.guilds[world.guild.id].scheduled_events.values())


async def host(world: World, **options: Any) -> None:
    alice = world.person("alice")
    given = {"when": "tonight at 8 pm", "city": "Bloomington, Indiana", "place": "7 Elm Street", **options}
    preview = await alice.slash(world.general, "host new", **given)
    if ADULT in labels(preview):
        preview = await world.click(alice, preview, ADULT)
    await world.click(alice, preview, "Post it")


async def test_an_evening_stands_among_the_events_of_the_server_and_follows(world: World) -> None:
    await world.set_up()
    await world.travel(MONDAY)
    await host(world, what="a walk")
    assert events(world) == [], "they are off unless somebody turns them on"

    off = await world.organiser.slash(world.general, "community events")
    on = await world.click(world.organiser, off, "Turn events on")
    assert "Events are on" in text_of(on)
    assert "among the server's events" in text_of(await world.organiser.slash(world.general, "community settings"))
    await host(world, what="a game", words="Bring *cake* @everyone")
    (event,) = events(world)
    assert (event.name, event.entity_metadata["location"]) == ("A game", "Bloomington, Indiana, United States")
    assert "Bring \\*cake\\*" in event.description
    assert "Elm Street" not in event.description
    assert world.person("alice").mention not in event.description

    await world.app.services.profiles.change(Actor(PersonId(world.person("alice").id)), Wishes(naming=Naming.ALWAYS))
    await world.travel(timedelta(minutes=1))
    assert world.person("alice").mention in events(world)[0].description
    await world.restart()
    evenings = await world.app.services.gatherings.mine(Actor(PersonId(world.person("alice").id)))
    for each in evenings:
        cancelling = await world.person("alice").slash(world.general, "host cancel", invitation=str(each.gathering.id))
        await world.click(world.person("alice"), cancelling, "Call it off")
    assert events(world) == []


async def test_only_organisers_turn_them_on(world: World) -> None:
    await world.set_up()

    refused = await world.craft(world.person("eve"), "community.events", 1)

    assert "Events are on" not in text_of(refused)
    shown = await world.organiser.slash(world.general, "community events")
    assert "Events are off" in text_of(shown)


async def test_a_moderator_deletes_an_event_and_the_evening_goes_on_without_it(world: World) -> None:
    reports = world.guild.create_text_channel("organisers")
    await world.set_up(organiser_channel=reports)
    await world.organiser.slash(world.general, "community events", on=True)
    await world.travel(MONDAY)
    await host(world)
    world.env.backend.guilds[world.guild.id].scheduled_events.clear()

    alice = world.person("alice")
    await alice.slash(world.general, "host move", what="a walk")

    assert events(world) == [], "whoever deleted it meant it"
    assert reports.history() == []
    assert "A walk" in text_of(next(each for each in world.general.history() if "invites you" in text_of(each)))
