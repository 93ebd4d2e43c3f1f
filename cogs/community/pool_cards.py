"""What organisers read of their pool: numbers and times, never a name."""

from __future__ import annotations

from collections.abc import Iterator

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style
from cogs.kit.text import safe
from cogs.kit.words import N_, Words, stamp
from meetups.matching import ReasonKey
from meetups.services.pool import FLOOR, DryRun, PoolState, RunCounts
from meetups.values import Community

_ALL = 100
_REASONS = {
    ReasonKey.WITHIN_REACH: N_("Within reach of each other: {n} of {all}"),
    ReasonKey.LANGUAGES: N_("Sharing a language: {n} of {all}"),
    ReasonKey.TAGS: N_("Liking something in common: {n} of {all}"),
    ReasonKey.AVAILABILITY: N_("Free at the same time: {n} of {all}"),
}


def pool_card(t: Words, state: PoolState) -> Card:
    """The pool as it stands, and what can be done about its next run."""
    community = state.community
    return Card.of(
        t("### The pool of {name}", name=safe(community.name)),
        "\n".join(f"- {line}" for line in _standing(t, state)),
        "\n".join(_last(t, state.last)) if state.last else None,
        _too_few(t) if _is_untold(state) else None,
        Line(),
        *_buttons(t, state),
        t(
            "-# `/community pool` with `at` changes the time, with `open` opens or closes the pool. Members are never named here."
        ),
    )


def dry_run_card(t: Words, dry: DryRun) -> Card:
    """What a run would come to; with few people nothing, because counts would tell who is meant."""
    return Card.of(
        t("### A dry run"),
        *_found(t, dry),
        t("-# Nothing was stored, and nobody hears of it."),
        Line(),
        Button(t("Start now"), action("community.start")),
        Button(t("The pool"), action("community.pool")),
    )


def pool_row(t: Words, community: Community) -> str:
    """One line about the pool for the settings."""
    if not community.has_pool:
        return t("No pool: nobody is introduced to anybody")
    return t(
        "The pool's introductions go out every {weekday} at {time}",
        weekday=t.weekday(community.match_weekday),
        time=t.clock(community.match_minute),
    )


def _standing(t: Words, state: PoolState) -> Iterator[str]:
    community = state.community
    yield t.plural("{n} member", "{n} members", state.members)
    if state.resting:
        yield t.plural("{n} of them rests just now", "{n} of them rest just now", state.resting)
    yield pool_row(t, community)
    if not community.has_pool:
        yield t("Everybody keeps their place until you open it again")
    elif state.next is not None:
        if state.break_until is not None:
            yield t("Everybody here has a break until {day}", day=t.month_day(state.break_until))
        yield t(
            "Next: matched {made}, introduced {announced}",
            made=stamp(state.next.make_at, "F"),
            announced=stamp(state.next.announce_at, "F"),
        )
    elif not state.members:
        yield t("Nobody has joined yet: `/pool join` is how they do")


def _is_untold(state: PoolState) -> bool:
    """Whether numbers are missing that would be there if they were of more people."""
    return bool(state.members) and (state.resting is None or (state.last is not None and state.last.pairs is None))


def _too_few(t: Words) -> str:
    return t(
        "With fewer than {n} people I give no numbers of introductions and answers: they would tell too much about each of "
        "them. As more join, they come.",
        n=FLOOR,
    )


def _last(t: Words, last: RunCounts) -> Iterator[str]:
    when = stamp(last.run.announce_at, "F")
    if last.pairs is None:
        yield t("**Last run**, introduced {when}.", when=when)
    else:
        counts = _counts(t, last.pairs, last.trios, last.left_over)
        yield t("**Last run**, introduced {when}: {counts}.", when=when, counts=t.list(counts))
    if last.answered is not None and last.said_yes is not None and not last.can_undo:
        yield t("{answered} answered so far, {yes} of them with yes.", answered=last.answered, yes=last.said_yes)
    if last.can_undo:
        yield t("Nobody has heard of it yet: you can undo it until {when}.", when=stamp(last.run.announce_at, "t"))


def _buttons(t: Words, state: PoolState) -> Iterator[Button]:
    if state.last is not None and state.last.can_undo:
        yield Button(t("Undo the last run"), action("community.undo", state.last.run.id), Style.GRAVE)
    if state.community.has_pool:
        yield Button(t("Dry run"), action("community.dry_run"), Style.PRIMARY)
        yield Button(t("Start now"), action("community.start"))


def _counts(t: Words, pairs: int, trios: int | None, left_over: int | None) -> Iterator[str]:
    yield t.plural("{n} pair", "{n} pairs", pairs)
    if trios:
        yield t.plural("{n} group of three", "{n} groups of three", trios)
    if left_over:
        yield t.plural("{n} left over", "{n} left over", left_over)


def _found(t: Words, dry: DryRun) -> Iterator[str]:
    if dry.entrants is None or dry.pairs is None:
        yield _too_few(t)
        return
    yield t.plural("{n} person would take part.", "{n} people would take part.", dry.entrants)
    yield "\n".join(f"- {line}" for line in _would_be(t, dry, dry.pairs))


def _would_be(t: Words, dry: DryRun, pairs: int) -> Iterator[str]:
    yield from _counts(t, pairs, dry.trios, dry.left_over)
    if dry.again:
        yield t.plural("{n} would meet again", "{n} would meet again", dry.again)
    groups = pairs + (dry.trios or 0)
    for key, sentence in _REASONS.items():
        if dry.reasons.get(key):
            yield t(sentence, n=dry.reasons[key], all=groups)
    if dry.share == _ALL:
        yield t("As a whole it is as good a match as there is")
    elif dry.share is not None:
        yield t("As a whole it is {share} % of the best possible", share=dry.share)
