"""Two questions for people who meet, by what they share: which ones, as keys; their sentences are a card's business.

Never about somebody's work, money, health, politics, religion, body or looks.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from meetups.values import Activity

LONG_SINCE: Final = 13
"""After so many weeks without a word there is something to catch up on."""
SEATS: Final = 3
"""So many people of one plan get questions that nobody else of it gets."""
TURNS: Final = 3


class Kind(StrEnum):
    """What a question builds on: first what the people themselves share, from ``FIRST`` on the occasion, then nothing."""

    TAG = "tag"
    LANGUAGE = "language"
    ONLINE = "online"
    PROMISED = "promised"
    LONG_SINCE = "long_since"
    FIRST = "first"
    AGAIN = "again"
    SEVERAL = "several"
    TABLE = "table"
    WALK = "walk"
    GAME = "game"
    ANYBODY = "anybody"


class Prompt(StrEnum):
    """A question; a kind of nine has one for everybody at every turn (see ``_dealt``)."""

    TAG_BEGINNING = "tag.beginning"
    TAG_WITH_WHOM = "tag.with_whom"
    TAG_MISTAKEN = "tag.mistaken"
    TAG_SHOWN_FIRST = "tag.shown_first"
    TAG_MEMORY = "tag.memory"
    TAG_PLACE = "tag.place"
    TAG_FOR_HOURS = "tag.for_hours"
    TAG_UNTRIED = "tag.untried"
    TAG_BROUGHT_TOGETHER = "tag.brought_together"
    LANGUAGE_WORD = "language.word"
    LANGUAGE_UNTRANSLATABLE = "language.untranslatable"
    LANGUAGE_BEGINNING = "language.beginning"
    LANGUAGE_SONG = "language.song"
    LANGUAGE_ANOTHER_SELF = "language.another_self"
    ONLINE_NOTICED = "online.noticed"
    ONLINE_ENJOYED = "online.enjoyed"
    ONLINE_WHO_ELSE = "online.who_else"
    ONLINE_KINDEST = "online.kindest"
    ONLINE_AT_HOME = "online.at_home"
    ONLINE_FIRST_WORDS = "online.first_words"
    PROMISED_STILL = "promised.still"
    PROMISED_WHEN = "promised.when"
    PROMISED_HOW = "promised.how"
    LONG_SINCE_GLAD = "long_since.glad"
    LONG_SINCE_DISCOVERED = "long_since.discovered"
    LONG_SINCE_MOMENT = "long_since.moment"
    LONG_SINCE_MORE_OFTEN = "long_since.more_often"
    LONG_SINCE_FAVOURITE = "long_since.favourite"
    FIRST_UNTOLD = "first.untold"
    FIRST_FRIEND_SAYS = "first.friend_says"
    FIRST_FREE_DAY = "first.free_day"
    FIRST_PLACE = "first.place"
    FIRST_FOR_HOURS = "first.for_hours"
    FIRST_SMALL_THING = "first.small_thing"
    FIRST_EVENING = "first.evening"
    FIRST_WONDERED = "first.wondered"
    FIRST_CURIOUS = "first.curious"
    AGAIN_ENJOYED = "again.enjoyed"
    AGAIN_LAUGHED = "again.laughed"
    AGAIN_THOUGHT = "again.thought"
    AGAIN_PLACE = "again.place"
    AGAIN_NEW_TO_BOTH = "again.new_to_both"
    AGAIN_WHOM = "again.whom"
    AGAIN_ASKED = "again.asked"
    AGAIN_STORY = "again.story"
    AGAIN_MIND_CHANGED = "again.mind_changed"
    SEVERAL_KNOWN = "several.known"
    SEVERAL_TEACH = "several.teach"
    SEVERAL_IN_COMMON = "several.in_common"
    SEVERAL_BEST = "several.best"
    SEVERAL_WHOM = "several.whom"
    TABLE_DISH = "table.dish"
    TABLE_PLACE = "table.place"
    TABLE_TAUGHT = "table.taught"
    TABLE_TASTE = "table.taste"
    WALK_WHERE = "walk.where"
    WALK_NOTICED = "walk.noticed"
    WALK_SEASON = "walk.season"
    WALK_VIEW = "walk.view"
    GAME_HOURS = "game.hours"
    GAME_GOOD = "game.good"
    GAME_WHY = "game.why"
    GAME_TEACH = "game.teach"
    ANYBODY_SMILED = "anybody.smiled"
    ANYBODY_SONG = "anybody.song"
    ANYBODY_CHILD = "anybody.child"
    ANYBODY_TOMORROW = "anybody.tomorrow"
    ANYBODY_AHEAD = "anybody.ahead"
    ANYBODY_BEST = "anybody.best"
    ANYBODY_LEARN = "anybody.learn"
    ANYBODY_BACK = "anybody.back"
    ANYBODY_KEPT = "anybody.kept"

    @property
    def kind(self) -> Kind:
        return Kind(self.value.partition(".")[0])


_OF_THEIRS: Final = (Kind.TAG, Kind.LANGUAGE, Kind.ONLINE, Kind.PROMISED, Kind.LONG_SINCE)
_OF_THE_DAY: Final = (Kind.FIRST, Kind.AGAIN, Kind.SEVERAL, Kind.TABLE, Kind.WALK, Kind.GAME)
_ACTIVITIES: Final = {
    Activity.COFFEE: Kind.TABLE,
    Activity.LUNCH: Kind.TABLE,
    Activity.WALK: Kind.WALK,
    Activity.GAME: Kind.GAME,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What somebody shares with all whom they meet, as far as they may know.

    ``languages`` leave out the one all speak anyway. ``weeks_since`` they were last in touch with one of them; None where
    one was never met in person. ``promised`` is whether they promised one of them something.
    """

    others: int = 1
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    met_online: bool = False
    promised: bool = False
    weeks_since: int | None = None
    activity: str = ""

    def bears(self, kind: Kind) -> bool:
        """Whether a question of this kind fits."""
        match kind:
            case Kind.TAG:
                return bool(self.tags)
            case Kind.LANGUAGE:
                return bool(self.languages)
            case Kind.ONLINE:
                return self.met_online
            case Kind.PROMISED:
                # What was promised to one of several is between those two.
                return self.promised and self.others == 1
            case Kind.LONG_SINCE:
                return self.weeks_since is not None and self.weeks_since >= LONG_SINCE
            case Kind.FIRST:
                return self.weeks_since is None
            case Kind.AGAIN:
                return self.weeks_since is not None
            case Kind.SEVERAL:
                return self.others > 1
            case Kind.TABLE | Kind.WALK | Kind.GAME:
                return self.activity in _ACTIVITIES and _ACTIVITIES[Activity(self.activity)] is kind
            case Kind.ANYBODY:
                return True


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``about`` is the tag it names, or the language."""

    prompt: Prompt
    about: str = ""


def two_questions(ground: Ground, seed: int, seat: int, turn: int) -> tuple[Question, Question]:
    """Two that fit, of different kinds: one of what the people share, one of the day; where one is lacking, another.

    The same arguments always give the same two; another of ``SEATS`` or ``TURNS`` gives none of them.
    """
    dealt = [each for each in _dealt(seat, turn) if ground.bears(each.kind)]
    dealt.sort(key=lambda each: _chance(seed, each))
    theirs = [each for each in dealt if each.kind in _OF_THEIRS]
    days = [each for each in dealt if each.kind in _OF_THE_DAY]
    others = [each for each in dealt if each.kind is Kind.ANYBODY]
    one, other, *_ = _of_different_kinds([*theirs[:1], *days[:1], *theirs[1:], *days[1:], *others])
    return _question(ground, seed, one), _question(ground, seed, other)


def turn_of(plans: Iterable[tuple[int, Collection[Hashable]]]) -> int:
    """The turn of the last of somebody's plans, given oldest first, each by its number and whom they met.

    It differs from the one before with each of these, unless there are ``TURNS`` or more of them.
    """
    turn, last = 0, dict[Hashable, int]()
    for number, people in plans:
        taken = {last[each] for each in people if each in last}
        order = sorted(range(TURNS), key=lambda each: _chance(number, each))
        turn = next((each for each in order if each not in taken), order[0])
        last |= dict.fromkeys(people, turn)
    return turn


def _dealt(seat: int, turn: int) -> Iterator[Prompt]:
    """The questions that are for one seat at one turn alone, dealt out as cards are."""
    hand = seat % SEATS + SEATS * (turn % TURNS)
    return (each for index, each in enumerate(Prompt) if index % (SEATS * TURNS) == hand)


def _of_different_kinds(prompts: Iterable[Prompt]) -> list[Prompt]:
    """The first of each kind."""
    return list({each.kind: each for each in reversed(list(prompts))}.values())[::-1]


def _question(ground: Ground, seed: int, prompt: Prompt) -> Question:
    shared = {Kind.TAG: ground.tags, Kind.LANGUAGE: ground.languages}.get(prompt.kind, ())
    return Question(prompt, min(shared, key=lambda each: _chance(seed, each), default=""))


def _chance(seed: int, what: object) -> bytes:
    return blake2b(f"{seed}:{what}".encode(), digest_size=8).digest()
