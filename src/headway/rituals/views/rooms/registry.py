"""The kinds of meeting that have a room."""

from __future__ import annotations

from headway.rituals.models import MeetingKind
from headway.rituals.views.rooms.kinds import RoomKind
from headway.rituals.views.rooms.planning_session import PLANNING
from headway.rituals.views.rooms.retrospective import RETROSPECTIVE
from headway.rituals.views.rooms.review import REVIEW
from headway.rituals.views.rooms.weekly import WEEKLY

KINDS: dict[str, RoomKind] = {
    MeetingKind.PLANNING: PLANNING,
    MeetingKind.RETROSPECTIVE: RETROSPECTIVE,
    MeetingKind.REVIEW: REVIEW,
    MeetingKind.WEEKLY: WEEKLY,
}
"""By kind of meeting."""
