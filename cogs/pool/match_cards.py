"""How an introduction looks: who, what the two share, and every answer; a no and silence look the same to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.languages import language_names
from cogs.kit.parts import parts_shown
from cogs.kit.text import mention, quoted, safe
from cogs.kit.timing import timing_card
from cogs.kit.words import Words, stamp
from cogs.pool.cards import break_said, homeless, in_person_button
from meetups.refusals import Refusal
from meetups.services.pool import Introduced, Introduction, Shunned
from meetups.values import MatchAnswer, PersonId, RunPart


def introduction_card(t: Words, introduction: Introduction) -> Card:
    """An introduction as it stands; the same for a message, a click and a click of last week."""
    if introduction.is_over:
        return _over_card(t, introduction)
    if introduction.answer is MatchAnswer.OUT:
        return _out_card(t, introduction)
    if not introduction.others:
        return _left_over_card(t, introduction)
    if introduction.together:
        return _together_card(t, introduction)
    if introduction.answer is MatchAnswer.IN:
        return _waiting_card(t, introduction)
    return _new_card(t, introduction)


def time_card(t: Words, introduction: Introduction) -> Card:
    """When to meet those who said yes as the reader did; until somebody has, the introduction as it stands."""
    together = introduction.together
    if introduction.is_over or not together:
        return introduction_card(t, introduction)
    people = [each for each in introduction.others if each.person_id in together]
    return timing_card(
        t,
        [each.person_id for each in people],
        reduce(and_, (each.parts for each in people)),
        Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("Back"), action("match.show", introduction.run.id)),
    )


def whom_card(t: Words, introduction: Introduction, names: Mapping[PersonId, str]) -> Card:
    """Which of two somebody would rather not meet; asked where nobody else sees it."""
    run_id = introduction.run.id
    return Card.of(
        t("Whom would you rather not meet? Nobody is told."),
        *(Button(name, action("match.shun", run_id, person_id)) for person_id, name in names.items()),
        Button(t("Back"), action("match.show", run_id)),
    )


def shunned_card(t: Words, shunned: Shunned) -> Card:
    introduction = shunned.introduction
    return Card.of(
        t(
            "I won't introduce you to **{name}** again, and nothing of theirs reaches you. Nobody is told. "
            "For this week it's “not this week”.",
            name=safe(shunned.contact.name),
        ),
        *_next(t, introduction),
        Button(t("Undo"), _unshun(shunned)),
        _pool_button(t, introduction),
    )


def _unshun(shunned: Shunned) -> str:
    run_id, answered = shunned.introduction.run.id, tuple(MatchAnswer).index(shunned.answered)
    return action("match.unshun", run_id, shunned.contact.id, int(shunned.was_added), answered)


def answer_of(number: int) -> MatchAnswer:
    """The answer that a custom id gives by its number."""
    answers = tuple(MatchAnswer)
    if not 0 <= number < len(answers):
        raise Refusal("choice.unreadable")
    return answers[number]


def _new_card(t: Words, introduction: Introduction) -> Card:
    return Card.of(
        t("### This week: {people}", people=_people(t, introduction.others)),
        *_about(t, introduction.others),
        _where(t, introduction),
        t("Shall you two meet? A no is quiet: it looks as if you hadn't seen this.")
        if len(introduction.others) == 1
        else t("Shall you three meet? A no is quiet: it looks as if you hadn't seen this."),
        Line(),
        Button(t("I'm in"), action("match.in", introduction.run.id), Style.GOOD),
        *_other_buttons(t, introduction),
        tone=Tone.WARM,
    )


def _waiting_card(t: Words, introduction: Introduction) -> Card:
    people = _people(t, introduction.others)
    return Card.of(
        t("### You're in"),
        t("As soon as {people} is in too, you hear from me.", people=people)
        if len(introduction.others) == 1
        else t("As soon as one of {people} is in too, you hear from me.", people=people),
        t("If nothing comes of it, I look for somebody else midweek. That's nobody's fault.")
        if introduction.midweek_at
        else None,
        *_about(t, introduction.others),
        Line(),
        *_other_buttons(t, introduction),
        tone=Tone.GLAD,
    )


def _together_card(t: Words, introduction: Introduction) -> Card:
    together = introduction.together
    others = [each for each in introduction.others if each.person_id in together]
    missing = [each for each in introduction.others if each.person_id not in together]
    return Card.of(
        t("### You're both in!")
        if len(introduction.others) == 1
        else t("### You and {people} are in!", people=_people(t, others)),
        t("{people} would like to meet you too.", people=_people(t, others)) if len(others) == 1 else None,
        t("If {people} is in too, you hear from me.", people=_people(t, missing)) if missing else None,
        *_about(t, others),
        Line(),
        Button(t("Find a time"), action("match.time", introduction.run.id), Style.PRIMARY),
        Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("Not this week"), action("match.out", introduction.run.id)),
        Button(t("Never introduce us"), action("match.never", introduction.run.id)),
        tone=Tone.GLAD,
    )


def _out_card(t: Words, introduction: Introduction) -> Card:
    return Card.of(
        t("### Not this week"),
        t("All right. Nobody is told; if you had agreed on something already, tell them yourself."),
        *_next(t, introduction),
        Button(t("I'm in after all"), action("match.in", introduction.run.id)),
        Button(t("Never introduce us"), action("match.never", introduction.run.id)),
        _pool_button(t, introduction),
    )


def _over_card(t: Words, introduction: Introduction) -> Card:
    return Card.of(
        t("That introduction was for a week that is over."),
        *_next(t, introduction),
        Button(t("We met"), action("met.open"), Style.GOOD),
        _pool_button(t, introduction),
        tone=Tone.QUIET,
    )


def _left_over_card(t: Words, introduction: Introduction) -> Card:
    """For whom nobody was left, whatever the reason: it is nobody's fault, and it says when it goes on."""
    if introduction.run.part is RunPart.MIDWEEK:
        head = t("### Not this week after all")
        why = t("I looked for somebody else, and nobody was free. You come first the next time.")
    elif introduction.is_out_of_reach:
        head = t("### Nobody for you this week")
        why = t("Nobody who travels as far as to you is in the pool yet.")
    else:
        head = t("### Nobody for you this week")
        why = t("The numbers didn't work out, and that's nobody's fault. You come first the next time.")
    return Card.of(
        head,
        why,
        *_next(t, introduction),
        t("If somebody else is left without company midweek, you hear from me before that.")
        if introduction.midweek_at
        else None,
        None if introduction.has_home else homeless(t),
        _where(t, introduction),
        *_farther(t, introduction),
        _pool_button(t, introduction),
        tone=Tone.WARM,
    )


