"""The API for planning and meetings."""

from ninja import Router

from headway.rituals.api import (
    boards,
    frames,
    items,
    meetings,
    plans,
    retrospectives,
    sessions,
    settling,
)

router = Router()
for part in (boards, settling, frames, plans, meetings, items, retrospectives, sessions):
    router.add_router("", part.router)

__all__ = ["router"]
