"""On the day of a plan: what its reader knows of whom they meet, and two questions for when talk runs dry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Tone
from cogs.kit.languages import language_names
from cogs.kit.rulings import HOW
from cogs.kit.text import safe, shortened
from cogs.kit.words import N_, Words
from cogs.plans.wording import parties, party
from meetups.rules.birthdays import next_birthday
from meetups.rules.prompts import Kind, Prompt, Question
from meetups.services.contacts import Memory
from meetups.services.plans import Known, Prompts
from meetups.values import How

_SOON: Final = timedelta(days=14)
_LONGEST: Final = 160

SENTENCES: Final = {
    Prompt.TAG_BEGINNING: N_("How did {tag} come into your life?"),
    Prompt.TAG_WITH_WHOM: N_("Whom would you love to share {tag} with?"),
    Prompt.TAG_MISTAKEN: N_("What do most people not know about {tag}?"),
    Prompt.TAG_SHOWN_FIRST: N_("What would you show somebody first who is new to {tag}?"),
    Prompt.TAG_MEMORY: N_("What is your favourite memory that has to do with {tag}?"),
    Prompt.TAG_PLACE: N_("Which place comes to mind when you hear “{tag}”?"),
    Prompt.TAG_FOR_HOURS: N_("What is it about {tag} that you never get tired of?"),
    Prompt.TAG_UNTRIED: N_("What would you still like to try when it comes to {tag}?"),
    Prompt.TAG_BROUGHT_TOGETHER: N_("Whom have you met through {tag} that you'd never have met otherwise?"),
    Prompt.LANGUAGE_WORD: N_("Which word in {language} do you like the sound of?"),
    Prompt.LANGUAGE_UNTRANSLATABLE: N_(
        "What can you say in {language} that you can't say as well in any other language?"
    ),
    Prompt.LANGUAGE_BEGINNING: N_("Where do you most like to speak {language}?"),
    Prompt.LANGUAGE_SONG: N_("Is there a song, a film or a book in {language} that you keep going back to?"),
    Prompt.LANGUAGE_ANOTHER_SELF: N_("Are you a little different when you speak {language}?"),
    Prompt.ONLINE_NOTICED: N_("What made you stop and read when we first came across each other online?"),
    Prompt.ONLINE_ENJOYED: N_("What do you like most about the place where we met online?"),
    Prompt.ONLINE_WHO_ELSE: N_("Who else that we know from there would you like to meet one day?"),
    Prompt.ONLINE_KINDEST: N_("What is the kindest thing somebody you only knew online has done for you?"),
    Prompt.ONLINE_AT_HOME: N_("Which corner of the internet feels like home to you?"),
    Prompt.ONLINE_FIRST_WORDS: N_("Do you remember what we first wrote to each other about?"),
    Prompt.PROMISED_STILL: N_("I once promised you something: would you still like it?"),
    Prompt.PROMISED_WHEN: N_("I haven't forgotten what I promised you: shall we pick a day for it?"),
    Prompt.PROMISED_HOW: N_("How can I keep my promise in the way that suits you best?"),
    Prompt.LONG_SINCE_GLAD: N_("It has been a while: what is new that makes you happy?"),
    Prompt.LONG_SINCE_DISCOVERED: N_("What have you discovered in the last few months that you'd recommend?"),
    Prompt.LONG_SINCE_MOMENT: N_("Which good moment of the last few months comes to mind first?"),
    Prompt.LONG_SINCE_MORE_OFTEN: N_("What do you do more often now than when we last met?"),
    Prompt.LONG_SINCE_FAVOURITE: N_("Which song, book or place has become a favourite since we last met?"),
    Prompt.FIRST_UNTOLD: N_("What should I know about you that never comes up online?"),
    Prompt.FIRST_FRIEND_SAYS: N_("What would a good friend tell me about you?"),
    Prompt.FIRST_FREE_DAY: N_("What do you like to do on a day when nothing is planned?"),
    Prompt.FIRST_PLACE: N_("Which place around here do you like to show people?"),
    Prompt.FIRST_FOR_HOURS: N_("What could you happily talk about for an hour?"),
    Prompt.FIRST_SMALL_THING: N_("Which small thing makes a day better for you?"),
    Prompt.FIRST_EVENING: N_("Which do you like better: an evening out with people, or a quiet one at home?"),
    Prompt.FIRST_WONDERED: N_("Is there anything you've wondered about me that you'd like to ask?"),
    Prompt.FIRST_CURIOUS: N_("What were you curious about on your way here?"),
    Prompt.AGAIN_ENJOYED: N_("What have you been enjoying lately?"),
    Prompt.AGAIN_LAUGHED: N_("What has made you laugh since we last met?"),
    Prompt.AGAIN_THOUGHT: N_("Did anything from our last talk stay with you?"),
    Prompt.AGAIN_PLACE: N_("Is there a place we should go to together one day?"),
    Prompt.AGAIN_NEW_TO_BOTH: N_("What could we do next time that none of us has ever done?"),
    Prompt.AGAIN_WHOM: N_("Who among your friends should I meet one day?"),
    Prompt.AGAIN_ASKED: N_("What would you like to be asked more often?"),
    Prompt.AGAIN_STORY: N_("Which of your stories have I not heard yet?"),
    Prompt.AGAIN_MIND_CHANGED: N_("Which small thing have you come to like that you used not to?"),
    Prompt.SEVERAL_KNOWN: N_("How did we all come to know each other?"),
    Prompt.SEVERAL_TEACH: N_("What could each of us teach the others in ten minutes?"),
    Prompt.SEVERAL_IN_COMMON: N_("What might we all have in common without knowing it?"),
    Prompt.SEVERAL_BEST: N_("What was the best part of everybody's week?"),
    Prompt.SEVERAL_WHOM: N_("Whom would each of us have liked to bring along?"),
    Prompt.TABLE_DISH: N_("Which taste takes you straight back to a place you know?"),
    Prompt.TABLE_PLACE: N_("Is there a café or a kitchen table you always like to go back to?"),
    Prompt.TABLE_TAUGHT: N_("Who taught you something in a kitchen, and what was it?"),
    Prompt.TABLE_TASTE: N_("Which taste do you love that hardly anybody shares?"),
    Prompt.WALK_WHERE: N_("Where do you like to go when you have nothing else to do?"),
    Prompt.WALK_NOTICED: N_("What do you notice outdoors that others pass by?"),
    Prompt.WALK_SEASON: N_("Which season is yours, and why?"),
    Prompt.WALK_VIEW: N_("Which view do you never get tired of?"),
    Prompt.GAME_HOURS: N_("Which game could you play for hours as a child?"),
    Prompt.GAME_GOOD: N_("What makes a game a good one for you?"),
    Prompt.GAME_WHY: N_("Do you play to win, or for the talk in between?"),
    Prompt.GAME_TEACH: N_("Which game would you like to teach somebody?"),
    Prompt.ANYBODY_SMILED: N_("What made you smile this week?"),
    Prompt.ANYBODY_SONG: N_("Which song could you hear again and again?"),
    Prompt.ANYBODY_CHILD: N_("What did you love to do as a child that you'd enjoy today?"),
    Prompt.ANYBODY_TOMORROW: N_("If tomorrow were all yours, how would you spend it?"),
    Prompt.ANYBODY_AHEAD: N_("What are you looking forward to?"),
    Prompt.ANYBODY_BEST: N_("What is the best thing you've read, watched or heard lately?"),
    Prompt.ANYBODY_LEARN: N_("What would you like to learn, just for the fun of it?"),
    Prompt.ANYBODY_BACK: N_("Which place would you like to see again?"),
    Prompt.ANYBODY_KEPT: N_("What small thing do you keep and would never throw away?"),
}


def prompts_card(t: Words, prompts: Prompts) -> Card:
    """For the reader alone, at any time; of somebody who is not on their list only that."""
    contacts = [each.memory.contact for each in prompts.people if each.memory]
    return Card.of(
        t("### Before you meet {people}", people=parties(t, prompts.view.coming)),
        *(_stranger(t, each) for each in prompts.people if each.memory is None),
        *prompts_shown(t, prompts),
        None if prompts.people else t("There is nothing I'd bring up here."),
        t("-# Only you see this."),
        Button(t("Open"), action("contact.show", contacts[0].id)) if len(contacts) == 1 else None,
        tone=Tone.WARM,
    )


def prompts_shown(t: Words, prompts: Prompts) -> Iterator[Block]:
    """A part of a card: what is known of each, and the questions."""
    if not prompts.people:
        return
    yield Line()
    for each in prompts.people:
        if each.memory is not None:
            yield "\n".join([t("**About {name}**", name=safe(each.memory.contact.name)), *_facts(t, each.memory)])
    asked = "\n".join(f"{number}. {question_shown(t, each)}" for number, each in enumerate(prompts.questions, start=1))
    yield t("**Two questions, if talk runs dry**") + "\n" + asked


def question_shown(t: Words, question: Question) -> str:
    kind, about = question.prompt.kind, question.about
    if kind is Kind.LANGUAGE:
        return t(SENTENCES[question.prompt], language=safe(*language_names(t, (about,))))
    return t(SENTENCES[question.prompt], tag=safe(about))


def _stranger(t: Words, known: Known) -> str:
    return t("{person} isn't on your list, so I know no more than you.", person=party(t, known.party))


def _facts(t: Words, memory: Memory) -> Iterator[str]:
    contact = memory.contact
    facts = [
        *_last_times(t, memory),
        t("You met online: {how}", how=_short(contact.met_online)) if contact.met_online else None,
        t("from {source}", source=safe(contact.source)) if contact.source and not contact.met_online else None,
        ", ".join(f"#{safe(tag)}" for tag in contact.tags) if contact.tags else None,
        t("speaks {languages}", languages=t.list(safe(each) for each in language_names(t, contact.languages)))
        if contact.languages
        else None,
        _birthday(t, memory),
        t("you promised them: {what}", what=_short(contact.promised)) if contact.promised else None,
        t("your note: {words}", words=_short(contact.note.strip().split("\n", 1)[0])) if contact.note.strip() else None,
    ]
    return (f"- {each}" for each in facts if each)


def _last_times(t: Words, memory: Memory) -> Iterator[str]:
    met_on, last = memory.last_met_on, memory.last_contact
    if met_on is None:
        yield t("you meet in person for the first time")
    else:
        day = t.full_day(met_on)
        met = t.plural("met once, on {day}", "met {n} times, last on {day}", memory.times_met, day=day)
        at = (each.place for each in memory.moments if each.met_on == met_on and each.how is How.IN_PERSON)
        place = next(filter(None, at), "")
        yield f"{met}, {safe(place)}" if place else met
    if last is not None and last.how is not How.IN_PERSON:
        yield t("last in touch {how}, on {day}", how=t(HOW[last.how]), day=t.full_day(last.met_on))


def _birthday(t: Words, memory: Memory) -> str | None:
    birthday, today = memory.contact.birthday, memory.today
    if birthday is None or (day := next_birthday(birthday, today)) > today + _SOON:
        return None
    return t("has a birthday today!") if day == today else t("birthday on {day}", day=t.day(day))


def _short(words: str) -> str:
    """The beginning of what somebody wrote, on one line."""
    return safe(shortened(" ".join(words.split()), _LONGEST))
