"""The API for KPIs, what they came to, and how their signals are answered."""

from ninja import Router

from headway.kpis.api import (
    aggregates,
    charts,
    computations,
    connector_runs,
    connectors,
    definitions,
    goal_posts,
    library,
    measurements,
    responses,
    segments,
    streams,
    targets,
)

router = Router()
for part in (
    definitions,
    library,
    segments,
    measurements,
    computations,
    aggregates,
    streams,
    charts,
    targets,
    goal_posts,
    responses,
    connectors,
    connector_runs,
):
    router.add_router("", part.router)

__all__ = ["router"]
