"""Open and close weeklies that each answers in their own time."""

from __future__ import annotations

from headway.kit.jobs import every
from headway.rituals.actions.rooms.deadlines import due_meetings, turn_meeting


@every(seconds=30)
def turn_due() -> None:
    """All that are due; who comes second finds nothing to do. One that breaks is tried again the
    next time and keeps none of the others waiting. Raises the first error once all were tried."""
    first: Exception | None = None
    due = due_meetings()
    while due:
        for meeting_id in due:
            try:
                turn_meeting(meeting_id)
            except Exception as error:  # noqa: BLE001 - raised below
                first = first or error
        due = due_meetings(after=due[-1])
    if first is not None:
        raise first
