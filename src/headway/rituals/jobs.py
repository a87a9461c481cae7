"""Open meetings that each answers in their own time, close the weeklies among them at their
deadline and those that everybody left, and plan what series ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from headway.kit.jobs import every
from headway.rituals.actions.rooms.deadlines import (
    begin_of_series,
    due_meetings,
    series_to_begin,
    turn_meeting,
)
from headway.rituals.actions.rooms.forgotten import close_forgotten_meeting, forgotten_meetings


@every(seconds=30)
def turn_due() -> None:
    """All that are due; who comes second finds nothing to do. One that breaks is tried again the
    next time and keeps none of the others waiting. Raises the first error once all were tried."""
    _try_each(_in_batches(due_meetings), turn_meeting)


@every(seconds=300)
def close_forgotten() -> None:
    """All weeklies that everybody left and nobody closed. Errors as of :func:`turn_due`."""
    _try_each(_in_batches(forgotten_meetings), close_forgotten_meeting)


@every(seconds=300)
def begin_series() -> None:
    """Plan what series ask for, so that it opens by itself. Errors as of :func:`turn_due`."""
    _try_each(series_to_begin(), begin_of_series)


def _in_batches(read: Callable[[int], Sequence[int]]) -> Iterator[tuple[int]]:
    """The ids that are read after the last one, until there are none."""
    found = read(0)
    while found:
        yield from ((one,) for one in found)
        found = read(found[-1])


def _try_each(each: Iterable[tuple[Any, ...]], call: Callable[..., object]) -> None:
    errors: list[Exception] = []
    for given in each:
        try:
            call(*given)
        except Exception as error:  # noqa: BLE001 - raised below, once all were tried
            errors.append(error)
    if errors:
        raise errors[0]
