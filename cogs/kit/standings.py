"""How a mission stands, as a picture and in the same words: for its member, and for those they show it to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cogs.kit.cards import Sketch
from cogs.kit.milestones import milestone_named, next_milestone_told
from cogs.kit.rulings import HOW
from cogs.kit.text import plain, safe
from cogs.kit.weeks import NAMES
from cogs.kit.words import Words
from meetups.pictures.values import Figure, Square, WeeksPicture
from meetups.rules.milestones import Feat
from meetups.rules.outcomes import Outcome, Progress
from meetups.services.progress import Standing
from meetups.services.stories.recaps import STREAK_WORTH_SHOWING
from meetups.values import How

_PLACES_BY_NAME = 8
_MARKS: Final = re.compile(r"\\(.)|\*\*")


def own_sketch(t: Words, standing: Standing, title: str) -> Sketch:
    """The picture for its member's eyes, with everything in it."""
    progress, tally = standing.progress, standing.tally
    possible = wanted_of(progress)
    picture = WeeksPicture(
        look=standing.person.look,
        title=plain(title),
        subtitle=_subtitle(t, standing),
        share=progress.filled / possible if possible else 0.0,
        ring=Figure(
            t("{filled} of {possible}", filled=progress.filled, possible=possible),
            t.plural("week", "weeks", possible),
        )
        if possible
        else Figure("–", t("time off")),
        figures=(
            Figure(str(tally.new), t.plural("new person", "new people", tally.new)),
            Figure(str(tally.again), t("met again")),
            Figure(str(len(tally.places)), t.plural("place", "places", len(tally.places))),
            Figure(str(progress.streak), t("in a row · best {n}", n=progress.longest)),
        ),
        squares=tuple(_squares(t, standing)),
        legend=tuple((each, t(NAMES[each])) for each in NAMES if each in {one.outcome for one in progress.results}),
        note=still_possible(t, standing),
        chips=tuple(_chips(t, standing)),
    )
    return Sketch("progress.png", picture, _unmarked([_alt_weeks(t, standing), *said_privately(t, standing)]))


def shown_sketch(t: Words, standing: Standing, title: str) -> Sketch:
    """The picture for others: whom they met in which weeks nobody learns, and of weeks without a meeting nothing is said."""
    progress = standing.progress
    picture = WeeksPicture(
        look=standing.person.look,
        title=plain(title),
        subtitle=_subtitle(t, standing),
        share=1.0 if progress.filled else 0.0,
        ring=Figure(str(progress.filled), t.plural("week", "weeks", progress.filled)),
        figures=(
            Figure(str(standing.tally.people), t.plural("person met", "people met", standing.tally.people)),
            Figure(str(progress.meetings), t.plural("meeting", "meetings", progress.meetings)),
            *(
                [Figure(str(progress.streak), t.plural("week in a row", "weeks in a row", progress.streak))]
                if _shows_streak(standing)
                else []
            ),
        ),
        squares=tuple(_squares(t, standing, is_public=True)),
        legend=((Outcome.MET, t(NAMES[Outcome.MET])),),
        chips=tuple(milestones_shown(t, standing, is_public=True)[-3:]),
    )
    return Sketch("progress.png", picture, _unmarked(said_publicly(t, standing)))


def _unmarked(sentences: Iterable[str]) -> str:
    """Sentences of a card for where nothing is formatted, as in what is read aloud of a picture."""
    return _MARKS.sub(r"\1", " ".join(sentences))


def wanted_of(progress: Progress) -> int:
    """The weeks that ask for a meeting, from the first to the last: those filled, passed, open and ahead."""
    return progress.possible - progress.filled + progress.reachable


def still_possible(t: Words, standing: Standing) -> str:
    """How many weeks are filled, and what can still come of it."""
    progress = standing.progress
    if progress.reachable == progress.filled:
        return ""
    return t("Meeting someone every remaining week brings you to {reachable}.", reachable=progress.reachable)


