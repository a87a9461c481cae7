"""Open and close weeklies that each answers in their own time."""

from __future__ import annotations

from headway.kit.jobs import every
from headway.rituals.actions.rooms.deadlines import due_meetings, turn_meeting
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.queries.weekly.sections import sections_of


@every(seconds=30)
def turn_due() -> None:
    """All that are due; who comes second finds nothing to do."""
    for meeting_id in due_meetings():
        turn_meeting(
            meeting_id,
            sections=lambda actor, meeting: sections_of(actor, meeting_row(actor, meeting.pk)),
        )
