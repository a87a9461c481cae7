"""Revisions of a period count on after a computed value was withdrawn there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.removing import remove_segment, take_values_back
from headway.kpis.models import Kpi, Revision
from headway.kpis.tests.test_derived import derived, kpi_of, rows
from headway.kpis.tests.values import by_region, enter, measure, month

pytestmark = pytest.mark.django_db


def withdrawn(world: World) -> Kpi:
    """Entered by hand since its formula had no value any more."""
    won, visits = kpi_of(world, "Won"), kpi_of(world, "Visits")
    rate = derived(world, "won / visits", {"won": won, "visits": visits})
    measure(world, won, [5.0])
    measure(world, visits, [10.0])
    measure(world, visits, [0.0])
    update_kpi(world.system, rate.pk, expression="", why="Counted by hand from now on.")
    assert rows(rate) == []
    return rate


def kept(kpi: Kpi) -> list[tuple[int, float | None]]:
    revisions = Revision.objects.filter(series__kpi=kpi, series__key="").order_by("revision")
    return list(revisions.values_list("revision", "value"))


def test_what_is_entered_where_a_formula_had_a_value_can_be_corrected(world: World):
    rate = withdrawn(world)
    measure(world, rate, [0.4])
    measure(world, rate, [0.3])
    measure(world, rate, [0.2])
    assert rows(rate) == [(month(0), 0.2, "restated", 4)]
    assert kept(rate) == [(1, 0.5), (2, 0.4), (3, 0.3)]


def test_what_is_entered_where_segments_made_a_value_can_be_corrected(world: World):
    kpi, admin = by_region(world), world.actor("admin")
    for name in ("North", "South"):
        enter(world, kpi, name, [40.0])
    for segment in kpi.series.exclude(key=""):
        take_values_back(admin, kpi.pk, [month(0)], segment=segment.key, why="Undone.")
        remove_segment(admin, kpi.pk, segment.pk, why="Undone.")
    assert rows(kpi) == []
    for value in (91.0, 92.0, 93.0):
        measure(world, kpi, [value])
    assert rows(kpi) == [(month(0), 93.0, "restated", 5)]
    assert kept(kpi) == [(1, 80.0), (2, 40.0), (3, 91.0), (4, 92.0)]


def test_taking_it_back_leaves_the_withdrawn_value_withdrawn(world: World):
    rate = withdrawn(world)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        measure(world, rate, [0.4])
        take_values_back(world.actor("admin"), rate.pk, [month(0)], why="It was another file.")
    assert rows(rate) == []
    assert kept(rate) == [(1, 0.5)]
