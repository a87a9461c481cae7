"""A forecast as bands that hold half and four fifths of the outcomes, and the likely course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from headway.web.charts.model import Outlook
from headway.web.charts.scale import Scale, path


def fan(scale: Scale, outlook: Sequence[Outlook], names: tuple[str, str, str]) -> Iterator[str]:
    """The paths of the bands and the line; ``names`` are their classes, the widest first."""
    if len(outlook) < 2:
        return
    outer, inner, middle = names
    yield _band(scale, outer, [(at.day, at.low_80, at.high_80) for at in outlook])
    yield _band(scale, inner, [(at.day, at.low_50, at.high_50) for at in outlook])
    likely = path([(scale.x(at.day), scale.y(at.likely)) for at in outlook])
    yield f'<path class="{middle}" d="{likely}"/>'


def _band(scale: Scale, name: str, ranges: Sequence[tuple[date, float, float]]) -> str:
    edge = [(scale.x(day), scale.y(high)) for day, _low, high in ranges]
    edge += [(scale.x(day), scale.y(low)) for day, low, _high in reversed(ranges)]
    return f'<path class="{name}" d="{path(edge)}Z"/>'
