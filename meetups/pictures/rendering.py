"""An SVG as PNG, by resvg. It knows no fonts but those with emoji: all other words come as outlines."""

from __future__ import annotations

from functools import lru_cache

import resvg
from resvg import usvg

from meetups.pictures.fonts import emoji_typefaces
from meetups.pictures.outside import UndrawableError

__all__ = ["UndrawableError", "png"]

_AS_IT_IS = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_PANIC = "PanicException"


def png(svg: str) -> bytes:
    """Raises ``UndrawableError``."""
    try:
        return bytes(resvg.render(usvg.Tree.from_str(svg, _options()), _AS_IT_IS))
    except Exception as error:
        raise UndrawableError(type(error).__name__) from error
    except BaseException as error:
        # A panic of Rust's derives from BaseException, and pyo3 gives it no module to import it from.
        if type(error).__name__ != _PANIC:
            raise
        raise UndrawableError(_PANIC) from error


@lru_cache(maxsize=1)
def _options() -> usvg.Options:
    options = usvg.Options.default()
    for typeface in emoji_typefaces():
        options.load_font_file(str(typeface.path))
    return options
