"""The kinds of meeting that have a room."""

from __future__ import annotations

from headway.rituals.models import MeetingKind
from headway.rituals.views.rooms.kinds import RoomKind
from headway.rituals.views.rooms.review import REVIEW

KINDS: dict[str, RoomKind] = {
    MeetingKind.REVIEW: REVIEW,
}
"""By kind of meeting."""
