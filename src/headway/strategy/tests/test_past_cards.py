"""What a scorecard showed stays what it showed, whatever is removed, archived or defined anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.core.cadence import add_months
from headway.kit.problems import Conflict
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.removing import remove_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.values import first_pass_yield, month
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    add_perspective,
    archive_goal,
    remove_perspective,
    restore_goal,
    set_weight,
    test_links,
    update_goal,
)
from headway.strategy.models import CauseEffectLink, MidTermGoal
from headway.strategy.queries import perspectives
from headway.strategy.queries.links import evidence_of
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.tests.test_links import ago, driven, measured

pytestmark = pytest.mark.django_db

FREE = {"low_bound": None, "high_bound": None}


def goal(world: World, title: str, perspective_id: int | None = None) -> MidTermGoal:
    return add_goal(world.system, title=title, perspective_id=perspective_id,
                    starts_on=month(0), ends_on=month(36))  # fmt: skip


def kpi_of(world: World, name: str, *values: float, **definition) -> Kpi:
    """One of the months up to October 2026 that is to be 90 at least, and red below 80."""
    kpi = first_pass_yield(world, name=name, **{**FREE, **definition})
    first = add_months(month(21), 1 - len(values))
    record_measurements(world.system, kpi.pk, [
        Reading(add_months(first, at), value) for at, value in enumerate(values)
    ])  # fmt: skip
    set_target(world.system, kpi.pk, kind="at_least", low=90.0, red=80.0, effective_on=month(0))
    return kpi


def test_a_perspective_that_is_removed_stays_on_past_days(world: World):
    MidTermGoal.objects.all().delete()
    with ago(3):
        money = add_perspective(world.system, name="Money", hint="what owners get")
        people = add_perspective(world.system, name="People")
        paid = goal(world, "It pays", money.pk)
        grown = goal(world, "They grow", people.pk)
        set_weight(world.system, weight=3.0, perspective_id=people.pk)
        for one, value in ((paid, 85.0), (grown, 100.0)):
            add_measure(world.system, one.pk, kpi_id=kpi_of(world, one.title, value, value).pk)
    day = TODAY - timedelta(days=2)
    viewer = world.actor("viewer")
    before = scorecard(viewer, day, today=TODAY, as_known=True)
    assert before.score.score == pytest.approx((50 + 3 * 100) / 4)
    update_goal(world.system, grown.pk, perspective_id=money.pk)
    remove_perspective(world.system, people.pk)
    after = scorecard(viewer, day, today=TODAY, as_known=True)
    assert after.score.score == before.score.score
    assert [one.name for one in after.perspectives] == ["Money", "People"]
    assert [one.name for one in scorecard(viewer, TODAY, today=TODAY).perspectives] == ["Money"]
    add_perspective(world.system, name="People")  # the name is free again
    assert [row.name for row in perspectives(viewer)].count("People") == 1


def test_archived_goals_hold_no_perspective_back_and_come_home_without_it(world: World):
    MidTermGoal.objects.all().delete()
    people = add_perspective(world.system, name="People")
    grown = goal(world, "They grow", people.pk)
    with pytest.raises(Conflict):
        remove_perspective(world.system, people.pk)
    archive_goal(world.system, grown.pk)
    remove_perspective(world.system, people.pk)
    assert restore_goal(world.system, grown.pk).perspective is None


def test_a_mean_of_four_does_not_reach_before_a_new_formula(world: World):
    MidTermGoal.objects.all().delete()
    paid = goal(world, "It pays")
    kpi = kpi_of(world, "A", 10.0, 10.0, 10.0, 95.0)
    update_kpi(
        world.system, kpi.pk, formula="counted otherwise", why="Clearer.", effective_on=month(21)
    )
    add_measure(world.system, paid.pk, kpi_id=kpi.pk, scoring="smoothed")
    [one] = scorecard(world.actor("viewer"), TODAY, today=TODAY).kpis
    assert one.scored_value == 95.0


def test_an_archived_kpi_scores_no_more_and_says_so(world: World):
    MidTermGoal.objects.all().delete()
    with ago(3):
        paid = goal(world, "It pays")
        kpi = kpi_of(world, "A", 95.0, 95.0)
        add_measure(world.system, paid.pk, kpi_id=kpi.pk)
    archive_kpi(world.system, kpi.pk, why="Asked no more.")
    viewer = world.actor("viewer")
    [now] = scorecard(viewer, TODAY, today=TODAY).kpis
    [then] = scorecard(viewer, TODAY - timedelta(days=2), today=TODAY).kpis
    assert (now.lack, now.score, then.lack) == ("archived", None, "")
    assert then.score is not None
    assert "archived" in text_of(world.client("viewer").get("/scorecard"))


def test_every_weight_of_nothing_is_said(world: World):
    MidTermGoal.objects.all().delete()
    money = add_perspective(world.system, name="Money")
    paid = goal(world, "It pays", money.pk)
    add_measure(world.system, paid.pk, kpi_id=kpi_of(world, "A", 95.0, 95.0).pk)
    set_weight(world.system, weight=0.0, perspective_id=money.pk)
    said = text_of(world.client("viewer").get("/scorecard"))
    assert "Nobody can tell: every weight is 0." in said


def test_an_arrow_is_held_against_values_of_one_formula(world: World):
    MidTermGoal.objects.all().delete()
    x, y = driven(1, 0.8)
    pair = measured(world, "A", x), measured(world, "B", y)
    made = add_link(world.system, cause_id=pair[0].pk, effect_id=pair[1].pk)
    kpi = Kpi.objects.get(name="A")
    begun = add_months(month(21), -19)
    update_kpi(world.system, kpi.pk, formula="another", why="Clearer.", effective_on=begun)
    said = evidence_of(world.system, [made])[made.pk]
    assert (said.starts[0], len(said.starts)) == (begun, 20)
    [trial] = test_links(world.system)
    assert trial.n == 20


def test_a_kpi_that_tests_an_arrow_is_not_removed(world: World):
    MidTermGoal.objects.all().delete()
    kpi = kpi_of(world, "A", 95.0)
    made = add_link(world.system, cause_id=goal(world, "X").pk, effect_id=goal(world, "Y").pk,
                    cause_kpi_id=kpi.pk)  # fmt: skip
    with pytest.raises(Conflict, match="Only archive it"):
        remove_kpi(world.system, kpi.pk, why="A slip.")
    assert CauseEffectLink.objects.get(pk=made.pk).cause_kpi_id == kpi.pk
