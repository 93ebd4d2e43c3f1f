"""Asking to be on somebody's list, and suggesting somebody for another's: politely taken, quietly answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from cogs.asks.cards import nominate_card, nominated_card, question_card, volunteered_card
from meetups.services.outgoing import Question
from meetups.services.volunteering import Offered
from meetups.values import Actor, Ask, AskId, AskKind, Contact, PersonId
from tests.stories.world import World, labels, text_of
from tests.support.office import START
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon

VOLUNTEER, ASK, SUGGEST = "Put me on your list", "Ask to be on their list", "Suggest them to someone"


async def people(world: World, *reachable: str) -> list[MemberActor]:
    """Those named, each with a mission, and so with open direct messages."""
    await world.set_up()
    for each in reachable:
        await world.start_mission(world.person(each))
    return [world.person(each) for each in reachable]


async def press(world: World, actor: MemberActor) -> str:
    """Press the button under the newest post; gives what only the presser reads."""
    return text_of(await world.click(actor, world.recaps.history()[-1], VOLUNTEER))


async def ask(world: World, actor: MemberActor, whom: MemberActor) -> str:
    return text_of(await actor.context_menu(world.general, ASK, whom))


async def suggest(world: World, actor: MemberActor, nominee: MemberActor, owner: MemberActor) -> str:
    card = await actor.context_menu(world.general, SUGGEST, nominee)
    return text_of(await world.select(actor, card, [owner], "ask.nominate"))


async def listed(world: World, owner: MemberActor) -> dict[str, Contact]:
    async with world.app.store.read() as work:
        return {each.name: each for each in await work.contacts.find(owner_id=owner.id)}


def about(letters: list[str], person: MemberActor) -> list[str]:
    return [each for each in letters if person.mention in each]


async def question_of(world: World, asker: MemberActor) -> int:
    [question] = [each for each in (await world.rows())["asks"] if each.from_id == asker.id]
    return int(question.id)


# From a recap


async def test_a_reader_of_a_recap_offers_to_be_met_and_hears_of_a_yes(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    post = await world.tell(alice, contact="Chris")
    assert labels(post) == [VOLUNTEER, "Start your own"]
    assert alice.mention in await press(world, bob)
    [letter] = about(world.direct(alice), bob)
    assert "would like to be on your list" in letter
    assert list(await listed(world, alice)) == ["Chris"], "nothing before the yes"

    await world.restart()
    await world.click_letter(alice, "Put them on my list")
    assert (await listed(world, alice))["Bob"].volunteered_at is not None
    assert f"You're on {alice.mention}'s list" in world.direct(bob)[-1]


async def test_somebody_who_took_part_may_press_too(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    post = await world.tell(alice, member=bob)
    assert labels(post) == ["That's me, name me", VOLUNTEER, "Start your own"]
    await press(world, bob)
    assert "would like to be on your list" in world.direct(alice)[-1]


async def test_ones_own_recap_and_one_taken_down_lead_nowhere_and_say_so(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await world.tell(alice, contact="Chris")
    assert "your own story" in await press(world, alice)
    [meeting] = (await world.rows())["meetings"]
    mine = await alice.slash(world.general, "story edit", meeting=str(meeting.id))
    await world.click(alice, await world.click(alice, mine, "See the recap"), "Take it down")
    gone = await world.craft(bob, "ask.volunteer", meeting.id)
    assert "isn't up any more" in text_of(gone)
    assert (await world.rows())["asks"] == []


async def test_a_meeting_that_was_never_told_cannot_be_volunteered_under(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await alice.submit_modal(await alice.slash(world.general, "met", contact="Chris"), {"story": "For me alone."})
    [meeting] = (await world.rows())["meetings"]
    answer = text_of(await world.craft(bob, "ask.volunteer", meeting.id))
    assert alice.mention not in answer
    assert (await world.rows())["asks"] == []


# From a profile


async def test_the_user_menu_asks_whoever_it_is_used_on(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    answer = await bob.context_menu(world.general, ASK, alice)
    assert answer.response is not None
    assert answer.response.ephemeral
    assert "Thank you" in text_of(answer)
    await world.click_letter(alice, "Put them on my list")
    assert list(await listed(world, alice)) == ["Bob"]
    assert alice.mention in world.direct(bob)[-1]


async def test_neither_oneself_nor_a_bot_is_asked(world: World) -> None:
    [bob] = await people(world, "bob")
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    assert "That's you" in await ask(world, bob, bob)
    assert "That's a bot" in await ask(world, bob, robot)
    assert "*Ask to be on their list*" in text_of(await bob.context_menu(world.general, SUGGEST, bob))
    assert "That's a bot" in text_of(await bob.context_menu(world.general, SUGGEST, robot))
    assert (await world.rows())["asks"] == []


@pytest.mark.parametrize("menu", [ASK, SUGGEST])
async def test_a_server_that_is_not_set_up_says_so(world: World, menu: str) -> None:
    bob, alice = world.person("bob"), world.person("alice")
    assert "/community setup" in text_of(await bob.context_menu(world.general, menu, alice))


# Quiet


async def test_a_decline_is_quiet_and_asking_again_looks_as_before(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    first = await ask(world, bob, alice)
    heard, letters = world.direct(bob), len(world.direct(alice))
    await world.click_letter(alice, "Not now")
    assert "Nobody is told" in world.direct(alice)[-1]
    await world.tell(alice, contact="Chris")
    assert (await ask(world, bob, alice), await press(world, bob)) == (first, first)
    assert world.direct(bob) == heard
    assert len(world.direct(alice)) == letters
    assert "Bob" not in await listed(world, alice)


@pytest.mark.parametrize("is_reachable", [True, False])
async def test_somebody_on_the_never_list_sees_what_everybody_sees(world: World, *, is_reachable: bool) -> None:
    await people(world, *["alice"] * is_reachable)
    alice, bob, mallory = world.person("alice"), world.person("bob"), world.person("mallory")
    await alice.slash(world.general, "contact never", member=mallory)
    await world.tell(alice, contact="Chris")
    seen = []
    for each in (bob, mallory):
        seen.append([await ask(world, each, alice), await press(world, each), await press(world, each)])
        seen[-1].append(await _exported(world, each))
    assert seen[0] == seen[1]
    everything = "\n".join([*world.direct(alice), text_of(await alice.slash(world.general, "inbox"))])
    assert bob.mention in everything
    assert mallory.mention not in everything


async def test_one_pair_is_one_question_whatever_the_doors_and_every_door_counts(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await world.tell(alice, contact="Chris")
    await press(world, bob)
    await ask(world, bob, alice)
    home = await alice.slash(world.general, "mission show")
    await world.click(alice, await world.click(alice, home, "Announce it"), "Post it")
    await press(world, bob)
    await press(world, bob)
    assert "1 person has offered" in world.posts()[-1]
    assert len(about(world.direct(alice), bob)) == 1

    await world.click_letter(alice, "Put them on my list")
    await press(world, bob)
    assert len([each for each in world.direct(bob) if "You're on" in each]) == 1
    assert {each.state for each in (await world.rows())["asks"]} == {"accepted"}


async def test_a_second_yes_tells_nobody_again(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await ask(world, bob, alice)
    question = await question_of(world, bob)
    for _ in range(2):
        await world.craft(alice, "ask.yes", question)
    assert len([each for each in world.direct(bob) if "You're on" in each]) == 1
    assert len(await listed(world, alice)) == 1


async def test_who_was_put_on_the_never_list_meanwhile_is_not_taken_on_by_a_late_click(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await ask(world, bob, alice)
    heard = world.direct(bob)
    await alice.slash(world.general, "contact never", member=bob)
    answer = await world.click_letter(alice, "Put them on my list")
    assert "Nothing more to do" in text_of(answer)
    assert (await listed(world, alice))["Bob"].volunteered_at is None
    assert world.direct(bob) == heard


async def test_a_question_sent_directly_waits_in_the_inbox_too_until_it_is_answered(world: World) -> None:
    alice, bob, carol = await people(world, "alice", "bob", "carol")
    await ask(world, bob, alice)
    await world.tell(carol, member=alice)
    assert about(world.direct(alice), bob)
    waiting = await alice.slash(world.general, "inbox")
    assert bob.mention in text_of(waiting)
    second = await world.click(alice, waiting, "Next (1 more)")
    assert carol.mention in text_of(second)
    assert "2 questions stay here" in text_of(await world.click(alice, second, "Done"))
    await world.restart()

    answered = await world.click(alice, await alice.slash(world.general, "inbox"), "Put them on my list")
    assert labels(answered) == ["Open", "My list", "Inbox"]
    waiting = await world.click(alice, answered, "Inbox")
    assert carol.mention in text_of(waiting)
    assert bob.mention not in text_of(waiting)
    assert text_of(await world.click(alice, answered, "Open")).startswith("### Bob")
    await world.click_letter(alice, "No")
    assert "Nothing waits" in text_of(await alice.slash(world.general, "inbox")), "however it was answered"


async def test_a_no_leads_back_to_the_inbox(world: World) -> None:
    alice, bob = await people(world, "alice", "bob")
    await ask(world, bob, alice)
    declined = await world.click(alice, await alice.slash(world.general, "inbox"), "Not now")
    assert labels(declined) == ["Inbox"]
    assert "Nothing waits" in text_of(await world.click(alice, declined, "Inbox"))


async def test_the_twenty_first_offer_of_a_week_waits_for_another(world: World) -> None:
    [bob] = await people(world, "bob")
    for number in range(20):
        assert "Thank you" in await ask(world, bob, world.person(f"friend{number}"))
    assert "20 people this week" in await ask(world, bob, world.person("alice"))
    await world.travel(timedelta(days=8))
    assert "Thank you" in await ask(world, bob, world.person("alice"))


async def test_an_owner_who_cannot_be_written_to_finds_it_in_the_inbox(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    alice, bob = world.person("alice"), world.person("bob")
    answer = await ask(world, bob, alice)
    assert "waits in their `/inbox`" in answer
    assert "> I'd like to be on your list" in answer
    assert "will see it" not in answer
    assert world.direct(alice) == []
    [knock] = about([text_of(each) for each in world.general.history()], alice)
    assert bob.mention not in knock
    question = await alice.slash(world.general, "inbox")
    assert bob.mention in text_of(question)
    await world.click(alice, question, "Put them on my list")
    assert list(await listed(world, alice)) == ["Bob"]
    assert "Nothing waits" in text_of(await alice.slash(world.general, "inbox"))


async def test_nobody_answers_somebody_elses_question(world: World) -> None:
    alice, bob, mallory = await people(world, "alice", "bob", "mallory")
    await ask(world, bob, alice)
    await suggest(world, alice, bob, mallory)
    before, heard = await world.rows(), [world.direct(each) for each in (alice, bob, mallory)]
    for question in before["asks"]:
        for who in (alice, bob, mallory, world.organiser):
            if who.id != question.to_id:
                for name in ("ask.yes", "ask.no"):
                    assert "Nothing more to do" in text_of(await world.craft(who, name, question.id))
    assert await world.rows() == before
    assert [world.direct(each) for each in (alice, bob, mallory)] == heard
    assert not world.blunders()


# Suggesting somebody


async def test_a_nominee_is_asked_first_and_the_owner_only_after_their_yes(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await erin.slash(world.general, "contact add", member=kyle)
    erins = world.direct(erin)
    card = await kyle.context_menu(world.general, SUGGEST, karen)
    assert "Both will see that it came from you" in text_of(card)
    await world.restart()
    thanks = text_of(await world.select(kyle, card, [erin], "ask.nominate"))
    assert "Thank you" in thanks
    assert f"{kyle.mention} thinks you and {erin.mention} should meet" in world.direct(karen)[-1]
    assert world.direct(erin) == erins
    kyles = world.direct(kyle)

    await world.restart()
    await world.click_letter(karen, "Yes, offer me")
    assert "If they put you on their list, you'll hear from me" in world.direct(karen)[-1]
    letter = world.direct(erin)[-1]
    assert f"{karen.mention} would like to be on your list" in letter
    assert f"{kyle.mention} thought of it" in letter
    await world.click_letter(erin, "Put them on my list")
    contacts = await listed(world, erin)
    assert contacts["Karen"].volunteered_at is not None
    assert (contacts["Karen"].introduced_by, contacts["Karen"].introducer_id) == ("Kyle", contacts["Kyle"].id)
    assert f"You're on {erin.mention}'s list" in world.direct(karen)[-1]
    assert world.direct(kyle) == kyles


async def test_an_introducer_who_is_not_on_the_list_is_a_name_on_it(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    await world.click_letter(karen, "Yes, offer me")
    await world.click_letter(erin, "Put them on my list")
    [contact] = (await listed(world, erin)).values()
    assert (contact.introduced_by, contact.introducer_id) == ("Kyle", None)


async def test_a_nominee_who_agrees_twice_is_offered_once(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    question = await question_of(world, kyle)
    for _ in range(2):
        assert "Thank you" in text_of(await world.craft(karen, "ask.yes", question))
    assert len(about(world.direct(erin), karen)) == 1


async def test_a_nominee_who_declines_is_quiet_to_both(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    thanks = await suggest(world, kyle, karen, erin)
    heard, exported = [world.direct(each) for each in (kyle, erin)], await _exported(world, kyle)
    await world.click_letter(karen, "No")
    assert "Nobody is told" in world.direct(karen)[-1]
    assert await suggest(world, kyle, karen, erin) == thanks
    assert [world.direct(each) for each in (kyle, erin)] == heard
    assert await _exported(world, kyle) == exported
    assert "empty" in text_of(await erin.slash(world.general, "contact list"))


async def test_what_a_nominee_says_is_not_in_the_nominators_data(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    before = await _exported(world, kyle)
    await world.click_letter(karen, "Yes, offer me")
    assert await _exported(world, kyle) == before


@pytest.mark.parametrize(
    ("who", "whom"), [("karen", "kyle"), ("karen", "erin"), ("erin", "karen"), ("erin", "kyle")], ids="-shuns-".join
)
async def test_a_nomination_against_a_never_list_is_taken_and_goes_nowhere(world: World, who: str, whom: str) -> None:
    kyle, karen, erin, ted, rosa = await people(world, "kyle", "karen", "erin", "ted", "rosa")
    usual = await suggest(world, kyle, ted, rosa)
    await world.person(who).slash(world.general, "contact never", member=world.person(whom))
    heard = [world.direct(each) for each in (karen, erin)]
    assert (await suggest(world, kyle, karen, erin)).replace(karen.mention, ted.mention) == usual
    assert [world.direct(each) for each in (karen, erin)] == heard
    assert "Nothing waits" in text_of(await karen.slash(world.general, "inbox"))


async def test_a_nominee_shunned_meanwhile_is_thanked_all_the_same_and_reaches_nobody(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    await erin.slash(world.general, "contact never", member=karen)
    heard = world.direct(erin)
    await world.click_letter(karen, "Yes, offer me")
    assert "Thank you" in world.direct(karen)[-1]
    assert world.direct(erin) == heard


async def test_an_owner_who_shuns_the_nominator_reads_nothing_of_them(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    await erin.slash(world.general, "contact never", member=kyle)
    await world.click_letter(karen, "Yes, offer me")
    assert karen.mention in world.direct(erin)[-1]
    assert kyle.mention not in world.direct(erin)[-1]
    await world.click_letter(erin, "Put them on my list")
    assert (await listed(world, erin))["Karen"].introduced_by == ""


async def test_whoever_cannot_be_suggested_to_whom_is_said_kindly(world: World) -> None:
    kyle, karen = await people(world, "kyle", "karen")
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    card = await kyle.context_menu(world.general, SUGGEST, karen)
    for owner, words in ((kyle, "*Add to my list*"), (karen, "one and the same"), (robot, "That's a bot")):
        assert words in _said(await world.select(kyle, card, [owner], "ask.nominate"))
    assert (await world.rows())["asks"] == []


async def test_the_sixth_suggestion_of_a_week_waits_for_another(world: World) -> None:
    kyle, erin = await people(world, "kyle", "erin")
    for number in range(5):
        await suggest(world, kyle, world.person(f"friend{number}"), erin)
    refused = await kyle.context_menu(world.general, SUGGEST, world.person("karen"))
    assert "5 people this week" in text_of(refused)


async def test_a_nominee_who_cannot_be_written_to_finds_it_in_the_inbox(world: World) -> None:
    [kyle] = await people(world, "kyle")
    karen, erin = world.person("karen"), world.person("erin")
    answer = await suggest(world, kyle, karen, erin)
    assert "waits in their `/inbox`" in answer
    assert "> I had an idea" in answer
    question = await karen.slash(world.general, "inbox")
    offered = text_of(await world.click(karen, question, "Yes, offer me"))
    assert erin.mention in offered
    assert "> I'd like to be on your list" in offered
    assert karen.mention in text_of(await erin.slash(world.general, "inbox"))


async def test_a_tampered_client_suggests_nobody(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    card = await kyle.context_menu(world.general, SUGGEST, karen)
    for subject, values in ((karen.id, [str(erin.id)]), (karen.id, []), (karen.id, ["x"]), ("", [str(erin.id)])):
        answer = await world.craft(kyle, "ask.nominate", subject, values=values, on=card)
        assert "isn't one of those offered" in text_of(answer)
    for subject in (1, "x", 2**62):
        assert "isn't one of those offered" in _said(await _pick(world, kyle, card, subject, erin))
    assert (await world.rows())["asks"] == []
    assert not world.blunders()


async def test_forgetting_oneself_forgets_who_was_suggested(world: World) -> None:
    kyle, karen, erin = await people(world, "kyle", "karen", "erin")
    await suggest(world, kyle, karen, erin)
    await world.click(erin, await erin.slash(world.general, "mydata forget"), "Forget me")
    assert (await world.rows())["asks"] == []
    assert "Nothing more to do" in text_of(await world.click_letter(karen, "Yes, offer me"))


# Words


def test_the_cards_survive_a_longer_language() -> None:
    t = PseudoLexicon().words("fi")
    kyle, karen, erin = PersonId(1), PersonId(2), PersonId(3)
    nomination = Ask(AskId(4), AskKind.NOMINATE, kyle, karen, erin, START)
    offer = Ask(AskId(5), AskKind.VOLUNTEER, karen, erin, nomination.id, START)
    cards = [
        question_card(t, Question(nomination)),
        question_card(t, Question(offer, introducer_id=kyle)),
        nominate_card(t, karen),
        *(draw(t, Offered(karen, reach)) for draw in (volunteered_card, nominated_card) for reach in (True, False)),
    ]
    for card in cards:
        words = ("content", "label", "placeholder")
        shown = [text for each in card.view().walk_children() for word in words if (text := getattr(each, word, None))]
        assert len(shown) > 1 or card.blocks == tuple(shown)
        assert [text for text in shown if not text.count(OPEN) == text.count(CLOSE) > 0] == []


async def _exported(world: World, person: MemberActor) -> Any:
    """The questions somebody asked, as their own data has them, without what tells two askers apart."""
    data = await world.app.services.mydata.export(Actor(PersonId(person.id)))
    kept = ("kind", "to_id", "subject", "state", "answered_at")
    return [{name: each[name] for name in kept} for each in data["questions_asked"]]


def _said(result: InteractionResult) -> str:
    """An answer with what came after it."""
    return "\n".join(text_of(each) for each in (result.response, *result.followups) if each)


async def _pick(world: World, actor: MemberActor, on: Any, nominee: object, owner: MemberActor) -> InteractionResult:
    """Somebody truly picked, on a card whose custom id names anything one likes."""
    users = {str(owner.id): {"id": str(owner.id), "username": owner.user.name}}
    data = {"custom_id": f"ask.nominate:1:{nominee}", "component_type": 5, "values": [str(owner.id)]}
    result, payload = world._click(actor, {**data, "resolved": {"users": users}}, on)
    world.env.backend.emit("INTERACTION_CREATE", payload)
    await world.env.settle()
    return result
