"""The API for planning and meetings."""

from ninja import Router

from headway.rituals.api import (
    boards,
    cards,
    frames,
    items,
    learnings,
    meetings,
    plans,
    priorities,
    retrospectives,
    rooms,
    sessions,
    settling,
)

router = Router()
for part in (
    boards, settling, frames, plans, meetings, rooms, items, priorities, retrospectives, cards,
    learnings, sessions,
):  # fmt: skip
    router.add_router("", part.router)

__all__ = ["router"]
