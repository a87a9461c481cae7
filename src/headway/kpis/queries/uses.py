"""Who uses a KPI, as far as apps above this one know: key results stand above KPIs.

An app above registers what it has to say when it starts, as with ``web.panels``; a list asks once
for all its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from headway.people.access import Actor

Reader = Callable[[Actor, Collection[int]], Mapping[int, str]]
"""Gives, for those of the KPIs that are used, how: "2 key results". A fixed number of queries."""

_READERS: list[Reader] = []


def tell_uses(reader: Reader) -> None:
    """Have ``reader`` say who uses KPIs. Once, at start."""
    if reader not in _READERS:
        _READERS.append(reader)


def uses_of(actor: Actor, kpi_ids: Collection[int]) -> dict[int, list[str]]:
    """How each of the KPIs is used; those that are not are left out."""
    found: dict[int, list[str]] = {}
    for reader in _READERS if kpi_ids else ():
        for kpi_id, words in reader(actor, kpi_ids).items():
            found.setdefault(kpi_id, []).append(words)
    return found
