"""The first week of a promise, from set-up to the recap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.stories.world import World, text_of


async def test_a_week_from_setup_to_the_recap(world: World) -> None:
    ready = await world.set_up(time_zone="America/Indiana/Indianapolis")
    assert "is ready" in text_of(ready)
    await world.click(world.organiser, ready, "Post the invitation")
    assert "Meet one of your online contacts" in world.posts()[0]

    kyle = world.person("kyle")
    print(text_of(await kyle.slash(world.general, "mission start", city="Indianapolis")))
    await world.start_mission(kyle, city="Indianapolis, Indiana, United States")
    print(world.direct(kyle))
    added = await kyle.slash(world.general, "contact add", name="Chris Hadley", source="Seesmic")
    assert "Chris Hadley" in text_of(added)
    suggestion = await kyle.slash(world.general, "suggest")
    assert "Chris Hadley" in text_of(suggestion)
    await world.travel(datetime(2026, 1, 5, 20, tzinfo=UTC))
    print(world.direct(kyle))
    form = await kyle.slash(world.general, "met", contact="Chris Hadley")
    assert form.modal
    preview = await kyle.submit_modal(form, {"story": "We talked for *hours*.", "place": "Indianapolis"})
    print(text_of(preview))
    await world.click(kyle, preview, "Post")
    print(world.posts()[-1])
    assert "a friend" in world.posts()[-1]
    await world.travel(timedelta(days=8))
    print(world.direct(kyle))
    home = await kyle.slash(world.general, "mission show")
    print(text_of(home))
