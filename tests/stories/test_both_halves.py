"""Both halves of a story through the front door, and everything somebody in it can do from its post."""

from __future__ import annotations

from simcord import MemberActor

from bot.demo.reading import components_of, walk
from tests.stories.tour import Tour, letters_with
from tests.stories.world import World, labels, text_of, values_of
from tests.support.pictures import jpeg

ME = "That's me, name me"


async def meet(world: World, *names: str) -> list[MemberActor]:
    await world.set_up()
    found = [world.person(each) for each in names]
    for each in found:
        await world.start_mission(each, today=True)
    return found


async def test_one_meeting_two_halves_and_both_weeks_are_filled(world: World) -> None:
    alice, bob = await meet(world, "alice", "bob")
    await world.tell(alice, "We had tea. *Not* a link: https://x.example", member=bob)
    part = await world.click(bob, world.recaps.history()[-1], ME)
    assert "counts for you too" in text_of(part)
    assert "**1 of 1**" in text_of(await bob.slash(world.general, "mission show"))

    # He adds his half, which cannot ping, link, or look like another's words.
    form = await world.click(bob, part, "Add your half")
    assert values_of(form) == {}
    words = "And cake! @everyone <@1> [free](https://evil.example)\n\n# Alice adds:\n-# \u202egnihtemos"
    mine = await bob.submit_modal(form, {"half": words})
    post = world.posts()[-1]
    assert f"{bob.mention} adds:\n> And cake!" in post
    half = post.partition("adds:")[2]
    assert all(line.startswith(">") for line in half.strip().splitlines()[:4])
    for hostile in ("@everyone", "<@1>", "](https", "> # ", "\n-# \u202e", "\u202e"):
        assert hostile not in half
    assert "[Change your half]" in text_of(mine)

    # What he wrote is there to go on from; Alice edits her words meanwhile, and neither loses any.
    form = await world.click(bob, mine, "Change your half")
    assert values_of(form) == {"half": words}
    told = await alice.slash(world.general, "story edit", meeting=await _only_meeting(world, alice))
    change = await alice.submit_modal(await world.click(alice, told, "Change the words"), {"story": "We had *coffee*."})
    await bob.submit_modal(form, {"half": "And pie!"})
    await world.click(alice, change, "Save")
    assert "coffee" in world.posts()[-1]
    assert "> And pie!" in world.posts()[-1]

    # A friend again: name and half go, and come back together, after a restart too.
    mine = await world.click(bob, mine, "Make me “a friend” again")
    assert bob.mention not in world.posts()[-1]
    assert "pie" not in world.posts()[-1]
    await world.restart()
    mine = await world.click(bob, mine, "Name me after all")
    assert "> And pie!" in world.posts()[-1]
    await bob.submit_modal(await world.click(bob, mine, "Change your half"), {"half": ""})
    assert "pie" not in world.posts()[-1]
    assert bob.mention in world.posts()[-1]
    assert len(world.posts()) == 1
    assert not world.pinged()


async def test_a_change_asked_for_and_never(world: World) -> None:
    alice, bob, carol = await meet(world, "alice", "bob", "carol")
    await world.tell(alice, "Bob has a secret garden.", member=bob)
    part = await world.click(bob, world.recaps.history()[-1], ME)
    form = await world.click(bob, part, "Ask for a change")
    wished = await bob.submit_modal(form, {"words": "Not the *garden*, please. @everyone"})
    assert f"I tell {alice.mention}, and nobody else" in text_of(wished)
    letter = world.letter(alice)
    assert f"{bob.mention} asks for a change" in text_of(letter)
    assert "@everyone" not in text_of(letter)
    assert labels(letter) == ["Change the words", "Photos", "Take it down"]
    assert not [each for each in world.direct(carol) if "garden" in each]
    assert "garden" in world.posts()[-1]
    await world.click_letter(alice, "Take it down")
    assert not world.posts()

    # Whoever is never named is told so before a word is typed, not after.
    await world.tell(carol, "We met.", member=bob)
    await world.select(bob, await bob.slash(world.general, "profile"), ["never"], "profile.naming")
    mine = await world.click(bob, world.recaps.history()[-1], ME)
    assert "nobody may name you" in text_of(mine)
    mine = await world.craft(bob, "story.mine", await _only_meeting(world, carol))
    refused = await world.click(bob, mine, "Add your half")
    assert refused.modal is None
    assert "nobody may name you" in text_of(refused)
    assert bob.mention not in world.posts()[-1]
    for each in ("story.half", "story.mine", "story.wish"):
        assert "doesn't list you" in text_of(await world.craft(alice, each, await _only_meeting(world, carol)))


async def _only_meeting(world: World, person: MemberActor) -> str:
    [(_, value)] = [(each["name"], each["value"]) for each in await _meetings(world, person)]
    return str(value)


async def _meetings(world: World, person: MemberActor) -> list[dict[str, str]]:
    found = await person.autocomplete(world.general, "story edit", "meeting", "")
    return [each if isinstance(each, dict) else {"name": each.name, "value": str(each.value)} for each in found]


async def test_both_halves_in_a_language_nobody_speaks(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    rosa, _ = await tour.begin("rosa")
    erin, _ = await tour.begin("erin")
    form = await tour.slash(kyle, "met", member=rosa)
    later = await kyle.submit_modal(form, {"story": "jam", "share": ["later"]})
    preview = await tour.press(kyle, later, "story.preview")
    await tour.press(kyle, preview, "story.post")
    part = await tour.press(rosa, tour.post(), "story.me")
    mine = await rosa.submit_modal(await tour.press(rosa, part, "story.half"), {"half": "coffee"})
    wished = await rosa.submit_modal(await tour.press(rosa, mine, "story.wish"), {"words": "noon"})
    await tour.press(rosa, wished, "story.mine")
    await tour.press(rosa, mine, "story.me")
    letter = letters_with(kyle, "story.withdraw")[-1]
    await tour.press(kyle, letter, "photo.album")
    form = await tour.slash(kyle, "met", member=erin)
    await kyle.submit_modal(form, {"story": "jam " * 500, "photos": [("a.jpg", jpeg())], "share": ["never"]})
    profile = await tour.slash(erin, "profile")
    await tour.choose(erin, profile, "profile.naming", ["never"])
    buttons = [each for each in walk(components_of(letter)) if each.get("type") == 2]
    assert len(buttons) == 3
