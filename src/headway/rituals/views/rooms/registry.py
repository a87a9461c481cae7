"""The kinds of meeting that have a room."""

from __future__ import annotations

from headway.rituals.views.rooms.kinds import RoomKind
from headway.rituals.views.rooms.retrospective import RETROSPECTIVE
from headway.rituals.views.rooms.weekly import WEEKLY

KINDS: dict[str, RoomKind] = {
    "weekly": WEEKLY,
    "retrospective": RETROSPECTIVE,
}
"""By kind of meeting."""
