"""Arrows held against the same data again: no further evidence, and no further test."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from headway.core.cadence import add_months
from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Kpi
from headway.kpis.tests.values import month
from headway.strategy.actions import add_link, end_link, test_links, update_link
from headway.strategy.actions.trials import maps_due
from headway.strategy.models import CauseEffectLink, LinkTrial, MidTermGoal
from headway.strategy.queries.links import declared_before, get_link, trials_of
from headway.strategy.tests.test_links import ago, driven, goal, measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrow(world: World) -> CauseEffectLink:
    MidTermGoal.objects.all().delete()
    x, y = driven(2, 0.8)
    below, above = measured(world, "Right", x), measured(world, "Quiet", y)
    return add_link(world.system, cause_id=below.pk, effect_id=above.pk, lag=2)


def page_of(world: World, arrow: CauseEffectLink, ask: str = "") -> str:
    return text_of(world.client("viewer").get(f"/strategy/links/{arrow.pk}{ask}"))


def test_the_same_data_are_no_further_test(world: World, arrow):
    with ago(20):
        [first] = test_links(world.system)
    with ago(10):
        [again] = test_links(world.actor("admin"))
    assert again.pk == first.pk
    [kept] = trials_of(world.system, arrow.pk)
    assert (kept.tested_at, kept.again_on) == (first.tested_at, TODAY - timedelta(days=10))
    page = page_of(world, arrow)
    assert "Tests so far 1" in page
    assert "tested again on 14 Nov 2026: same data" in page
    said = text_of(world.client("viewer").get("/strategy/map"))
    assert "14 Nov 2026 same data as on 4 Nov 2026" in said


def test_a_past_day_knows_nothing_of_a_later_look(world: World, arrow):
    with ago(20):
        made = add_link(world.system, cause_id=goal(world, "A").pk, effect_id=goal(world, "B").pk)
        test_links(world.system)
    test_links(world.system)
    assert "tested again on" in page_of(world, made)
    then = (TODAY - timedelta(days=5)).isoformat()
    assert "tested again on" not in page_of(world, made, f"?as_of={then}")


@pytest.mark.parametrize("what", ["a further value", "a corrected value", "another KPI"])
def test_other_data_are_a_further_test(world: World, arrow, what):
    test_links(world.system)
    kpi = Kpi.objects.get(name="Right")
    if what == "another KPI":  # which happens to have the same values
        other = measured(world, "Other", driven(2, 0.8)[0])
        goal_of_arrow = arrow.cause
        goal_of_arrow.measures.update(kpi=Kpi.objects.get(name="Other"))
        other.measures.all().delete()
    else:
        day = month(21) if what == "a corrected value" else add_months(month(21), -60)
        record_measurements(world.system, kpi.pk, [Reading(day, 7.5)])
        if what == "a further value":
            quiet = Kpi.objects.get(name="Quiet")
            record_measurements(world.system, quiet.pk, [Reading(day, 7.5)])
    test_links(world.system)
    assert [one.again_on for one in trials_of(world.system, arrow.pk)] == [None, None]


def test_a_value_that_is_in_no_pair_makes_no_further_test(world: World, arrow):
    test_links(world.system)
    alone = add_months(month(21), -62)
    record_measurements(world.system, Kpi.objects.get(name="Right").pk, [Reading(alone, 7.5)])
    test_links(world.system)
    assert LinkTrial.objects.count() == 1


def test_what_others_make_of_the_same_data_is_told_as_that(world: World):
    """Found alone, not found among many: the verdict changes, though the data are the same."""
    MidTermGoal.objects.all().delete()
    x, y = driven(1, 0.23, seed=3)
    arrow = add_link(world.system, cause_id=measured(world, "Right", x).pk,
                     effect_id=measured(world, "Quiet", y).pk, lag=1)  # fmt: skip
    [alone] = test_links(world.system)
    assert (alone.verdict, alone.together) == ("supported", 1)
    others = [measured(world, f"G{at}", driven(1, 0.0, seed=40 + at)[1]) for at in range(10)]
    for below, above in pairwise(others):
        add_link(world.system, cause_id=below.pk, effect_id=above.pk, lag=1)
    among = next(one for one in test_links(world.system) if one.link_id == arrow.pk)
    assert (among.verdict, among.together, among.same_data) == ("not_seen", 10, True)
    assert among.r == alone.r
    page = page_of(world, arrow)
    assert "same data as the test before, judged among 10 arrows" in page
    test_links(world.system)
    [now, then] = trials_of(world.system, arrow.pk)
    assert (now.again_on, then.again_on) == (TODAY, None)


def test_a_further_arrow_makes_no_further_test_of_the_others(world: World, arrow):
    """Sixty arrows drawn and tested one by one would look like sixty tests of the first."""
    test_links(world.system)
    add_link(world.system, cause_id=goal(world, "A").pk, effect_id=arrow.effect_id)
    alone = measured(world, "Third", driven(1, 0.0, seed=8)[1])
    add_link(world.system, cause_id=alone.pk, effect_id=arrow.cause_id)
    test_links(world.system)
    [kept] = trials_of(world.system, arrow.pk)
    assert (kept.verdict, kept.together, kept.again_on) == ("supported", 1, TODAY)


def test_another_lag_leaves_its_trace_on_the_same_data(world: World, arrow):
    """Who looks until something is found is seen doing so, even if nothing was there to test."""
    test_links(world.system)
    for lag in (3, 2):
        arrow = update_link(world.system, arrow.pk, lag=lag)
        test_links(world.system)
        test_links(world.system)
    assert LinkTrial.objects.count() == 3
    earlier = declared_before(world.system, get_link(world.system, arrow.pk))
    assert [(one.lag, one.trial is not None) for one in earlier] == [(3, True), (2, True)]
    end_link(world.system, arrow.pk)
    assert LinkTrial.objects.count() == 3


def test_the_run_that_was_compared_is_told_not_the_whole_window(world: World, arrow):
    """A value of long ago that stands alone is in no pair."""
    for name in ("Right", "Quiet"):
        alone = add_months(month(21), -63)
        kpi = Kpi.objects.get(name=name)
        record_measurements(world.system, kpi.pk, [Reading(alone, 7.5)])
    [trial] = test_links(world.system)
    assert (trial.first_on, trial.last_on) == (add_months(month(21), -59), month(21))


def test_values_before_a_gap_do_not_count_towards_the_next_test(world: World):
    """Fifteen months, then one without a value, then two: sixteen in a row are 14 away."""
    MidTermGoal.objects.all().delete()
    x, y = driven(0, 0.8)
    below, above = measured(world, "Right", x[:2]), measured(world, "Quiet", y[:2])
    for name, series in (("Right", x), ("Quiet", y)):
        record_measurements(world.system, Kpi.objects.get(name=name).pk, [
            Reading(add_months(month(21), at - 17), series[at + 2]) for at in range(15)
        ])  # fmt: skip
    arrow = add_link(world.system, cause_id=below.pk, effect_id=above.pk, lag=0)
    [trial] = test_links(world.system)
    assert (trial.n, trial.lack) == (15, "too_few")
    assert (trial.first_on, trial.last_on) == (add_months(month(21), -17), month(18))
    page = page_of(world, arrow)
    assert "15 of 16 periods in a row have values of both." in page
    assert "it can be tested after Feb 2028" in page


def test_what_was_looked_at_again_is_not_due_again(world: World, arrow):
    CauseEffectLink.objects.update(created_at=NOW - timedelta(days=400))
    with ago(200):
        test_links(world.system)
    assert maps_due() == [world.organisation.pk]
    with ago(100):
        test_links(world.system)
    assert maps_due() == []


@pytest.mark.parametrize(("days", "is_due"), [(181, False), (183, True)])
def test_a_map_is_due_twice_a_year(world: World, arrow, days, is_due):
    """Since it was tested; since its first arrow was drawn, where nobody tested it."""
    CauseEffectLink.objects.update(created_at=NOW - timedelta(days=days))
    assert bool(maps_due()) == is_due
    test_links(world.system)
    LinkTrial.objects.update(tested_at=NOW - timedelta(days=days))
    CauseEffectLink.objects.update(created_at=NOW - timedelta(days=400))
    assert bool(maps_due()) == is_due


def test_the_page_of_an_arrow_reads_as_often_for_twenty_tests_as_for_two(world: World, arrow):
    client = world.client("viewer")

    def grow(count: int) -> None:
        for at in range(LinkTrial.objects.count(), count):
            for name in ("Right", "Quiet"):
                kpi = Kpi.objects.get(name=name)
                record_measurements(world.system, kpi.pk, [
                    Reading(add_months(month(21), -20), 3.0 + at + (name == "Right"))
                ])  # fmt: skip
            test_links(world.system)
        assert LinkTrial.objects.count() == count

    assert_no_growth(grow, lambda: client.get(f"/strategy/links/{arrow.pk}"), sizes=(2, 20))
