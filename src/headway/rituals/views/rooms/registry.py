"""The kinds of meeting that have a room."""

from __future__ import annotations

from headway.rituals.views.rooms.kinds import RoomKind

KINDS: dict[str, RoomKind] = {}
"""By kind of meeting."""
