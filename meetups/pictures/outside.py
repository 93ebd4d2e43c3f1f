"""What the bot's own process knows of drawing, so that nothing that draws is loaded into it."""

from __future__ import annotations

from typing import Final

OWN_FONTS: Final = "MEETWARD_FONTS"
"""The environment variable that names a folder of the operator's own fonts."""


class UndrawableError(Exception):
    """No picture comes of this value."""
