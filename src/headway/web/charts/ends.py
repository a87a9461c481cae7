"""What the lines of a large chart lead to, named at its right edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import escape

from headway.web.charts.labels import spread
from headway.web.charts.model import Trajectory
from headway.web.charts.scale import Heights
from headway.web.formats import number


class End(NamedTuple):
    """A line's last value, its class in the stylesheet, and its name."""

    value: float
    name: str
    text: str


def ends(chart: Trajectory, places: int, *, narrow: bool) -> list[End]:
    """Target and forecast, the highest first; on a narrow picture the bare numbers. The forecast is
    named to no more than ``places`` decimals, the target as it was set."""
    found: list[End] = []

    def add(value: float, name: str, words: str) -> None:
        text = number(value)
        found.append(End(value, name, text if narrow else words % {"value": text}))

    if chart.targets:
        add(chart.targets[-1][1], "s", _("%(value)s target"))
    if chart.outlook:
        at = chart.outlook[-1]
        add(round(at.likely, places), "a", _("%(value)s likely"))
        add(round(at.high_80, places), "", _("%(value)s upper, 80 %%"))
        add(round(at.low_80, places), "", _("%(value)s lower, 80 %%"))
    return sorted(found, reverse=True)


def labelled(scale: Heights, named: Sequence[End]) -> Iterator[str]:
    """The names, moved apart so that none covers another."""
    box = scale.box
    heights = spread([scale.y(end.value) + 4 for end in named], box.top, box.bottom)
    for y, end in zip(heights, named, strict=True):
        of_class = f' class="{end.name}"' if end.name else ""
        yield f'<text{of_class} x="{box.right + 8:.1f}" y="{y:.1f}">{escape(end.text)}</text>'
