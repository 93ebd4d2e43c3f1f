"""From a picture's value to its SVG and to the pixels of it."""

from __future__ import annotations

from meetups.pictures.canvas import Canvas
from meetups.pictures.circle import draw_circle
from meetups.pictures.funnel import draw_funnel
from meetups.pictures.network import draw_network
from meetups.pictures.rendering import png
from meetups.pictures.values import CirclePicture, CommunityPicture, FunnelPicture, Picture, WeeksPicture
from meetups.pictures.weeks import draw_weeks
from meetups.pictures.year import draw_year


def drawn(picture: Picture) -> bytes:
    """A PNG, the same bytes for equal pictures. Raises ``UndrawableError``."""
    return png(sketched(picture).svg())


def sketched(picture: Picture, *, is_plain: bool = False) -> Canvas:
    """The picture as shapes; ``is_plain``: with its words as words."""
    if isinstance(picture, WeeksPicture):
        return draw_weeks(picture, is_plain=is_plain)
    if isinstance(picture, CirclePicture):
        return draw_circle(picture, is_plain=is_plain)
    if isinstance(picture, CommunityPicture):
        return draw_network(picture, is_plain=is_plain)
    if isinstance(picture, FunnelPicture):
        return draw_funnel(picture, is_plain=is_plain)
    return draw_year(picture, is_plain=is_plain)
