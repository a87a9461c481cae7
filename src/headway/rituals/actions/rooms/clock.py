"""The clock of a meeting: from stage to stage, pause and go on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.core.rituals import counts_until
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.people.access import Actor, Permission
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Meeting, MeetingMode

_FIELDS = ("stages", "stage", "running_since", "focus")


def next_stage(actor: Actor, meeting_id: int, *, from_stage: int | None = None) -> Meeting:
    """Go to the stage after this one. ``from_stage`` is the one that the caller sees under way: of
    two people who say so at once, one is heard. Raises NotAllowed, NotFound, Conflict,
    InvalidInput (it was the last)."""
    return _go(actor, meeting_id, None, from_stage)


def move_to_stage(actor: Actor, meeting_id: int, stage: int) -> Meeting:
    """Go to a stage, back or ahead. Raises NotAllowed, NotFound, Conflict, InvalidInput."""
    return _go(actor, meeting_id, stage, None)


@transaction.atomic
def pause_clock(actor: Actor, meeting_id: int) -> Meeting:
    """Stop the clock; nothing more where it stands. Raises NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    if meeting.running_since is not None:
        stop(meeting)
        leave(actor, meeting, "paused", after=_where(meeting), fields=_FIELDS)
    return meeting


@transaction.atomic
def resume_clock(actor: Actor, meeting_id: int) -> Meeting:
    """Let the clock go on; nothing more where it runs, nor in one's own time, where there is none.
    Raises NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    if meeting.running_since is None and meeting.mode == MeetingMode.LIVE:
        start(meeting)
        leave(actor, meeting, "resumed", after=_where(meeting), fields=_FIELDS)
    return meeting


@transaction.atomic
def _go(actor: Actor, meeting_id: int, stage: int | None, from_stage: int | None) -> Meeting:
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    if from_stage is not None and from_stage != meeting.stage:
        return meeting
    wanted = meeting.stage + 1 if stage is None else stage
    if not 0 <= wanted < len(meeting.stages):
        raise InvalidInput.on("stage", _("There is no such stage. Close the meeting instead."))
    before = _where(meeting)
    stop(meeting)
    meeting.stage = wanted
    start(meeting)
    meeting.focus = ""  # each stage walks from its beginning
    leave(actor, meeting, "moved_on", before=before, after=_where(meeting), fields=_FIELDS)
    return meeting


def start(meeting: Meeting) -> None:
    """Let the clock run from now on: of those who meet together, for what each does in their own
    time has a deadline instead. Stores nothing."""
    meeting.running_since = clock.now() if meeting.mode == MeetingMode.LIVE else None


def stop(meeting: Meeting) -> None:
    """Count what the stage under way took so far; the clock stands. Stores nothing."""
    if meeting.running_since is None:
        return
    meeting.stages[meeting.stage]["seconds"] += ran(meeting)
    meeting.running_since = None


def ran(meeting: Meeting) -> int:
    """Seconds that the clock has been running, of a room that everybody has left until the last
    thing that happened there."""
    if meeting.running_since is None or meeting.mode != MeetingMode.LIVE:
        return 0
    until = counts_until(meeting.heard_at, clock.now())
    return int(max((until - meeting.running_since).total_seconds(), 0))


def _where(meeting: Meeting) -> dict[str, str]:
    return {"stage": meeting.stages[meeting.stage]["key"]}
