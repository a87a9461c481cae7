"""Where everything stands on the map: the same graph gives the same picture, whoever asks.

The mission is on top, below it the mid-term goals side by side. Below each goal stand the
objectives that lead to it, each once, under what it serves first, indented by its level; further
links are drawn as curves. What is long goes on in a next column, so that the map has the shape of a
screen for any number of objectives.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from headway.reports.queries.sight.links import Link
from headway.reports.queries.sight.nodes import LOCAL, ORPHANS

CARD = (256, 56)
ROW = 64
INDENT, DEEPEST = 20, 4
COLUMN = CARD[0] + INDENT * DEEPEST + 40
PAD, GAP = 24, 48
TOP, HEAD = 104, 150
"""Height of the mission's band, and of a goal's head."""
ASPECT = 16 / 9


@dataclass(frozen=True, slots=True)
class Place:
    """The upper left corner of an objective's card. ``under`` is the objective it stands under (0:
    directly under the goal) and ``kind`` what that link does to numbers."""

    id: int
    x: int
    y: int
    column: int
    under: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """A goal ("g3"), or what stands under none, with the room of its ``count`` objectives;
    ``elsewhere`` further ones serve it and stand in other blocks."""

    key: str
    x: int
    y: int
    width: int
    height: int
    count: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Further:
    """A link beside the one under which the child stands."""

    child: int
    parent: int
    kind: str


@dataclass(slots=True)
class Layout:
    """The map. ``parents`` and ``children`` hold every link between objectives."""

    width: int
    height: int
    blocks: list[Block]
    places: dict[int, Place]
    further: list[Further]
    parents: dict[int, list[int]] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)

    def within(self, x: float, y: float, width: float, height: float) -> list[Place]:
        """The cards that show in a rectangle, in their order."""
        left, top = x - CARD[0], y - CARD[1]
        return [
            place
            for place in self.places.values()
            if left < place.x < x + width and top < place.y < y + height
        ]

    def starting(self, x: float, y: float, width: float, height: float) -> list[Place]:
        """The cards whose upper left corner lies in a rectangle: of rectangles side by side each
        card is in one."""
        return [
            place
            for place in self.places.values()
            if x <= place.x < x + width and y <= place.y < y + height
        ]

    def block_of(self, place: Place) -> Block:
        """The goal, or the place under none, in whose room a card stands."""
        return next(
            block
            for block in self.blocks
            if block.x <= place.x < block.x + block.width
            and block.y <= place.y < block.y + block.height
        )

    def relatives(self, node: int) -> tuple[set[int], set[int]]:
        """Everything above an objective, and everything below it."""
        return _reached(node, self.parents), _reached(node, self.children)


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective to place: ``order`` sorts it among its siblings."""

    id: int
    order: tuple[int, str, int, int]
    is_local: bool


def lay_out(
    objectives: Sequence[Standing], links: Iterable[Link], goal_ids: Sequence[int]
) -> Layout:
    """Place every objective once. Linear in objectives and links, apart from sorting.

    Goals stand in the given order, with or without objectives; then, where there are some, what
    leads nowhere, and what is local on purpose."""
    known = {one.id for one in objectives}
    above = _above(links, known)
    under, roots = _trees(objectives, above, set(goal_ids))
    keys = [f"g{goal_id}" for goal_id in goal_ids]
    keys += [key for key in (ORPHANS, LOCAL) if roots.get(key)]
    below: dict[int, list[Standing]] = defaultdict(list)
    for one in objectives:
        if under[one.id]:
            below[under[one.id]].append(one)
    trees = {key: list(_preorder(roots.get(key, ()), below)) for key in keys}
    rows = max(6, math.ceil(math.sqrt(len(objectives) * COLUMN / ROW / ASPECT)))
    layout = Layout(COLUMN, TOP, [], {}, [])
    elsewhere = _elsewhere(trees, above)
    for key, spot in _shelved({key: len(tree) for key, tree in trees.items()}, rows).items():
        block = Block(key, *spot, len(trees[key]), elsewhere[key])
        layout.blocks.append(block)
        layout.width = max(layout.width, block.x + block.width)
        layout.height = max(layout.height, block.y + block.height)
        _place(layout, block, trees[block.key], rows, under, above)
    _relate(layout, above)
    return layout


def _elsewhere(
    trees: Mapping[str, Sequence[tuple[Standing, int]]],
    above: Mapping[int, list[tuple[int, int, str]]],
) -> Counter[str]:
    """How many objectives serve each goal directly and stand in another block."""
    home = {one.id: key for key, tree in trees.items() for one, _depth in tree}
    return Counter(
        f"g{goal}"
        for child, links in above.items()
        for _parent, goal, _kind in links
        if goal and home.get(child) != f"g{goal}"
    )


Spot = tuple[int, int, int, int]
"""x, y, width and height."""


