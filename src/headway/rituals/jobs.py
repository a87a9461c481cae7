"""Open and close weeklies that each answers in their own time."""

from __future__ import annotations

from headway.kit.jobs import every
from headway.rituals.actions.rooms.deadlines import due_meetings, turn_meeting


@every(seconds=30)
def turn_due() -> None:
    """All that are due; who comes second finds nothing to do."""
    for meeting_id in due_meetings():
        turn_meeting(meeting_id)
