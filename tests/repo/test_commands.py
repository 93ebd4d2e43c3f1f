"""The README's table of commands is what the bot really offers."""

from __future__ import annotations

import pytest

from tests.support.commands_table import END, MARK, commands_table, table_in
from tests.support.sources import ROOT

README = ROOT / "README.md"


def test_the_readme_lists_the_commands_there_are() -> None:
    if not README.is_file():
        pytest.skip("README.md is not written yet")
    table = table_in(README.read_text("utf-8"))

    assert table is not None, f"put the table between {MARK} and {END}"
    assert table == commands_table(), "run `python -m tests.support.commands_table` and paste what it prints"


def test_the_table_holds_commands_subcommands_and_user_menus() -> None:
    table = commands_table()

    assert "| `/met` | You met someone? Record it in a few seconds |" in table
    assert "| `/mission time-off` |" in table
    assert "| user menu *Add to my list* |" in table
    assert "| `/mission` |" not in table  # a group cannot be called itself


def test_the_table_is_found_between_its_marks() -> None:
    assert table_in(f"# A\n\n{MARK}\n\n| x |\n\n{END}\n\nafter") == "| x |"
    assert table_in(f"{MARK}\n| x |") is None
