"""The repository's own source files, and what their syntax trees say; reads them, changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "cogs", "data", "meetups")


def modules(*packages: str) -> list[Path]:
    """Every Python file of these packages, oldest path first; of all the product's without any given."""
    return sorted(path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def calls(name: str, *packages: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or method of this name, with the place it stands at."""
    for path in modules(*packages):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _called(node) == name:
                yield place(path, node), node


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def text(node: ast.expr | None) -> str | None:
    """A literal text; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else None
