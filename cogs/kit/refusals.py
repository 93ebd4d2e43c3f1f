"""The sentences for what a service will not do: what is so, and what to do next."""

from __future__ import annotations

from datetime import date

from cogs.kit.text import safe
from cogs.kit.words import N_, Words
from meetups.refusals import Refusal

SENTENCES: dict[str, str] = {
    "ask.gone": N_("That question has been answered or taken back. Nothing more to do."),
    "ask.oneself": N_("That's your own promise. Others press this, and then I ask you."),
    "choice.unreadable": N_("That choice isn't one of those offered. Open the card again and pick one."),
    "city.which": N_("There are several places called “{typed}”. Say which one, such as “{example}”."),
    "city.unknown": N_(
        "I don't know a place called “{typed}”. Start typing and pick one from the list, "
        "or add the country: “Bloomington, Indiana”."
    ),
    "community.left": N_(
        "I'm not in that server any more. What you recorded is safe; once somebody who manages it invites me again, "
        "everything goes on."
    ),
    "community.not_ready": N_(
        "This server hasn't set up Meetward yet. Someone who manages the server can do it with `/community setup`; "
        "it takes a minute."
    ),
    "community.only_here": N_("That works inside a server, not in a direct message. Try it there."),
    "community.organisers_only": N_(
        "Only the organisers of this server can do that: ask somebody who manages it. `/help` shows what you can do."
    ),
    "contact.ambiguous": N_(
        "There are two people called “{name}” on your list. Pick the right one from the choices that appear as you type."
    ),
    "contact.bot": N_("That's a bot. Lovely company, but you can't meet it for coffee. Pick a person."),
    "contact.gone": N_("That person isn't on your list any more. `/contact list` shows who is."),
    "contact.name_empty": N_("I need a name. Type one, or pick someone with the `member` option."),
    "contact.name_long": N_("That name is too long: {limit} characters at most. A shorter form will do."),
    "contact.oneself": N_("That's you! Pick somebody else."),
    "contact.unknown": N_(
        "Nobody called “{name}” is on your list. `/contact list` shows who is, `/contact add` adds them."
    ),
    "country.unknown": N_("I don't know the country “{typed}”. Start typing and pick one from the list."),
    "day.unreadable": N_("I can't read “{typed}” as a day. Try “yesterday”, “last Friday” or “2026-11-20”."),
    "dm.refused": N_(
        "Discord wouldn't let me open a direct message. Check that this server's *Direct Messages* are allowed in your "
        "privacy settings, then press *Send me direct messages* in `/profile`. Until then everything waits in `/inbox`."
    ),
    "dm.later": N_(
        "I've opened as many new direct messages today as Discord likes. Everything waits for you in `/inbox`; "
        "press *Send me direct messages* in `/profile` again in an hour or so."
    ),
    "draft.gone": N_(
        "That has been confirmed or put away already; nothing was lost. To change something, use the command again."
    ),
    "meeting.future": N_(
        "{met_on} hasn't happened yet. Once you've met, tell me with `/met`, or pick today or an earlier day."
    ),
    "meeting.gone": N_("I can't find that meeting among yours. It may have been removed."),
    "meeting.long_ago": N_("{met_on} is more than ten years ago. Please check the year."),
    "meeting.nobody": N_("Who did you meet? Give a name with `contact`, or a member of this server with `member`."),
    "meeting.too_many": N_("That's a party! I can record up to {limit} people in one meeting."),
    "mission.already": N_(
        "Your mission here is already running. `/mission show` opens it, `/mission edit` changes it."
    ),
    "mission.end_past": N_("{ends_on} is over already. Pick an end in the future, or end it now with `/mission end`."),
    "mission.end_too_early": N_("It would end before it starts on {starts_on}. Pick a later end."),
    "mission.ended": N_(
        "That mission isn't running any more. `/mission show` opens the one that is, `/mission start` begins the next."
    ),
    "mission.none": N_("You have no mission running here. `/mission start` begins one; it takes a minute."),
    "mission.over": N_("That mission is over, so its list is closed. You can start your own with `/mission start`."),
    "mission.too_long": N_(
        "Three years is as far ahead as I plan. Pick an earlier end; you can start another one then."
    ),
    "mission.week_gone": N_("That week is no longer part of your mission. `/mission show` has the current ones."),
    "mission.which": N_("You have more than one mission running. Which one do you mean?"),
    "quiet.unreadable": N_("I can't read “{typed}” as quiet hours. Try “22-7” or “22:30 to 8:00”."),
    "story.gone": N_("That story isn't up any more."),
    "story.moderated": N_(
        "Somebody who looks after the channel removed that recap, so it stays down. Your meeting is still recorded."
    ),
    "story.not_you": N_("This story doesn't list you among those who met, so there's nothing to name. All good!"),
    "story.where": N_("Which server should read it? Use *Post* inside the server, or start a mission there first."),
    "story.yours": N_("It's your own story: you're named as its author. `/story edit` changes it."),
    "time.unreadable": N_("I can't read “{typed}” as a time. Try “Mon 9:00” or “Friday 5 pm”."),
    "timeoff.backwards": N_("Those days run backwards: the last one comes before the first. Swap them and try again."),
    "timeoff.gone": N_("That time off isn't there any more."),
    "timeoff.outside": N_("Your mission runs from {starts_on} to {ends_on}; those days lie outside it."),
    "zone.unknown": N_(
        "I don't know the time zone “{typed}”. Start typing a city near you and pick one from the list."
    ),
}


def sentence(t: Words, refusal: Refusal) -> str:
    values = {
        name: t.full_day(value) if isinstance(value, date) else safe(value) if isinstance(value, str) else value
        for name, value in refusal.values.items()
    }
    return t(SENTENCES[refusal.key], **values)
