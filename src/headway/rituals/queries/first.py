"""Lists without an end, of which a room shows the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from headway.kit.prepared import Fixed

Row = TypeVar("Row")
Made = TypeVar("Made")

IN_A_ROOM = 50
"""Actions, and blockers, that a room shows; fifteen minutes are enough for five."""

ONE_MORE = Fixed(IN_A_ROOM + 1)
"""Read to know whether there are more."""


@dataclass(frozen=True, slots=True)
class FirstOf(Generic[Row]):
    """The first ``rows`` of a list, and how many ``more`` there are."""

    rows: tuple[Row, ...] = ()
    more: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return len(self.rows) + self.more


def first_of(
    found: Sequence[Row], made: Callable[[Sequence[Row]], Sequence[Made]], count: Callable[[], int]
) -> FirstOf[Made]:
    """The first rows of what was read up to one more than a room shows; ``count`` is asked only
    where there are more."""
    shown = tuple(made(found[:IN_A_ROOM]))
    return FirstOf(shown, count() - len(shown) if len(found) > IN_A_ROOM else 0)
