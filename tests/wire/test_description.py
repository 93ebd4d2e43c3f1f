"""The two judges of request bodies: what discord.py really sends passes, what is bent in any place does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, TypeAlias

import discord
import pytest
from discord import app_commands, ui
from discord.http import handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params, interaction_response_params

from tests.support.discord_description import Description, description
from tests.support.discord_limits import V2_FLAG, limit_faults

Json: TypeAlias = dict[str, Any]
Request: TypeAlias = tuple[str, str, Any]

SEND, EDIT = "/channels/1/messages", "/channels/1/messages/2"
CALLBACK, FOLLOW_UP = "/interactions/1/token/callback", "/webhooks/1/token"
ORIGINAL, COMMANDS = "/webhooks/1/token/messages/@original", "/applications/1/commands"


@pytest.fixture(scope="module")
def judge() -> Description:
    found = description()
    if found is None:
        pytest.skip("Discord's OpenAPI description is not beside the project (set DISCORD_OPENAPI)")
    return found


# What discord.py sends


def _card() -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    people: ui.ActionRow[ui.LayoutView] = ui.ActionRow(
        ui.UserSelect(
            custom_id="who", max_values=25, placeholder="Who", default_values=[discord.Object(5, type=discord.User)]
        )
    )
    cities = [discord.SelectOption(label="Bloomington", value="b", description="Indiana", emoji="🏙️", default=True)]
    choice: ui.ActionRow[ui.LayoutView] = ui.ActionRow(ui.Select(custom_id="city", options=cities))
    buttons: ui.ActionRow[ui.LayoutView] = ui.ActionRow(
        ui.Button(label="Invite", custom_id="invite", emoji="🎉", style=discord.ButtonStyle.success),
        ui.Button(label="Map", url="https://example.org"),
    )
    section: ui.Section[ui.LayoutView] = ui.Section("Chris", accessory=ui.Thumbnail("https://example.org/a.png"))
    press: ui.Section[ui.LayoutView] = ui.Section("Erin", accessory=ui.Button(label="Never", custom_id="never"))
    pictures: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(discord.MediaGalleryItem("https://example.org/b.png"))
    separator: ui.Separator[ui.LayoutView] = ui.Separator(spacing=discord.SeparatorSpacing.large)
    view.add_item(ui.Container(section, press, separator, pictures, people, choice, buttons, accent_colour=0x336699))
    view.add_item(ui.TextDisplay("the end"))
    return view


class _Form(ui.Modal, title="Tell it"):
    before: ui.TextDisplay[Any] = ui.TextDisplay("Before you post")
    story: ui.Label[Any] = ui.Label(
        text="Story", description="As you like", component=ui.TextInput(custom_id="story", max_length=2000)
    )
    mood: ui.Label[Any] = ui.Label(
        text="Mood", component=ui.Select(custom_id="mood", options=[discord.SelectOption(label="Good")])
    )
    who: ui.Label[Any] = ui.Label(text="Who", component=ui.UserSelect(custom_id="who", required=False, max_values=5))
    photo: ui.Label[Any] = ui.Label(
        text="Photo", component=ui.FileUpload(custom_id="photo", required=False, max_values=4)
    )


def _classic_form() -> ui.Modal:
    form = ui.Modal(title="Classic", custom_id="classic")
    form.add_item(
        ui.TextInput(label="Note", custom_id="note", default="x", placeholder="…", min_length=1, max_length=9)
    )
    return form


def _tree() -> app_commands.CommandTree[discord.Client]:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents(guilds=True)))

    @tree.command(description="Record a meeting", nsfw=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.choices(how=[app_commands.Choice(name="In person", value="in_person")])
    async def met(
        _: discord.Interaction,
        contact: app_commands.Range[str, 1, 100],
        how: app_commands.Choice[str],
        member: discord.User | None = None,
        where: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        photo: discord.Attachment | None = None,
        minutes: app_commands.Range[int, 1, 600] | None = None,
        share: app_commands.Range[float, 0.0, 1.0] | None = None,
        public: bool = False,
    ) -> None: ...

    @met.autocomplete("contact")
    async def _contacts(_: discord.Interaction, __: str) -> list[app_commands.Choice[str]]:
        return []

    @tree.context_menu(name="Add to my list")
    async def add(_: discord.Interaction, user: discord.User) -> None: ...

    group = app_commands.Group(
        name="community",
        description="For organisers",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )
    inner = app_commands.Group(name="digest", description="The digest", parent=group)

    @inner.command(name="show", description="Show it")
    async def show(_: discord.Interaction) -> None: ...

    tree.add_command(group)
    return tree


def _sent(**parameters: Any) -> Any:
    """The JSON body of a message request, of a multipart one its `payload_json`."""
    with handle_message_parameters(**parameters) as made:
        return made.payload if made.payload is not None else json.loads(made.multipart[0]["value"])  # type: ignore[index]


def _answered(kind: int, **parameters: Any) -> Any:
    with interaction_message_response_params(type=kind, **parameters) as made:
        return made.payload


def _plain(kind: int, data: Json | None = None) -> Any:
    return interaction_response_params(kind, data).payload


def requests() -> dict[str, Request]:
    """Real bodies by discord.py's own serialisers, one of each kind the bot sends."""
    mentions = discord.AllowedMentions(users=[discord.Object(7)], everyone=False, roles=False)
    embed = discord.Embed(title="Digest", description="This week", colour=3, url="https://example.org")
    embed.add_field(name="Met", value="4").set_footer(text="Meetward").set_author(name="Chris")
    classic = ui.View(timeout=None)
    classic.add_item(ui.Button(label="Go", custom_id="go"))
    picture = discord.File(__file__, "card.png", description="A card")
    commands = _tree()
    synced = [command.to_dict(commands) for command in commands.get_commands()]
    nobody = {"name": "Chris", "value": "1"}
    return {
        "card": ("POST", SEND, _sent(view=_card(), nonce="delivery-1", allowed_mentions=mentions)),
        "classic": (
            "POST",
            SEND,
            _sent(content="hello", embeds=[embed], view=classic, flags=discord.MessageFlags(silent=True)),
        ),
        "file": ("POST", SEND, _sent(content="look", files=[picture])),
        "edit": ("PATCH", EDIT, _sent(view=_card(), attachments=[])),
        "dm": ("POST", "/users/@me/channels", {"recipient_id": 80}),
        "answer": ("POST", CALLBACK, _answered(4, view=_card(), flags=discord.MessageFlags(ephemeral=True))),
        "thinking": ("POST", CALLBACK, _plain(5, {"flags": 64})),
        "update later": ("POST", CALLBACK, _plain(6)),
        "update": ("POST", CALLBACK, _answered(7, view=_card(), attachments=[])),
        "choices": ("POST", CALLBACK, _plain(8, {"choices": [nobody]})),
        "form": ("POST", CALLBACK, _plain(9, _Form(custom_id="form").to_dict())),
        "classic form": ("POST", CALLBACK, _plain(9, _classic_form().to_dict())),
        "follow-up": ("POST", FOLLOW_UP, _sent(view=_card(), flags=discord.MessageFlags(ephemeral=True))),
        "original": ("PATCH", ORIGINAL, _sent(content="done")),
        "commands": ("PUT", COMMANDS, synced),
        "overwrite": ("PUT", "/channels/1/permissions/2", {"id": 2, "allow": "1024", "deny": "0", "type": 0}),
        "event": (
            "POST",
            "/guilds/1/scheduled-events",
            {
                "name": "Tea",
                "privacy_level": 2,
                "scheduled_start_time": "2026-11-20T18:00:00+00:00",
                "scheduled_end_time": "2026-11-20T19:00:00+00:00",
                "entity_type": 3,
                "entity_metadata": {"location": "Library"},
            },
        ),
    }


