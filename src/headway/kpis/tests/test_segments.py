"""A KPI that is made of segments: its whole follows them, in the same write."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from statistics import mean
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_many, record_measurements
from headway.kpis.actions.segments import (
    add_segment,
    archive_segment,
    restore_segment,
    update_segment,
)
from headway.kpis.models import Kpi, Measurement, Response, Revision
from headway.kpis.tests.test_derived import derived, values
from headway.kpis.tests.values import (
    STEADY,
    by_region,
    enter,
    first_pass_yield,
    judged,
    measure,
    month,
)

pytestmark = pytest.mark.django_db

WAYS: dict[str, Callable[[list[float]], float]] = {"sum": sum, "max": max, "mean": mean}


def whole(kpi: Kpi) -> dict[date, tuple[float | None, str, int]]:
    """Value, state and revision of the whole by period."""
    rows = Measurement.objects.filter(series__kpi=kpi, series__key="")
    return {row.starts_on: (row.value, row.state, row.revision) for row in rows}


def segment(kpi: Kpi, name: str) -> int:
    return kpi.series.get(name=name).pk


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def test_the_whole_is_there_once_all_segments_are(world: World):
    kpi = by_region(world)
    enter(world, kpi, "north", [40.0])
    assert whole(kpi) == {}
    done = enter(world, kpi, "South", [60.0])  # by its name, too
    assert whole(kpi) == {month(0): (100.0, "final", 1)}
    assert done.judged is not None
    row = Measurement.objects.get(series__kpi=kpi, series__key="")
    assert (row.origin, row.person_id) == ("derived", world.people["mate"].pk)
    kpi.state.refresh_from_db()
    assert kpi.state.value == 100.0


def test_restating_a_segment_restates_the_whole_and_judges_it(world: World):
    kpi = by_region(world, better="up")
    enter(world, kpi, "north", STEADY)
    done = enter(world, kpi, "south", STEADY)
    assert done.judged is not None
    assert done.judged.response is None
    fallen = enter(world, kpi, "south", [80.0], first=12)
    assert fallen.judged is not None
    assert fallen.judged.response is None, "north is missing, so there is no whole yet"
    raised = enter(world, kpi, "north", [80.0], first=12).judged
    assert raised is not None
    assert raised.response is not None
    assert "LIM" in [one.rule for one in raised.appeared]
    enter(world, kpi, "north", [110.0], first=12)
    assert whole(kpi)[month(12)] == (190.0, "restated", 2)
    assert Response.objects.get(kpi=kpi).outcome == "withdrawn"
    [kept] = Revision.objects.filter(series__kpi=kpi, series__key="")
    assert (kept.value, kept.revision, kept.origin) == (160.0, 1, "derived")
    enter(world, kpi, "north", [110.0], first=12)
    assert whole(kpi)[month(12)][2] == 2


@pytest.mark.parametrize(
    ("in_time", "values", "expected"),
    [
        ("sum", [4.0, 6.0], 10.0),
        ("last", [4.0, 6.0], 10.0),
        ("mean", [4.0, 6.0], 5.0),
        ("min", [4.0, 6.0], 4.0),
        ("max", [4.0, 6.0], 6.0),
    ],
)
def test_the_whole_is_made_as_its_values_are_put_together(world, in_time, values, expected):
    kpi = by_region(world, in_time=in_time)
    for name, value in zip(("north", "south"), values, strict=True):
        enter(world, kpi, name, [value])
    assert whole(kpi)[month(0)][0] == expected


def test_a_ratio_is_that_of_the_sums(world: World):
    kpi = by_region(world, in_time="ratio", scale=100.0, low_bound=0.0, high_bound=100.0)
    readings = [
        Reading(month(0), numerator=30, denominator=40, segment="north"),
        Reading(month(0), numerator=10, denominator=10, segment="south"),
    ]
    record_measurements(world.system, kpi.pk, readings)
    row = Measurement.objects.get(series__kpi=kpi, series__key="")
    assert (row.value, row.numerator, row.denominator) == (80.0, 40.0, 50.0)
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, [Reading(month(1), 75.0, segment="north")])
    assert codes(refused) == [("readings.0.numerator", "required")]


def test_a_mean_weighs_by_what_each_is_of(world: World):
    kpi = by_region(world, in_time="mean")
    readings = [
        Reading(month(0), 4.0, denominator=100, segment="north"),
        Reading(month(0), 2.0, denominator=300, segment="south"),
    ]
    record_measurements(world.system, kpi.pk, readings)
    assert whole(kpi)[month(0)][0] == 2.5
    record_measurements(world.system, kpi.pk, [Reading(month(0), 4.0, segment="north")])
    assert whole(kpi)[month(0)][0] == 3.0, "plain where one has no weight"
    with pytest.raises(InvalidInput) as refused:
        record_measurements(
            world.system, kpi.pk, [Reading(month(0), 4.0, denominator=-1, segment="north")]
        )
    assert codes(refused) == [("readings.0.denominator", "negative")]
    for wrong in (
        Reading(month(0), 4.0, denominator=float("nan"), segment="north"),
        Reading(month(0), 1e200, denominator=1e200, segment="north"),
        Reading(month(0), denominator=3, segment="north"),
        Reading(month(0), denominator=3, state="na", reason="Closed.", segment="north"),
    ):
        with pytest.raises(InvalidInput):
            record_measurements(world.system, kpi.pk, [wrong])


def test_what_does_not_apply_is_left_out_and_an_estimate_makes_an_estimate(world: World):
    kpi = by_region(world)
    closed = Reading(month(0), state="na", reason="Closed.", segment="north")
    record_measurements(world.system, kpi.pk, [closed])
    enter(world, kpi, "south", [60.0])
    assert whole(kpi)[month(0)] == (60.0, "final", 1)
    shut = Reading(month(0), state="na", reason="Closed too.", segment="south")
    record_measurements(world.system, kpi.pk, [shut])
    row = Measurement.objects.get(series__kpi=kpi, series__key="")
    assert (row.value, row.state) == (None, "na")
    assert row.reason == "North: Closed.; South: Closed too."
    guess = Reading(month(1), 5.0, state="estimated", segment="south")
    record_measurements(world.system, kpi.pk, [guess])
    enter(world, kpi, "north", [1.0], first=1)
    assert whole(kpi)[month(1)] == (6.0, "estimated", 1)
    enter(world, kpi, "south", [5.0], first=1)
    assert whole(kpi)[month(1)] == (6.0, "final", 2)


def test_the_whole_in_part_is_an_estimate_that_says_what_is_missing(world: World):
    kpi = by_region(world, "North", "South", "West")
    enter(world, kpi, "north", [1.0, 1.0])
    assert whole(kpi) == {}
    update_kpi(world.actor("owner"), kpi.pk, partial=True, segmented_by="region")
    assert whole(kpi)[month(0)] == (1.0, "estimated", 1)
    enter(world, kpi, "south", [2.0])
    row = Measurement.objects.get(series__kpi=kpi, series__key="", starts_on=month(0))
    assert (row.value, row.state, row.reason) == (3.0, "estimated", "without West")
    enter(world, kpi, "west", [3.0])
    assert whole(kpi)[month(0)] == (6.0, "final", 3)
    update_kpi(world.actor("owner"), kpi.pk, partial=False)
    assert set(whole(kpi)) == {month(0)}, "what is made of some only is gone, and kept"
    assert Revision.objects.get(series__kpi=kpi, starts_on=month(1)).value == 1.0
    update_kpi(world.actor("owner"), kpi.pk, partial=True)
    assert whole(kpi)[month(1)] == (1.0, "estimated", 2)


def test_the_whole_is_no_longer_entered_and_what_was_entered_stays(world: World):
    kpi = first_pass_yield(world, in_time="sum", low_bound=None, high_bound=None)
    measure(world, kpi, [90.0, 95.0])
    for name in ("North", "South"):
        add_segment(world.actor("owner"), kpi.pk, name=name)
    assert {day: one[0] for day, one in whole(kpi).items()} == {month(0): 90.0, month(1): 95.0}
    with pytest.raises(InvalidInput) as refused:
        measure(world, kpi, [91.0])
    assert codes(refused) == [("readings.0.segment", "has_segments")]
    assert "enter North, South" in str(refused.value.errors[0].message)
    enter(world, kpi, "north", [40.0])
    assert whole(kpi)[month(0)][0] == 90.0, "until all segments of the period are there"
    enter(world, kpi, "south", [52.0])
    assert whole(kpi)[month(0)] == (92.0, "restated", 2)
    for name in ("North", "South"):
        archive_segment(world.actor("owner"), kpi.pk, segment(kpi, name))
    measure(world, kpi, [96.0], first=2)  # without segments as before
    assert whole(kpi)[month(2)][0] == 96.0


def test_a_segment_that_is_added_later_leaves_the_past_alone(world: World):
    kpi = by_region(world)
    enter(world, kpi, "north", [1.0, 2.0])
    enter(world, kpi, "south", [1.0, 2.0])
    west = add_segment(world.actor("owner"), kpi.pk, name="West")
    assert west.since == date(2026, 11, 1)
    assert {day: one[0] for day, one in whole(kpi).items()} == {month(0): 2.0, month(1): 4.0}
    enter(world, kpi, "north", [3.0])
    assert whole(kpi)[month(0)][0] == 4.0
    now = (TODAY.year - 2025) * 12 + TODAY.month - 1
    enter(world, kpi, "north", [5.0], first=now)
    enter(world, kpi, "south", [5.0], first=now)
    assert month(now) not in whole(kpi)
    update_segment(world.actor("owner"), kpi.pk, west.pk, since=month(1))
    assert set(whole(kpi)) == {month(0)}, "it is expected there now, and missing"
    enter(world, kpi, "west", [7.0], first=1)
    assert whole(kpi)[month(1)] == (11.0, "final", 2)


def test_an_archived_segment_counts_where_it_has_values(world: World):
    kpi = by_region(world)
    enter(world, kpi, "north", [1.0, 2.0])
    enter(world, kpi, "south", [1.0])
    archive_segment(world.actor("owner"), kpi.pk, segment(kpi, "South"), why="Closed down.")
    assert {day: one[0] for day, one in whole(kpi).items()} == {month(0): 2.0, month(1): 2.0}
    with pytest.raises(InvalidInput) as refused:
        enter(world, kpi, "south", [1.0], first=1)
    assert codes(refused) == [("readings.0.segment", "archived")]
    restore_segment(world.actor("owner"), kpi.pk, segment(kpi, "South"))
    assert len(whole(kpi)) == 2, "it is expected from now on"
    enter(world, kpi, "south", [4.0], first=1)
    assert whole(kpi)[month(1)][0] == 6.0


def test_all_or_none_and_each_refusal_names_its_place(world: World):
    kpi = by_region(world, low_bound=0.0, high_bound=100.0)
    readings = [
        Reading(month(0), 40.0, segment="north"),
        Reading(month(0), 1.0, segment="east"),
        Reading(month(0), -1.0, segment="south"),
        Reading(month(1), 40.0, segment="north"),
        Reading(month(1), 41.0, segment="North"),
        Reading(month(1), 41.0),
    ]
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, readings)
    assert codes(refused) == [
        ("readings.1.segment", "unknown"),
        ("readings.2.value", "impossible"),
        ("readings.4.on", "twice"),
        ("readings.5.segment", "has_segments"),
    ]
    assert not Measurement.objects.filter(series__kpi=kpi).exists()
    enter(world, kpi, "north", [60.0])
    with pytest.raises(InvalidInput) as impossible:
        enter(world, kpi, "south", [60.0])
    said = "The whole of Jan 2025 would not be possible. 120"
    assert said in impossible.value.errors[0].message
    with pytest.raises(InvalidInput):
        record_measurements(world.system, kpi.pk, [])
    plain = first_pass_yield(world)
    with pytest.raises(InvalidInput) as unknown:
        record_measurements(world.system, plain.pk, [Reading(month(0), 4.0, segment="north")])
    assert codes(unknown) == [("readings.0.segment", "unknown")]


def test_many_kpis_at_once_have_their_segments_too(world: World):
    kpi, plain = by_region(world, name="A"), first_pass_yield(world, name="B")
    done = record_many(
        world.actor("mate"),
        {
            kpi.pk: [Reading(month(0), 1.0, segment=name) for name in ("north", "south")],
            plain.pk: [Reading(month(0), 94.0)],
        },
    )
    assert not [one for one in done.values() if isinstance(one, Exception)]
    assert (whole(kpi)[month(0)][0], whole(plain)[month(0)][0]) == (2.0, 94.0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_order_of_entering_comes_to_the_same_whole(world: World, data: Any):
    """However values of segments are entered and restated, the whole is that of their last
    values, and there is none where one is missing."""
    Kpi.objects.all().delete()
    how = data.draw(st.sampled_from(sorted(WAYS)))
    kpi = by_region(world, "A", "B", "C", in_time=how)
    entered: dict[tuple[str, int], float] = {}
    steps = st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.integers(-50, 50))
    for name, at, value in data.draw(st.lists(steps, min_size=1, max_size=12)):
        record_measurements(world.system, kpi.pk, [Reading(month(at), float(value), segment=name)])
        entered[name, at] = float(value)
    expected = {}
    for at in range(3):
        values = [value for (_name, there), value in entered.items() if there == at]
        if len(values) == 3:
            expected[month(at)] = pytest.approx(WAYS[how](values))
    assert {day: one[0] for day, one in whole(kpi).items()} == expected


def test_a_plain_kpi_is_judged_as_ever(world: World):
    kpi = first_pass_yield(world)
    assert judged(world, kpi, STEADY).response is None


def test_what_segments_are_belongs_to_the_definition_and_its_versions(world: World):
    """It was changed beside them: no version told that the whole was made in part from then on."""
    kpi = by_region(world, "North", "South")
    enter(world, kpi, "north", [1.0])
    update_kpi(world.actor("owner"), kpi.pk, segmented_by="region", partial=True)
    kpi.refresh_from_db()
    newest = kpi.versions.get(number=2)
    assert (kpi.version, newest.fields["segmented_by"], newest.fields["partial"]) == (
        2, "region", True,
    )  # fmt: skip
    assert kpi.versions.get(number=1).fields["partial"] is False
    told = Event.objects.get(verb="kpi.redefined", subject_id=kpi.pk)
    assert json.loads(told.before or "") == {"partial": False, "segmented_by": ""}
    with pytest.raises(InvalidInput):
        update_kpi(world.actor("owner"), kpi.pk, segmented_by="r" * 61)


def test_what_derives_from_the_whole_follows_where_it_is_made_in_part(world: World):
    kpi = by_region(world, "North", "South")
    enter(world, kpi, "north", [1.0, 3.0])
    enter(world, kpi, "south", [1.0])
    double = derived(world, "orders * 2", {"orders": kpi}, name="Double")
    assert values(double) == {month(0): 4.0}
    update_kpi(world.actor("owner"), kpi.pk, partial=True)
    assert values(double) == {month(0): 4.0, month(1): 6.0}
    update_kpi(world.actor("owner"), kpi.pk, partial=False)
    assert values(double) == {month(0): 4.0}
