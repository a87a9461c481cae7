"""The API for what changed: between two days, and one event at a time."""

from ninja import Router

from headway.reports.api import changes, events

router = Router()
for part in (changes, events):
    router.add_router("", part.router)

__all__ = ["router"]
