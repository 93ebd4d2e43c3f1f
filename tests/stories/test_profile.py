"""What somebody says about themselves: in options, in a form, in a menu; kept whatever was wrong, and theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.tour import Tour, values_offered
from tests.stories.world import World, custom_id, labels, options_of, text_of, values_of


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(request: pytest.FixtureRequest) -> Iterator[None]:
    opened = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    assert opened is None or not opened.blunders()


async def test_everything_there_is_to_say_also_after_a_restart(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    profile = await kyle.slash(world.general, "profile", city="Bloomington, Indiana", reach="30 km", tags="jazz, #maps")
    told = text_of(profile)
    assert "You travel up to 19 mi to meet" in told
    assert "You like: jazz and maps" in told
    assert "Not told yet: a line about you, your languages, and when you're free" in told
    assert "never your city's name" in told
    await world.restart()

    form = await world.click(kyle, profile, "About me")
    assert values_of(form) == {"tags": "jazz, maps", "reach": "19 mi"}
    typed = {
        "introduction": "I draw *maps* for <@1>",
        "tags": "maps, coffee",
        "languages": "German, english, Elvish",
        "reach": "40 miles",
    }
    profile = await kyle.submit_modal(form, typed)
    told = text_of(profile)
    assert "Your line: I draw \\*maps\\* for \\<@\u200b1>" in told
    assert "You like: maps and coffee" in told
    assert "You speak: German, English, and Elvish" in told
    assert "You travel up to 40 mi to meet" in told

    free = await world.click(kyle, profile, "When I'm free")
    assert "You haven't said yet" in text_of(free)
    assert "others see only what you share" in text_of(free)
    assert "Clear" not in labels(free)
    parts = options_of(free, "profile.parts")
    assert list(parts)[:3] + list(parts)[-1:] == [
        "Monday morning",
        "Monday afternoon",
        "Monday evening",
        "Sunday evening",
    ]
    free = await world.select(kyle, free, [parts["Saturday afternoon"]], "profile.parts")
    assert "These suit you: Saturday afternoon." in text_of(free)
    await world.restart()
    free = await world.click(kyle, free, "Weekday evenings")
    assert "These suit you: weekday evenings and Saturday afternoon." in text_of(free)
    free = await world.click(kyle, free, "Weekends")
    assert "You're free: weekday evenings and weekends" in text_of(await world.click(kyle, free, "My profile"))


async def test_times_are_all_cleared_by_a_button_or_by_choosing_none(world: World) -> None:
    kyle = world.person("kyle")
    free = await world.click(kyle, await kyle.slash(world.general, "profile"), "When I'm free")
    for clearing in ("button", "menu"):
        free = await world.click(kyle, free, "Weekends")
        assert "weekends" in text_of(free)
        free = await (
            world.click(kyle, free, "Clear") if clearing == "button" else world.select(kyle, free, [], "profile.parts")
        )
        assert "You haven't said yet" in text_of(free)
    crafted = await world.craft(kyle, "profile.parts", 0, values=["20", "21", "x", "-1", "²", "9" * 30])
    assert "These suit you: Sunday evening." in text_of(crafted)


async def test_a_form_with_a_fault_keeps_everything_typed(world: World) -> None:
    kyle = world.person("kyle")
    form = await world.click(kyle, await kyle.slash(world.general, "profile", tags="jazz"), "About me")
    typed = {"introduction": "Tea, mostly.", "tags": "jazz, tea", "languages": "German", "reach": "round the corner"}
    faulty = await kyle.submit_modal(form, typed)
    assert "can't read “round the corner” as a distance" in text_of(faulty)
    assert "Tea" not in text_of(await kyle.slash(world.general, "profile")), "nothing is taken until all can be"
    stolen = await world.craft(world.person("ben"), custom_id(faulty, "Fix it"))
    assert stolen.modal is None
    assert "Tea" not in text_of(stolen)
    await world.restart()

    form = await world.click(kyle, faulty, "Fix it")
    assert values_of(form) == typed
    faulty = await kyle.submit_modal(form, typed | {"reach": "2,000 km"})
    assert "from 1 to 1000 km" in text_of(faulty)
    told = text_of(await kyle.submit_modal(await world.click(kyle, faulty, "Fix it"), typed | {"reach": ""}))
    for each in ("Your line: Tea, mostly.", "jazz and tea", "You speak: German", "up to 31 mi"):
        assert each in told


async def test_of_several_options_those_that_were_right_wait_for_the_one_that_was_not(world: World) -> None:
    kyle = world.person("kyle")
    alone = await kyle.slash(world.general, "profile", reach="far")
    assert "can't read “far” as a distance" in text_of(alone)
    assert labels(alone) == []

    faulty = await kyle.slash(world.general, "profile", city="Nowhereville", tags="jazz, tea", reach="30 km")
    assert "I don't know a place called “Nowhereville”" in text_of(faulty)
    form = await world.click(kyle, faulty, "Fix it")
    assert values_of(form) == {"city": "Nowhereville", "reach": "30 km"}
    fixed = {"city": "Chicago", "zone": "", "quiet_hours": "noon", "reach": ""}
    faulty = await kyle.submit_modal(form, fixed)
    form = await world.click(kyle, faulty, "Fix it")
    told = text_of(await kyle.submit_modal(form, fixed | {"quiet_hours": "21-7"}))
    for each in ("Chicago", "jazz and tea", "9:00 PM to 7:00 AM", "up to 31 mi"):
        assert each in told

    cleared = await kyle.slash(world.general, "profile", tags="-", languages="Finnish")
    assert "You like" not in text_of(cleared)
    assert "You speak: Finnish" in text_of(cleared)


async def test_whoever_moves_is_told_who_of_their_list_is_there_and_of_nobody_elses(world: World) -> None:
    await world.set_up()
    kyle, rosa, ben = (world.person(each) for each in ("kyle", "rosa", "ben"))
    await world.start_mission(kyle, today=True)
    await kyle.slash(world.general, "contact add", member=ben, city="Bloomington, Indiana")
    await kyle.slash(world.general, "contact add", name="Karen", city="Bedford, Indiana")
    await kyle.slash(world.general, "contact add", name="Ted", city="Chicago")
    await rosa.slash(world.general, "contact add", name="Secret Sally", city="Bloomington, Indiana")
    # Where Rosa herself lives is hers to tell, also to those who have her on their list.
    await rosa.slash(world.general, "profile", city="Bloomington, Indiana")
    await kyle.slash(world.general, "contact add", member=rosa)

    moved = await kyle.slash(world.general, "profile", city="Bloomington, Indiana", reach="40 km")
    told = text_of(moved)
    assert "**On your list, within 25 mi of Bloomington, Indiana**" in told
    assert f"- **Ben** (<@{ben.id}>)\n- **Karen** · Bedford, Indiana, 21 mi away\n" in told
    for nobody in ("Ted", "Sally", "Rosa", str(rosa.id)):
        assert nobody not in told
    assert str(ben.id) not in world.pinged()
    assert "This week" in text_of(await world.click(kyle, moved, "Whom shall I meet?"))

    assert "On your list" not in text_of(await kyle.slash(world.general, "profile", city="Bloomington, Indiana"))
    alone = text_of(await kyle.slash(world.general, "profile", city="Evansville, Indiana"))
    assert "nobody on your list lives within 25 mi of Evansville, Indiana" in alone


async def test_of_many_in_a_city_ten_are_named(world: World) -> None:
    kyle = world.person("kyle")
    for number in range(12):
        await kyle.slash(world.general, "contact add", name=f"Ghost {number:02}", city="Chicago")

    told = text_of(await kyle.slash(world.general, "profile", city="Chicago"))

    assert told.count("**Ghost") == 10
    assert "- **Ghost 09**\n- and 2 more\n" in told


async def test_choices_help_with_languages_and_with_tags_already_in_use(world: World) -> None:
    kyle = world.person("kyle")
    await kyle.slash(world.general, "contact add", name="Ted", tags="jazz")

    spoken = await kyle.autocomplete(world.general, "profile", "languages", "German, Fin")
    assert "German, Finnish" in [each["value"] for each in spoken]
    liked = await kyle.autocomplete(world.general, "profile", "tags", "coffee, ja")
    assert [each["value"] for each in liked] == ["coffee, jazz"]


async def test_all_of_it_in_a_language_nobody_speaks(tour: Tour) -> None:
    """See `test_pseudo_language.py`."""
    kyle = tour.person("kyle")
    await tour.slash(kyle, "contact add", name="Ted", city="Chicago")
    await tour.slash(kyle, "contact add", name="Chris Hadley", city="Bloomington, Illinois")
    for number in range(12):
        await tour.slash(kyle, "contact add", name=f"Ghost {number}", city="Chicago")
    await tour.slash(kyle, "profile", city="Bloomington, Indiana")
    profile = await tour.slash(kyle, "profile", city="Chicago", tags="jam, coffee", reach="300 km")
    form = await tour.press(kyle, profile, "profile.about")
    faulty = await tour.submit(kyle, form, introduction="over coffee", languages="Mumble", reach="soonish")
    form = await tour.press(kyle, faulty, "profile.retell")
    faulty = await tour.submit(kyle, form, reach="30000")
    profile = await tour.submit(kyle, await tour.press(kyle, faulty, "profile.retell"), reach="30")
    faulty = await tour.slash(kyle, "profile", quiet_hours="noon", reach="soonish")
    await tour.press(kyle, faulty, "profile.retype")
    free = await tour.press(kyle, profile, "profile.free")
    free = await tour.press(kyle, free, "profile.also_free")
    parts = values_offered(free, "profile.parts")
    # Single parts and runs, each part of weekdays, weekends and all days, all but one, all, none.
    for chosen in (parts[:1] + parts[3:7], parts[::3] + parts[16:17], parts[2:15:3] + parts[15:], parts[1:], parts, []):
        free = await tour.choose(kyle, free, "profile.parts", chosen)
    await tour.press(kyle, await tour.press(kyle, free, "profile.also_free"), "profile.not_free")
    await tour.press(kyle, free, "profile.show")
