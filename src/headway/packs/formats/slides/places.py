"""Where things stand on a slide, in points: 960 wide and 540 high."""

from __future__ import annotations

from dataclasses import dataclass

EMU = 12_700
"""Of a point: the unit in which the files count."""
WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 44.0
WIDE = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        """As the files count it."""
        return points(self.left), points(self.top), points(self.width), points(self.height)


def points(value: float) -> int:
    """Points as the files count them."""
    return round(value * EMU)


CONTENT = Place(MARGIN, 134, WIDE, 366)
"""Below the title and above the foot."""
