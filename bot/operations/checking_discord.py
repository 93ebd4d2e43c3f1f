"""Whether Discord takes the bot, and what its servers let it do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.client import PERMISSIONS, invite_link
from bot.first_look import REFUSED_TOKEN, Glance, clock_fault, glance, unreachable
from bot.operations.findings import Finding, Stands
from bot.settings import Settings
from data.store import SqlStore
from meetups.values import Community

AT_ONCE = 5
FEW_STARTS = 50
_PAGE = 200
WRITING = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
_TURNED_ON = {
    "presence": ("gateway_presence", "gateway_presence_limited"),
    "server members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "message content": ("gateway_message_content", "gateway_message_content_limited"),
}
Json = dict[str, Any]


async def discord_findings(settings: Settings, *, is_known: bool) -> AsyncIterator[Finding]:
    """What Discord says; of servers' channels too where the database can be read."""
    if settings.discord_token is None:
        advice = "Copy .env.example to .env and put your bot's token into it. Without one there is the demo."
        yield Finding("token", Stands.LOOK, "there is none, so nothing was asked of Discord", advice)
        return
    token = settings.discord_token.get_secret_value()
    found = await _glance(settings.discord_api_url, token)
    if isinstance(found, Finding):
        yield found
        return
    fault = clock_fault(found.skew)
    yield Finding("clock", Stands.FAULT if fault else Stands.WELL, fault or "agrees with Discord's")
    if found.account_id is None:
        is_refused = found.status == 401
        says = REFUSED_TOKEN if is_refused else f"Discord answers with status {found.status}"
        yield Finding("token", Stands.FAULT, says, "" if is_refused else "Try again later: discordstatus.com")
        return
    yield Finding("token", Stands.WELL, "Discord takes it")
    Route.BASE = settings.discord_api_url
    async with discord.Client(intents=discord.Intents.none(), max_messages=None) as client:
        try:
            await client.login(token)
            for each in (*_application(client), await _shards(client, settings)):
                yield each
            async for each in _servers(client, await _communities(settings) if is_known else {}):
                yield each
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            yield Finding("Discord", Stands.FAULT, f"stopped answering ({type(error).__name__})", "Try again later.")


async def _glance(api_url: str, token: str) -> Glance | Finding:
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
            return await glance(session, api_url, token)
    except aiohttp.ClientConnectorDNSError:
        return Finding("network", Stands.FAULT, unreachable(api_url))
    except (aiohttp.ClientError, TimeoutError, socket.gaierror) as error:
        says = f"Discord can't be reached ({type(error).__name__})"
        return Finding("network", Stands.FAULT, says, "Check the network, DISCORD_API_URL, and discordstatus.com.")


def _application(client: discord.Client) -> list[Finding]:
    about = client.application
    assert about is not None, "the client has logged in"
    is_public = "anybody may add it" if about.bot_public else "only its owner may add it"
    found = [Finding("application", Stands.WELL, f"{about.name} ({about.id}); {is_public}")]
    if about.interactions_endpoint_url:
        advice = (
            "Developer portal → General Information: empty Interactions Endpoint URL, or no command reaches the bot."
        )
        found.append(Finding("interactions", Stands.FAULT, "they are sent to an address on the web", advice))
    if about.bot_require_code_grant:
        advice = "Developer portal → Bot: turn off Requires OAuth2 Code Grant, or nobody can add it."
        found.append(Finding("installation", Stands.FAULT, "adding it wants a code grant", advice))
    elif about.user_integration_config is not None:
        advice = "Developer portal → Installation: untick User Install; it works only where it was added to a server."
        found.append(Finding("installation", Stands.LOOK, "people may install it for themselves", advice))
    else:
        found.append(Finding("installation", Stands.WELL, invite_link(about.id)))
    wanted = [name for name, flags in _TURNED_ON.items() if any(getattr(about.flags, each) for each in flags)]
    if wanted:
        advice = "Developer portal → Bot → Privileged Gateway Intents: turn them off; Meetward never uses them."
        found.append(Finding("intents", Stands.LOOK, f"privileged ones are on: {', '.join(wanted)}", advice))
    else:
        found.append(Finding("intents", Stands.WELL, "none privileged"))
    return found


