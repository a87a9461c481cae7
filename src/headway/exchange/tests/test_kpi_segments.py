"""Segments of KPIs brought in from tables, and taken back."""

from __future__ import annotations

import pytest

from headway.exchange.actions import undo_import
from headway.exchange.tests.kpi_tables import bring, counts, reasons, stored
from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.kpis.models import Kpi, KpiState, Measurement
from headway.kpis.tests.values import (
    by_region,
    enter,
    first_pass_yield,
    measure,
    month,
)

pytestmark = pytest.mark.django_db


def test_segments_come_in_with_days_in_rows_or_in_columns_and_go(world: World):
    kpi = by_region(world, external_id="a")
    long = b"kpi,segment,date,value\na,north,2026-01,40\na,South,2026-01,60\na,East,2026-02,1\n"
    refused = bring(world, long)
    assert reasons(refused) == [
        "line 2, a: 2 values stay out: others of its KPI cannot be used.",
        "line 4, a: There is no such segment. It has North, South.",
    ]
    run = bring(world, long.replace(b"a,East,2026-02,1\n", b""))
    assert counts(run, "created") == {"measurements": 2}
    wide = b"kpi,segment,2026-01,2026-02\na,north,41,20\na,south,60,\n"
    later = bring(world, wide)
    assert [counts(later, action) for action in ("created", "updated", "unchanged")] == [
        {"measurements": 1}, {"measurements": 1}, {"measurements": 1},
    ]  # fmt: skip
    whole = Measurement.objects.filter(series__kpi=kpi, series__key="")
    assert [row.value for row in whole] == [101.0]
    undo_import(world.actor("admin"), later.pk)
    assert [(row.value, row.state) for row in whole.all()] == [(100.0, "restated")]
    enter(world, kpi, "south", [61.0], first=12)
    with pytest.raises(Conflict):
        undo_import(world.actor("admin"), run.pk)


def test_the_values_of_one_kpi_name_their_segments_too(world: World):
    kpi = by_region(world)
    content = b"date,segment,value\n2026-01,north,40\n2026-01,south,60\n"
    assert reasons(bring(world, content, kpi="First-pass yield")) == []
    assert Measurement.objects.get(series__kpi=kpi, series__key="").value == 100.0


def test_definitions_name_segments_and_a_later_file_adds_to_them(world: World):
    first = (
        b"name,unit,owner,in_time,segments,segmented_by,partial\n"
        b"Orders,Blue,owner@aster.example,sum,North | South,region,yes\n"
    )
    run = bring(world, first)
    assert counts(run, "created") == {"kpis": 1, "segments": 2}
    kpi = Kpi.objects.get()
    assert (kpi.segmented_by, kpi.partial) == ("region", True)
    again = bring(world, first.replace(b"South", b"south | West"))
    assert (counts(again, "created"), counts(again, "unchanged")) == (
        {"segments": 1},
        {"kpis": 1, "segments": 2},
    )
    undo_import(world.actor("admin"), again.pk)
    assert [one.name for one in kpi.series.exclude(key="")] == ["North", "South"]
    undo_import(world.actor("admin"), run.pk)
    assert not Kpi.objects.exists()


def test_what_was_entered_for_the_whole_is_back_when_segments_are_undone(world: World):
    """All segments had a value, so theirs took the place of what was entered before."""
    kpi = first_pass_yield(world, external_id="a", in_time="sum", high_bound=None)
    measure(world, kpi, [90.0, 91.0])
    before = (stored(kpi), KpiState.objects.filter(kpi=kpi).values().get())
    first = bring(
        world,
        b"external_id,name,unit,owner,in_time,segments\n"
        b"a,First-pass yield,Blue,owner@aster.example,sum,N | S\n",
    )
    assert counts(first, "created") == {"segments": 2}, reasons(first)
    run = bring(world, b"kpi,segment,2025-01,2025-02\na,N,40,41\na,S,60,\n")
    assert [row[:2] for row in stored(kpi)["whole"]] == [(month(0), 100.0), (month(1), 91.0)]
    undo_import(world.actor("admin"), run.pk)
    undo_import(world.actor("admin"), first.pk)
    assert (stored(kpi), KpiState.objects.filter(kpi=kpi).values().get()) == before
