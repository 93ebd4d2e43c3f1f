"""Stories as files, as a page and as a feed: whatever people typed stays words, and the same stories give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import feedparser  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image

from meetups.exchange.storybook import Book, Chapter, Half, Plate, isolated
from meetups.exchange.storybook.binding import bound, share, smaller, weight
from meetups.exchange.storybook.chapters import paragraphs, slug, unmarked
from meetups.exchange.storybook.feed import to_feed
from meetups.exchange.storybook.html import STYLE_HASH, to_file, to_page
from meetups.exchange.storybook.looks import STYLE
from meetups.exchange.storybook.markdown import to_markdown
from meetups.rules.names import clean

TOLD = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
ADDRESS = "https://stories.example.org/s/KEY"
ATOM = "{http://www.w3.org/2005/Atom}"
VOID = {"meta", "link", "img", "br"}

HOSTILE = [
    "---\ntitle: somebody else\n---",
    "# A heading\n\nAnother\n===\n\n- a list\n\n1. one\n1) two\n\n> quoted\n\n    code",
    "</p></article><script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><style>*{display:none}</style><!--',
    "{{ 7 * 7 }} {% raw %} ${7*7} {#",
    "@everyone <@123> <#5> <@&9> https://discord.gg/abc www.example.org ann@example.org",
    "[free nitro](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "``` \n code \n```\n~~~\n~~~ `x` **b** __u__ ~~s~~ ||spoiler|| $$x$$ [^1] [[wiki]] #tag ==mark== %%note%%",
    "abc\u202egnp.exe\u202c \u2066isolate \u2068left open \u061c \u200f",
    "&lt;b&gt; &amp; &#x3c;script&#x3e; \\* \\",
    "Z" + "\u0301\u0323" * 60,
    "nul\x00 bell\x07 escape\x1b[31m \ufffe\uffff line\u2028separator\u0085next",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    ": defined\n+ plus\n-\n*\n_\n***",
]


def chapter(number: int = 1, **changed: object) -> Chapter:
    values = {
        "id": number,
        "title": f"{isolated('Kyle')} met {isolated('Chris')}",
        "slug": "met Chris",
        "met_on": date(2026, 11, 20),
        "day": "November 20, 2026",
        "author": "Kyle",
        "people": ("Chris",),
        "how": "in person",
        "place": "Soma Coffee",
        "story": "We talked for hours.\nAnd then some.\n\nPie was had.",
        "told_at": TOLD,
        "changed_at": TOLD,
        **changed,
    }
    return Chapter(**values)  # type: ignore[arg-type]


def hostile(text: str) -> Chapter:
    """A story in which everything that people type is the same."""
    name = isolated(text)
    return chapter(
        title=f"{name} met {name}",
        slug=f"met {text}",
        author=text,
        people=(text, text),
        place=text,
        story=text,
        halves=(Half(f"{name} adds:", text),),
        plates=(Plate(7, text, 640, 480),),
    )


def a_book(*chapters: Chapter, **changed: str) -> Book:
    return Book("Southern Indiana Tweetup", "People who met.", chapters, **changed)  # type: ignore[arg-type]


def photo(width: int = 640, height: int = 480) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


class Read(HTMLParser):
    """A page as a browser takes it apart: elements that were opened, what is said, and whether all of it closes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def checked(html: bytes, chapters: int) -> Read:
    """The page, which has nothing in it but what we put there."""
    read = Read(html.decode())
    assert read.faults == []
    assert read.open == []
    tags = {tag for tag, _ in read.elements}
    assert tags <= {
        *("html", "head", "meta", "title", "link", "style", "body", "a", "header", "h1", "h2", "h3", "p", "main"),
        *("article", "time", "bdi", "br", "ul", "li", "img", "section", "footer", "nav"),
    }
    assert [each for _, attributes in read.elements for each in attributes if each.startswith("on")] == []
    assert all(each.get("alt") is not None for each in read.all("img"))
    assert [len(read.all("article")), len(read.all("h1")), len(read.all("style"))] == [chapters, 1, 1]
    assert read.all("html")[0]["lang"] == "en-US"
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    return read


def front_matter(text: str) -> tuple[dict[str, object], str]:
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def rendered_words(markdown: str) -> Iterator[str]:
    """The kinds of things a reader of Markdown finds in it."""
    parser = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
    for token in parser.parse(markdown):
        yield token.type
        yield from (each.type for each in token.children or ())


# ---------------------------------------------------------------------- Markdown