async def _shards(client: discord.Client, settings: Settings) -> Finding:
    recommended, _url, limit = await client.http.get_bot_gateway()
    chosen, left = settings.shard_count, limit["remaining"]
    says = (
        f"Discord recommends {recommended}, {chosen or 'as many'} are set; {left} of {limit['total']} starts left today"
    )
    if left < FEW_STARTS:
        advice = "Something starts the bot again and again. Stop it and read its log: at 0 Discord resets the token."
        return Finding("shards", Stands.LOOK if left else Stands.FAULT, says, advice)
    if chosen is not None and chosen < recommended:
        return Finding("shards", Stands.LOOK, says, "Raise SHARD_COUNT in every process: docs/scaling.md")
    return Finding("shards", Stands.WELL, says)


async def _communities(settings: Settings) -> dict[int, Community]:
    store = SqlStore(settings.database_url)
    try:
        async with store.read() as work:
            return {each.id: each for each in await work.communities.find(left_at=None)}
    finally:
        await store.close()


async def _servers(client: discord.Client, communities: dict[int, Community]) -> AsyncIterator[Finding]:
    guilds: list[Json] = []
    is_more = True
    while is_more:
        last = guilds[-1]["id"] if guilds else None
        page = await client.http.get_guilds(_PAGE, after=last, with_counts=False)
        guilds += [dict(each) for each in page]
        is_more = len(page) == _PAGE
    turn = asyncio.Semaphore(AT_ONCE)

    async def looked_at(guild: Json) -> list[Finding]:
        async with turn:
            return await _server(client, guild, communities.get(int(guild["id"])))

    found = [each for some in await asyncio.gather(*map(looked_at, guilds)) for each in some]
    yield Finding("servers", Stands.WELL, f"in {len(guilds):,}, of which {len(communities):,} are set up")
    for each in found:
        yield each


async def _server(client: discord.Client, guild: Json, community: Community | None) -> list[Finding]:
    """Nothing where all is well."""
    what, held = f"server {guild['name']}", discord.Permissions(int(guild["permissions"]))
    missing = _missing(held, PERMISSIONS)
    found = []
    if missing:
        advice = "Add the bot again with the link above, or give its role these permissions."
        found.append(Finding(what, Stands.LOOK, f"missing: {missing}", advice))
    if community is None:
        return found
    me: Json | None = None
    for purpose, channel_id, needed in (
        ("recaps", community.recap_channel_id, PERMISSIONS),
        ("nudges", community.nudge_channel_id, WRITING),
        ("organisers", community.organiser_channel_id, WRITING),
    ):
        if channel_id is None:
            continue
        where = f"{what}, channel of {purpose}"
        try:
            channel: Json = dict(await client.http.get_channel(channel_id))
            me = me or dict(await client.http.get_member(int(guild["id"]), client.application_id or 0))
        except discord.NotFound:
            found.append(Finding(where, Stands.LOOK, "is gone", "An organiser chooses another: /community settings"))
        except discord.Forbidden:
            found.append(Finding(where, Stands.LOOK, "can't be seen by the bot", "Let the bot's role see it."))
        else:
            lacking = _missing(_in_channel(held, guild, me, channel), needed)
            if lacking and not missing:
                found.append(Finding(where, Stands.LOOK, f"missing: {lacking}", "Allow the bot's role this there."))
    return found


def _in_channel(held: discord.Permissions, guild: Json, me: Json, channel: Json) -> discord.Permissions:
    """As Discord computes it: for everyone, then all roles together, then the member."""
    if held.administrator:
        return discord.Permissions.all()
    overwrites = {each["id"]: (int(each["allow"]), int(each["deny"])) for each in channel["permission_overwrites"]}
    value = held.value
    for ids in ([guild["id"]], me["roles"], [me["user"]["id"]]):
        some = [overwrites[each] for each in ids if each in overwrites]
        for _allow, deny in some:
            value &= ~deny
        for allow, _deny in some:
            value |= allow
    return discord.Permissions(value)


def _missing(held: discord.Permissions, needed: discord.Permissions) -> str:
    if held.administrator:
        return ""
    return ", ".join(name.replace("_", " ") for name, is_needed in needed if is_needed and not getattr(held, name))
