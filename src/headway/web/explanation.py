"""A computed number opened: what ``ui.why`` draws and the API returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number opened: what it is, the rule, the lines that went in, their sum, and remarks.

    ``value`` is the number itself, unrounded; cells are written out for people. ``links`` are the
    addresses that the first cells of the rows lead to, where they lead somewhere.
    """

    title: str
    value: float | None
    rule: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]
    as_of: date
    links: tuple[str, ...] = ()
