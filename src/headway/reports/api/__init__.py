"""The API for what is read across everything: Home, alignment, what changed, events, finding."""

from ninja import Router

from headway.reports.api import changes, events, find, home, loose, maps, matrix, sight

router = Router()
for part in (home, find, sight, maps, matrix, loose, changes, events):
    router.add_router("", part.router)

__all__ = ["router"]
