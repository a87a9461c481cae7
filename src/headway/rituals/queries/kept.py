"""What the minutes keep of the numbers of a meeting, by its kind."""

from __future__ import annotations

from collections.abc import Sequence

from headway.kit import clock
from headway.people.access import Actor
from headway.rituals.models import MeetingKind
from headway.rituals.queries.board_sections import board_sections
from headway.rituals.queries.carried_on import carried_sections
from headway.rituals.queries.planning_minutes import planning_sections
from headway.rituals.queries.rooms.minutes import Section
from headway.rituals.queries.rooms.review_minutes import review_sections
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.weekly.sections import sections_of


def kept_sections(actor: Actor, row: MeetingRow) -> Sequence[Section]:
    """As they are now, and as everybody of the organisation may read them; nothing where the cycle
    that they were of is no more."""
    if row.lacks_cycle:
        return ()
    today = clock.today(actor.time_zone)
    match MeetingKind(row.kind):
        case MeetingKind.WEEKLY:
            return [*carried_sections(actor, row), *sections_of(actor, row)]
        case MeetingKind.REVIEW:
            return review_sections(actor, row, today=today)
        case MeetingKind.RETROSPECTIVE:
            return [*carried_sections(actor, row), *board_sections(actor, row)]
        case MeetingKind.PLANNING:
            return planning_sections(actor, row, today=today)
