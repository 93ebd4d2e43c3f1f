"""`.env.example` is true: it names every setting with its default and a reason; faults come together, secrets never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from tests.support.sources import ROOT

EXAMPLE = ROOT / ".env.example"
SECRET = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_it_names_exactly_the_settings_there_are() -> None:
    assert [name.lower() for name, _comment in _lines()] == list(Settings.model_fields)


def test_every_setting_is_explained_above_it() -> None:
    """Settings that belong together may share a comment, as long as one stands above them."""
    assert [name for name, comment in _lines() if len(comment) < 20] == []


def test_it_loads_and_changes_nothing() -> None:
    assert load_settings(EXAMPLE) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_a_setting_from_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PORT", "9000")

    assert load_settings(EXAMPLE).demo_port == 9000


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("DATABASE_URL=mysql://x\nLOG_LEVEL=loud\nDM_BUDGET_DAY=-1\nDEMO_PORT=http\nNONCE_WINDOW_SECONDS=0\n")

    with pytest.raises(SettingsError) as raised:
        load_settings(env)

    faults = str(raised.value).splitlines()
    assert [fault.partition(":")[0] for fault in faults] == [
        "DATABASE_URL",
        "LOG_LEVEL",
        "DM_BUDGET_DAY",
        "NONCE_WINDOW_SECONDS",
        "DEMO_PORT",
    ]
    assert "sqlite+aiosqlite" in faults[0]


def test_a_token_of_spaces_is_no_token(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("DISCORD_TOKEN='  '\n")

    assert load_settings(env).discord_token is None


def test_the_token_is_never_printed(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"DISCORD_TOKEN={SECRET}\n")
    settings = load_settings(env)

    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == SECRET
    shown = [repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()]
    assert all(SECRET not in each for each in shown)


def test_a_fault_prints_neither_token_nor_password(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"DISCORD_TOKEN={SECRET}\nDATABASE_URL=mysql://bot:{SECRET}@db/x\nDEMO_PORT={SECRET}\n")

    with pytest.raises(SettingsError) as raised:
        load_settings(env)

    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_the_databases_password_is_never_printed(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"DATABASE_URL=postgresql+asyncpg://bot:{SECRET}@db/meetward\n")

    assert SECRET not in repr(load_settings(env))


def _lines() -> Iterator[tuple[str, str]]:
    """Every setting with the comment of its paragraph."""
    for paragraph in EXAMPLE.read_text("utf-8").split("\n\n"):
        comment = " ".join(line[1:].strip() for line in paragraph.splitlines() if line.startswith("#"))
        for name in re.findall(r"^([A-Z_]+)=", paragraph, re.MULTILINE):
            yield name, comment
