"""The command line as an operator uses it: in a folder of its own, told everything by the environment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import Settings


class CommandLine:
    """Runs commands in a folder; what one said last is in ``said``, without the breaks of lines."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._environment = monkeypatch
        self.said = ""
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.chdir(folder)

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self._environment.setenv(name, value)

    def __call__(self, *arguments: str, typed: str | None = None) -> int:
        """Give the exit code."""
        ran = CliRunner().invoke(app, list(arguments), input=typed)
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        self.said = re.sub(r"\s+", " ", ran.output)
        return ran.exit_code
