"""Segments whose whole cannot be: refused where it was made."""

from __future__ import annotations

import pytest

from headway.core.definitions import LARGEST
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.tests.values import by_region, month

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH = month(0), month(1), month(2)


def test_a_whole_that_cannot_be_is_named_at_each_reading_that_made_it(world: World) -> None:
    """And nowhere else: neither in a period that is possible nor at what stands as it was."""
    kpi = by_region(world, high_bound=100.0)
    before = [Reading(JANUARY, 30.0, segment="north"), Reading(FEBRUARY, 60.0, segment="north")]
    record_measurements(world.system, kpi.pk, before)
    readings = [
        Reading(JANUARY, 40.0, segment="south"),
        Reading(FEBRUARY, 60.0, segment="north"),
        Reading(FEBRUARY, 70.0, segment="south"),
        Reading(MARCH, 80.0, segment="north"),
        Reading(MARCH, 90.0, segment="South"),
    ]
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, readings)
    assert [(error.field, error.code) for error in refused.value.errors] == [
        (f"readings.{at}.value", "impossible") for at in (2, 3, 4)
    ]
    said = [error.message for error in refused.value.errors]
    assert said[0] == (
        "The whole of Feb 2025 would not be possible. 130 is not possible: it lies beyond 100."
    )
    assert "Mar 2025" in said[1]


def test_a_ratio_of_sums_that_are_too_large_is_named_at_its_numerators(world: World) -> None:
    kpi = by_region(world, in_time="ratio", scale=100.0)
    much = LARGEST * 0.9
    parts = [Reading(JANUARY, None, much, much, segment=name) for name in ("north", "south")]
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, parts)
    assert [error.field for error in refused.value.errors] == [
        "readings.0.numerator",
        "readings.1.numerator",
    ]
