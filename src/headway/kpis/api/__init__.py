"""The API for KPIs, what they came to, and how their signals are answered."""

from ninja import Router

from headway.kpis.api import (
    charts,
    connectors,
    definitions,
    measurements,
    responses,
    streams,
    targets,
)

router = Router()
for part in (definitions, measurements, streams, charts, targets, responses, connectors):
    router.add_router("", part.router)

__all__ = ["router"]
