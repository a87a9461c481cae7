"""The API for KPIs, what they came to, and how their signals are answered."""

from ninja import Router

from headway.kpis.api import (
    charts,
    definitions,
    goal_posts,
    library,
    measurements,
    responses,
    streams,
    targets,
)

router = Router()
for part in (definitions, library, measurements, streams, charts, targets, goal_posts, responses):
    router.add_router("", part.router)

__all__ = ["router"]
