"""Enter values: one a period, kept by revision, judged in the same transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import InvalidInput, NotAllowed, Problem
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.measurements import (
    Reading,
    Recorded,
    record_many,
    record_measurements,
)
from headway.kpis.models import Kpi, Measurement, Revision, ValueOrigin
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.page.whole import kpi_page
from headway.kpis.tests.days import on
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, monthly

pytestmark = pytest.mark.django_db


def rows(kpi):
    return [
        (m.starts_on, m.value, m.state, m.revision)
        for m in Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    ]


def test_any_day_names_its_period(world: World):
    kpi = first_pass_yield(world)
    record_measurements(world.actor("mate"), kpi.pk, [Reading(date(2026, 3, 17), 94.0)])
    assert rows(kpi) == [(date(2026, 3, 1), 94.0, "final", 1)]
    with pytest.raises(NotAllowed):
        record_measurements(world.actor("coach"), kpi.pk, [Reading(date(2026, 3, 17), 94.0)])


def test_another_value_restates_and_the_same_changes_nothing(world: World):
    kpi = first_pass_yield(world)
    measure(world, kpi, [94.0, 95.0])
    done = measure(world, kpi, [94.0, 95.5])
    assert (done.created, done.changed, done.unchanged) == ([], [month(1)], [month(0)])
    assert rows(kpi) == [(month(0), 94.0, "final", 1), (month(1), 95.5, "restated", 2)]
    kept = Revision.objects.get(series__kpi=kpi)
    assert (kept.value, kept.revision, kept.state) == (95.0, 1, "final")
    again = measure(world, kpi, [94.0, 95.5])
    assert (again.changed, again.judged) == ([], None)
    assert Event.objects.filter(subject_type="kpi", subject_id=kpi.pk).count() == 3


def test_a_value_told_again_without_its_reason_keeps_it(world: World):
    """A source or a file tells numbers; why one was odd is what somebody wrote."""
    kpi = first_pass_yield(world)
    record_measurements(world.system, kpi.pk, [Reading(month(0), 94.0, reason="A strike.")])
    plain = [Reading(month(0), 94.0)]
    for origin in (ValueOrigin.FILE, ValueOrigin.CONNECTOR):
        again = record_measurements(world.system, kpi.pk, plain, origin=origin)
        assert (again.changed, again.unchanged) == ([], [month(0)])
    assert Measurement.objects.get(series__kpi=kpi).reason == "A strike."
    record_measurements(world.system, kpi.pk, plain)  # by hand: the remark was wrong
    assert Measurement.objects.get(series__kpi=kpi).reason == ""


def test_an_estimate_becomes_final(world: World):
    kpi = first_pass_yield(world)
    record_measurements(world.system, kpi.pk, [Reading(month(0), 94.0, state="estimated")])
    record_measurements(world.system, kpi.pk, [Reading(month(0), 94.0)])
    assert rows(kpi) == [(month(0), 94.0, "final", 2)]


def test_a_ratio_is_its_two_numbers(world: World):
    kpi = first_pass_yield(world, in_time="ratio", scale=100.0)
    reading = Reading(month(0), numerator=470, denominator=500)
    record_measurements(world.system, kpi.pk, [reading])
    assert rows(kpi)[0][1] == 94.0
    for wrong in (
        Reading(month(1), numerator=1, denominator=0),
        Reading(month(1), numerator=1),
        Reading(month(1), numerator=600, denominator=500),
    ):
        with pytest.raises(InvalidInput):
            record_measurements(world.system, kpi.pk, [wrong])


def test_a_value_beside_the_numbers_of_a_ratio_is_what_they_make(world: World):
    """It was dropped without a word."""
    kpi = first_pass_yield(world, in_time="ratio", scale=100.0, decimals=1)
    reading = Reading(month(0), value=99.0, numerator=1, denominator=3)
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, [reading])
    [error] = refused.value.errors
    assert (error.field, error.code) == ("readings.0.value", "differs")
    assert error.message == "The two numbers come to 33.3: leave the value out, or correct them."
    assert rows(kpi) == []
    reading = Reading(month(0), value=33.3, numerator=1, denominator=3)
    record_measurements(world.system, kpi.pk, [reading])
    assert rows(kpi)[0][1] == pytest.approx(100 / 3)


def test_what_does_not_apply_wants_a_reason_and_is_a_gap(world: World):
    kpi = first_pass_yield(world)
    with pytest.raises(InvalidInput):
        record_measurements(world.system, kpi.pk, [Reading(month(3), state="na")])
    measure(world, kpi, STEADY[:3])
    record_measurements(
        world.system, kpi.pk, [Reading(month(3), state="na", reason="The plant was closed.")]
    )
    measure(world, kpi, STEADY[3:], first=4)
    kpi.state.refresh_from_db()
    assert kpi.state.points == 12
    assert kpi.state.stage == "usable"


def test_all_or_none_and_every_refusal_names_its_place(world: World):
    kpi = first_pass_yield(world)
    with pytest.raises(InvalidInput) as refused:
        record_measurements(
            world.system,
            kpi.pk,
            [
                Reading(month(0), 94.0),
                Reading(month(0), 95.0),
                Reading(date(2027, 1, 1), 95.0),
                Reading(month(2), float("nan")),
                Reading(month(3), 101.0),
                Reading(month(4)),
                Reading(month(5), 94.0, state="perhaps"),
                Reading(month(6), numerator=1, denominator=2),
            ],
        )
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("readings.1.on", "twice"),
        ("readings.2.on", "future"),
        ("readings.3.value", "not_finite"),
        ("readings.4.value", "impossible"),
        ("readings.5.value", "required"),
        ("readings.6.state", "unknown"),
        ("readings.7.numerator", "not_used"),
    ]
    assert rows(kpi) == []
    with pytest.raises(InvalidInput):
        record_measurements(world.system, kpi.pk, [])


def test_many_kpis_at_once_are_each_all_or_none(world: World):
    sound, wrong, gone = (first_pass_yield(world, name=name) for name in ("A", "B", "C"))
    measure(world, sound, [94.0, 95.0])
    archive_kpi(world.system, gone.pk)
    done = record_many(
        world.actor("mate"),
        {
            sound.pk: monthly([94.0, 95.5, 94.2]),
            wrong.pk: monthly([94.0, 101.0]),
            gone.pk: monthly([94.0]),
            10**9: monthly([94.0]),
        },
    )
    recorded = done[sound.pk]
    assert isinstance(recorded, Recorded)
    assert (recorded.created, recorded.changed, recorded.unchanged) == (
        [month(2)],
        [month(1)],
        [month(0)],
    )
    refused = {key: one.code for key, one in done.items() if isinstance(one, Problem)}
    assert refused == {wrong.pk: "invalid_input", gone.pk: "kpi_archived", 10**9: "not_found"}
    assert [row[1] for row in rows(sound)] == [94.0, 95.5, 94.2]
    assert rows(wrong) == rows(gone) == []
    assert Revision.objects.get().value == 95.0
    told = Event.objects.filter(subject_type="kpi", verb="kpi.measured")
    assert {event.subject_id for event in told} == {sound.pk}


def test_what_lies_too_far_back_to_be_drawn_is_refused(world: World):
    kpi = first_pass_yield(world, frequency="daily")
    with pytest.raises(InvalidInput) as refused:
        record_measurements(world.system, kpi.pk, [Reading(date(1900, 1, 1), 94.0)])
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("readings.0.on", "long_ago")
    ]
    record_measurements(
        world.system, kpi.pk, [Reading(date(2001, 1, 1), 94.0), Reading(TODAY, 94.0)]
    )
    kpi.state.refresh_from_db()
    assert kpi.state.starts_on == TODAY


def test_a_ratio_of_nearly_nothing_is_refused(world: World):
    kpi = first_pass_yield(world, in_time="ratio", high_bound=None, low_bound=None)
    with pytest.raises(InvalidInput):
        record_measurements(
            world.system, kpi.pk, [Reading(month(0), numerator=1e300, denominator=1e-300)]
        )


def test_the_running_period_may_be_entered(world: World):
    kpi = first_pass_yield(world)
    record_measurements(world.system, kpi.pk, [Reading(TODAY, 94.0, state="estimated")])
    assert rows(kpi)[0][0] == date(2026, 11, 1)


def test_fiscal_quarters_are_the_organisations_own(world: World):
    world.organisation.fiscal_year_start = 2
    world.organisation.save()
    kpi = first_pass_yield(world, frequency="quarterly")
    record_measurements(world.system, kpi.pk, [Reading(date(2026, 4, 30), 94.0)])
    assert rows(kpi)[0][0] == date(2026, 2, 1)


def test_what_was_known_on_a_day_can_be_told_from_the_revisions(world: World):
    kpi = first_pass_yield(world)
    with clock.frozen(clock.now().replace(month=2, year=2026)):
        measure(world, kpi, [94.0])
    measure(world, kpi, [90.0])
    kept = Revision.objects.get()
    now = Measurement.objects.get()
    assert kept.entered_at < kept.replaced_at == now.entered_at


def late_days(world: World, kpi: Kpi) -> list[int]:
    """As the page tells them, the newest period first."""
    page = kpi_page(world.actor("owner"), get_kpi(world.system, kpi.pk), today=TODAY)
    return [row.late_days for row in page.rows]


def test_a_value_that_came_late_stays_late_when_it_is_restated(world: World, kpi: Kpi):
    """The correction took the lateness away."""
    Kpi.objects.filter(pk=kpi.pk).update(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    with on(2026, 2, 20):  # due on 5 February
        measure(world, kpi, [94.0], first=12)
    with on(2026, 2, 21):
        measure(world, kpi, [94.5], first=12)
    assert late_days(world, kpi)[0] == 15
    with on(2026, 3, 2):
        measure(world, kpi, [94.6], first=13)  # in time, and corrected long after
    with on(2026, 5, 2):
        measure(world, kpi, [94.7], first=13)
    assert late_days(world, kpi)[:2] == [0, 15]


def test_what_is_older_than_the_kpi_is_its_history_and_not_late(world: World, kpi: Kpi):
    """Values loaded with the KPI were called 264 days late."""
    measure(world, kpi, [94.0], first=21)  # October 2026, and entered in November
    client = world.client("owner")
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert ("days late" in page, page.count("as history")) == (False, 13)
    Kpi.objects.filter(pk=kpi.pk).update(created_at=datetime(2026, 10, 31, 12, tzinfo=UTC))
    assert late_days(world, kpi)[:1] == [19]
    assert set(late_days(world, kpi)[1:]) == {0}


def test_what_is_counted_is_whole(world: World):
    """12.5 reports were taken for a count."""
    kpi = first_pass_yield(world, name="Reports", is_count=True, in_time="sum", high_bound=None)
    with pytest.raises(InvalidInput) as refused:
        measure(world, kpi, [12.0, 12.5])
    assert [(e.field, e.code) for e in refused.value.errors] == [("readings.1.value", "not_whole")]
    measure(world, kpi, [12.0, 13.0])
    per_day = first_pass_yield(world, name="Per day", is_count=True, high_bound=None)
    measure(world, per_day, [12.5])
