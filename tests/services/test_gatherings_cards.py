"""The cards of an open invitation keep Discord's limits however many come, and show each of them once."""

from __future__ import annotations

from typing import Any

from cogs.hosting.cards import post_card
from cogs.hosting.host_cards import A_PAGE, hall_card, host_news_card, who_came_card
from cogs.kit.cards import TEXT_LIMIT, Card
from cogs.kit.text import mention
from cogs.kit.words import Lexicon
from meetups.services.gatherings import HostNews, WhoCame
from meetups.services.profiles import Wishes
from meetups.values import Naming
from tests.services.gathering import ALICE, HOUR, TONIGHT, hall, hosted, join
from tests.services.test_gatherings import shown
from tests.support.office import Office, actor

T = Lexicon().words("en-US")
MOST_COMPONENTS = 40
CROWD = [actor(10**18 + each) for each in range(60)]


async def crowded(office: Office) -> Any:
    evening = await hosted(office, seats=50, words="w" * 400, place="p" * 200, activity="a" * 100)
    for each in CROWD:
        await join(office, each, evening)
    return evening


def texts(card: Card) -> str:
    return "\n".join(each for each in card.blocks if isinstance(each, str))


def fits(card: Card) -> bool:
    view = card.view(delivery_id=10**18)
    return view.total_children_count <= MOST_COMPONENTS and view.content_length() <= TEXT_LIMIT


async def test_the_host_leafs_through_everybody_who_comes(office: Office) -> None:
    evening = await crowded(office)
    await hosted(office)  # in the way of the other
    office.clock.now = TONIGHT + HOUR
    view = await hall(office, evening)
    pages = [hall_card(T, view, page, note="n") for page in range((50 + A_PAGE - 1) // A_PAGE)]

    assert all(map(fits, pages))
    together = "\n".join(map(texts, pages))
    assert [together.count(f". {mention(each.person_id)}") for each in CROWD[:50]] == [1] * 50
    assert hall_card(T, view, 99) == hall_card(T, view, len(pages) - 1), "a page that is gone is the last one"


async def test_news_of_many_at_once_lead_to_all_of_them(office: Office) -> None:
    evening = await crowded(office)
    view = await hall(office, evening)
    ids = tuple(each.person_id for each in CROWD[:50])

    card = host_news_card(T, HostNews(view, ids, ids[:20], 3))

    assert fits(card)
    assert "And 46 more" in texts(card)


async def test_everybody_who_joined_can_be_ticked(office: Office) -> None:
    evening = await crowded(office)

    card = who_came_card(T, WhoCame(await hall(office, evening)))

    assert fits(card)
    assert all(mention(each.person_id) in texts(card) for each in CROWD[:50])


async def test_of_many_who_let_others_name_them_some_are_named(office: Office) -> None:
    evening = await crowded(office)
    for each in CROWD[:30]:
        await office.services.profiles.change(each, Wishes(naming=Naming.ALWAYS))

    card = post_card(T, await shown(office, evening))

    assert fits(card)
    assert "and 40 more" in texts(card)
    assert mention(ALICE.person_id) in texts(card)


async def test_what_is_ticked_in_one_menu_stays_when_another_changes(office: Office) -> None:
    evening = await crowded(office)
    office.clock.now = TONIGHT + 4 * HOUR
    ids = [each.person_id for each in CROWD[:50]]
    gatherings = office.services.gatherings

    first = await gatherings.choose(ALICE, evening, ids[:2], part=0)
    second = await gatherings.choose(ALICE, evening, [ids[30]], part=1, draft_id=first.draft_id)

    assert first.chosen == {*ids[:2], *ids[25:]}
    assert second.chosen == {*ids[:2], ids[30]}
    assert len((await gatherings.record(ALICE, evening, second.draft_id)).meeting.others) == 3
