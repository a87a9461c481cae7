"""Which part of the map shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.http import HttpRequest

from headway.reports.queries.sight.layout import ASPECT, CARD, Layout

USUAL = 1_200
"""How wide the map is drawn on a usual screen."""
LEGIBLE = 2.4
"""How many times as wide a map may be to be opened whole."""
OPENING = (8, 48, 1_190, 600)
"""What is opened of a larger one: its beginning, where titles are read. ``map.js`` fits that to the
screen."""
CLOSE = (1_400, 800)
"""The part one comes to for one objective."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the map that shows."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    def moved(self, right: float, down: float, times: float = 1.0) -> dict[str, str]:
        """Another part, as the query of an address: moved by shares of its size, and zoomed."""
        width, height = self.width * times, self.height * times
        x = self.x + (self.width - width) / 2 + right * self.width
        y = self.y + (self.height - height) / 2 + down * self.height
        return {"x": f"{x:.0f}", "y": f"{y:.0f}", "w": f"{width:.0f}", "h": f"{height:.0f}"}


def window_of(request: HttpRequest, layout: Layout, focus: int) -> Window:
    """The part asked for, else the one around ``focus``; at first the whole, or the beginning of
    what is too large to be read as a whole."""
    asked = asked_window(request)
    if asked is not None:
        return asked
    if focus:
        place, (width, height) = layout.places[focus], CLOSE
        x, y = place.x + CARD[0] / 2 - width / 2, place.y + CARD[1] / 2 - height / 2
        return Window(x, y, width, height)
    full = whole(layout)
    is_legible = max(full.width, full.height * ASPECT) <= USUAL * LEGIBLE
    return full if is_legible else Window(*OPENING)


def whole(layout: Layout) -> Window:
    """All of it, with a margin."""
    return Window(-40, 0, layout.width + 80, layout.height + 40)


def asked_window(request: HttpRequest) -> Window | None:
    """The rectangle that an address names, where it does and can be drawn."""
    try:
        numbers = [float(request.GET[name]) for name in ("x", "y", "w", "h")]
    except (KeyError, ValueError):
        return None
    if not all(math.isfinite(n) and abs(n) < 1e7 for n in numbers) or min(numbers[2:]) < 1:
        return None
    return Window(*numbers)
