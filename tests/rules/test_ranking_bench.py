"""Situations by which the weights of the ranking are judged: who should come first, and why a member would agree.

The member lives in Bloomington and travels up to 50 km; it is Monday, and the mission fills in person only. Where a
situation names what decides it, whoever comes first would not without that reason.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from meetups.rules.ranking import Candidate, Moment, ReasonKey, rank, reasons_for
from meetups.values import Birthday, ContactId

TODAY = date(2026, 11, 2)
WEEK = timedelta(weeks=1)
FRIDAY, SUNDAY = date(2026, 11, 6), date(2026, 11, 8)
MOMENT = Moment(TODAY, first_on=TODAY, last_on=SUNDAY)
VIDEO_TOO = Moment(TODAY, first_on=TODAY, last_on=SUNDAY, in_person_only=False)

Facts = dict[str, Any]
"""What is true of a contact; facts are put together with ``|``."""


def met(weeks: int) -> Facts:
    return {"last_met_on": TODAY - weeks * WEEK}


def called(weeks: int) -> Facts:
    return {"last_contact_on": TODAY - weeks * WEEK}


def at(km: int) -> Facts:
    return {"km": km}


def likes(*tags: str) -> Facts:
    return {"shared_tags": tags}


def free(parts: int) -> Facts:
    return {"shared_parts": (1 << parts) - 1}


def offered(times: int) -> Facts:
    return {"load": times}


def passed_over(weeks: int) -> Facts:
    return {"skipped_weeks_ago": weeks}


def again(in_weeks: int) -> Facts:
    return {"again_on": TODAY + in_weeks * WEEK}


def later(in_weeks: int) -> Facts:
    return {"later_on": TODAY + in_weeks * WEEK}


def snoozed(day: date) -> Facts:
    return {"snoozed_until": day}


NEW: Facts = {}
"""Never met, and nothing is known but the name."""
HERE = at(0)
BERLIN = at(7_500)
VISITS = HERE | {"their_visit_until": FRIDAY, "their_visit_city": "Bloomington"}
THERE = HERE | {"own_visit_until": FRIDAY, "own_visit_city": "Evansville"}
PARKED_FAR = {"waits_near": True}
ASKED = {"volunteered_on": date(2026, 10, 26)}
MUTUAL = ASKED | {"is_mutual": True}
POOL = {"in_pool": True}
GERMAN = {"shared_languages": ("de",)}
BIRTHDAY = {"birthday": Birthday(11, 5)}
ADDED_LATELY = {"added_on": date(2026, 10, 30)}
NEVER = {"is_never": True}
SELDOM = {"is_seldom": True}
INVITED = {"asked_this_week": True}
CHESS_TOO, ALL_IN_COMMON = likes("chess"), likes("chess", "film", "go") | GERMAN | free(4) | POOL


def situation(
    order: str, why: str, decided_by: ReasonKey | None = None, moment: Moment = MOMENT, /, **people: Facts
) -> Any:
    """``order``: who comes first, or all from the first on as far as it matters."""
    return pytest.param(order.split(), decided_by, moment, people, id=why)


K = ReasonKey
SITUATIONS = [
    # Never met, long not met, near, far
    situation("Erin", "You have not met Erin in person yet.", K.NEVER_MET, Erin=NEW, Karen=met(52)),
    situation("Erin", "Nobody knows where either lives, but you know Karen.", K.NEVER_MET, Erin=NEW, Karen=met(8)),
    situation(
        "Karen",
        "It has been most of a year, and Karen is round the corner; where Erin lives nobody knows.",
        K.LONG_SINCE,
        Erin=NEW,
        Karen=met(40) | HERE,
    ),
    situation("Erin", "You saw Karen in spring; Erin you have never met.", K.NEVER_MET, Erin=NEW, Karen=met(30) | HERE),
    situation(
        "Karen",
        "Karen is round the corner; Erin is across an ocean, met or not.",
        K.FAR,
        Erin=BERLIN,
        Karen=met(1) | HERE,
    ),
    situation(
        "Karen",
        "Nothing Erin has in common with you shortens the way to Berlin.",
        K.FAR,
        Erin=BERLIN | ASKED | likes("chess", "film", "go") | POOL,
        Karen=met(2) | HERE,
    ),
    situation("Karen", "Even of people you saw last week, one can be met in person.", K.FAR, Erin=BERLIN, Karen=met(1)),
    situation(
        "Erin",
        "Your mission fills by video too, so Berlin is not far.",
        K.NEVER_MET,
        VIDEO_TOO,
        Erin=BERLIN,
        Karen=met(20) | HERE,
    ),
    situation(
        "Erin Karen", "All live far away, and Erin you have never met.", K.NEVER_MET, Erin=BERLIN, Karen=BERLIN | met(9)
    ),
    situation("Erin", "Both are an outing; Erin's is the shorter.", K.WITHIN_REACH, Erin=at(20), Karen=at(45)),
    situation("Erin", "Karen lives just beyond how far you travel.", K.WITHIN_REACH, Erin=at(45), Karen=at(60)),
    situation(
        "Erin", "Neither is within reach, but 120 km can be driven and 800 cannot.", K.FAR, Erin=at(120), Karen=at(800)
    ),
    situation(
        "Erin",
        "You travel 200 km, so 400 are not out of the question.",
        K.NEVER_MET,
        Erin=at(400) | {"reach_km": 200},
        Karen=met(30) | at(200) | {"reach_km": 200},
    ),
    situation("Erin", "Two strangers, and one of them is your neighbour.", K.SAME_CITY, Erin=HERE, Karen=at(30)),
    situation(
        "Karen",
        "You have talked with Erin last week; Karen has not heard from you since summer.",
        None,
        Erin=met(60) | called(1),
        Karen=met(15),
    ),
    situation("Erin", "Talking every week is not having met.", K.NEVER_MET, Erin=called(1), Karen=met(30)),
    # Visits, and who waits for them
    situation(
        "Karen",
        "Karen is in town until Friday only; Erin will be here next week too.",
        K.VISIT_HERE,
        Karen=met(10) | VISITS,
        Erin=HERE,
    ),
    situation(
        "Erin",
        "You saw Karen on her last visit a fortnight ago; Erin you have never met.",
        K.NEVER_MET,
        Karen=met(2) | VISITS,
        Erin=HERE,
    ),
    situation(
        "Karen",
        "Never met, and in town until Friday: now or who knows when.",
        K.VISIT_HERE,
        Karen=VISITS,
        Erin=HERE | ASKED,
    ),
    situation(
        "Karen Erin", "Of two visitors the one you have never met.", K.NEVER_MET, Karen=VISITS, Erin=VISITS | met(20)
    ),
    situation(
        "Karen",
        "In town until Friday, and many ask her: she will say no if it is too much.",
        K.VISIT_HERE,
        Karen=VISITS | offered(5),
        Erin=HERE,
    ),
    situation(
        "Chris",
        "You are in Evansville until Friday, where Chris lives; Erin is at home any week.",
        K.VISIT_THERE,
        Chris=THERE | met(10),
        Erin=HERE,
    ),
    situation(
        "Chris", "You will be where Chris lives, and have never met.", K.VISIT_THERE, Chris=THERE, Erin=HERE | ASKED
    ),
    situation(
        "Erin",
        "Chris is to be suggested when one of you is near, and neither is.",
        None,
        Chris=at(180) | PARKED_FAR | ASKED,
        Erin=met(1),
    ),
    situation(
        "Chris",
        "You wished to hear of it when Chris comes to town, and here he is.",
        K.VISIT_HERE,
        Chris=VISITS | PARKED_FAR,
        Erin=HERE | ASKED,
    ),
    situation(
        "Chris",
        "You wished to think of Chris when you are in Evansville, and there you are.",
        K.VISIT_THERE,
        Chris=THERE | PARKED_FAR,
        Erin=HERE | ASKED,
    ),
    situation(
        "Chris Erin",
        "Chris has moved within your reach, so there is nothing to wait for.",
        K.WITHIN_REACH,
        Chris=at(30) | PARKED_FAR,
        Erin=NEW,
    ),
    # Passed over, declined, later, again, seldom
    situation(
        "Karen",
        "You passed Erin over last week, however much you have in common.",
        K.SKIPPED,
        Erin=HERE | ASKED | ALL_IN_COMMON | passed_over(1),
        Karen=met(30),
    ),
    situation(
        "Karen",
        "Erin gave no yes last week; it is too soon to ask again, birthday or not.",
        K.SKIPPED,
        Erin=HERE | BIRTHDAY | passed_over(1),
        Karen=met(1),
    ),
    situation(
        "Karen",
        "Erin is in town, but you did not want to last week.",
        K.SKIPPED,
        Erin=VISITS | passed_over(1),
        Karen=met(4),
    ),
    situation(
        "Erin",
        "Passing Erin over six weeks ago is no reason to forget her.",
        K.NEVER_MET,
        Erin=HERE | passed_over(6),
        Karen=met(30),
    ),
    situation(
        "Karen Erin",
        "Both were passed over, Karen longer ago.",
        K.SKIPPED,
        Erin=HERE | passed_over(2),
        Karen=HERE | passed_over(5),
    ),
    situation(
        "Karen",
        "Erin was passed over last week, and yet can be met; Chris in Berlin cannot.",
        None,
        Karen=met(1),
        Erin=HERE | passed_over(1),
        Chris=BERLIN,
    ),
    situation("Erin", "The only one on the list comes again, passed over or not.", None, Erin=HERE | passed_over(1)),
    situation(
        "Chris", 'Chris said "later" a month ago, and later is now.', K.LATER, Chris=met(8) | later(0), Erin=HERE
    ),
    situation(
        "Chris",
        'Never met, you asked, and he said "later": that is as good as a promise.',
        K.LATER,
        Chris=later(-1),
        Erin=HERE | ASKED,
    ),
    situation(
        "Karen",
        'Erin said "later", and later is in three weeks; until then even last week\'s company is better.',
        K.PARKED,
        Erin=HERE | MUTUAL | CHESS_TOO | later(3),
        Karen=met(1),
    ),
    situation("Karen", 'Chris said "later", and then you met.', None, Chris=met(1) | later(-2), Karen=met(6)),
    situation(
        "Karen",
        "You wrote that you would meet Karen again about now.",
        K.AGAIN,
        Karen=met(6) | HERE | again(0),
        Erin=HERE | ASKED,
    ),
    situation(
        "Karen",
        "About now means until you have met, a fortnight late or not.",
        K.AGAIN,
        Karen=met(8) | again(-2),
        Erin=NEW,
    ),
    situation(
        "Erin",
        "You wanted to meet Chris again about now, but Chris is back in Berlin.",
        K.FAR,
        Chris=BERLIN | met(6) | again(0),
        Erin=HERE,
    ),
    situation(
        "Erin",
        "You wrote that you would meet Karen again next month, which is not this week.",
        K.PARKED,
        Karen=met(30) | HERE | again(4),
        Erin=met(5),
    ),
    situation(
        "Erin",
        "You wanted to meet Karen again about now, and did five days ago.",
        None,
        Karen={"last_met_on": date(2026, 10, 28)} | again(0),
        Erin=met(5),
    ),
    situation(
        "Erin",
        "You want to see Karen less often, though she asked and likes what you like.",
        K.SELDOM,
        Karen=SELDOM | ASKED | POOL | likes("chess", "film", "go"),
        Erin=NEW,
    ),
    situation(
        "Karen", "Less often is not never: it has been seven months.", None, Karen=met(30) | SELDOM, Erin=met(20)
    ),
    # Who asked, who is asked by many, what is in common
    situation("Karen", "Karen asked to be on your list.", K.VOLUNTEERED, Karen=HERE | ASKED, Erin=HERE),
    situation(
        "Karen", "You both asked to be on each other's list.", K.MUTUAL, Karen=MUTUAL | HERE, Erin=ASKED | HERE | POOL
    ),
    situation(
        "Erin", "Karen asked, and then you met.", None, Karen=ASKED | {"last_met_on": date(2026, 10, 29)}, Erin=met(5)
    ),
    situation(
        "Karen",
        "Both are new to you, and everybody is offered Erin this week.",
        K.LOAD,
        Erin=HERE | offered(3),
        Karen=HERE,
    ),
    situation(
        "Karen",
        "Erin is asked by many; Karen, seen half a year ago, by nobody.",
        K.LOAD,
        Erin=HERE | offered(5),
        Karen=HERE | met(30),
    ),
    situation(
        "Erin",
        "Erin is asked by many, but you two asked for each other.",
        K.MUTUAL,
        Erin=HERE | MUTUAL | offered(5),
        Karen=HERE,
    ),
    situation("Karen", "In the pool, as you are: Karen wants to meet people.", K.IN_POOL, Karen=HERE | POOL, Erin=HERE),
    situation("Karen", "You both like chess.", K.SHARED_TAGS, Karen=HERE | CHESS_TOO, Erin=HERE),
    situation(
        "Karen",
        "You both like three things; a fourth makes nobody dearer than a shared evening does.",
        K.AVAILABILITY,
        Karen=HERE | likes("chess", "film", "go") | free(1),
        Erin=HERE | likes("chess", "film", "go", "tea"),
    ),
    situation(
        "Karen",
        "Round the corner without knowing what you share, before far to go with the same tastes.",
        K.SAME_CITY,
        Karen=HERE,
        Erin=at(50) | likes("chess", "film"),
    ),
    situation("Karen", "You both speak German, which few here do.", K.SHARED_LANGUAGE, Karen=HERE | GERMAN, Erin=HERE),
    situation("Karen", "You both have Tuesday evening.", K.AVAILABILITY, Karen=HERE | free(1), Erin=HERE),
    situation(
        "Erin",
        "All in common with somebody seen last month does not outweigh having never met.",
        K.NEVER_MET,
        Karen=met(4) | ALL_IN_COMMON,
        Erin=NEW,
    ),
    situation(
        "Karen", "Of two strangers the one whose birthday is on Thursday.", K.BIRTHDAY, Karen=HERE | BIRTHDAY, Erin=HERE
    ),
    situation(
        "Erin",
        "A birthday of somebody you know is a message, not the week.",
        K.NEVER_MET,
        Karen=met(10) | HERE | BIRTHDAY,
        Erin=HERE,
    ),
    situation("Karen", "You added Karen last week, and still know why.", K.FRESH_ON_LIST, Karen=ADDED_LATELY, Erin=NEW),
    # Lists of a special kind
    situation(
        "Dee Cay Bob Ann",
        "You have met everybody: the one you have not seen for longest.",
        K.LONG_SINCE,
        Ann=met(5),
        Bob=met(9),
        Cay=met(33),
        Dee=met(49),
    ),
    situation(
        "Cay Bob Ann",
        "You have met everybody this month: still the one you have not seen for longest.",
        None,
        Ann=met(1),
        Bob=met(2),
        Cay=met(3),
    ),
    situation(
        "Alex_of_Seesmic Alex_of_Twitter",
        "Two are called Alex; the one who lives here is meant.",
        K.SAME_CITY,
        Alex_of_Seesmic=HERE,
        Alex_of_Twitter=NEW,
    ),
    situation(
        "Alex_of_Twitter",
        "Two are called Alex, and only the other one is on the never-list.",
        None,
        Alex_of_Seesmic=HERE | NEVER,
        Alex_of_Twitter=met(1),
    ),
    situation("Erin", "Karen has been asked this week already.", None, Karen=HERE | MUTUAL | INVITED, Erin=met(1)),
    situation(
        "Erin",
        "Karen is out until tomorrow.",
        None,
        Karen=HERE | MUTUAL | snoozed(TODAY + timedelta(days=1)),
        Erin=met(1),
    ),
    situation("Karen", "Karen is back today.", None, Karen=HERE | MUTUAL | snoozed(TODAY), Erin=met(1)),
    situation("", "Nobody is on the list."),
    situation(
        "",
        "Nobody may be suggested, and nobody is.",
        None,
        Ann=NEVER,
        Bob=INVITED,
        Cay=snoozed(FRIDAY),
        Dee=PARKED_FAR | BERLIN,
    ),
]


def listed(people: dict[str, Facts]) -> dict[str, Candidate]:
    return {
        name: Candidate(ContactId(number), added_on=date(2026, 1, 1))._replace(**facts)
        for number, (name, facts) in enumerate(people.items(), 1)
    }


@pytest.mark.parametrize(("order", "decided_by", "moment", "people"), SITUATIONS)
def test_who_comes_first(
    order: list[str], decided_by: ReasonKey | None, moment: Moment, people: dict[str, Facts]
) -> None:
    candidates = listed(people)
    names = {each.contact_id: name for name, each in candidates.items()}
    for seed in range(20):  # so that nobody is first by chance
        found = [names[each] for each in rank(candidates.values(), moment, seed)]
        assert found[: max(1, len(order))] == order
    if decided_by is not None:
        without = {
            name: sum(reason.weight for reason in reasons_for(each, moment) if reason.key is not decided_by)
            for name, each in candidates.items()
        }
        assert without[order[0]] <= max(weight for name, weight in without.items() if name != order[0])
