"""What may still change once a plan is locked, and what a change then leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import START, World, on
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.cycles import create_cycle, lock_plan, set_phase, update_cycle
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.actions.objectives import create_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, GoalPostChange, GoalPostRequest, KeyResult, Objective
from headway.okrs.queries.learning import learn
from headway.okrs.queries.ledgers import unit_ledger
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.people.actions import update_organisation
from headway.people.models import Organisation
from headway.rituals.actions.frames import accept_frame, decline_frame, hand_down, reshape_frame


def added(world: World, objective: Objective, **given: Any) -> KeyResult:
    definition = {"kind": "increase", "start": 0.0, "target": 10.0, "reason": "We forgot it"}
    return add_key_result(
        world.system,
        objective_id=objective.pk,
        title="Forgotten",
        owner_id=world.people["owner"].pk,
        **{**definition, **given},
    ).key_result


@pytest.mark.parametrize("days", [-1, 0, 4])
def test_nothing_is_added_that_could_not_count_any_more(world: World, days: int) -> None:
    last = world.cycle.ends_on
    with on(last + timedelta(days=days)):
        if days < 0:
            assert added(world, world.objective).added_on == last - timedelta(days=1)
            return
        response = world.client("owner").post(
            f"/objectives/{world.objective.pk}/key-results/new",
            {
                "title": "Forgotten", "kind": "increase", "start": "0", "target": "10",
                "owner_id": world.people["owner"].pk, "reason": "Forgot", "weight": "1",
                "cadence": "weekly",
            },
        )  # fmt: skip
        assert response.status_code == 409
        assert "the next cycle" in response.content.decode()
        assert not KeyResult.objects.filter(title="Forgotten").exists()


@pytest.mark.parametrize("kind", ["increase", "stay_above", "milestone"])
def test_pages_survive_what_was_added_after_the_last_day(world: World, kind: str) -> None:
    """Such rows were stored before they were refused, and an import may hold them."""
    end = world.cycle.ends_on
    late = added(
        world, world.objective, kind=kind,
        milestones=[MilestoneInput("One step")] if kind == "milestone" else (),
    )  # fmt: skip
    KeyResult.objects.filter(pk=late.pk).update(added_on=end + timedelta(days=2))
    with on(end + timedelta(days=3)):
        client = world.client("owner")
        for path in (
            "/", "/objectives", f"/objectives/{world.objective.pk}", f"/key-results/{late.pk}",
            f"/key-results/{late.pk}/edit", f"/cycles/{world.cycle.pk}?view=review",
            f"/cycles/{world.cycle.pk}?view=report", "/line-of-sight?unit=all",
        ):  # fmt: skip
            assert client.get(path).status_code == 200, path
        close_objective(world.system, world.objective.pk, outcome="partly")


def test_a_locked_plan_is_not_opened_by_a_later_lock_day(world: World) -> None:
    later = world.cycle.ends_on - timedelta(days=5)
    with pytest.raises(Conflict, match="locked"):
        update_cycle(world.system, world.cycle.pk, plan_lock_on=later, scoring_standard="weakest")
    stored = Cycle.objects.get(pk=world.cycle.pk)
    assert (stored.plan_lock_on, stored.scoring_standard) == (world.cycle.plan_lock_on, "mwm")


def test_a_plan_is_not_locked_after_the_fact(world: World) -> None:
    year = create_cycle(
        world.system, name="FY26", kind="year", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), plan_lock_on=date(2026, 12, 1),
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        update_cycle(world.system, year.pk, plan_lock_on=date(2026, 2, 1))
    assert [error.code for error in refused.value.errors] == ["past"]


def test_the_rhythm_of_what_is_measured_by_period_is_a_goal_post(world: World) -> None:
    with on(START):
        steady = added(world, world.objective, kind="stay_above", start=None, target=99.0)
    for week, value in enumerate([90.0, 91.0, 92.0, 93.0, 90.0, 99.5]):
        with on(START + timedelta(weeks=week)):
            check_in(world.system, steady.pk, value=value)
    owner = world.actor("owner")
    with pytest.raises(InvalidInput, match="Say why this moves"):
        update_key_result(owner, steady.pk, cadence="quarterly")
    update_key_result(world.system, steady.pk, cadence="quarterly", reason="Too often")
    line = GoalPostChange.objects.get(key_result=steady)
    assert (line.field, line.before, line.after) == ("cadence", "weekly", "quarterly")
    steady.refresh_from_db()
    assert steady.score == 1.0
    assert steady.raw_original == pytest.approx(1 / 6)
    assert steady.raw_of_record == pytest.approx(1 / 6)  # moved in the second third
    page = world.client("viewer").get(f"/key-results/{steady.pk}").content.decode()
    assert "hythm of check-ins" in page
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_a_rhythm_waits_for_approval_as_a_target_does(world: World) -> None:
    Organisation.objects.update(goal_posts_need_approval=True)
    with on(START):
        steady = added(world, world.objective, kind="stay_above", start=None, target=99.0)
    asked = update_key_result(world.actor("owner"), steady.pk, cadence="monthly", reason="Why not")
    assert isinstance(asked, GoalPostRequest)
    steady.refresh_from_db()
    assert steady.cadence == "weekly"


def test_a_reminder_of_a_level_may_come_less_often(world: World) -> None:
    """Of what goes from a start to a target the rhythm moves no score."""
    update_key_result(world.actor("owner"), world.key_results[0].pk, cadence="monthly")
    assert not GoalPostChange.objects.exists()


def test_a_frame_is_only_declined_once_the_plan_is_locked(world: World) -> None:
    lead = world.actor("lead")
    with on(START + timedelta(days=3)):
        frames = [
            hand_down(lead, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk, title=title)
            for title in ("One", "Two")
        ]
    owner_id = world.people["owner"].pk
    with pytest.raises(Conflict, match="locked"):
        accept_frame(lead, frames[0].pk, owner_id=owner_id)
    with pytest.raises(Conflict, match="locked"):
        reshape_frame(lead, frames[1].pk, title="Two, but less", owner_id=owner_id)
    decline_frame(lead, frames[0].pk, reason="Too late for this cycle")
    assert not Objective.objects.filter(title="One").exists()


def test_what_is_added_after_an_early_lock_counts_from_the_first_day(world: World) -> None:
    nxt = world.next_cycle()
    lock_plan(world.system, nxt.pk, confirmed=True)
    objective = create_objective(
        world.system, cycle_id=nxt.pk, unit_id=world.units["blue"].pk, title="Early",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    steady = added(world, objective, kind="stay_above", start=None, target=5.0)
    sign_objective(world.system, objective.pk, for_everybody=True)
    assert steady.added_on is None
    with on(nxt.starts_on + timedelta(days=1)):
        set_phase(world.system, nxt.pk, phase="running", confirmed=True)
        check_in(world.system, steady.pk, value=9.0)
    steady.refresh_from_db()
    assert steady.score == 1.0


def test_a_year_does_not_shrink_out_of_its_quarters(world: World) -> None:
    year = create_cycle(
        world.system, name="FY27", kind="year", starts_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
    )  # fmt: skip
    create_cycle(
        world.system, name="Q2 27", starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 30),
        parent_id=year.pk,
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        update_cycle(world.system, year.pk, ends_on=date(2027, 5, 1))
    assert "Q2 27" in refused.value.errors[0].message
    update_cycle(world.system, year.pk, ends_on=date(2027, 6, 30))


def test_a_milestone_is_named_once_and_by_its_own_key_result(world: World) -> None:
    one, other = (
        added(
            world, world.objective, kind="milestone", start=None, target=None,
            milestones=[MilestoneInput("A"), MilestoneInput("B", 3.0)],
        )
        for _again in range(2)
    )  # fmt: skip
    mine, foreign = (k.milestones.earliest("id").pk for k in (one, other))
    for steps in (
        [MilestoneInput("X", 1.0, mine), MilestoneInput("Y", 2.0, mine)],
        [MilestoneInput("X", 1.0, foreign)],
    ):
        with pytest.raises(InvalidInput) as refused:
            update_key_result(world.system, one.pk, milestones=steps, reason="Why not")
        assert [error.field for error in refused.value.errors] == ["milestones"]
    assert list(one.milestones.order_by("id").values_list("title", flat=True)) == ["A", "B"]


def test_what_comes_and_goes_after_lock_is_in_the_ledger_with_its_effect(world: World) -> None:
    """Cancelling what goes badly and adding something easy moves the finish line as well."""
    update_organisation(world.system, goal_posts_need_approval=False)
    hard, other = world.key_results
    check_in(world.system, hard.pk, value=hard.start)
    cancel_key_result(world.actor("owner"), hard.pk, reason="Too hard")
    easy = added(world, world.objective, target=1.0, reason="Easier")
    check_in(world.system, easy.pk, value=1.0)
    cancel_key_result(world.actor("owner"), other.pk, reason="Too hard, too")
    resume_key_result(world.actor("owner"), other.pk, reason="Not that hard")
    lines = GoalPostChange.objects.order_by("id")
    assert [line.field for line in lines] == ["cancelled", "added", "cancelled", "resumed"]
    world.objective.refresh_from_db()
    assert lines[3].after == {"objective_score": world.objective.score}
    assert lines[2].after == lines[3].before == {"objective_score": 1.0}
    for path in (f"/objectives/{world.objective.pk}", "/goal-posts?unit=all"):
        page = world.client("viewer").get(path).content.decode()
        assert "Cancelled" in page
        assert "score of the objective" in page


def test_the_change_rate_is_one_figure(world: World) -> None:
    """A new name or weight is no moved target, in the report no more than in the ledger."""
    update_key_result(
        world.system, world.key_results[0].pk, title="Renamed", weight=2.0, reason="Clearer"
    )
    client = world.client("admin")
    for path in (f"/cycles/{world.cycle.pk}?view=report", "/goal-posts?unit=all"):
        assert client.get(path).status_code == 200
    rows = objective_rows_by_id(
        [world.objective.pk], as_of=clock.today("UTC"), today=clock.today("UTC")
    )
    learned = learn(world.system, list(rows.values()), as_of=clock.today("UTC"))
    found = unit_ledger(
        world.actor("admin"), unit_path=world.units["root"].path, cycle_id=world.cycle.pk,
        until=clock.today("UTC"), today=clock.today("UTC"),
    )  # fmt: skip
    assert learned.change_rate().moved == found.rate.moved == 0
    update_key_result(world.system, world.key_results[0].pk, target=41.0, reason="Easier")
    learned = learn(world.system, list(rows.values()), as_of=clock.today("UTC"))
    assert learned.change_rate().moved == 1
