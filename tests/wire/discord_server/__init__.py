"""A small Discord on 127.0.0.1 that speaks the gateway and REST v10 over real sockets.

    async with DiscordServer() as server, redirected(server):
        guild = server.add_guild("Bloomington")
        ...  # start the bot
        channel = server.add_channel(guild, "meetups")
        act = await server.slash(guild.owner, channel, "met", {"contact": "Chris"})
        assert "Chris" in (await act.answer()).text

`people` and `messages` hold what exists, `world` the state, `gateway` and `rest` the two protocols, `routes_*` and
`commands` what REST serves, `interactions` an act's life, `values` and `acting` what people do, `weather` what goes
wrong, `errors` Discord's refusals. It refuses what it does not know: such requests are in `faults`.
"""

from .commands import NotOffered
from .errors import Json
from .interactions import Act, Answer, Kind, Modal, NoAnswer, Reply
from .messages import Message, Upload
from .people import EVERYONE_MAY, Channel, ChannelKind, Guild, Member, Role, User
from .rest import Call
from .server import DiscordServer
from .values import Value, Values
from .weather import Fault

__all__ = [
    "EVERYONE_MAY",
    "Act",
    "Answer",
    "Call",
    "Channel",
    "ChannelKind",
    "DiscordServer",
    "Fault",
    "Guild",
    "Json",
    "Kind",
    "Member",
    "Message",
    "Modal",
    "NoAnswer",
    "NotOffered",
    "Reply",
    "Role",
    "Upload",
    "User",
    "Value",
    "Values",
]
