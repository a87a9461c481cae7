"""KPIs and series for the tests of this app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from headway.core.cadence import add_months
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import create_kpi
from headway.kpis.actions.judging import Judged
from headway.kpis.actions.measurements import Reading, Recorded, record_measurements
from headway.kpis.actions.segments import add_segment
from headway.kpis.models import Connector, Kpi, Response

STEADY = [94.2, 94.9, 95.1, 94.6, 94.1, 94.7, 94.8, 95.2, 94.5, 94.9, 94.3, 94.7]
"""A year of values that nothing happened to."""


def month(at: int) -> date:
    """The first day of a month; 0 is January 2025."""
    return add_months(date(2025, 1, 1), at)


def monthly(values: Sequence[float | None], *, first: int = 0) -> list[Reading]:
    """Readings by month; None leaves one out."""
    return [
        Reading(on=month(first + at), value=value)
        for at, value in enumerate(values)
        if value is not None
    ]


def first_pass_yield(world: World, **definition: Any) -> Kpi:
    """A KPI of Blue that its owner answers for and its mate enters."""
    return create_kpi(
        world.system,
        **{
            "unit_id": world.units["blue"].pk,
            "name": "First-pass yield",
            "owner_id": world.people["owner"].pk,
            "updater_id": world.people["mate"].pk,
            "measure": "%",
            "formula": "units passed at the first test / units presented",
            "low_bound": 0.0,
            "high_bound": 100.0,
            **definition,
        },
    )


def measure(
    world: World, kpi: Kpi, values: Sequence[float | None], *, first: int = 0, by: str = "mate"
) -> Recorded:
    """Enter months."""
    return record_measurements(world.actor(by), kpi.pk, monthly(values, first=first))


def judged(world: World, kpi: Kpi, values: Sequence[float | None], *, first: int = 0) -> Judged:
    """Enter months, and see how the KPI stands by them."""
    done = measure(world, kpi, values, first=first).judged
    assert done is not None
    return done


def raised(world: World, kpi: Kpi, values: Sequence[float | None], *, first: int = 0) -> Response:
    """Enter months of which the last asks for a response."""
    response = judged(world, kpi, values, first=first).response
    assert response is not None
    return response


def by_region(world: World, *names: str, **definition: Any) -> Kpi:
    """A KPI that is made of segments: North and South, or those that are named."""
    kpi = first_pass_yield(
        world, **{"in_time": "sum", "low_bound": None, "high_bound": None, **definition}
    )
    for name in names or ("North", "South"):
        add_segment(world.system, kpi.pk, name=name)
    return kpi


def enter(
    world: World, kpi: Kpi, segment: str, values: Sequence[float | None], *, first: int = 0
) -> Recorded:
    """Enter months of a segment."""
    readings = [replace(one, segment=segment) for one in monthly(values, first=first)]
    return record_measurements(world.actor("mate"), kpi.pk, readings)


def connected(kpi: Kpi) -> Connector:
    """A connector of a KPI whose source nobody can ask: its host is not allowed."""
    return Connector.objects.create(
        kpi=kpi,
        organisation_id=kpi.organisation_id,
        kind="json",
        settings={"url": "https://figures.example/yield.json"},
        at=time(6),
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