def test_a_story_is_a_markdown_file_with_what_programs_want_to_know_above_it() -> None:
    told = chapter(
        plates=(Plate(7, "Pie", 640, 480),), halves=(Half(f"{isolated('Chris')} adds:", "It was good pie."),)
    )
    known, body = front_matter(to_markdown(told, {7: "photos/pie.jpg"}))

    assert known == {
        "title": "Kyle met Chris",
        "date": date(2026, 11, 20),
        "place": "Soma Coffee",
        "with": ["Chris"],
        "how": "in person",
        "photos": ["photos/pie.jpg"],
    }
    assert body == (
        "\n# Kyle met Chris\n\nWe talked for hours.\\\nAnd then some.\n\nPie was had.\n\n![Pie](photos/pie.jpg)\n\n"
        "**Chris adds:**\n\n> It was good pie.\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_into_a_story_stays_words_in_markdown(text: str) -> None:
    known, body = front_matter(to_markdown(hostile(text), {7: "photos/7.jpg"}))

    assert set(known) <= {"title", "date", "place", "with", "how", "photos"}
    assert known["date"] == date(2026, 11, 20)
    if clean(text):
        assert known["place"] == clean(text)
    kinds = set(rendered_words(body))
    assert kinds <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "text_special"),
        *("hardbreak", "image", "strong_open", "strong_close", "blockquote_open", "blockquote_close"),
    }
    assert list(rendered_words(body)).count("heading_open") == 1
    assert "https://" not in body
    assert "<" not in body.replace("\\<", "")


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_words_come_back_from_markdown_as_they_were(text: str) -> None:
    body = front_matter(to_markdown(chapter(story=text), {}))[1].partition("Kyle met Chris")[2]
    tokens = MarkdownIt("commonmark").parse(body)
    found = [
        "".join("\n" if each.type == "hardbreak" else each.content for each in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]

    assert found == ["\n".join(lines) for lines in paragraphs(text)]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("met Chris and a friend", "met-chris-and-a-friend"),
        ("met ../../etc/passwd", "met-etc-passwd"),
        ("met Zoë Núñez", "met-zoe-nunez"),
        ("met 春樹", "met-春樹"),
        ("\u202e ***", ""),
        ("x" * 200, "x" * 40),
    ],
)
def test_file_names_are_plain(typed: str, name: str) -> None:
    assert slug(typed) == name


# ---------------------------------------------------------------------- HTML


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_into_a_story_stays_words_on_a_page(text: str) -> None:
    hostile_book = replace(a_book(hostile(text), chapter(2)), title=text)
    for html in (to_page(hostile_book, "KEY"), to_file(hostile_book, {7: b"jpeg"})):
        said = "".join(checked(html, 2).text)
        assert clean(text) in clean(said)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", html.decode())


def test_every_name_is_kept_from_turning_the_sentence_around() -> None:
    html = to_page(a_book(chapter(title=f"{isolated('שרה')} met {isolated('Chris')}")), "KEY").decode()

    assert "<bdi>שרה</bdi> met <bdi>Chris</bdi>" in html


def test_a_page_is_read_without_seeing_it() -> None:
    plates = tuple(Plate(number, f"Picture {number}", 640, 480) for number in range(3))
    read = checked(to_page(a_book(chapter(plates=plates), chapter(2)), "KEY", number=2, has_older=True), 2)

    assert read.all("a")[0]["href"] == "#stories"
    assert read.all("main")[0]["id"] == "stories"
    assert [each["alt"] for each in read.all("img")] == ["Picture 0", "Picture 1", "Picture 2"]
    assert {each["src"] for each in read.all("img")} == {f"KEY/photos/{number}.jpg" for number in range(3)}
    assert all(each["width"] and each["height"] for each in read.all("img"))
    headings = {attributes["id"] for tag, attributes in read.elements if tag == "h2"}
    assert {each["aria-labelledby"] for each in read.all("article")} == headings
    assert [each["href"] for each in read.all("a") if "rel" in each] == ["?page=1", "?page=3"]
    assert read.all("nav")[0]["aria-label"] == "Pages"
    assert read.all("time")[0]["datetime"] == "2026-11-20"


def test_an_empty_page_says_so() -> None:
    assert "No stories yet." in "".join(checked(to_page(a_book(), "KEY"), 0).text)


def test_a_page_is_written_from_right_to_left_where_its_language_is() -> None:
    html = to_page(a_book(chapter(), direction="rtl", language="he"), "KEY").decode()

    assert '<html lang="he" dir="rtl">' in html


def test_the_file_needs_nothing_beside_it() -> None:
    html = to_file(a_book(chapter(plates=(Plate(7, "Pie", 640, 480), Plate(8, "Gone", 1, 1)))), {7: b"jpeg"})
    read = checked(html, 1)

    assert [each["src"] for each in read.all("img")] == ["data:image/jpeg;base64,anBlZw=="]
    assert read.all("link") == []
    assert STYLE_HASH in str(read.all("meta"))


def test_the_style_is_the_one_its_policy_lets_through() -> None:
    html = to_page(a_book(chapter()), "KEY").decode()

    assert html.split("<style>")[1].split("</style>")[0] == STYLE
    assert "url(" not in STYLE
    assert "@import" not in STYLE


# ---------------------------------------------------------------------- the archive


