"""What somebody is called on Discord, asked of Discord where the bot has not seen them."""

from __future__ import annotations

import discord

from cogs.kit.act import Act, account_of
from meetups.refusals import Refusal
from meetups.services.contacts import Account
from meetups.values import PersonId


async def somebody(act: Act, person_id: int) -> Account:
    """The account a custom id names, if there is one: nobody is asked on a tampered client's word."""
    try:
        return account_of(await act.interaction.client.fetch_user(person_id))
    except discord.NotFound as error:
        raise Refusal("choice.unreadable") from error


async def name_of(act: Act, person_id: PersonId) -> str:
    """What somebody is called; their identifier where Discord does not say."""
    try:
        user: discord.User = await act.interaction.client.fetch_user(person_id)
    except discord.HTTPException:
        return str(person_id)
    return user.display_name
