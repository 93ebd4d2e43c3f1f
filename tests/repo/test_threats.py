"""Each line of docs/security.md names tests that exist, and its limits are those that hold."""

from __future__ import annotations

import ast
import re
from datetime import timedelta

from cogs.kit.limits import LIMITS, UPLOADS, Limit
from tests.support.sources import ROOT, tree

DOCUMENT = ROOT / "docs" / "security.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
_BEGIN, _END = "<!-- limits -->", "<!-- /limits -->"
_SPANS = {timedelta(minutes=10): "in ten minutes", timedelta(hours=1): "an hour"}


def test_every_threat_names_tests_that_exist() -> None:
    rows = _rows(DOCUMENT.read_text("utf-8").split("## Threats")[1].split("\n## ")[0])
    assert len(rows) > 40
    for threat, stopped_by, tests in rows:
        named = _TEST.findall(tests)
        assert stopped_by, threat
        assert named, f"no test for: {threat}"
        assert _TEST.sub("", tests).strip() == "", f"not a test's name: {tests}"
        for path, name in named:
            assert (ROOT / path).is_file(), f"{threat}: {path} is gone"
            assert name.split("::")[-1] in _functions(path), f"{threat}: {path} has no {name}"


def test_the_limits_in_the_document_are_those_that_hold() -> None:
    shown = DOCUMENT.read_text("utf-8").split(_BEGIN)[1].split(_END)[0].strip()
    table = "\n".join(["| of all these together | at most |", "|---|---|", *map(_row, LIMITS)])
    assert shown == table, f"put this between {_BEGIN} and {_END}:\n{table}"


def _row(limit: Limit) -> str:
    doings = sorted(limit.doings, key=lambda name: ("." in name, name))
    named = [f"`{'' if '.' in each or each[0].isupper() else '/'}{each}`" for each in doings]
    more = ", every form with files" if limit is UPLOADS else ""
    return f"| {limit.kind}: {', '.join(named)}{more} | {limit.times} {_SPANS[limit.within]} |"


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _functions(path: str) -> set[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree(ROOT / path)) if isinstance(node, functions)}
