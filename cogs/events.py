"""Evenings as events of the server, for everybody in it to see beside its channels.

Discord recognises no repeated creation here, so one whose outcome is unknown is looked up among the server's events by
the last line of its description. Nothing else of an event is the bot's own to write in, and members read over a word
and a number there.
"""

from __future__ import annotations

from typing import Final

import discord

from cogs.kit.activities import activity_named
from cogs.kit.text import channel, mention, plain, safe, shortened
from cogs.kit.words import Words
from cogs.once import once
from meetups.services.gatherings import HostedEvent
from meetups.values import MessageId

UNKNOWN: Final = 10070
"""Discord's code for an event that is not there."""
_NAME, _LOCATION, _DESCRIPTION = 100, 100, 1_000


async def make_event(guild: discord.Guild, t: Words, event: HostedEvent, delivery_id: int) -> MessageId:
    """It is asked for once only: a repetition could make another."""
    with once():
        made = await guild.create_scheduled_event(
            name=_name(t, event),
            description=_description(t, event, delivery_id),
            location=_location(t, event),
            start_time=event.gathering.starts_at,
            end_time=event.gathering.ends_at,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
        )
    return MessageId(made.id)


async def change_event(guild: discord.Guild, t: Words, event_id: int, event: HostedEvent, delivery_id: int) -> None:
    standing = await guild.fetch_scheduled_event(event_id, with_counts=False)
    await standing.edit(
        name=_name(t, event),
        description=_description(t, event, delivery_id),
        location=_location(t, event),
        # Discord takes no beginning that has passed, not even the one it knows.
        start_time=discord.utils.MISSING if event.has_begun else event.gathering.starts_at,
        end_time=event.gathering.ends_at,
    )


async def take_down_event(guild: discord.Guild, event_id: int) -> None:
    """Delete it; that it is gone already, by an earlier attempt or a moderator, is as good."""
    try:
        await (await guild.fetch_scheduled_event(event_id, with_counts=False)).delete()
    except discord.NotFound as error:
        if error.code != UNKNOWN:
            raise


async def find_event(guild: discord.Guild, own_id: int, delivery_id: int) -> MessageId | None:
    """The event that this delivery of ours became, if it is among those of the server."""
    for each in await guild.fetch_scheduled_events(with_counts=False):
        if each.creator_id == own_id and (each.description or "").splitlines()[-1:] == [_reference(delivery_id)]:
            return MessageId(each.id)
    return None


def _name(t: Words, event: HostedEvent) -> str:
    return shortened(plain(activity_named(t, event.gathering.activity)), _NAME)


def _location(t: Words, event: HostedEvent) -> str:
    where = ", ".join(filter(None, [event.place, event.city.label if event.city else ""]))
    return shortened(plain(where or event.community.name), _LOCATION) or t("Here")


def _description(t: Words, event: HostedEvent, delivery_id: int) -> str:
    gathering = event.gathering
    lines = [
        t("{person} invites you", person=mention(event.host_id)) if event.host_id is not None else "",
        t("Join in {channel}.", channel=channel(gathering.channel_id)),
        _reference(delivery_id),
    ]
    end = "\n".join(filter(None, lines))
    words = "\n".join(map(safe, gathering.words.splitlines()))
    return f"{shortened(words, _DESCRIPTION - len(end) - 2)}\n\n{end}".strip()


def _reference(delivery_id: int) -> str:
    return f"Meetward · {delivery_id:x}"
