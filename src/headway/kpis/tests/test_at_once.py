"""Two people at once: whoever comes second finds what the first left, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.at_once import both
from headway.kit.testing.world import World
from headway.kpis.actions import locking, rederiving
from headway.kpis.actions.connectors.definition import pause_connector, set_connector
from headway.kpis.actions.connectors.outcomes import Attempt, note_failure
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, Recorded, record_measurements
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.rederiving import astray
from headway.kpis.actions.removing import remove_kpi
from headway.kpis.actions.responses import acknowledge, close_response, record_cause
from headway.kpis.actions.segments import archive_segment
from headway.kpis.models import Kpi, KpiState, Measurement, Rebase, Response, Revision
from headway.kpis.queries.series.formulas import derived_from
from headway.kpis.sources import SourceError
from headway.kpis.tests.test_derived import derived
from headway.kpis.tests.values import (
    by_region,
    connected,
    enter,
    first_pass_yield,
    measure,
    month,
    raised,
)
from headway.people.actions import update_organisation

pytestmark = pytest.mark.django_db(transaction=True)

LOWER = [90.1, 90.3, 89.9, 90.2, 90.0, 90.4, 89.8, 90.1]
ANSWERS = dict.fromkeys(("different", "reason", "wanted", "lasting"), "Yes.")


def set_again(actor: Any, kpi_id: int) -> None:
    """The same source, asked every hour."""
    settings = {"url": "https://figures.example/yield.json", "value": "$.value"}
    set_connector(actor, kpi_id, kind="json", settings=settings, every="hour")


def test_a_cause_that_is_written_while_the_signal_is_corrected_away_stays(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    owner, is_written, is_corrected = world.actor("owner"), Event(), Event()

    def answer() -> None:
        with transaction.atomic():
            record_cause(owner, response.pk, cause="Jig B holds the valve low.")
            is_written.set()
            is_corrected.wait(timeout=1)  # it cannot be while this is not over

    def correct() -> Recorded:
        is_written.wait(timeout=30)
        done = measure(world, kpi, [94.6], first=12)
        is_corrected.set()
        return done

    both(answer, correct)
    stored = Response.objects.get()
    assert (stored.cause, stored.stage) == ("Jig B holds the valve low.", "cause")
    assert stored.acknowledged_by_id == world.people["owner"].pk
    assert Measurement.objects.get(starts_on=month(12)).value == 94.6


def test_an_answer_and_the_value_after_it_leave_what_is_true(world: World, kpi: Kpi):
    """The value of the month before comes while the signal is answered: the last one still shows
    it, and its state says that it is answered."""
    response = raised(world, kpi, [92.0], first=12)
    owner, is_written, is_entered = world.actor("owner"), Event(), Event()

    def answer() -> None:
        with transaction.atomic():
            close_response(
                owner, response.pk, outcome="common_cause", closing_word="The strike of the ports."
            )
            is_written.set()
            is_entered.wait(timeout=1)  # it cannot be while this is not over

    def restate() -> Recorded:
        is_written.wait(timeout=30)
        done = measure(world, kpi, [94.2], first=11)
        is_entered.set()
        return done

    both(answer, restate)
    assert KpiState.objects.get(kpi=kpi).is_answered
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []


def test_of_two_values_for_a_period_the_second_replaces_the_first(world: World, kpi: Kpi):
    done = both(
        lambda: measure(world, kpi, [94.4], first=12),
        lambda: measure(world, kpi, [94.9], first=12),
    )
    assert sorted(len(one.created) for one in done) == [0, 1]
    now, before = Measurement.objects.get(starts_on=month(12)), Revision.objects.get()
    assert (now.revision, before.revision) == (2, 1)
    assert {now.value, before.value} == {94.4, 94.9}
    kpi.state.refresh_from_db()
    assert kpi.state.value == now.value


def test_of_two_acknowledgements_the_first_counts(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    done = both(
        lambda: acknowledge(world.actor("owner"), response.pk, note="Mine."),
        lambda: acknowledge(world.actor("lead"), response.pk, note="Theirs."),
    )
    assert [isinstance(one, Conflict) for one in done].count(True) == 1
    taken = next(one for one in done if not isinstance(one, Conflict))
    assert Response.objects.get().note == taken.note


def test_segments_that_are_entered_at_once_make_one_whole(world: World):
    parts = by_region(world, "North", "South", "West")
    for at in range(3):
        both(*(
            partial(enter, world, parts, name, [value], first=at)
            for name, value in (("north", 10.0), ("south", 20.0), ("west", 30.0))
        ))  # fmt: skip
    whole = Measurement.objects.filter(series__kpi=parts, series__key="").order_by("starts_on")
    assert list(whole.values_list("starts_on", "value")) == [(month(at), 60.0) for at in range(3)]
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []


def test_a_segment_that_is_archived_while_values_come_is_missed_no_more(world: World):
    parts = by_region(world)
    south = parts.series.get(key="south").pk
    both(
        lambda: enter(world, parts, "north", [10.0]),
        lambda: archive_segment(world.actor("owner"), parts.pk, south),
    )
    whole = Measurement.objects.get(series__kpi=parts, series__key="")
    assert (whole.value, whole.state) == (10.0, "final")
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []


def test_of_two_new_baselines_at_one_place_the_second_is_refused(world: World, kpi: Kpi):
    measure(world, kpi, LOWER, first=12)

    def anew() -> Any:
        return rebase(world.actor("owner"), kpi.pk, starts_on=month(12), **ANSWERS)

    done = both(anew, anew)
    assert [isinstance(one, Conflict) for one in done].count(True) == 1
    assert Rebase.objects.count() == 1


def test_a_calendar_does_not_change_under_a_value_that_is_being_entered(world: World):
    """The value was stored by the quarter of the calendar before, and never found again."""
    kpi = first_pass_yield(world, frequency="quarterly")
    is_entered, is_asked = Event(), Event()
    reading = [Reading(month(13), 94.0)]

    def enter_slowly() -> None:
        with transaction.atomic():
            record_measurements(world.actor("mate"), kpi.pk, reading)
            is_entered.set()
            is_asked.wait(timeout=1)  # the other waits while this is not over

    def change() -> list[str]:
        is_entered.wait(timeout=30)
        try:
            update_organisation(world.system, fiscal_year_start=2)
        except InvalidInput as refused:
            return [error.code for error in refused.errors]
        finally:
            is_asked.set()
        return []

    assert both(enter_slowly, change) == [None, ["in_use"]]
    assert Measurement.objects.get().starts_on == month(12)


def between(monkeypatch: pytest.MonkeyPatch, write: Callable[[], Any]) -> None:
    """Let somebody else write between the look at what derives from KPIs, and their locks."""
    look, done = derived_from, list[bool]()

    def look_and_wait(kpi_ids: Collection[int]) -> dict[int, set[int]]:
        found = look(kpi_ids)
        if not done:
            done.append(True)
            both(write)
        return found

    monkeypatch.setattr(locking, "derived_from", look_and_wait)


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="One writes after the other."
)
class TestWhatDerivesMeanwhile:
    def test_what_is_removed_is_not_computed(self, world: World, monkeypatch):
        """The value was lost in an error of the server."""
        paid = first_pass_yield(world)
        twice = derived(world, "paid * 2", {"paid": paid})
        between(monkeypatch, lambda: remove_kpi(world.system, twice.pk, why="A slip."))
        measure(world, paid, [94.0])
        assert Measurement.objects.get().value == 94.0

    def test_what_has_another_formula_is_computed_by_that(self, world: World, monkeypatch):
        """It was computed before what it is made of now: 22 instead of 42."""
        free = {"low_bound": None, "high_bound": None}
        paid = first_pass_yield(world, **free)
        one = derived(world, "paid * 2", {"paid": paid}, name="One")
        two = derived(world, "paid + 1", {"paid": paid}, name="Two")
        measure(world, paid, [10.0])
        change = partial(
            update_kpi,
            world.system,
            one.pk,
            expression="two * 2",
            inputs={"two": two.pk},
            why="So.",
        )
        between(monkeypatch, change)
        measure(world, paid, [20.0])
        assert Measurement.objects.get(series__kpi=one).value == 42.0
        assert astray(world.organisation.pk)[1] == []

    def test_what_is_put_right_is_by_the_formula_of_now(self, world: World, monkeypatch):
        """It was computed by the formula that was read before the lock."""
        paid = first_pass_yield(world, low_bound=None, high_bound=None)
        made = derived(world, "paid * 2", {"paid": paid})
        measure(world, paid, [10.0])
        lock, done = locking.lock_moved, list[bool]()

        def lock_late(*given: Any) -> Any:
            if not done:
                done.append(True)
                both(partial(update_kpi, world.system, made.pk, expression="paid * 3", why="So."))
            return lock(*given)

        monkeypatch.setattr(rederiving, "lock_moved", lock_late)
        rederiving.put_right(world.organisation.pk, {made.pk})
        assert Measurement.objects.get(series__kpi=made).value == 30.0


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="One writes after the other."
)
@pytest.mark.parametrize("change", [pause_connector, set_again], ids=["paused", "set again"])
def test_an_outage_that_begins_while_the_source_changes_is_not_forgotten(world, kpi, change):
    """The connector was saved as it had been read before the run that failed."""
    connector = connected(kpi)
    is_noted, is_asked = Event(), Event()

    def fail() -> None:
        attempt, error = Attempt(clock.now(), by_hand=False), SourceError("down", "It is down.")
        with transaction.atomic():
            note_failure(world.system, connector, attempt, error, 0.5)
            is_noted.set()
            is_asked.wait(timeout=1)  # the other waits while this is not over

    def meanwhile() -> None:
        is_noted.wait(timeout=30)
        change(world.system, kpi.pk)
        is_asked.set()

    both(fail, meanwhile)
    connector.refresh_from_db()
    assert connector.failing_since is not None
    assert connector.error == "It is down."
