"""A strategy map laid out in layers: lanes from the top, rows in each, arrows past every box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.errors import CircleError, DefinitionError
from headway.core.maps.circle import circle
from headway.core.maps.columns import BESIDE, BOX, columns
from headway.core.maps.layers import crossings, layered
from headway.core.maps.order import ordered
from headway.core.maps.rows import lanes_of, rows_of
from headway.core.texts import gettext_noop as _

Id = int


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the map: its lane (0 is on top) and where people want it within the lane."""

    id: Id
    lane: int
    order: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the drawing: its row (0 is on top) and ``x`` in columns from the middle."""

    row: int
    x: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where everything goes.

    ``nodes`` say where the middle of each box stands; ``links`` by (cause, effect) the points at
    which each passes over rows, from the cause on; ``rows`` how many rows each lane has, from the
    top; ``columns`` how wide it is; ``crossings`` how often links cross.
    """

    nodes: dict[Id, Spot]
    links: dict[tuple[Id, Id], tuple[Spot, ...]]
    rows: tuple[int, ...]
    columns: float
    crossings: int


def arrange(
    nodes: Sequence[Place],
    links: Sequence[tuple[Id, Id]],
    *,
    per_row: int = 4,
    lanes: int = 0,
) -> Arrangement:
    """Lay out a map of cause and effect.

    >>> found = arrange([Place(1, 0), Place(2, 1), Place(3, 2), Place(4, 2)], [(3, 2), (4, 1)])
    >>> found.rows, found.crossings
    ((1, 1, 1), 0)
    >>> [(node, spot.row, round(spot.x, 1)) for node, spot in found.nodes.items()]
    [(1, 0, 0.4), (2, 1, -0.4), (3, 2, -0.7), (4, 2, 0.7)]
    >>> [spot.row for spot in found.links[4, 1]]
    [1]

    Parameters: ``nodes`` and ``links`` (cause, effect) in any order: the result is the same.
    ``per_row`` is the most boxes beside each other; a lane with more has further rows, filled
    alike. ``lanes``: draw at least so many, for empty ones at the bottom; every lane has a row.

    Returns x in columns: boxes stand at least ``BOX`` apart, links pass ``PASSING`` from a box's
    middle and ``BESIDE`` each other. Within a lane an effect stands in a row above its cause; a
    link to a lower lane is laid out downwards.

    Raises CircleError, which names the way round; DefinitionError for a link to itself, the same
    link twice, a link to a node that there is not, the same node twice, a lane below 0, and no box
    in a row.

    Source: layered drawing (Sugiyama, Tagawa and Toda 1981; Gansner, Koutsofios, North and Vo
    1993): rows, then their order by few crossings, then x. Docs/methods 5.5.
    """
    places = sorted(nodes, key=lambda place: (place.lane, place.order, place.id))
    pairs = sorted(links)
    _check(places, pairs, per_row)
    lane = {place.id: place.lane for place in places}
    count = max([lanes, *(number + 1 for number in lane.values())])
    split = [rows_of(one, per_row) for one in lanes_of(lane, pairs, count)]
    row = {
        node: number
        for number, members in enumerate(members for rows in split for members in rows)
        for node in members
    }
    layers = layered(row, pairs, sum(len(rows) for rows in split))
    order = ordered(layers)
    x = columns(layers, order, float(per_row))
    at = {point: number for number, points in enumerate(order) for point in points}
    spots = [Spot(at[point], x[point]) for point in range(len(x))]
    return Arrangement(
        {node: spots[point] for point, node in enumerate(row)},
        {
            pair: tuple(spots[point] for point in way[1:-1])
            for pair, way in zip(pairs, layers.ways, strict=True)
        },
        tuple(len(rows) for rows in split),
        _wide(spots, len(row), float(per_row)),
        crossings(layers, order),
    )


def _wide(spots: Sequence[Spot], boxes: int, least: float) -> float:
    """Twice what lies furthest from the middle."""
    reach = [
        abs(spot.x) + (BOX if point < boxes else BESIDE) / 2 for point, spot in enumerate(spots)
    ]
    return max([least, *(2 * one for one in reach)])


def _check(places: Sequence[Place], links: Sequence[tuple[Id, Id]], per_row: int) -> None:
    """Refuse what cannot be laid out."""
    known = {place.id for place in places}
    if per_row < 1:
        raise DefinitionError(_("A row needs room for a box."), code="MAP_ROW", field="per_row")
    if len(known) < len(places):
        raise DefinitionError(_("A goal is on the map twice."), code="MAP_TWICE", field="nodes")
    if any(place.lane < 0 for place in places):
        raise DefinitionError(_("Lanes are counted from 0."), code="MAP_LANE", field="nodes")
    if any(cause == effect for cause, effect in links):
        raise DefinitionError(_("A goal is no cause of itself."), code="LINK_SELF", field="links")
    if not known.issuperset(end for link in links for end in link):
        raise DefinitionError(
            _("A link leads to a goal that is not on the map."), code="LINK_UNKNOWN", field="links"
        )
    if len(set(links)) < len(links):
        raise DefinitionError(_("A link is on the map twice."), code="LINK_TWICE", field="links")
    if way := circle(links):
        steps = " to ".join(map(str, way))
        raise CircleError(f"These links lead back to where they started: {steps}.", way)