def said_privately(t: Words, standing: Standing) -> Iterator[str]:
    """Everything the picture shows, in sentences."""
    progress, tally = standing.progress, standing.tally
    wanted = wanted_of(progress)
    filled = t("**{filled} of {possible}** weeks filled.", filled=progress.filled, possible=wanted)
    yield " ".join(filter(None, (filled, still_possible(t, standing)))) if wanted else t("All weeks are off.")
    if progress.longest:
        yield t("{n} in a row now, {longest} at best.", n=progress.streak, longest=progress.longest)
    if tally.people:
        yield t.plural("{n} person met, {new} new.", "{n} people met, {new} of them new.", tally.people, new=tally.new)
    if tally.places:
        named = [safe(each) for each in tally.places[:_PLACES_BY_NAME]]
        more = len(tally.places) - len(named)
        yield t("Where: {places}.", places=t.list([*named, *([t("{n} more", n=more)] if more else [])]))
    if tally.rungs:
        yield _rungs(t, standing) + "."
    if milestones_shown(t, standing):
        yield t("Reached: {milestones}.", milestones=t.list(milestones_shown(t, standing)))
    if standing.next_milestone is not None:
        yield next_milestone_told(t, standing.next_milestone) + "."


def said_publicly(t: Words, standing: Standing) -> Iterator[str]:
    progress = standing.progress
    yield t.plural("**{n} week** with a meeting.", "**{n} weeks** with a meeting.", progress.filled)
    if standing.tally.people:
        yield t.plural("**{n} person** met.", "**{n} people** met.", standing.tally.people)
    if _shows_streak(standing):
        yield t.plural("{n} week in a row.", "{n} weeks in a row.", progress.streak)
    if named := milestones_shown(t, standing, is_public=True):
        yield t("Reached: {milestones}.", milestones=t.list(named))


def milestones_shown(t: Words, standing: Standing, *, is_public: bool = False) -> list[str]:
    """What was reached, once each; how long a run was, others learn only if the member says so."""
    named = (
        milestone_named(t, each)
        for each in standing.milestones
        if each.feat is not Feat.UNBROKEN or not is_public or standing.mission.show_streak
    )
    return list(dict.fromkeys(named))


def _shows_streak(standing: Standing) -> bool:
    return standing.mission.show_streak and standing.progress.streak >= STREAK_WORTH_SHOWING


def _subtitle(t: Words, standing: Standing) -> str:
    weeks = len(standing.progress.results)
    return t.plural(
        "A promise of {n} week · {community}",
        "A promise of {n} weeks · {community}",
        weeks,
        community=plain(standing.community.name),
    )


def _squares(t: Words, standing: Standing, *, is_public: bool = False) -> Iterator[Square]:
    month = None
    for each in standing.progress.results:
        outcome = each.outcome
        if is_public and outcome is not Outcome.MET:
            outcome = Outcome.AHEAD
        first = each.week.first_on
        yield Square(
            outcome=outcome,
            month=t.month(first) if (first.year, first.month) != month else "",
            is_double=outcome is Outcome.MET and each.met > each.wanted,
        )
        month = (first.year, first.month)


def _chips(t: Words, standing: Standing) -> Iterator[str]:
    if standing.next_milestone is not None:
        yield next_milestone_told(t, standing.next_milestone)
    if standing.tally.rungs:
        yield _rungs(t, standing)


def _rungs(t: Words, standing: Standing) -> str:
    return " · ".join(t("{n} {how}", n=count, how=t(HOW[how])) for how, count in standing.tally.rungs if how in How)


def _alt_weeks(t: Words, standing: Standing) -> str:
    """How many weeks became what, for whoever cannot see the strip."""
    outcomes = [each.outcome for each in standing.progress.results]
    counts = (t("{n} {outcome}", n=outcomes.count(each), outcome=t(NAMES[each])) for each in NAMES if each in outcomes)
    return t("The weeks of the mission as a row of marks: {counts}.", counts=t.list(counts))
