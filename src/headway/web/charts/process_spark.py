"""The process of a table row, 168 by 40 pixels: the last values between their limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.scale import path, span
from headway.web.formats import measured, number

WIDTH, HEIGHT = 168, 40
Place = Callable[[float], float]
_LEFT, _RIGHT, _TOP, _BOTTOM = 3.0, 162.0, 4.0, 36.0

Held = tuple[float | None, float | None, float | None]
"""Lower limit, centre and upper limit at one value."""


@dataclass(frozen=True, slots=True)
class ProcessSpark:
    """The last values, the oldest first; None is a gap. ``lower``, ``centre`` and ``upper`` are the
    limits at the last; level ones hold for the last ``limited`` values, and of others ``band`` has
    lower limit, centre and upper limit at each value, None where there are none. ``look`` is how
    the last is drawn: "", "worse" or "better".
    """

    values: tuple[float | None, ...]
    limited: int = 0
    lower: float | None = None
    centre: float | None = None
    upper: float | None = None
    look: str = ""
    measure: str = ""
    places: int = 1
    band: tuple[Held | None, ...] = ()


def process_spark(chart: ProcessSpark) -> Markup:
    """Limits as a band, values as a line, the last as a mark."""
    known = [value for value in chart.values if value is not None]
    limits = [
        chart.lower,
        chart.centre,
        chart.upper,
        *(limit for held in chart.band for limit in held or ()),
    ]
    low, high = span([*known, *(limit for limit in limits if limit is not None)])
    count = max(len(chart.values), 2)

    def x(at: float) -> float:
        return _LEFT + at * (_RIGHT - _LEFT) / (count - 1)

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    parts: list[str] = []
    if chart.limited and chart.lower is not None and chart.upper is not None:
        left = x(max(len(chart.values) - chart.limited, 0)) - 2
        wide, tall = _RIGHT + 2 - left, y(chart.lower) - y(chart.upper)
        parts.append(
            f'<rect class="lim" x="{left:.1f}" y="{y(chart.upper):.1f}" width="{wide:.1f}" '
            f'height="{max(tall, 0.5):.1f}"/>'
        )
        if chart.centre is not None:
            parts.append(f'<path class="cl" d="M{left:.1f} {y(chart.centre):.1f}h{wide:.1f}"/>')
    parts += _band(chart.band, x, y)
    places = [
        (at, (x(at), y(value)) if value is not None else None)
        for at, value in enumerate(chart.values)
    ]
    for is_value, run in groupby(places, key=lambda one: one[1] is not None):
        line = [place for _at, place in run if place is not None]
        if is_value and len(line) > 1:
            parts.append(f'<path class="ln" d="{path(line)}"/>')
    parts += _last([place for _at, place in places if place is not None], chart.look)
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="spark" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{escape(_words(chart, known))}">{"".join(parts)}</svg>'
    )


def _band(band: Sequence[Held | None], x: Place, y: Place) -> Iterator[str]:
    """Limits that are not level, and the centre between them; a stretch without them is open."""
    places: list[tuple[float, ...] | None] = []
    for at, held in enumerate(band):
        lower, centre, upper = held or (None, None, None)
        if lower is None or centre is None or upper is None:
            places.append(None)
        else:
            places.append((x(at), y(lower), y(centre), y(upper)))
    for is_there, run in groupby(places, key=lambda one: one is not None):
        if not is_there:
            continue
        some = [place for place in run if place is not None]
        some = [(some[0][0] - 2, *some[0][1:]), *some, (some[-1][0] + 2, *some[-1][1:])]
        edge = [(at, upper) for at, _lower, _centre, upper in some]
        edge += [(at, lower) for at, lower, _centre, _upper in reversed(some)]
        yield f'<path class="lim" d="{path(edge)}Z"/>'
        middle = [(at, centre) for at, _lower, centre, _upper in some]
        yield f'<path class="cl" d="{path(middle)}"/>'


def _last(places: list[tuple[float, float]], look: str) -> Iterator[str]:
    if not places:
        return
    x, y = places[-1]
    if look == "worse":
        yield f'<rect class="sg" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>'
    else:
        name = "ip" if look == "better" else "en"
        yield f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{3 if look else 2.25}"/>'


def _words(chart: ProcessSpark, known: list[float]) -> str:
    if not known:
        return _("No value yet")
    words = _("%(count)d values, the last %(last)s") % {
        "count": len(known),
        "last": measured(known[-1], chart.measure),
    }
    if chart.lower is None or chart.upper is None:
        return words
    return _("%(values)s; limits %(lower)s to %(upper)s") % {
        "values": words,
        "lower": number(chart.lower, chart.places),
        "upper": number(chart.upper, chart.places),
    }
