"""Who met whom in a community: groups that know each other, the bridges between them, and how it grew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, sin, sqrt
from typing import Final

import networkx as nx
import numpy as np
import rustworkx as rx

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import (
    LEGEND_LINE,
    MARGIN,
    Box,
    Point,
    heading,
    legend_height,
    legend_places,
    legend_words,
    overlap,
)
from meetups.pictures.values import CommunityPicture, Link

_SEED: Final = 2_008
_HEAD = 190
_MANY = 8
_MOMENTS = 300
_PUSHES = 80
_SYMBOL = 58
"""How wide a line of the legend is, with the room behind it."""


@dataclass(frozen=True, slots=True)
class _Net:
    """Where everybody is, in a space of its own, and which group they are in; ``alone`` met nobody yet."""

    places: dict[int, Point]
    groups: dict[int, int]
    alone: tuple[int, ...]


def draw_network(picture: CommunityPicture, *, is_plain: bool = False) -> Canvas:
    count = len(picture.names)
    width = 1_200 if count <= 30 else 1_600 if count <= 100 else 2_200
    net = _net(count, picture.links)
    alone_rows = -(-len(net.alone) // max(1, (width - 2 * MARGIN) // 110))
    main = width * 0.62 if picture.links else 0.0
    foot = _HEAD + main + alone_rows * 100 + 40
    foot_end = foot + legend_height(_legend_of(picture, net), width - 2 * MARGIN, _SYMBOL)
    canvas = Canvas(width, foot_end + 30 + _MOMENTS * bool(picture.moments), picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, width - 2 * MARGIN)
    box = (MARGIN + 60, _HEAD + 40, width - MARGIN - 60, _HEAD + main - 60)
    at = _fitted(net.places, box)
    at = _apart(at, 2.1 * _radius(canvas, at), box)
    _hulls(canvas, net, at)
    _links(canvas, picture.links, net, at)
    _people(canvas, picture, net, at)
    _alone(canvas, picture, net, _HEAD + main + 30)
    _legend(canvas, picture, net, foot)
    _growth(canvas, picture, net, foot_end + 50)
    return canvas


def _net(count: int, links: Sequence[Link]) -> _Net:
    """Each group is laid out by springs, and the groups beside each other."""
    graph: rx.PyGraph[int, float] = rx.PyGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(each.one, each.other, float(each.meetings)) for each in links])
    parts = _groups(links)
    places: dict[int, Point] = {}
    for centre, part in zip(_packed([_room(len(part)) for part in parts]), parts, strict=True):
        disc = _spread(graph.subgraph(part), part)
        places |= {node: (centre[0] + x, centre[1] + y) for node, (x, y) in disc.items()}
    groups = {node: number for number, part in enumerate(parts) for node in part}
    return _Net(places, groups, tuple(each for each in range(count) if each not in groups))


def _room(people: int) -> float:
    return sqrt(people) + 0.45


def _spread(graph: rx.PyGraph[int, float], nodes: Sequence[int]) -> dict[int, Point]:
    """Positions in a disc as large as so many people need."""
    found = rx.spring_layout(graph, k=1.6 / sqrt(len(nodes)), seed=_SEED, num_iter=200, weight_fn=sqrt)
    points = [found[place] for place in range(len(nodes))]
    middle = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    reach = max(hypot(x - middle[0], y - middle[1]) for x, y in points) or 1.0
    scale = sqrt(len(nodes)) / reach
    return {
        node: ((x - middle[0]) * scale, (y - middle[1]) * scale) for node, (x, y) in zip(nodes, points, strict=True)
    }


def _packed(radii: Sequence[float]) -> list[Point]:
    """Centres of discs that do not overlap: the largest in the middle, each next as near to it as there is room."""
    placed: list[tuple[float, float, float]] = []
    for radius in radii:
        step = 0
        while True:
            # An ellipse as wide as the picture: along a spiral, outwards.
            turn, out = step * 0.35, step * 0.06
            x, y = 1.6 * out * cos(turn), out * sin(turn)
            if all(hypot(x - other[0], y - other[1]) >= radius + other[2] for other in placed):
                placed.append((x, y, radius))
                break
            step += 1
    return [(x, y) for x, y, _ in placed]


def _groups(links: Sequence[Link]) -> list[list[int]]:
    """Groups of people who met one another more than others (Louvain; Blondel et al., 2008), the largest first."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((each.one, each.other, each.meetings) for each in links)
    # Of a few it would make groups where there are none.
    is_many = graph.number_of_nodes() >= _MANY
    found = nx.community.louvain_communities(graph, seed=_SEED) if is_many else nx.connected_components(graph)
    return sorted((sorted(each) for each in found), key=lambda each: (-len(each), each))


