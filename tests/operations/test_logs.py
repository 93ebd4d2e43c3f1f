"""Lines of the log: each of them JSON, none with a token, a name or somebody's words, all of them in docs/watching.md."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import sqlite3
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession
from sqlalchemy.exc import IntegrityError

from bot import logs
from bot.logs import HIDDEN, hide, set_up_logs
from tests.support.sources import ROOT, modules, text, tree
from tests.wire.bot_process import BotProcess
from tests.wire.test_web import free_port
from tests.wire.town import Town, a_town

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
WORDS = "I met Chris at the Tea House"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What setting up logs changes in the process is changed back."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logs, "_known", set())
    yield
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def lines(as_it_was: None, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """The logs as the bot sets them up, to a file; all that was logged."""
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    set_up_logs("debug")
    return lambda: [json.loads(line) for line in file.getvalue().splitlines()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("as_it_was")
def test_in_a_terminal_nothing_from_outside_moves_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    set_up_logs("info")
    structlog.get_logger().info("said", value="\x1b[2J\x1b]0;owned\x07\r\nroot logged in", other="\x9b2J")
    logging.getLogger("odd").error("\x1b[2Jgone", exc_info=ValueError("\x1b[2J"))
    shown = terminal.getvalue()
    assert re.findall(r"[^\n -~]", re.sub(r"\x1b\[\d*m", "", shown)) == []
    assert "owned" in shown
    assert "builtins.ValueError" in shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"Bot {TOKEN}", HIDDEN),
        (f"Authorization: {TOKEN} was refused", f"Authorization: {HIDDEN} was refused"),
        ("POST https://discord.com/api/v10/interactions/12/aW50ZX:Jh/callback", f"/interactions/12/{HIDDEN}/callback"),
        ("https://discord.com/api/v10/webhooks/12/aW50/messages/@original", f"/webhooks/12/{HIDDEN}/messages"),
        ("postgresql://meetward:hunter2@db/meetward", f"//{HIDDEN}@db/meetward"),
        ("it was pa$$word again", f"it was {HIDDEN} again"),
        ("\x1b[2Jgone\r\nlevel=info", "\\x1b[2Jgone\\r\\nlevel=info"),
        ("a\u202eb\u2028c\x9bd", "a\\u202eb\\u2028c\\x9bd"),
        ("\ud800", "\\ud800"),
        (
            "cogs.plans.answering.PlansAndTheirAnswers is at 12/34",
            "cogs.plans.answering.PlansAndTheirAnswers is at 12/34",
        ),
    ],
)
def test_a_value_is_shown_without_secrets_and_without_what_a_terminal_obeys(
    lines: Lines, given: str, shown: str
) -> None:
    hide("pa$$word", "", None)
    structlog.get_logger().info("said", value=given)
    [line] = lines()
    assert shown in line["value"]
    assert line.keys() == {"event", "value", "level", "timestamp"}


def test_a_long_value_is_cut(lines: Lines) -> None:
    structlog.get_logger().info("said", value="x" * 100_000)
    assert len(lines()[0]["value"]) == logs.LONGEST


def test_an_exception_is_told_by_where_and_what_it_is_not_by_what_it_says(lines: Lines) -> None:
    def stored() -> None:
        try:
            raise sqlite3.IntegrityError(WORDS)
        except sqlite3.Error as cause:
            raise IntegrityError(WORDS, {"story": WORDS}, cause) from KeyError(WORDS)

    try:
        stored()
    except IntegrityError as error:
        structlog.get_logger().error("broken", exc_info=error)
    [line] = lines()
    assert WORDS not in json.dumps(line)
    told = line["exception"].splitlines()
    assert told[0] == "builtins.KeyError"
    assert told[-1] == "sqlalchemy.exc.IntegrityError from=IntegrityError"
    assert re.fullmatch(r".*test_logs\.py:\d+ stored", told[-2])


def test_what_libraries_say_comes_as_lines_of_our_own(lines: Lines) -> None:
    url = "https://discord.com/api/v10/webhooks/12/aW50/messages/@original"
    logging.getLogger("discord.http").warning(
        "Limited: %s %s gave %s in %.2f seconds, %r", "PATCH", url, 429, 1.5, WORDS
    )
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: <Task ValueError({WORDS!r})>")
    logging.getLogger("odd").warning("%d of them", WORDS)
    logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 3.0, exc_info=OSError(WORDS))
    logging.getLogger("aiohttp.server").error("Error handling request", exc_info=ValueError(WORDS))
    logging.getLogger("aiohttp.access").info("not asked for")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("an old thing", DeprecationWarning, stacklevel=1)
    found = lines()
    assert [each["said"] for each in found[:5]] == [
        f"Limited: PATCH https://discord.com/api/v10/webhooks/12/{HIDDEN}/messages/@original gave 429 in 1.50 seconds, '<str>'",
        "Task exception was never retrieved",
        "%d of them",
        "Attempting a reconnect in 3.00s",
        "Error handling request",
    ]
    assert (found[3]["level"], found[3]["cause"], "exception" in found[3]) == ("warning", "OSError", False)
    assert found[4]["exception"] == "builtins.ValueError"
    assert found[5]["said"].endswith("DeprecationWarning: an old thing")
    assert WORDS not in json.dumps(found)


def test_what_nobody_caught_is_a_line_too(lines: Lines) -> None:
    sys.excepthook(ValueError, ValueError(WORDS), None)
    thread = threading.Thread(target=lambda: int(WORDS))
    thread.start()
    thread.join()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert [(each["event"], each["level"]) for each in lines()] == [("crashed", "critical")] * 2


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_requests_that_fail_leave_no_token_and_a_code_that_is_found(town: Town, level: str) -> None:
    port = free_port()
    async with ClientSession() as session, town.bot(LOG_LEVEL=level, HEALTH_PORT=str(port)) as bot:
        await bot.ready()
        await town.set_up()
        town.server.fail("POST", "/interactions/*/*/callback", 400, code=50035)
        failed = await town.slash(town.alice, "help")
        town.server.fail("POST", "/interactions/*/*/callback", 404, code=10062)
        expired = await town.slash(town.alice, "help")
        town.server.fail("POST", "/interactions/*/*/callback", "reset", 2)
        await town.server.slash(town.alice, town.general, "help")
        await bot.said("answer_lost")
        town.server.fail("POST", "/channels/*/messages", 429, retry_after=0.1)
        await town.start_mission(town.bob)
        await town.post_in(town.server.dm(town.bob))
        async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            counted = await answer.text()
        await bot.stopped()
    assert 'interactions_total{kind="application_command",name="help",outcome="failed"} 1.0' in counted
    assert 'log_lines_total{level="error"} 1.0' in counted
    logged = _logged(bot)
    [line] = [each for each in logged if each["event"] == "unexpected"]
    [other] = [each for each in logged if each["event"] == "interaction_expired"]
    assert f"`{line['code']}`" in failed.text
    assert f"`{other['code']}`" in expired.text
    assert line["called"] == other["called"] == "help"
    assert "status=400 code=50035" in line["exception"].splitlines()[-1]
    assert "cogs/help/commands.py" in line["exception"]
    _check_nothing_is_betrayed(town, bot)


def _logged(bot: BotProcess) -> list[dict[str, Any]]:
    """What it logged; the few sentences it says to its operator are no part of that."""
    said = ("Add the bot to a server: ", "Connected as ", "Stopped cleanly.")
    return [json.loads(line) for line in bot.output.splitlines() if not line.startswith(said)]


def _check_nothing_is_betrayed(town: Town, bot: BotProcess) -> None:
    tokens = {
        call.path.split("/")[3]
        for call in town.server.requests
        if call.path.startswith(("/interactions/", "/webhooks/"))
    }
    assert tokens
    assert [each for each in (*tokens, town.server.token, "alice", "bob", "olivia") if each in bot.output] == []


# The table of the document


def test_every_line_that_warns_is_in_the_document() -> None:
    documented = dict(
        re.findall(r"^\| `(\w+)` \| (warning|error|critical) \| [^|]+ \| [^|]{10,} \|$", _section(), re.MULTILINE)
    )
    assert documented == dict(_events())


def _section() -> str:
    document = (ROOT / "docs" / "watching.md").read_text("utf-8")
    return document.partition("## Lines of the log")[2].partition("\n## ")[0]


def _events() -> Iterator[tuple[str, str]]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner, level = ast.unparse(node.func.value), node.func.attr
                if level in ("warning", "error", "critical", "exception") and "log" in owner.lower():
                    event = text(node.args[0])
                    assert event, f"{path}:{node.lineno}: the first thing said is the event, written out"
                    yield event, level
