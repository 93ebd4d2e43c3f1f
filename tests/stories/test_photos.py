"""Photos through the front door: from the form into the story, with the yes of everybody in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simcord import MemberActor

from bot.demo.reading import components_of, message_of, walk
from tests.stories.tour import Tour
from tests.stories.world import World, files_of, labels, options_of, text_of
from tests.support.pictures import SPOT, from_a_phone, halves, jpeg, opened, saved


async def meet(world: World, *names: str) -> list[MemberActor]:
    await world.set_up()
    found = [world.person(each) for each in names]
    for each in found:
        await world.start_mission(each, today=True)
    return found


def post(world: World) -> Any:
    """The newest recap as it stands now."""
    return next(each for each in reversed(world.recaps.history()) if each.components)


def pictures(on: Any) -> list[tuple[str, str]]:
    """The pictures a card shows, and what it says of each to whoever cannot see it."""
    galleries = [each for each in walk(components_of(on)) if each.get("type") == 12]
    return [
        (item["media"]["url"].split("/")[-1].split("?")[0], item["description"])
        for each in galleries
        for item in each["items"]
    ]


async def test_a_photo_from_the_form_to_the_story_and_out_of_it_again(world: World) -> None:
    alice, bob, carol = await meet(world, "alice", "bob", "carol")
    form = await alice.slash(world.general, "met", member=bob, contact="Ted")
    files = [("a.jpg", from_a_phone(6)), ("b.png", saved(halves("red", "blue"))), ("list.txt", b"no photo")]
    typed = {"story": "We had tea.", "place": "Bloomington", "photos": files, "share": ["now"]}
    album = await alice.submit_modal(form, typed)
    assert "could not read **list.txt**" in text_of(album)
    assert [name for name, _ in pictures(album)] == ["photo-1.jpg", "photo-2.jpg"]
    # Nothing of the camera is in what is shown, even to herself.
    assert not [each for each in (await files_of(album)).values() if SPOT in each]
    menus = [each["custom_id"] for each in walk(components_of(album)) if "photo.sort" in str(each.get("custom_id"))]
    assert list(options_of(album, "photo.sort")) == ["None of the others", "Bob", "Ted, who agreed"]

    # Bob in the first, with Ted; nobody in the second.
    album = await alice.select(message_of(album), ["1", "2"], custom_id=menus[0])
    preview = await world.click(alice, album, "See the recap")
    assert "2 photos stay out" in text_of(preview)
    album = await world.click(alice, preview, "2 photos")
    album = await alice.select(message_of(album), ["0"], custom_id=menus[1])
    assert "waits for the yes of Bob" in text_of(album)
    words = await world.click(alice, album, "Describe them")
    numbers = [each["custom_id"] for each in walk((words.modal or {})["components"]) if each.get("type") == 4]
    album = await alice.submit_modal(words, {numbers[0]: "Three cups\nof tea", numbers[1]: ""})

    await world.click(alice, await world.click(alice, album, "See the recap"), "Post")
    assert pictures(post(world)) == [("photo-1.jpg", "A photo from Bloomington, January 1, 2026")]
    [shown] = (await files_of(post(world))).values()
    assert opened(shown).size == (64, 32)

    # Bob has it before his eyes, and says yes.
    letter = world.letter(bob)
    assert "May" in text_of(letter)
    assert pictures(letter) == [("photo-1.jpg", "Three cups of tea")]
    crafted = {"answered or taken back": _named(letter, "photo.yes")}
    answer = await world.click_letter(bob, "Yes, show it")
    assert [text for _, text in pictures(post(world))] == [
        "Three cups of tea",
        "A photo from Bloomington, January 1, 2026",
    ]
    assert bob.mention not in text_of(post(world))
    first = next(iter((await files_of(post(world))).values()))
    assert opened(first).size == (32, 64)

    # And takes it out again, from where he said yes.
    part = await bob.user.click(message_of(answer), custom_id=_named(answer, "story.mine"))
    assert "Leave the photo out" in labels(part)
    crafted["doesn't list you"] = _named(part, "photo.out")
    gone = await bob.user.click(message_of(part), custom_id=_named(part, "photo.out"))
    assert "Leave the photo out" not in labels(gone)
    assert [text for _, text in pictures(post(world))] == ["A photo from Bloomington, January 1, 2026"]

    # Carol is in none of it, whatever she presses.
    for refused, pressed in crafted.items():
        assert refused in text_of(await world.craft(carol, pressed.split("~")[0]))
    for name in ("photo.sort", "photo.remove"):
        number = menus[0].split(":")[2]
        assert "can't find that photo" in text_of(await world.craft(carol, name, number, values=["1"]))
    assert len(pictures(post(world))) == 1
    assert len(world.posts()) == 1


def _named(on: Any, name: str) -> str:
    return next(
        str(each["custom_id"]) for each in walk(components_of(on)) if str(each.get("custom_id")).startswith(name + ":")
    )


async def test_a_photo_after_the_post_a_no_and_whoever_cannot_be_written_to(world: World) -> None:
    alice, bob, carol = await meet(world, "alice", "bob", "carol")
    world.close_direct_messages(carol)
    form = await alice.slash(world.general, "met", member=bob)
    await world.click(alice, await alice.submit_modal(form, {"story": "Tea."}), "Post")
    kept = await alice.slash(world.general, "met", member=carol)
    posted = await world.click(alice, await alice.submit_modal(kept, {"story": "Pie."}), "Post")

    form = await world.click(alice, await world.click(alice, posted, "Photos"), "Add photos")
    album = await alice.submit_modal(form, {"photos": [("a.webp", saved(halves("red", "blue"), "WEBP"))]})
    album = await world.select(alice, album, ["1"], "photo.sort")
    assert pictures(post(world)) == []
    waiting = await carol.slash(world.general, "inbox")
    assert len(pictures(waiting)) <= 1
    while "May" not in text_of(waiting):
        waiting = await carol.click(message_of(waiting), custom_id=_named(waiting, "inbox.next"))
    assert len(pictures(waiting)) == 1
    no = await world.click(carol, waiting, "No")
    assert "the story goes without" in text_of(no)
    # A no reads like silence.
    preview = await world.click(alice, album, "See the recap")
    album = await world.click(alice, preview, "1 photo")
    assert "It waits for the yes of Carol" in text_of(album)
    assert pictures(post(world)) == []
    assert carol.mention not in text_of(post(world))

    # A second photo is a second question, and the first no stays one.
    form = await world.click(alice, album, "Add photos")
    album = await alice.submit_modal(form, {"photos": [("b.jpg", jpeg("green"))]})
    menus = [each["custom_id"] for each in walk(components_of(album)) if "photo.sort" in str(each.get("custom_id"))]
    await alice.select(message_of(album), ["1"], custom_id=menus[1])
    waiting = await carol.slash(world.general, "inbox")
    while "May" not in text_of(waiting):
        waiting = await carol.click(message_of(waiting), custom_id=_named(waiting, "inbox.next"))
    [(_, data)] = (await files_of(waiting)).items()
    assert opened(data).getpixel((5, 5))[1] > 100  # type: ignore[index]
    await world.click(carol, waiting, "Yes, show it")
    assert len(pictures(post(world))) == 1
    assert not world.pinged()


async def test_neither_tomorrow_nor_a_late_photo_is_forgotten(world: World) -> None:
    alice, bob = await meet(world, "alice", "bob")
    form = await alice.slash(world.general, "met", member=bob)
    typed = {"story": "Tea at last.", "photos": [("a.jpg", jpeg())] * 3, "share": ["later"]}
    album = await alice.submit_modal(form, typed)
    assert len(pictures(album)) == 3
    await world.travel(timedelta(days=1, hours=1))
    assert "Tell it now?" in world.direct(alice)[-1]
    preview = await world.click_letter(alice, "See the recap")
    assert "Tea at last." in text_of(preview)
    assert "3 photos stay out" in text_of(preview)
    assert not world.posts()

    # A form that was open while the story was posted elsewhere is taken with all that is in it.
    open_before = await alice.slash(world.general, "met", contact="Ted")
    form = await alice.slash(world.general, "met", contact="Ted")
    posted = await world.click(alice, await alice.submit_modal(form, {"story": "Pie."}), "Post")
    change = await alice.submit_modal(open_before, {"story": "Pie and cake.", "photos": [("a.jpg", jpeg())]})
    assert len(pictures(change)) == 1
    assert "> Pie.\n" in world.posts()[-1]
    await world.click(alice, change.response, "Save")
    assert "> Pie and cake." in world.posts()[-1]
    album = await world.click(alice, posted, "Photos")
    assert len(pictures(album)) == 1


async def test_photos_in_a_language_nobody_speaks(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    rosa, _ = await tour.begin("rosa")
    form = await tour.slash(kyle, "met", member=rosa, contact="Ted")
    files = [("a.jpg", jpeg("red")), ("b.jpg", jpeg("blue")), ("c.jpg", jpeg("green")), ("jam", b"no photo")]
    album = await kyle.submit_modal(form, {"story": "jam", "place": "Chicago", "photos": files, "share": ["now"]})
    menus = [each["custom_id"] for each in walk(components_of(album)) if "photo.sort" in str(each.get("custom_id"))]
    for menu, chosen in zip(menus, (["1", "2"], ["1"], ["0"]), strict=True):
        album = await kyle.select(message_of(album), chosen, custom_id=menu)
    await tour.press(kyle, album, "photo.words")
    preview = await tour.press(kyle, album, "story.preview")
    album = await tour.press(kyle, preview, "photo.album")
    await tour.press(kyle, album, "photo.new")
    preview = await tour.press(kyle, album, "story.preview")
    posted = await tour.press(kyle, preview, "story.post")
    yes = await tour.press(rosa, tour.direct(rosa), "photo.yes")
    part = await tour.press_direct(rosa, yes, "story.mine")
    await tour.press_direct(rosa, part, "photo.out")
    album = await tour.press(kyle, posted, "photo.album")
    await tour.press(kyle, album, "photo.remove")
    form = await tour.press(kyle, album, "photo.new")
    album = await kyle.submit_modal(form, {"photos": [("d.jpg", jpeg())]})
    unsorted = [each["custom_id"] for each in walk(components_of(album)) if "photo.sort" in str(each.get("custom_id"))]
    await kyle.select(message_of(album), ["1"], custom_id=unsorted[-1])
    await tour.press(rosa, tour.direct(rosa), "photo.no")
