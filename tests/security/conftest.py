"""Attacks happen in the same small community as stories, and over the same services."""

from __future__ import annotations

from tests.services.conftest import office
from tests.stories.conftest import _judged, _kept, unlimited, world

__all__ = ["_judged", "_kept", "office", "unlimited", "world"]