NAMES = list(requests())


@pytest.mark.parametrize("name", NAMES)
async def test_what_discordpy_sends_passes(judge: Description, name: str) -> None:
    method, path, body = requests()[name]
    assert judge.faults(method, path, body) == []
    assert limit_faults(method, path, body) == []


# Bending it


def _places(body: Any, trail: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The trail of every member of every object in the body."""
    members = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in members:
        if isinstance(body, dict):
            yield (*trail, key)
        yield from _places(value, (*trail, key))


def _bent(body: Any, trail: tuple[Any, ...]) -> tuple[Any, Any]:
    """A copy of the body and the object in it that holds the trail's end."""
    whole = copy.deepcopy(body)
    holder = whole
    for key in trail[:-1]:
        holder = holder[key]
    return whole, holder


def _wrong_type(value: Any) -> Any:
    return ["wrong"] if value is None or isinstance(value, str) else "wrong"


@pytest.mark.parametrize("name", NAMES)
async def test_every_renamed_key_is_caught(judge: Description, name: str) -> None:
    method, path, body = requests()[name]
    for trail in _places(body):
        bent, holder = _bent(body, trail)
        holder[f"{trail[-1]}x"] = holder.pop(trail[-1])
        assert judge.faults(method, path, bent), f"{trail} renamed"


@pytest.mark.parametrize("name", NAMES)
async def test_every_wrong_type_is_caught(judge: Description, name: str) -> None:
    method, path, body = requests()[name]
    for trail in _places(body):
        bent, holder = _bent(body, trail)
        holder[trail[-1]] = _wrong_type(holder[trail[-1]])
        assert judge.faults(method, path, bent), f"{trail} is {holder[trail[-1]]!r}"


@pytest.mark.parametrize("name", NAMES)
async def test_every_value_outside_its_enum_is_caught(judge: Description, name: str) -> None:
    method, path, body = requests()[name]
    for trail in _places(body):
        if trail[-1] in {"type", "style", "spacing", "privacy_level", "entity_type"}:
            bent, holder = _bent(body, trail)
            holder[trail[-1]] = 99
            assert judge.faults(method, path, bent), trail


def test_a_fault_names_its_place_in_the_branch_that_was_meant(judge: Description) -> None:
    button = {"type": 2, "style": 1, "label": 5, "custom_id": "x"}
    body = {"components": [{"type": 17, "components": [{"type": 1, "components": [button]}]}], "flags": V2_FLAG}
    assert judge.faults("POST", SEND, body) == [
        "body.components[0].components[0].components[0].label: 5 is not of type 'string', 'null'"
    ]


def test_routes_and_the_presence_of_bodies_are_judged(judge: Description) -> None:
    assert judge.faults("GET", "/users/@me") == []
    assert judge.faults("GET", "/users/5?with_counts=1") == []
    assert judge.faults("PUT", "/guilds/1/bans/2") == []
    assert "no such route" in judge.faults("GET", "/user/@me")[0]
    assert "takes no body" in judge.faults("GET", "/users/@me", {})[0]
    assert "needs a body" in judge.faults("POST", SEND)[0]


# Limits the description does not know


def _v2(*components: Json, **more: Any) -> Json:
    return {"flags": V2_FLAG, "components": list(components), **more}


def _text(size: int = 1) -> Json:
    return {"type": 10, "content": "x" * size}


def _button(custom_id: str = "a", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "x", "custom_id": custom_id, **more}


def _row(*items: Json) -> Json:
    return {"type": 1, "components": list(items)}


def _select(options: list[Json], **more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": options, **more}


def _option(value: str, **more: Any) -> Json:
    return {"label": value, "value": value, **more}


def _modal(*rows: Json, title: str = "T", custom_id: str = "m") -> Json:
    return {"type": 9, "data": {"title": title, "custom_id": custom_id, "components": list(rows)}}


def _field(custom_id: str, label: str = "L", **more: Any) -> Json:
    return {"type": 18, "label": label, "component": {"type": 4, "custom_id": custom_id, "style": 1, **more}}


def _command(name: str = "met", **more: Any) -> Json:
    return {"name": name, "type": 1, "description": "d", **more}


def _argument(name: str, **more: Any) -> Json:
    return {"name": name, "type": 3, "description": "d", **more}


_LONG_EMBED = {"description": "x" * 4000}

REFUSED: dict[str, Request] = {
    "empty message": ("POST", SEND, {"content": "", "components": []}),
    "empty follow-up": ("POST", FOLLOW_UP, {}),
    "content too long": ("POST", SEND, {"content": "x" * 2001}),
    "embeds too long together": ("POST", SEND, {"embeds": [_LONG_EMBED, _LONG_EMBED]}),
    "duplicate custom id": ("POST", SEND, {"components": [_row(_button(), _button())]}),
    "V2 components without the flag": ("POST", SEND, {"components": [_text()]}),
    "V2 flag with content": ("POST", SEND, _v2(_text(), content="x")),
    "V2 flag with embeds": ("POST", CALLBACK, {"type": 4, "data": _v2(_text(), embeds=[{"title": "x"}])}),
    "V2 flag with a poll": ("POST", SEND, _v2(_text(), poll={"question": {"text": "x"}})),
    "V2 flag with stickers": ("POST", SEND, _v2(_text(), sticker_ids=["1"])),
    "V2 text too long together": ("PATCH", EDIT, _v2(_text(2000), {"type": 17, "components": [_text(2001)]})),
    "too many nested components": ("POST", SEND, _v2({"type": 17, "components": [_text() for _ in range(40)]})),
    "missing attachment": ("POST", SEND, _v2({"type": 13, "file": {"url": "attachment://a.png"}})),
    "mentions said twice": ("POST", SEND, {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}),
    "custom id too long": ("POST", SEND, {"components": [_row(_button("x" * 101))]}),
    "label too long": ("POST", SEND, {"components": [_row(_button(label="x" * 81))]}),
    "button without label": ("POST", SEND, {"components": [_row(_button(label=None))]}),
    "six buttons": ("POST", SEND, {"components": [_row(*(_button(str(n)) for n in range(6)))]}),
    "select beside a button": ("POST", SEND, {"components": [_row(_button(), _select([_option("a")]))]}),
    "duplicate option": ("POST", SEND, {"components": [_row(_select([_option("a"), _option("a")]))]}),
    "26 options": ("POST", SEND, {"components": [_row(_select([_option(str(n)) for n in range(26)]))]}),
    "option label too long": ("POST", SEND, {"components": [_row(_select([_option("a", label="x" * 101)]))]}),
    "option description too long": (
        "POST",
        SEND,
        {"components": [_row(_select([_option("a", description="x" * 101)]))]},
    ),
    "placeholder too long": ("POST", SEND, {"components": [_row(_select([_option("a")], placeholder="x" * 151))]}),
    "more values than options": ("POST", SEND, {"components": [_row(_select([_option("a")], max_values=2))]}),
    "modal title too long": ("POST", CALLBACK, _modal(_field("a"), title="x" * 46)),
    "modal custom id too long": ("POST", CALLBACK, _modal(_field("a"), custom_id="x" * 101)),
    "six modal rows": ("POST", CALLBACK, _modal(*(_field(str(n)) for n in range(6)))),
    "modal with a field twice": ("POST", CALLBACK, _modal(_field("a"), _field("a"))),
    "modal label too long": ("POST", CALLBACK, _modal(_field("a", label="x" * 46))),
    "prefilled beyond its length": ("POST", CALLBACK, _modal(_field("a", value="xx", max_length=1))),
    "26 autocomplete choices": (
        "POST",
        CALLBACK,
        {"type": 8, "data": {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]}},
    ),
    "101 commands": ("PUT", COMMANDS, [_command(f"c{n}") for n in range(101)]),
    "command twice": ("PUT", COMMANDS, [_command(), _command()]),
    "upper-case command": ("PUT", COMMANDS, [_command("Met")]),
    "command with a space": ("PUT", COMMANDS, [_command("we met")]),
    "command without description": ("PUT", COMMANDS, [_command(description="")]),
    "required after optional": ("PUT", COMMANDS, [_command(options=[_argument("a"), _argument("b", required=True)])]),
    "option twice": ("PUT", COMMANDS, [_command(options=[_argument("a"), _argument("a")])]),
    "choices and autocomplete": (
        "PUT",
        COMMANDS,
        [_command(options=[_argument("a", autocomplete=True, choices=[{"name": "x", "value": "x"}])])],
    ),
    "bounds crossed": ("PUT", COMMANDS, [_command(options=[_argument("a", min_length=5, max_length=1)])]),
    "subcommand beside an option": (
        "PUT",
        COMMANDS,
        [_command(options=[_argument("a"), {"name": "b", "type": 1, "description": "d"}])],
    ),
    "menu with a description": ("PUT", COMMANDS, [_command("We met", type=2)]),
    "command too large": (
        "PUT",
        COMMANDS,
        [
            _command(
                options=[
                    _argument(f"o{n}", choices=[{"name": f"{m}", "value": "x" * 100} for m in range(25)])
                    for n in range(4)
                ]
            )
        ],
    ),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_discord_refuses_without_describing_it_is_found(name: str) -> None:
    assert len(limit_faults(*REFUSED[name])) == 1, limit_faults(*REFUSED[name])


def test_names_in_any_script_are_names() -> None:
    names = ["treffen", "встреча", "会う", "मिलना", "met-again", "o'clock"]
    assert limit_faults("PUT", COMMANDS, [_command(name) for name in names]) == []


def test_an_edit_of_a_card_need_not_repeat_the_flag() -> None:
    edit = {"components": [_text()]}
    assert limit_faults("PATCH", EDIT, edit, is_v2_message=True) == []
    assert limit_faults("PATCH", EDIT, edit) != []
    assert limit_faults("PATCH", EDIT, {"content": "x"}, is_v2_message=True) != []


def test_a_forwarded_message_is_not_empty() -> None:
    reference = {"type": 1, "message_id": "1", "channel_id": "2"}
    assert limit_faults("POST", SEND, {"message_reference": reference}) == []
