"""The commands as a Markdown table, for the README; `python -m tests.support.commands_table` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from discord import app_commands

from cogs.kit.registry import Command
from tests.support.features import loaded_registry

MARK, END = "<!-- commands -->", "<!-- /commands -->"


def commands_table() -> str:
    """Every command and user menu with its description, in the order they are loaded."""
    rows = [row for command in loaded_registry().commands for row in _rows(command)]
    return "\n".join(["| command | what it does |", "|---|---|", *(f"| {name} | {what} |" for name, what in rows)])


def table_in(readme: str) -> str | None:
    """What stands between the marks; None where one of them is missing."""
    _before, mark, rest = readme.partition(MARK)
    table, end, _after = rest.partition(END)
    return table.strip() if mark and end else None


def _rows(command: Command) -> Iterator[tuple[str, str]]:
    if isinstance(command, app_commands.ContextMenu):
        yield f"user menu *{command.name}*", "the same from somebody's profile"
    elif isinstance(command, app_commands.Group):
        for each in command.commands:
            yield from _rows(each)
    else:
        yield f"`/{command.qualified_name}`", command.description


if __name__ == "__main__":
    print(commands_table())
