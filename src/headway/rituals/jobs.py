"""Open and close weeklies that each answers in their own time, and close those that everybody
left."""

from __future__ import annotations

from collections.abc import Callable

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
    errors: list[Exception] = []
    due = due_meetings()
    while due:
        for meeting_id in due:
            _try(errors, turn_meeting, meeting_id)
        due = due_meetings(after=due[-1])
    if errors:
        raise errors[0]


@every(seconds=300)
def close_forgotten() -> None:
    """All weeklies that everybody left and nobody closed. Errors as of :func:`turn_due`."""
    errors: list[Exception] = []
    left = forgotten_meetings()
    while left:
        for meeting_id in left:
            _try(errors, close_forgotten_meeting, meeting_id)
        left = forgotten_meetings(after=left[-1])
    if errors:
        raise errors[0]


@every(seconds=300)
def begin_series() -> None:
    """Plan what series ask for, so that it opens by itself. Errors as of :func:`turn_due`."""
    errors: list[Exception] = []
    for series_id, day in series_to_begin():
        _try(errors, begin_of_series, series_id, day)
    if errors:
        raise errors[0]


def _try(errors: list[Exception], call: Callable[..., object], *args: object) -> None:
    try:
        call(*args)
    except Exception as error:  # noqa: BLE001 - the caller raises it
        errors.append(error)