def test_the_archive_holds_a_file_a_story_the_photos_and_the_page() -> None:
    chapters = (chapter(1, plates=(Plate(7, "Pie", 640, 480),)), chapter(2), chapter(3, slug="met ☕"))
    archive = ZipFile(BytesIO(bound(a_book(*chapters), {7: b"jpeg"})))

    assert archive.namelist() == [
        "2026-11-20-met-chris-2.md",
        "2026-11-20-met-chris.md",
        "2026-11-20-met.md",
        "photos/2026-11-20-met-chris-1.jpg",
        "stories.html",
    ]
    assert archive.read("photos/2026-11-20-met-chris-1.jpg") == b"jpeg"
    assert b"![Pie](photos/2026-11-20-met-chris-1.jpg)" in archive.read("2026-11-20-met-chris.md")


def test_the_same_stories_give_the_same_bytes() -> None:
    told = a_book(chapter(plates=(Plate(7, "Pie", 640, 480),)), chapter(2))

    assert bound(told, {7: b"jpeg"}) == bound(told, {7: b"jpeg"})
    assert to_page(told, "KEY") == to_page(told, "KEY")
    assert to_feed(told, ADDRESS, 10, SINCE) == to_feed(told, ADDRESS, 10, SINCE)


def test_photos_are_made_smaller_only_where_they_do_not_fit() -> None:
    large = photo(2048, 1536)

    assert share([len(large)], weight(large)) is None
    most = share([len(large)] * 2, weight(large))
    assert most is not None
    small = smaller(large, most)
    assert len(small) <= most < len(large)
    assert abs(Image.open(BytesIO(small)).width / Image.open(BytesIO(small)).height - 4 / 3) < 0.01
    assert smaller(small, most) == small
    assert share([10**6] * 1_000, 10**6) == 40_000, "nobody would recognise anything any more"
    assert Image.open(BytesIO(smaller(large, 1))).size == (480, 360)


def test_a_photo_takes_about_as_much_room_as_is_reckoned() -> None:
    data = photo(1024, 768)
    told = a_book(chapter(plates=(Plate(7, "Pie", 1024, 768),)))

    added = len(bound(told, {7: data})) - len(bound(told, {}))
    assert 0.9 * weight(data) < added < weight(data) + 1_000


# ---------------------------------------------------------------------- the feed


def test_the_feed_is_valid_atom() -> None:
    half = Half(f"{isolated('Chris')} adds:", "It was good pie.")
    changed = replace(chapter(2), changed_at=datetime(2026, 11, 22, tzinfo=UTC))
    told = a_book(chapter(plates=(Plate(7, "Pie", 640, 480),), halves=(half,)), changed)
    root = ElementTree.fromstring(to_feed(told, ADDRESS, 10, SINCE))
    read = feedparser.parse(to_feed(told, ADDRESS, 10, SINCE))

    # RFC 4287, 4.1.1 and 4.1.2: what each must have exactly once.
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + each)) for each in ("id", "title", "updated")] == [1, 1, 1]
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
    assert all(len(each.findall(f"{ATOM}author/{ATOM}name")) == 1 for each in root.iter(f"{ATOM}entry"))
    assert {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")} == {
        "self": f"{ADDRESS}/feed.atom",
        "alternate": ADDRESS,
    }
    assert root.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00+00:00"

    assert (read.bozo, read.version) == (False, "atom10")
    assert [each.title for each in read.entries] == ["Kyle met Chris", "Kyle met Chris"]
    assert len({each.id for each in read.entries}) == 2
    assert read.entries[0].published == "2026-11-20T18:30:00+00:00"
    content = Read(read.entries[0].content[0].value)
    assert content.all("img") == [
        {"src": f"{ADDRESS}/photos/7.jpg", "alt": "Pie", "width": "640", "height": "480"},
    ]
    assert "It was good pie." in content.text


def test_an_empty_feed_is_valid_too() -> None:
    read = feedparser.parse(to_feed(replace(a_book(), title="\u202e"), ADDRESS, 10, SINCE))

    assert (read.bozo, read.feed.title, read.entries) == (False, "Meetward", [])
    assert read.feed.updated == "2026-11-01T00:00:00+00:00"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_into_a_story_stays_words_in_a_feed(text: str) -> None:
    feed = to_feed(replace(a_book(hostile(text)), title=text), ADDRESS, 10, SINCE)
    entry = ElementTree.fromstring(feed).find(f"{ATOM}entry")
    assert entry is not None
    content = Read(entry.findtext(f"{ATOM}content", ""))

    assert not feedparser.parse(feed).bozo
    assert {tag for tag, _ in content.elements} <= {"p", "br", "img", "strong", "blockquote", "bdi"}
    assert (content.faults, content.open) == ([], [])
    assert clean(text) in unmarked(entry.findtext(f"{ATOM}author/{ATOM}name", ""))


def test_a_story_is_called_the_same_at_every_address() -> None:
    ids = [
        [each.id for each in feedparser.parse(to_feed(a_book(chapter()), address, 10, SINCE)).entries]
        for address in (ADDRESS, "https://elsewhere.example/s/OTHER")
    ]

    assert ids[0] == ids[1]
