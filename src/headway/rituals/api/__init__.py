"""The API for planning: frames, boards, published plans."""

from ninja import Router

from headway.rituals.api import boards, frames, plans, sessions, settling

router = Router()
for part in (boards, settling, frames, plans, sessions):
    router.add_router("", part.router)

__all__ = ["router"]