def _fitted(places: dict[int, Point], box: Box) -> dict[int, Point]:
    """The same positions, as large as the box allows and in its middle."""
    if not places:
        return {}
    left, top, right, bottom = box
    xs, ys = [x for x, _ in places.values()], [y for _, y in places.values()]
    wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    # Stretched a little where that fills the picture, never so that it looks squeezed.
    across, down = (right - left) / wide, (bottom - top) / high
    most = (right - left) / 4.4
    across, down = min(across, down * 1.6, most), min(down, across * 1.6, most)
    x0, y0 = (left + right - wide * across) / 2, (top + bottom - high * down) / 2
    return {node: (x0 + (x - min(xs)) * across, y0 + (y - min(ys)) * down) for node, (x, y) in places.items()}


def _apart(at: dict[int, Point], least: float, box: Box) -> dict[int, Point]:
    """The same places, but nobody hides behind another: whoever is nearer than that is pushed away a little, many times."""
    points = np.array(list(at.values()), dtype=float).reshape(-1, 2)
    for _ in range(_PUSHES):
        away = points[:, None] - points[None]
        distance = np.hypot(away[..., 0], away[..., 1])
        np.fill_diagonal(distance, np.inf)
        lacking = np.clip(least - distance, 0, None)
        if not lacking.any():
            break
        points += (away * (lacking / np.maximum(distance, 1.0))[..., None]).sum(axis=1) * 0.4
        points = np.clip(points, box[:2], box[2:])
    return {node: (float(x), float(y)) for node, (x, y) in zip(at, points, strict=True)}


def _radius(canvas: Canvas, at: dict[int, Point]) -> float:
    return max(11.0, min(30.0, canvas.width * 0.17 / sqrt(max(1, len(at)))))


def _hulls(canvas: Canvas, net: _Net, at: dict[int, Point]) -> None:
    """A soft ground under each group of three and more: groups are told by where they are, not by colour alone."""
    members: dict[int, list[Point]] = defaultdict(list)
    for place, group in net.groups.items():
        members[group].append(at[place])
    wide = _radius(canvas, at) * 3.4
    for group, points in members.items():
        if len(points) >= 3:
            outline = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _convex(points)) + "Z"
            canvas.path(outline, _tint(canvas, group), _tint(canvas, group), wide, 0.1)


def _tint(canvas: Canvas, group: int) -> str:
    return canvas.colours.clusters[group % len(canvas.colours.clusters)]


def _convex(points: Sequence[Point]) -> list[Point]:
    """The corners of the convex hull, in order (Andrew's monotone chain, 1979)."""

    def half(ordered: Sequence[Point]) -> list[Point]:
        chain: list[Point] = []
        for x, y in ordered:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0:
                chain.pop()
            chain.append((x, y))
        return chain[:-1]

    ordered = sorted(points)
    return half(ordered) + half(ordered[::-1])


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _links(canvas: Canvas, links: Sequence[Link], net: _Net, at: dict[int, Point]) -> None:
    bridged = 0.9 if len(links) < 120 else 0.5
    for each in links:
        (x1, y1), (x2, y2) = at[each.one], at[each.other]
        is_bridge = net.groups[each.one] != net.groups[each.other]
        # A slight bow keeps lines apart that lie on one another.
        bow_x, bow_y = (x1 + x2) / 2 + (y2 - y1) * 0.08, (y1 + y2) / 2 - (x2 - x1) * 0.08
        colour = canvas.colours.bridge if is_bridge else _tint(canvas, net.groups[each.one])
        canvas.path(
            f"M{x1:.1f} {y1:.1f}Q{bow_x:.1f} {bow_y:.1f} {x2:.1f} {y2:.1f}",
            "",
            colour,
            min(7.0, 1.8 + each.meetings * 0.8),
            bridged if is_bridge else 0.55,
            "2 9" if is_bridge else "",
        )


