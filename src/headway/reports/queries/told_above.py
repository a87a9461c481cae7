"""What waits for a person in apps above this one, such as board packs.

They register what they have to say when they start, as with ``web.panels``; Home asks each once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from headway.people.access import Actor
from headway.reports.queries.waiting_item import WaitingItem

Source = Callable[[Actor, date], list[WaitingItem]]
"""What waits for somebody on a day. A fixed number of queries."""

_SOURCES: list[Source] = []


def tell_waiting(source: Source) -> None:
    """Have ``source`` asked for what waits. Once, at start."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def items_above(actor: Actor, today: date) -> list[WaitingItem]:
    """All of them."""
    return [item for source in _SOURCES for item in source(actor, today)]
