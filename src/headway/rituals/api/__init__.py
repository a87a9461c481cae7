"""The API for planning: frames, boards, published plans."""

from ninja import Router

from headway.rituals.api import boards, frames, plans

router = Router()
for part in (boards, frames, plans):
    router.add_router("", part.router)

__all__ = ["router"]
