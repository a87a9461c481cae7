"""What stands on the map, ready to be drawn: cards with their words, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from headway.core.pace import StatusCode
from headway.okrs.models import State
from headway.okrs.queries.objectives import ObjectiveRow
from headway.reports.queries.sight.layout import CARD, COLUMN, INDENT, Layout, Place
from headway.web.formats import score, shortened

LINE = 32
"""Characters of a title on one line of a card."""
FAR_LINE = 18
"""The same from further away, where they are written larger."""


@dataclass(frozen=True, slots=True)
class Card:
    """An objective on the map. ``lines`` are its title on at most two lines, ``far_lines`` the
    same from further away; ``words`` what a screen reader says after title and status."""

    id: int
    x: int
    y: int
    title: str
    lines: list[str]
    is_cut: bool
    far_lines: list[str]
    far_is_cut: bool
    unit: str
    code: str
    score: str
    words: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link as a path; ``kind`` is its style, ``ends`` the objectives at its ends."""

    path: str
    kind: str
    ends: tuple[int, int]


def cards_of(places: Iterable[Place], rows: Mapping[int, ObjectiveRow]) -> list[Card]:
    """The cards of those places whose rows were read."""
    return [_card(place, rows[place.id]) for place in places if place.id in rows]


def _card(place: Place, row: ObjectiveRow) -> Card:
    code = _code(row)
    return Card(
        id=place.id,
        x=place.x,
        y=place.y,
        title=row.title,
        lines=(lines := shortened(row.title, LINE, 2)),
        is_cut=lines[-1].endswith("…"),
        far_lines=(far := shortened(row.title, FAR_LINE, 2)),
        far_is_cut=far[-1].endswith("…"),
        unit=shortened(row.unit_name, LINE, 1)[0],
        code=code,
        score=score(row.score) if row.score is not None else "",
        words=_words(row),
    )


def _code(row: ObjectiveRow) -> str:
    if row.state in (State.DRAFT, State.PROPOSED):
        return str(StatusCode.NOT_STARTED)
    return str(row.status.code) if row.status else str(StatusCode.UNKNOWN)


def _words(row: ObjectiveRow) -> str:
    """What is said last: the score was said bare."""
    count = len(row.key_results)
    return ngettext("%(num)d key result", "%(num)d key results", count) % {"num": count}


def ways_of(layout: Layout, places: Sequence[Place]) -> list[Way]:
    """The links up from these places: to what they stand under, and further ones."""
    shown = {place.id for place in places}
    found = [
        Way(_elbow(layout.places[place.under], place), place.kind, (place.id, place.under))
        for place in places
        if place.under
    ]
    found += [
        Way(
            _curve(layout.places[link.parent], layout.places[link.child]),
            f"{link.kind} further",
            (link.child, link.parent),
        )
        for link in layout.further
        if link.child in shown
    ]
    return found


def ways_among(layout: Layout, ids: set[int]) -> list[Way]:
    """Every link between two of these objectives."""
    places = [layout.places[id_] for id_ in ids if id_ in layout.places]
    return [way for way in ways_of(layout, places) if way.ends[1] in ids]


def _elbow(parent: Place, child: Place) -> str:
    """Down from the parent and over to the child, as in a tree of files; a curve where the child
    stands in another column."""
    if parent.column != child.column or child.y < parent.y or child.x <= parent.x:
        return _curve(parent, child)
    down, over = child.y + CARD[1] // 2, child.x - parent.x - INDENT // 2
    return f"M{parent.x + INDENT // 2} {parent.y + CARD[1]}V{down}h{over}"


def _curve(parent: Place, child: Place) -> str:
    """From the side of one card to the side of the other."""
    if abs(child.x - parent.x) < COLUMN - CARD[0]:  # one above the other: around the right side
        right = max(parent.x, child.x) + CARD[0]
        y0, y1 = parent.y + CARD[1] // 2, child.y + CARD[1] // 2
        over = f"{right + 40} {y0} {right + 40} {y1}"
        return f"M{parent.x + CARD[0]} {y0}C{over} {child.x + CARD[0]} {y1}"
    leads_right = child.x > parent.x
    x0 = parent.x + (CARD[0] if leads_right else 0)
    x1 = child.x + (0 if leads_right else CARD[0])
    y0, y1 = parent.y + CARD[1] // 2, child.y + CARD[1] // 2
    bend = max(40, abs(x1 - x0) // 3) * (1 if leads_right else -1)
    return f"M{x0} {y0}C{x0 + bend} {y0} {x1 - bend} {y1} {x1} {y1}"
