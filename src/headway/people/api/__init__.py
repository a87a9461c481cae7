"""The API for the organisation, its units and people, and its audit trail."""

from ninja import Router

from headway.people.api import events, organisation, people, units

router = Router()
for part in (organisation, units, people, events):
    router.add_router("", part.router)

__all__ = ["router"]
