"""What happens in the room of a meeting.

Every action opens the meeting by :func:`doors.enter`, which locks it, and ends with
:func:`doors.leave`, which raises its version, so that whoever is in the room looks again, and
records the event.
"""

from headway.rituals.actions.rooms.attendance import join_meeting, see_meeting
from headway.rituals.actions.rooms.clock import (
    move_to_stage,
    next_stage,
    pause_clock,
    resume_clock,
)
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.actions.rooms.minutes import add_minute, remove_minute
from headway.rituals.actions.rooms.opening import (
    cancel_meeting,
    hand_over,
    open_meeting,
    open_weekly,
    reschedule_meeting,
    schedule_meeting,
)

__all__ = [
    "add_minute",
    "cancel_meeting",
    "close_meeting",
    "hand_over",
    "join_meeting",
    "move_to_stage",
    "next_stage",
    "open_meeting",
    "open_weekly",
    "pause_clock",
    "remove_minute",
    "reschedule_meeting",
    "resume_clock",
    "schedule_meeting",
    "see_meeting",
]
