"""The sentences for what a service will not do: what is so, and what to do next."""

from __future__ import annotations

from datetime import date, datetime

from cogs.kit.text import safe
from cogs.kit.words import N_, Words, stamp
from meetups.refusals import Refusal

SENTENCES: dict[str, str] = {
    "adult.unsaid": N_("Meeting in person is for adults, and you haven't said yet that you are 18 or older."),
    "ask.gone": N_("That question has been answered or taken back. Nothing more to do."),
    "ask.nominate_oneself": N_("That's you! To offer yourself, use *Ask to be on their list* on the other's profile."),
    "ask.nominate_own_list": N_("Your own list needs no asking: *Add to my list* on their profile puts them there."),
    "ask.nominate_same": N_("Those are one and the same. Pick somebody else whom they could meet."),
    "ask.nominated_enough": N_(
        "You've suggested {limit} people this week, which is as many as I pass on. Keep the next one for another week."
    ),
    "ask.offered_enough": N_(
        "You've offered yourself to {limit} people this week. Give them time to answer; next week you can ask more."
    ),
    "ask.oneself": N_("That's your own promise. Others press this, and then I ask you."),
    "ask.own_list": N_("That's you! Pick somebody else, and I ask them."),
    "ask.own_story": N_("That's your own story. Others press this, and then I ask you."),
    "birthday.unreadable": N_(
        "I can't read “{typed}” as a birthday. Try “May 14”, “14 May 1980” or “1980-05-14”; a real day, please."
    ),
    "break.long": N_(
        "{starts_on} to {ends_on} is more than {limit} weeks at once. Take it in parts, or let people pause their own missions."
    ),
    "break.overlaps": N_(
        "There is a break from {starts_on} to {ends_on} already. Name days that leave it out, or take it back first: "
        "`/community break` has the button."
    ),
    "break.short": N_("That covers no week: a week is off when at least four of its days are. Name more days."),
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
    "community.year_too_few": N_(
        "Fewer than {fewest} people of this community met in person that year as far as I know, so I show no numbers: they "
        "would tell too much about each of them."
    ),
    "contact.ambiguous": N_("There are {count} people called “{name}” on your list. Which one?"),
    "contact.bot": N_("That's a bot. Lovely company, but you can't meet it for coffee. Pick a person."),
    "contact.full": N_(
        "Your list is full: {limit} people are as many as I can keep. Remove some, or import fewer at once."
    ),
    "contact.introduced_by_themselves": N_("Nobody introduces themselves to you. Name somebody else, or leave it out."),
    "contact.gone": N_("That person isn't on your list any more. `/contact list` shows who is."),
    "contact.name_empty": N_("I need a name. Type one, or pick someone with the `member` option."),
    "contact.name_long": N_("That name is too long: {limit} characters at most. A shorter form will do."),
    "contact.nearly": N_("Nobody called “{name}” is on your list. Did you mean one of these?"),
    "contact.note_long": N_(
        "What I'd add to the note about {name} doesn't fit. Shorten the note with `/contact edit` first."
    ),
    "contact.oneself": N_("That's you! Pick somebody else."),
    "contact.unknown": N_(
        "Nobody called “{name}” is on your list. `/contact list` shows who is, `/contact add` adds them."
    ),
    "contact.whom": N_("Whom do you mean? Pick somebody from the choices that appear as you type, or a member."),
    "country.unknown": N_("I don't know the country “{typed}”. Start typing and pick one from the list."),
    "day.unreadable": N_("I can't read “{typed}” as a day. Try “yesterday”, “last Friday” or “2026-11-20”."),
    "days.unreadable": N_(
        "I can't read “{typed}” as days. Try “3–9 October”, “next weekend” or “2026-10-03 to 2026-10-09”."
    ),
    "departed.announcement": N_(
        "You are no longer in {name}, so I don't post there. Back in it, `/mission show` has *Announce it*."
    ),
    "departed.pool": N_(
        "You are no longer in {name}, so nobody is introduced to you there. Back in it, `/pool join` takes you in."
    ),
    "departed.story": N_(
        "You are no longer in {name}, so I don't post there. Your meeting is recorded; back in it, *Post* puts it up."
    ),
    "dm.refused": N_(
        "Discord wouldn't let me open a direct message. Check that this server's *Direct Messages* are allowed in your "
        "privacy settings, then press *Send me direct messages* in `/profile`. Until then everything waits in `/inbox`."
    ),
    "dm.later": N_(
        "I've opened as many new direct messages today as Discord likes. Everything waits for you in `/inbox`; "
        "press *Send me direct messages* in `/profile` again in an hour or so."
    ),
    "dm.stopped": N_(
        "Discord lets me open no new direct messages at the moment. Everything waits for you in `/inbox`; I remind you "
        "of it when you use a command."
    ),
    "draft.gone": N_(
        "That has been confirmed or put away already; nothing was lost. To change something, use the command again."
    ),
    "gathering.ahead": N_("It hasn't begun yet. I ask you afterwards who was there."),
    "gathering.far": N_(
        "That's more than {limit} days ahead. Post it nearer the time, while people can still plan by it."
    ),
    "gathering.gone": N_("That invitation isn't there for you any more. `/host show` has those you host."),
    "gathering.left": N_(
        "They aren't down for it any more; perhaps they've left meanwhile. `/host show` has who comes."
    ),
    "gathering.many": N_("You host {limit} at a time already, which is as many as fit. `/host cancel` makes room."),
    "gathering.nobody": N_(
        "Nobody is ticked. If nobody came, *Nobody came* says so; `/met` records whom you met instead."
    ),
    "gathering.none": N_("You host nothing at the moment. `/host new` posts an open invitation."),
    "gathering.not_there": N_(
        "You can't write in that channel yourself, so I don't write there for you. Choose another one with the option "
        "`channel`."
    ),
    "gathering.off": N_("It's off: it was cancelled meanwhile. Nothing more to do."),
    "gathering.over": N_("That's over. `/host new` posts the next one."),
    "gathering.own": N_("You're the host, so you're in already. `/host show` has who comes."),
    "gathering.past": N_("That time is over by now. Choose one still to come."),
    "gathering.which": N_(
        "Which one do you mean? Pick one of the choices that appear as you type; `/host show` has them all."
    ),
    "import.archive": N_("That's a packed file. Unpack it first, and send me the vCard or CSV that is in it."),
    "import.broken": N_(
        "That file is broken: I can't follow its quotes and brackets. Export it once more, and try again."
    ),
    "import.empty": N_("That file is empty. Check that the export has finished, and send it again."),
    "import.endless": N_(
        "Line {line} of that file goes on and on, so I stopped reading. Nothing was imported; an address book's own "
        "export, as vCard or CSV, works best."
    ),
    "import.expired": N_(
        "That file waited for more than a day, so I deleted it unread. `/contact import` takes it again."
    ),
    "import.gone": N_("That file has been decided on or put away already. `/contact import` opens it again."),
    "import.newer": N_("That was exported by a newer version of me than this one. Ask an operator to update me."),
    "import.not_recognised": N_(
        "I can't find people in that file. I read vCards, contacts from Google, Outlook and LinkedIn, and any table as CSV."
    ),
    "import.too_big": N_(
        "That file has {found} MB, and I read up to {limit} MB. Export it without photos, or in several parts."
    ),
    "import.too_late": N_(
        "An import can be undone for a day, and that day is over. `/contact remove` takes people off."
    ),
    "import.too_many": N_(
        "More than {limit} people are in that file, which is as many as I take at once. Split it and send the parts one "
        "after another; nobody comes onto your list twice."
    ),
    "import.too_many_columns": N_(
        "That table has more than {limit} columns. Send me one with the columns about people."
    ),
    "import.unavailable": N_("Discord doesn't hand me that file any more. Please send it again."),
    "invite.agreed": N_("You've answered already, and they know. Write to them if that changes."),
    "invite.enough": N_(
        "You've invited {limit} people in the last seven days. Wait for their answers; `/suggest` shows how they stand."
    ),
    "invite.lately": N_(
        "You've asked {name} not long ago; I can do so again from {starts_on}. `/suggest` has somebody else for this week."
    ),
    "invite.never": N_("{name} is on your never-list. Open them with `/contact show` and allow them again first."),
    "invite.open": N_("You've asked {name} already. I'll tell you how it went; `/suggest` shows how it stands."),
    "invite.over": N_("That invitation was for a week that is over. You could ask them yourself now!"),
    "invite.received": N_("{name} has asked you already! `/inbox` has the question, and a yes there is a yes to both."),
    "invite.when": N_(
        "Say in a few words when would suit you better, such as “Thursday evening” or “from next week on”."
    ),
    "limit.reached": N_(
        "That's more of this than I can do for one person at a time. It works again {again_at}; everything so far is safe."
    ),
    "match.gone": N_("That introduction isn't yours, or isn't there any more. `/pool show` has what comes next."),
    "meeting.future": N_(
        "{met_on} hasn't happened yet. Once you've met, tell me with `/met`, or pick today or an earlier day."
    ),
    "meeting.gone": N_("I can't find that meeting among yours. It may have been removed."),
    "meeting.long_ago": N_("{met_on} is more than ten years ago. Please check the year."),
    "meeting.nobody": N_("Who did you meet? Give a name with `contact`, or a member of this server with `member`."),
    "meeting.too_many": N_("That's a party! I can record up to {limit} people in one meeting."),
    "merge.same": N_("That's one and the same entry. Pick the other one that is this person, too."),
    "merge.too_long": N_(
        "The notes about {name} and {other} don't fit into one together. Shorten one of them with `/contact edit` first."
    ),
    "merge.two_accounts": N_(
        "{name} and {other} have two different Discord accounts, so I take them for two people. If it's really one "
        "person, remove the entry with the account they don't use."
    ),
    "mission.already": N_(
        "Your mission here is already running. `/mission show` opens it, `/mission edit` changes it."
    ),
    "mission.end_past": N_("{ends_on} is over already. Pick an end in the future, or end it now with `/mission end`."),
    "mission.end_too_early": N_("It would end before it starts on {starts_on}. Pick a later end."),
    "mission.ended": N_(
        "That mission isn't running any more. `/mission show` opens the one that is, `/mission start` begins the next."
    ),
    "mission.gone": N_("That mission isn't there any more. `/progress me` shows the one that is."),
    "nudge.no_time": N_(
        "There's no room left in that week for it, outside your quiet hours. `/suggest` shows somebody whenever you like."
    ),
    "mission.none": N_("You have no mission running here. `/mission start` begins one; it takes a minute."),
    "mission.over": N_("That mission is over, so its list is closed. You can start your own with `/mission start`."),
    "mission.too_long": N_(
        "Three years is as far ahead as I plan. Pick an earlier end; you can start another one then."
    ),
    "mission.week_gone": N_("That week is no longer part of your mission. `/mission show` has the current ones."),
    "mission.which": N_("You have more than one mission running. Which one do you mean?"),
    "moment.far": N_("“{typed}” is more than two years ahead. Name a time closer by."),
    "moment.hour": N_("At what time? “{typed}” names no hour. Try “tonight at 8” or “Fri 19:00”."),
    "moment.many": N_(
        "That's a lot of choice: name at most {limit} times, such as “Fri 19:00, Sat 11:00 or Sun noon”."
    ),
    "moment.past": N_("“{typed}” is over already. Name a time still to come."),
    "moment.unreadable": N_(
        "I can't read “{typed}” as a time. Try “tomorrow at 7 pm”, “Fri 19:00 or Sunday noon”, or Discord's own picker: "
        "type `@time`."
    ),
    "plan.agreed": N_("You've said yes to that plan. To change your mind, move it or call it off."),
    "plan.ahead": N_("That plan is still ahead. Once it's over I ask you how it went."),
    "plan.cancelled": N_("That plan was called off. `/plan new` makes another one."),
    "plan.changed": N_("That plan changed a moment ago. Look at it again before you answer."),
    "plan.crowd": N_("A plan is for up to {limit} people. For more, invite everybody with `/host new`."),
    "plan.enough": N_("You've made {limit} plans this week. Give people time to answer; next week you can make more."),
    "plan.gone": N_("That plan isn't there any more. `/plan show` has those to come."),
    "plan.lately": N_("You've asked **{name}** not long ago. Give it some time, or write to them yourself."),
    "plan.no_time": N_("A plan needs at least one time. Add one, such as “Fri 19:00”."),
    "plan.nobody": N_("Nobody of that plan is on your list any more. `/met` records whom you met."),
    "plan.not_agreed": N_("That plan isn't agreed yet, or not any more. `/plan show` says how it stands."),
    "plan.open": N_(
        "There is a plan between you and **{name}** already. `/plan show` has it: answer or change that one."
    ),
    "plan.over": N_("That plan is over. `/plan new` makes another one."),
    "plan.past": N_("One of those times is over already. Name times still to come."),
    "plan.share_oneself": N_("You know of it already. Pick somebody you trust."),
    "plan.share_party": N_("They are part of that plan. Pick somebody else you trust."),
    "plan.whom": N_("Whom would you like to meet? Pick a member of this server, or give a name."),
    "pool.announced": N_(
        "Somebody has heard of it already, so it can't be undone. Each of them can still say “not this week”."
    ),
    "pool.break": N_(
        "Everybody here has a break that week, so nobody is introduced. `/community break` shows it and takes it back."
    ),
    "pool.closed": N_("This server has no pool at the moment. Its organisers can open one with `/community pool`."),
    "pool.few": N_("There are too few people to match just now. `/pool join` is how more come in."),
    "pool.made": N_(
        "This week's introductions are made already. The next ones come by themselves, at the weekly time."
    ),
    "pool.not_in": N_("You aren't in this server's pool. `/pool join` takes you in; it takes one press."),
    "progress.departed": N_("You are no longer in **{name}**, so it can't be shared there. It stays yours to look at."),
    "progress.not_shown": N_(
        "There is nothing to see: they show nothing here, or have nothing to show yet. Everybody chooses with `/progress sharing`."
    ),
    "progress.nothing_yet": N_("There is nothing to share yet: it comes with the first meeting. `/met` records one."),
    "quiet.unreadable": N_("I can't read “{typed}” as quiet hours. Try “22-7” or “22:30 to 8:00”."),
    "reach.outside": N_(
        "I look for people from 1 to {limit} km around you, which are some 620 miles. Try “50 km” or “30 miles”."
    ),
    "reach.unreadable": N_("I can't read “{typed}” as a distance. Try “50 km”, “30 miles” or just a number."),
    "photo.gone": N_("I can't find that photo any more."),
    "photo.no_room": N_(
        "There's no room for more photos here. Remove some of your older ones with `/story edit`, or ask an organiser."
    ),
    "photo.too_large": N_("That file is larger than 25 MB. Please choose a smaller one."),
    "photo.too_many": N_("A story holds up to {most} photos. Remove one first; your words are kept."),
    "photo.unreadable": N_("I can't read that file as a photo. JPEG, PNG, WebP and GIF work."),
    "story.gone": N_("That story isn't up any more."),
    "story.moderated": N_(
        "Somebody who looks after the channel removed that recap, so it stays down. Your meeting is still recorded."
    ),
    "story.never_named": N_(
        "Your profile says that nobody may name you. Change that in `/profile` first, then press it again."
    ),
    "story.not_you": N_("This story doesn't list you among those who met, so there's nothing to name. All good!"),
    "story.what_change": N_("What should be different? Please write a few words."),
    "story.wished_enough": N_(
        "You've asked for several changes today. Give the author a day, or become “a friend” meanwhile."
    ),
    "story.where": N_("Which server should read it? Use *Post* inside the server, or start a mission there first."),
    "story.yours": N_("It's your own story: you're named as its author. `/story edit` changes it."),
    "tag.unknown": N_("Nobody on your list has the tag “{tag}”. `/contact list` shows the tags there are."),
    "time.unreadable": N_("I can't read “{typed}” as a time. Try “Mon 9:00” or “Friday 5 pm”."),
    "timeoff.backwards": N_("Those days run backwards: the last one comes before the first. Swap them and try again."),
    "timeoff.gone": N_("That time off isn't there any more."),
    "timeoff.outside": N_("Your mission runs from {starts_on} to {ends_on}; those days lie outside it."),
    "visit.far": N_("{starts_on} is more than a year ahead, which is further than I look. Tell me nearer the time."),
    "visit.gone": N_("That visit isn't among yours any more. `/visit list` shows the coming ones."),
    "visit.long": N_(
        "More than {limit} days is almost a move: if you live there then, change your city with `/profile`. Else tell me "
        "a shorter time."
    ),
    "visit.many": N_(
        "You have {limit} visits ahead, which is as many as I keep. Remove one with `/visit remove`, then add this one."
    ),
    "visit.over": N_("That visit is over. `/visit add` takes the next one."),
    "visit.past": N_("Those days are over: the last one was {ends_on}. Give the coming ones, such as “next weekend”."),
    "visit.which": N_(
        "Which visit do you mean? Pick one of the choices that appear as you type; `/visit list` shows them all."
    ),
    "zone.unknown": N_(
        "I don't know the time zone “{typed}”. Start typing a city near you and pick one from the list."
    ),
}


def sentence(t: Words, refusal: Refusal) -> str:
    return t(SENTENCES[refusal.key], **{name: _shown(t, value) for name, value in refusal.values.items()})


def _shown(t: Words, value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value, "R")
    return t.full_day(value) if isinstance(value, date) else safe(value) if isinstance(value, str) else value
