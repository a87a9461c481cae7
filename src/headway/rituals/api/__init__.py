"""The API for planning: frames."""

from ninja import Router

from headway.rituals.api import frames

router = Router()
for part in (frames,):
    router.add_router("", part.router)

__all__ = ["router"]
