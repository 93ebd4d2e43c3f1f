"""Collects every sentence of the cogs into `cogs/locale/meetward.pot`; `python -m tests.support.catalogue` writes it.

Sentences are what `t(...)`, `t.plural(...)` and `N_(...)` are given; English is written in the code and needs no
catalogue of its own. Places are given without line numbers and there are no dates, so the file changes only when a
sentence does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "cogs"
TEMPLATE = ROOT / "cogs" / "locale" / "meetward.pot"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "N_": None, "plural": (1, 2), "self": None}

_HEADER = """\
# Every sentence of Meetward, collected by `python -m tests.support.catalogue`.
# A translation is made from it with: pybabel init -i cogs/locale/meetward.pot -d cogs/locale -D meetward -l LANGUAGE
msgid ""
msgstr ""
"Project-Id-Version: Meetward\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def collect() -> Catalog:
    """Every sentence in the sources, with the files it stands in."""
    catalogue = Catalog(charset="utf-8")
    for path in _sources():
        # The stubs know one field more than there is.
        found: list[Any] = list(extract_from_file("python", path, keywords=KEYWORDS, comment_tags=()))
        for _line, message, _comments, _context in found:
            catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), 1)])
    return catalogue


def sentences() -> set[str]:
    """The sentences alone; both forms of those that count something."""
    return {form for message in collect() if message.id for form in _forms(message.id)}


def template() -> str:
    """The catalogue's text."""
    body = io.BytesIO()
    write_po(body, collect(), width=100, omit_header=True, sort_output=True, include_lineno=False)
    return _HEADER + body.getvalue().decode("utf-8").lstrip("\n")


def _forms(message: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / SOURCES).rglob("*.py"))


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), "utf-8")
    print(f"{len(sentences())} sentences in {TEMPLATE.relative_to(ROOT)}")
