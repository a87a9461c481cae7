"""The API for KPIs, what they came to, and how their signals are answered."""

from ninja import Router

from headway.kpis.api import (
    aggregates,
    charts,
    definitions,
    measurements,
    responses,
    segments,
    streams,
    targets,
)

router = Router()
for part in (
    definitions,
    segments,
    measurements,
    aggregates,
    streams,
    charts,
    targets,
    responses,
):
    router.add_router("", part.router)

__all__ = ["router"]
