"""The judge of all stories judges: what Discord would refuse is a failed story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.world import World
from tests.support.discord_description import description
from tests.support.judging import NO_DESCRIPTION, request_faults


@dataclass
class Request:
    method: str
    path: str
    json: Any


def test_stories_are_judged_by_discords_own_description() -> None:
    if description() is None:
        pytest.skip(NO_DESCRIPTION)
    renamed = Request("POST", "/channels/1/messages", {"contents": "Hello", "flags": 1 << 15})

    assert any("contents" in fault for fault in request_faults([renamed]))


def test_stories_are_judged_by_the_limits_it_does_not_state() -> None:
    long = {"type": 10, "content": "x" * 4_001}
    modal = {"type": 9, "data": {"title": "x" * 46, "custom_id": "a", "components": []}}
    faults = request_faults(
        [
            Request("POST", "/channels/1/messages", {"flags": 1 << 15, "components": [long]}),
            Request("POST", "/interactions/1/token/callback", modal),
        ]
    )

    assert any("4000" in fault for fault in faults)
    assert any("45" in fault for fault in faults)


async def test_a_story_leaves_requests_to_judge(world: World) -> None:
    await world.set_up()
    await world.person("kyle").slash(world.general, "mydata export")  # a file: multipart, judged by its JSON part

    sent = [(each.method, each.path.split("/")[1], each.json is not None) for each in world.env.http_requests]
    assert ("PUT", "applications", True) in sent
    assert ("POST", "interactions", True) in sent
    assert ("POST", "webhooks", True) in sent or ("PATCH", "webhooks", True) in sent