def _people(canvas: Canvas, picture: CommunityPicture, net: _Net, at: dict[int, Point]) -> None:
    """Everybody who met somebody; names where they have room, those who met most people first."""
    met: dict[int, int] = defaultdict(int)
    for each in picture.links:
        met[each.one] += 1
        met[each.other] += 1
    base = _radius(canvas, at)
    taken = [(x - base, y - base, x + base, y + base) for x, y in at.values()]
    for place in sorted(at, key=lambda place: (-met[place], place)):
        x, y = at[place]
        r = base * (0.78 + 0.3 * min(1.0, met[place] / 8))
        canvas.circle(x, y, r + 3, canvas.colours.ground)
        canvas.avatar(x, y, r, picture.names[place], _tint(canvas, net.groups[place]), canvas.colours.ground)
        size = 24 if base > 18 else 20
        width = min(200.0, canvas.width_of(picture.names[place], size, 500))
        below = y + max(r, base) + 4
        box = (x - width / 2, below, x + width / 2, below + 6 + size)
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            canvas.rect(box[0] - 4, below, width + 8, size + 6, canvas.colours.ground, 8, opacity=0.7)
            canvas.text(x, below + size - 1, picture.names[place], size, canvas.colours.ink, 500, "middle", 200, 16)


def _alone(canvas: Canvas, picture: CommunityPicture, net: _Net, top: float) -> None:
    """Whoever is there and met nobody yet stands in a row of their own, as welcome as the others."""
    columns = int((canvas.width - 2 * MARGIN) // 110)
    for order, place in enumerate(net.alone):
        row, column = divmod(order, columns)
        here = min(columns, len(net.alone) - row * columns)
        x = canvas.width / 2 + (column - (here - 1) / 2) * 110
        y = top + row * 100 + 24
        canvas.avatar(x, y, 22, picture.names[place], canvas.colours.raised, canvas.colours.faint)
        canvas.circle(x, y, 22, "", canvas.colours.excused, 2, dash="4 5")
        canvas.text(x, y + 48, picture.names[place], 20, canvas.colours.faint, 400, "middle", 104, 14)


def _legend_of(picture: CommunityPicture, net: _Net) -> list[str]:
    """What the picture needs explained, of the three there are; nothing else is."""
    has_bridges = any(net.groups[each.one] != net.groups[each.other] for each in picture.links)
    needed = (bool(picture.links), has_bridges, bool(net.alone))
    return [words for words, is_needed in zip(picture.legend, needed, strict=True) if is_needed]


def _legend(canvas: Canvas, picture: CommunityPicture, net: _Net, top: float) -> None:
    line, bridge, _ = picture.legend
    entries = _legend_of(picture, net)
    for words, (along, row) in zip(entries, legend_places(entries, canvas.width - 2 * MARGIN, _SYMBOL), strict=True):
        x, y = MARGIN + along, top + row * LEGEND_LINE
        if words == line:
            canvas.line(x, y - 8, x + 44, y - 8, _tint(canvas, 0), 4, 0.8)
        elif words == bridge:
            canvas.line(x, y - 8, x + 44, y - 8, canvas.colours.bridge, 4, 0.9, "2 9")
        else:
            canvas.circle(x + 28, y - 8, 11, "", canvas.colours.excused, 2, dash="4 5")
        legend_words(canvas, x + _SYMBOL, y, words)


def _growth(canvas: Canvas, picture: CommunityPicture, net: _Net, top: float) -> None:
    """The same net as it was at each of some moments, small."""
    if not picture.moments:
        return
    step = (canvas.width - 2 * MARGIN) / len(picture.moments)
    for moment, name in enumerate(picture.moments):
        left = MARGIN + moment * step
        canvas.rect(left + 6, top, step - 12, 180, canvas.colours.raised, 16)
        at = _fitted(net.places, (left + 26, top + 20, left + step - 26, top + 160))
        by_then = [each for each in picture.links if each.moment <= moment]
        there = {place for each in by_then for place in (each.one, each.other)}
        for each in by_then:
            canvas.line(*at[each.one], *at[each.other], canvas.colours.faint, 1.5, 0.6)
        for place, (x, y) in at.items():
            if place in there:
                canvas.circle(x, y, 4.5, _tint(canvas, net.groups[place]))
            else:
                canvas.circle(x, y, 2.5, canvas.colours.line)
        canvas.text(left + step / 2, top + 212, name, 24, canvas.colours.faint, 400, "middle", step - 12, 16)
