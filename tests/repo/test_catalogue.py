"""The catalogue is complete: every sentence is collected, every refusal has one, every placeholder is filled."""

from __future__ import annotations

import ast
import io
import string
from collections.abc import Iterator

from babel import Locale
from babel.messages.pofile import read_po
from discord import app_commands

from cogs.kit.refusals import SENTENCES
from cogs.kit.registry import Command
from tests.support import catalogue
from tests.support.features import loaded_registry
from tests.support.sources import calls, text

_WEEKDAYS = set(Locale("en").days["format"]["wide"].values())  # CLDR's words, not ours
OUTDATED = "run `python -m tests.support.catalogue`"


def test_the_template_is_up_to_date() -> None:
    assert catalogue.TEMPLATE.read_text("utf-8") == catalogue.template(), OUTDATED


def test_the_template_can_be_read_by_a_translators_tools() -> None:
    read = read_po(io.BytesIO(catalogue.template().encode()))
    assert {message.id for message in read if message.id} == {
        message.id for message in catalogue.collect() if message.id
    }


def test_the_template_knows_no_machine_and_no_day() -> None:
    written = catalogue.TEMPLATE.read_text("utf-8")
    assert str(catalogue.ROOT) not in written
    assert "Date:" not in written


def test_extraction_finds_plain_marked_and_counting_sentences() -> None:
    found = catalogue.sentences()
    assert "Nothing waits for you. All clear." in found  # act.t(...)
    assert "you haven't met in person yet" in found  # N_(...)
    assert {"{n} week", "{n} weeks"} <= found  # t.plural(...)
    assert "{first} to {last}" in found  # self(...) in Words


def test_every_sentence_handed_to_the_translator_is_a_literal_or_marked() -> None:
    """`t(f"...")` or `t(a + b)` could never be found in a catalogue."""
    built = [
        at
        for at, call in _translations()
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp) and text(call.args[0]) is None
    ]
    assert built == []


def test_every_placeholder_of_a_sentence_is_given_where_it_is_used() -> None:
    faults = []
    for at, call in _translations():
        given = {keyword.arg for keyword in call.keywords}
        if None in given:  # **values
            continue
        for argument in call.args[:2]:
            sentence = text(argument)
            missing = _placeholders(sentence or "") - given - {"n"}
            if missing:
                faults.append(f"{at}: {sentence!r} wants {sorted(missing)}")
    assert faults == []


def test_every_refusal_has_a_sentence_and_fills_it() -> None:
    faults = []
    for at, key, given in _refusals():
        if key not in SENTENCES:
            faults.append(f"{at}: no sentence for {key!r}")
        elif _placeholders(SENTENCES[key]) != given:
            faults.append(f"{at}: {key!r} wants {sorted(_placeholders(SENTENCES[key]))} and is given {sorted(given)}")
    assert faults == []


def test_no_refusals_sentence_is_unused() -> None:
    assert set(SENTENCES) - {key for _at, key, _given in _refusals()} == set()


def test_every_refusals_key_is_written_where_it_is_raised() -> None:
    """A computed key could not be checked by the tests above."""
    assert [at for at, call in calls("Refusal") if not _literals(call)] == []


def test_every_description_of_a_command_is_in_the_catalogue() -> None:
    known = catalogue.sentences()
    described = [each for command in loaded_registry().commands for each in _descriptions(command)]
    assert len(described) > 80
    assert [each for each in described if each not in known] == []


def _translations() -> Iterator[tuple[str, ast.Call]]:
    yield from calls("t", "cogs")
    yield from calls("plural", "cogs")


def _refusals() -> Iterator[tuple[str, str, set[str]]]:
    """Where, which, and the values given, for every refusal made; subclasses name theirs in `super().__init__`."""
    for at, call in (*calls("Refusal"), *calls("__init__", "meetups")):
        for key in _literals(call):
            yield at, key, {keyword.arg or "**" for keyword in call.keywords}


def _literals(call: ast.Call) -> list[str]:
    """The key a refusal is given; of `a if b else c` both."""
    key = call.args[0] if call.args else None
    branches = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
    return [found for each in branches if (found := text(each)) is not None]


def _placeholders(sentence: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(sentence) if name}


def _descriptions(command: Command) -> Iterator[str]:
    """All a person reads of a command before it is called; a menu's name is what they read."""
    if isinstance(command, app_commands.ContextMenu):
        yield command.name
        return
    yield command.description
    if isinstance(command, app_commands.Group):
        for each in command.commands:
            yield from _descriptions(each)
        return
    for parameter in command.parameters:
        yield str(parameter.description)
        yield from (choice.name for choice in parameter.choices if choice.name not in _WEEKDAYS)
