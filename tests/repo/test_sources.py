"""What holds for every source file: it says what it is for, stays small, and knows no machine but yours."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import PACKAGES, ROOT, modules, tree

LONGEST_MODULE = 400
LONGEST_TESTS = 500  # tables of cases and stories are read from top to bottom; cutting them up helps nobody
LONGEST_FUNCTION = 60
EVERYTHING = (*PACKAGES, "tests", "benchmarks")

# Longer than a module should be, and what would shorten it; the numbers may only fall.
_LONGER: dict[str, int] = {}
_SENTENCE = re.compile(r"\w+(?:\W+\w+){2,}.*[.:!]", re.DOTALL)
_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")
_REGISTRIES = re.compile(
    "|".join(("pypi" r"\.org", "python" r"hosted\.org", "npm" r"js\.(?:org|com)", "crates" r"\.io"))
)
_MOCKS = re.compile("unittest" r"\.mock|from unittest import " "mock|Magic" "Mock")
# A note about work to come says what would settle it: "... until X", "... when X", "... once X", or an issue.
_UNSETTLED = re.compile(r"\b(?:TODO\b(?!.*\b(?:until|when|once|issue)\b)|FIXME\b|XXX\b)")


def _sources() -> list[Path]:
    return modules(*EVERYTHING)


def _ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_module_says_what_it_is_for() -> None:
    filled = [path for path in _sources() if path.stat().st_size]
    silent = [_ids(path) for path in filled if not _SENTENCE.search(ast.get_docstring(tree(path)) or "")]

    assert silent == [], "a sentence, please"


def test_modules_stay_small() -> None:
    too_long = {_ids(path): lines for path in _sources() if (lines := _length(path)) > _limit(path)}

    assert too_long == {}


def test_exceptions_are_needed() -> None:
    long = {name for name in _LONGER if (ROOT / name).is_file() and _length(ROOT / name) > _usual_limit(ROOT / name)}

    assert set(_LONGER) - long == set(), "these are short enough now: take them off the list"


def test_functions_stay_small() -> None:
    too_long = [
        f"{_ids(path)}:{node.lineno} {node.name}"
        for path in _sources()
        if path.parent.name != "versions"  # a migration is one long list of tables
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _own_lines(node) > LONGEST_FUNCTION
    ]

    assert too_long == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of one machine", _PATHS),
        ("a package registry", _REGISTRIES),
        ("a mock", _MOCKS),
        ("work to come without what would settle it", _UNSETTLED),
    ],
)
def test_no_file_holds(what: str, pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in _texts()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == [], f"{what} in {len(found)} lines"


def test_what_is_looked_for_would_be_found() -> None:
    assert _PATHS.search("open('/home/ann/x')")
    assert not _PATHS.search("https://example.org/home/ann")
    assert _REGISTRIES.search("https://pypi.org/simple")
    assert _MOCKS.search("from unittest.mock import patch")
    assert _UNSETTLED.search("# TODO tidy this up")
    assert not _UNSETTLED.search("# TODO drop this when discord.py 3 is out")


def _texts() -> Iterator[Path]:
    """Every text file git knows or would add but this one; where there is no git, every source file."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        yield from _sources()
        return
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.is_file()
            and path != Path(__file__)
            and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".ini", ".pot", ""}
        ):
            yield path


def _length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _limit(path: Path) -> int:
    return _LONGER.get(_ids(path), _usual_limit(path))


def _usual_limit(path: Path) -> int:
    return LONGEST_TESTS if path.is_relative_to(ROOT / "tests") else LONGEST_MODULE


def _own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without those of the functions in it, which are read on their own."""
    inner = [
        each for each in ast.walk(node) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each is not node
    ]
    return _span(node) - sum(map(_span, inner))


def _span(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or node.lineno) - first + 1
