"""Every control does something, everything that can be done has a control, and custom ids keep what they say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.kit.actions import CUSTOM_ID_LIMIT, Called, action
from tests.support.features import loaded_registry
from tests.support.sources import calls, modules, text, tree

DOINGS = sorted(loaded_registry().actions.doings)
IDENTIFIER = 9_223_372_036_854_775_807  # 63 bits, 19 digits

identifiers = st.integers(0, IDENTIFIER)


def test_every_control_does_something() -> None:
    named = [(at, name) for at, call in calls("action", "cogs") if (name := text(call.args[0])) is not None]
    assert len(named) > 60
    assert [(at, name) for at, name in named if name not in DOINGS] == []


def test_everything_that_can_be_done_has_a_control() -> None:
    assert set(DOINGS) - set(_named_outside_decorators()) == set()


@pytest.mark.parametrize("name", DOINGS)
def test_a_custom_id_keeps_what_it_says_and_fits(name: str) -> None:
    custom_id = action(name, IDENTIFIER, IDENTIFIER, IDENTIFIER)
    carried = f"{custom_id}~{IDENTIFIER}"
    subject = f"{IDENTIFIER}.{IDENTIFIER}.{IDENTIFIER}"

    assert len(carried) <= CUSTOM_ID_LIMIT == 100
    assert Called.read(custom_id) == Called(name, 1, subject, None)
    assert Called.read(carried) == Called(name, 1, subject, IDENTIFIER)


@settings(deadline=None)  # a starved machine is no fault
@given(st.sampled_from(DOINGS), st.lists(identifiers, max_size=3), st.none() | identifiers)
def test_any_custom_id_is_read_as_it_was_written(name: str, subject: list[int], delivery: int | None) -> None:
    called = Called.read(action(name, *subject) + ("" if delivery is None else f"~{delivery}"))

    assert called == Called(name, 1, ".".join(map(str, subject)), delivery)


@settings(deadline=None)  # a starved machine is no fault
@given(st.text())
def test_a_custom_id_of_somebody_elses_is_read_as_nothing_or_taken_apart_whole(custom_id: str) -> None:
    called = Called.read(custom_id)

    if called is not None:
        delivery = custom_id.partition("~")[2]
        assert custom_id.startswith(f"{called.name}:")
        assert called.delivery_id == (int(delivery) if delivery else None)


def test_a_custom_id_without_room_for_its_deliverys_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no room"):
        action("contact.remove_now", IDENTIFIER, IDENTIFIER, IDENTIFIER, 1)


def test_a_button_of_another_version_does_nothing() -> None:
    actions = loaded_registry().actions

    assert actions.find(Called("mission.show", 1, "", None)) is not None
    assert actions.find(Called("mission.show", 2, "", None)) is None


def _named_outside_decorators() -> Iterator[str]:
    """Every literal in the cogs that is not the name a doing is registered under."""
    for path in modules("cogs"):
        registered = {
            id(argument)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.AsyncFunctionDef)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call)
            for argument in decorator.args
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in registered:
                yield node.value
