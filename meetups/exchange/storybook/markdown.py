"""A story as a Markdown file: front matter for programs, then the words, which cannot become anything but words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from meetups.exchange.storybook.chapters import Chapter, paragraphs, unmarked
from meetups.rules.names import clean

# Of CommonMark, of what GitHub, Obsidian and Jekyll add to it, and what begins an address or a mention.
_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>|~&$#@=%^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_THE_START: Final = re.compile(r"^(?:([-+:])|(\d+)([.)]))")


def to_markdown(chapter: Chapter, photos: Mapping[int, str]) -> str:
    """The file; ``photos`` are the paths of its photos by their ids, and what is not among them is left out."""
    shown = [each for each in chapter.plates if each.id in photos]
    parts = [
        f"# {escaped(unmarked(chapter.title))}",
        *_paragraphs(chapter.story),
        *(f"![{escaped(clean(each.alt))}]({photos[each.id]})" for each in shown),
    ]
    for half in chapter.halves:
        parts.append(f"**{escaped(unmarked(half.heading))}**")
        parts += ["\n".join(f"> {line}" for line in each.splitlines()) for each in _paragraphs(half.words)]
    return "\n\n".join([_front_matter(chapter, [photos[each.id] for each in shown]), *parts]) + "\n"


def escaped(line: str) -> str:
    """One line that is read as it is written, by every dialect of Markdown."""
    line = _SPECIAL.sub(lambda found: "\\" + found[0], line)
    return _AT_THE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _paragraphs(text: str) -> list[str]:
    return ["\\\n".join(map(escaped, lines)) for lines in paragraphs(text)]


def _front_matter(chapter: Chapter, photos: list[str]) -> str:
    known: dict[str, Any] = {
        "title": unmarked(chapter.title),
        "date": chapter.met_on,
        "place": clean(chapter.place),
        "with": [clean(each) for each in chapter.people],
        "how": chapter.how,
        "photos": photos,
    }
    filled = {name: value for name, value in known.items() if value}
    written = yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{written}---"
