"""Who is let into a retrospective (docs/adr/0041): who works in the unit, its own lead and coaches,
and who facilitates. Whoever leads from above, or administers, reads what came of it once it is
over: its actions and what was learned."""

from __future__ import annotations

from headway.people.access import Actor
from headway.rituals.models import Meeting, MeetingKind
from headway.rituals.queries.rooms.rows import MeetingRow

OF_SOME = (MeetingKind.RETROSPECTIVE, MeetingKind.PLANNING)
"""Meetings whose minutes not everybody may read whole."""


def may_read(actor: Actor, row: MeetingRow) -> bool:
    """Whether the actor may see what is said in a meeting; of most everybody may. No query."""
    return row.kind != MeetingKind.RETROSPECTIVE or _belongs(
        actor, row.unit_id, row.unit_path, row.facilitator_id
    )


def may_read_board(actor: Actor, row: MeetingRow) -> bool:
    """Whether the actor may read what the minutes kept of the board and the numbers: of a planning
    session, where drafts are named, whoever may read the drafts of the unit. No query."""
    if row.kind == MeetingKind.PLANNING:
        return actor.is_admin or _belongs(actor, row.unit_id, row.unit_path, row.facilitator_id)
    return may_read(actor, row)


def is_let_in(actor: Actor, meeting: Meeting) -> bool:
    """The same of a meeting that was read with its unit."""
    return meeting.kind != MeetingKind.RETROSPECTIVE or _belongs(
        actor, meeting.unit_id, meeting.unit.path, meeting.facilitator_id
    )


def _belongs(actor: Actor, unit_id: int, unit_path: str, facilitator_id: int | None) -> bool:
    if actor.person_id is None:
        return True  # jobs and the command line
    return (
        actor.person_id == facilitator_id
        or unit_path in actor.led_paths
        or unit_id in actor.member_unit_ids
        or unit_id in actor.coached_unit_ids
    )