def _farther(t: Words, introduction: Introduction) -> Iterator[Button]:
    """What somebody can do for whom all others live too far."""
    if introduction.is_out_of_reach:
        if introduction.in_person_only:
            yield in_person_button(t, introduction.community.id)
        yield Button(t("Change my reach"), action("profile.show"))


def _other_buttons(t: Words, introduction: Introduction) -> tuple[Button, ...]:
    run_id = introduction.run.id
    return (
        Button(t("Not this week"), action("match.out", run_id)),
        Button(t("Never introduce us"), action("match.never", run_id)),
    )


def _pool_button(t: Words, introduction: Introduction) -> Button:
    return Button(t("The pool"), action("pool.show", introduction.community.id))


def _next(t: Words, introduction: Introduction) -> Iterator[str]:
    if introduction.next_at is None:
        return
    if said := break_said(t, introduction.break_until):
        yield said
    yield t("The next introductions come **{when}**.", when=stamp(introduction.next_at, "F"))


def _where(t: Words, introduction: Introduction) -> str:
    """Somebody may be in several pools."""
    return t("-# From the pool of {name}.", name=safe(introduction.community.name))


def _people(t: Words, others: Sequence[Introduced]) -> str:
    return t.list(mention(each.person_id) for each in others)


def _about(t: Words, others: Sequence[Introduced]) -> Iterator[Block]:
    for each in others:
        if len(others) > 1:
            yield f"**{mention(each.person_id)}**"
        if each.line:
            yield quoted(each.line)
        if said := _shared(t, each, is_needed=len(others) == 1):
            yield said


def _shared(t: Words, other: Introduced, *, is_needed: bool) -> str:
    """What two have in common, in one sentence, and when they met last; where it is needed, also that it is nothing."""
    items = list(_common(t, other))
    if items:
        common = t("You two {shared}.", shared=t.list(items))
    else:
        common = t("What you two have in common is for you to find out.") if is_needed else ""
    return " ".join(each for each in (common, _met(t, other)) if each)


def _common(t: Words, other: Introduced) -> Iterator[str]:
    if other.is_near_then:
        yield t("will be near each other this week")
    elif other.km == 0:
        yield t("live in the same city")
    elif other.km is not None and other.is_far:
        yield t("live some {distance} apart, so that a video call may come first", distance=t.distance(other.km))
    elif other.km is not None:
        yield t("live some {distance} apart", distance=t.distance(other.km))
    if other.languages:
        yield t("both speak {languages}", languages=t.list(map(safe, language_names(t, other.languages))))
    if other.tags:
        yield t("both like {tags}", tags=t.list(map(safe, other.tags)))
    if other.parts:
        yield t("are both free {parts}", parts=parts_shown(t, other.parts))


def _met(t: Words, other: Introduced) -> str | None:
    if other.met_weeks_ago is None:
        return None
    if other.met_weeks_ago == 0:
        return t("You met only just.")
    return t.plural("You met {n} week ago.", "You met {n} weeks ago.", other.met_weeks_ago)