def _shelved(counts: Mapping[str, int], rows: int) -> dict[str, Spot]:
    """Room for each key, in columns of at most ``rows``, side by side on shelves; of several widths
    the one with which all of them together can be drawn largest on a screen."""
    sizes = {
        key: (
            PAD + max(1, math.ceil(count / rows)) * COLUMN,
            HEAD + max(1, min(count, rows)) * ROW + PAD,
        )
        for key, count in counts.items()
    }
    area = sum((width + GAP) * (height + GAP) for width, height in sizes.values())
    tried = [
        _on_shelves(sizes, math.sqrt(area * ASPECT) * wider) for wider in (1.0, 1.2, 1.4, 1.7, 2.0)
    ]
    return min(tried, key=_extent)


def _on_shelves(sizes: Mapping[str, tuple[int, int]], widest: float) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    x, y, deepest = 0, TOP, 0
    for key, (width, height) in sizes.items():
        if x and x + width > widest:
            x, y, deepest = 0, y + deepest + GAP, 0
        found[key] = (x, y, width, height)
        x, deepest = x + width + GAP, max(deepest, height)
    return found


def _extent(spots: Mapping[str, Spot]) -> float:
    """How wide a screen has to be to show it all."""
    return max(
        max((x + width for x, _y, width, _height in spots.values()), default=0),
        max((y + height for _x, y, _width, height in spots.values()), default=0) * ASPECT,
    )


def _above(links: Iterable[Link], known: set[int]) -> dict[int, list[tuple[int, int, str]]]:
    """By child its links as (objective or 0, goal or 0, kind), each pair once, the oldest first."""
    above: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    seen = set[tuple[int, int, int]]()
    for link in links:
        goal = int(link.parent[1:]) if link.above is None else 0
        named = (link.child, link.above or 0, goal)
        if link.child in known and named not in seen and (goal or link.above in known):
            seen.add(named)
            above[link.child].append((link.above or 0, goal, link.kind))
    return above


def _trees(
    objectives: Sequence[Standing],
    above: Mapping[int, list[tuple[int, int, str]]],
    goal_ids: set[int],
) -> tuple[dict[int, int], dict[str, list[Standing]]]:
    """The objective under which each stands (0: none), and what stands directly in each block. An
    objective stands under the first objective it serves, else under the first goal."""
    under = dict.fromkeys((one.id for one in objectives), 0)
    roots: dict[str, list[Standing]] = defaultdict(list)
    for one in sorted(objectives, key=lambda one: one.order):
        for parent, _goal, _kind in above.get(one.id, ()):
            if parent and not _is_below(one.id, parent, under):
                under[one.id] = parent
                break
        else:
            goal = next((g for _p, g, _k in above.get(one.id, ()) if g in goal_ids), 0)
            fallback = LOCAL if one.is_local else ORPHANS
            roots[f"g{goal}" if goal else fallback].append(one)
    return under, roots


def _is_below(node: int, parent: int, under: Mapping[int, int]) -> bool:
    """Whether ``parent`` stands below ``node`` already: a circle from an import."""
    while parent:
        if parent == node:
            return True
        parent = under[parent]
    return False


def _place(
    layout: Layout,
    block: Block,
    tree: Sequence[tuple[Standing, int]],
    rows: int,
    under: Mapping[int, int],
    above: Mapping[int, list[tuple[int, int, str]]],
) -> None:
    """Place the objectives of a block, in columns of ``rows``."""
    first = len(layout.blocks) * 100_000
    for number, (one, depth) in enumerate(tree):
        column, row = divmod(number, rows)
        parent = under[one.id]
        layout.places[one.id] = Place(
            id=one.id,
            x=block.x + PAD + column * COLUMN + min(depth, DEEPEST) * INDENT,
            y=block.y + HEAD + row * ROW,
            column=first + column,
            under=parent,
            kind=next((k for p, _g, k in above.get(one.id, ()) if p == parent and parent), ""),
        )


def _preorder(
    roots: Sequence[Standing], below: Mapping[int, list[Standing]]
) -> Iterator[tuple[Standing, int]]:
    """Each objective before what stands under it, siblings in their order."""
    waiting = [(one, 0) for one in sorted(roots, key=lambda one: one.order, reverse=True)]
    while waiting:
        one, depth = waiting.pop()
        yield one, depth
        children = sorted(below.get(one.id, ()), key=lambda one: one.order, reverse=True)
        waiting += [(child, depth + 1) for child in children]


def _relate(layout: Layout, above: Mapping[int, list[tuple[int, int, str]]]) -> None:
    parents: dict[int, list[int]] = defaultdict(list)
    children: dict[int, list[int]] = defaultdict(list)
    for child, links in above.items():
        for parent, _goal, kind in links:
            if not parent:
                continue
            parents[child].append(parent)
            children[parent].append(child)
            if layout.places[child].under != parent:
                layout.further.append(Further(child, parent, kind))
    layout.parents, layout.children = dict(parents), dict(children)


def _reached(node: int, links: Mapping[int, list[int]]) -> set[int]:
    found, waiting = set[int](), [node]
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other not in found and other != node:
                found.add(other)
                waiting.append(other)
    return found
