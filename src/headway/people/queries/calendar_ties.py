"""What hangs on an organisation's calendar: figures that are kept by its weeks, quarters and years,
and would no longer be found by others.

Apps above this one register what they keep when they start.
"""

from __future__ import annotations

from collections.abc import Callable

Reader = Callable[[int], dict[str, str]]
"""Gives, for an organisation, why a setting of its calendar (``week_start``,
``fiscal_year_start``) cannot change, in a sentence that says what to do."""

_READERS: list[Reader] = []


def tell_ties(reader: Reader) -> None:
    """Have ``reader`` say what hangs on the calendar. Once, at start."""
    if reader not in _READERS:
        _READERS.append(reader)


def ties_of(organisation_id: int) -> dict[str, str]:
    """Why settings of the calendar cannot change, by setting; those that can are left out."""
    found: dict[str, str] = {}
    for reader in _READERS:
        found |= reader(organisation_id)
    return found
