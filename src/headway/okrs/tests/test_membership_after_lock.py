"""After plan lock a key result comes, goes and comes back with a lead's yes; what joins a locked
plan counts from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.approvals import approve_goal_post, decline_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import GoalPostChange, GoalPostRequest, KeyResult, Objective
from headway.okrs.queries.approvals import request_row
from headway.okrs.queries.consequences import consequences
from headway.people.actions import update_organisation

pytestmark = pytest.mark.django_db

WHY = "The shop in Lyon closed."


def ask_to_add(world: World, by: str = "owner", **fields: Any) -> GoalPostRequest:
    given = {
        "title": "Easy to reach", "kind": "increase", "start": 0.0, "target": 10.0,
        "owner_id": world.people["owner"].pk, "reason": WHY, **fields,
    }  # fmt: skip
    asked = add_key_result(world.actor(by), objective_id=world.objective.pk, **given).asked
    assert asked is not None
    return asked


def ask_to_cancel(world: World, by: str = "owner") -> GoalPostRequest:
    asked = cancel_key_result(world.actor(by), world.key_results[0].pk, reason=WHY)
    assert asked is not None
    return asked


def first(world: World) -> KeyResult:
    return KeyResult.objects.get(pk=world.key_results[0].pk)


class TestCancelling:
    def test_waits_for_a_lead_above(self, world):
        asked = ask_to_cancel(world)
        assert first(world).cancelled_on is None
        assert not GoalPostChange.objects.exists()
        row = request_row(world.actor("viewer"), asked.pk)
        assert (row.moves, row.reason) == ([("cancelled", False, True)], WHY)
        with pytest.raises(Conflict, match="waits for approval already"):
            ask_to_cancel(world)

    def test_keeps_both_scores_with_who_asked_and_who_approved(self, world):
        check_in(world.actor("owner"), world.key_results[1].pk, value=5)
        approve_goal_post(world.actor("lead"), ask_to_cancel(world).pk, answer="So be it.")
        assert (first(world).cancelled_on, first(world).cancel_reason) == (TODAY, WHY)
        line = GoalPostChange.objects.get()
        assert line.field == "cancelled"
        assert (line.before, line.after) == ({"objective_score": 0.5}, {"objective_score": 1.0})
        assert (line.author, line.approved_by) == (world.people["owner"], world.people["lead"])

    def test_declined_it_goes_on(self, world):
        decline_goal_post(world.actor("lead"), ask_to_cancel(world).pk, answer="Not now.")
        assert first(world).cancelled_on is None

    def test_going_on_waits_too(self, world):
        cancel_key_result(world.system, world.key_results[0].pk, reason=WHY)
        asked = resume_key_result(world.actor("owner"), world.key_results[0].pk, reason="Open.")
        assert asked is not None
        assert first(world).cancelled_on is not None
        approve_goal_post(world.actor("lead"), asked.pk)
        assert first(world).cancelled_on is None
        assert GoalPostChange.objects.latest("id").field == "resumed"

    def test_what_was_cancelled_meanwhile_is_said(self, world):
        asked = ask_to_cancel(world)
        cancel_key_result(world.system, world.key_results[0].pk, reason="Import.")
        with pytest.raises(Conflict, match="cancelled"):
            approve_goal_post(world.actor("lead"), asked.pk)

    def test_without_the_setting_it_goes_at_once(self, world):
        update_organisation(world.actor("admin"), goal_posts_need_approval=False)
        cancel_key_result(world.actor("owner"), world.key_results[0].pk, reason=WHY)
        assert first(world).cancelled_on == TODAY

    def test_a_health_metric_moves_no_score_and_waits_for_nobody(self, world):
        health: dict[str, Any] = {
            "title": "Errors", "kind": "stay_below", "target": 4.0, "is_health": True,
            "owner_id": world.people["owner"].pk,
        }  # fmt: skip
        made = add_key_result(
            world.actor("owner"), objective_id=world.objective.pk, **health
        ).key_result
        assert cancel_key_result(world.actor("owner"), made.pk, reason=WHY) is None


class TestAdding:
    def test_waits_for_a_lead_above(self, world):
        asked = ask_to_add(world)
        assert world.objective.key_results.count() == 2
        row = request_row(world.actor("viewer"), asked.pk)
        assert (row.title, row.changes["added"]["target"]) == (world.objective.title, 10.0)
        ask_to_add(world, title="One more")  # each is of its own

    def test_is_asked_for_whole_and_with_a_reason(self, world):
        with pytest.raises(InvalidInput) as refused:
            ask_to_add(world, target=0.0)
        assert refused.value.messages_by_field()["target"]
        with pytest.raises(InvalidInput):
            ask_to_add(world, reason="")
        assert not GoalPostRequest.objects.exists()

    def test_approved_it_counts_from_then_on_and_keeps_both_scores(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=60)
        asked = ask_to_add(world, kind="increase")
        approve_goal_post(world.actor("lead"), asked.pk)
        made = world.objective.key_results.get(title="Easy to reach")
        assert made.added_on == TODAY
        line = GoalPostChange.objects.get()
        assert (line.field, line.key_result, line.reason) == ("added", made, WHY)
        assert line.before == {"objective_score": 0.5}
        world.objective.refresh_from_db()
        assert line.after == {"objective_score": world.objective.score}
        assert (line.author, line.approved_by) == (world.people["owner"], world.people["lead"])
        asked.refresh_from_db()
        assert asked.key_result == made

    def test_nobody_approves_what_they_will_answer_for(self, world):
        """The lead above who is to own it is passed over, as for what is cancelled or moved."""
        asked = ask_to_add(world, owner_id=world.people["lead"].pk)
        assert request_row(world.actor("owner"), asked.pk).asked == ()
        with pytest.raises(NotAllowed):
            approve_goal_post(world.actor("lead"), asked.pk)
        approve_goal_post(world.actor("admin"), asked.pk)
        assert world.objective.key_results.get(title="Easy to reach").owner == world.people["lead"]

    def test_whoever_left_meanwhile_owns_nothing_new(self, world):
        asked = ask_to_add(world, owner_id=world.people["mate"].pk)
        world.people["mate"].is_active = False
        world.people["mate"].save()
        with pytest.raises(InvalidInput, match="Decline it"):
            approve_goal_post(world.actor("lead"), asked.pk)
        assert world.objective.key_results.count() == 2

    def test_milestones_come_with_it(self, world):
        owner = world.client("owner")
        form = {
            "title": "Launched", "kind": "milestone", "owner_id": world.people["owner"].pk,
            "step_title": ["Pilot", "Roll-out"], "step_weight": ["1", "2"], "step_id": ["", ""],
            "reason": WHY, "weight": "1",
        }  # fmt: skip
        page = f"/objectives/{world.objective.pk}/key-results/new"
        saved = owner.post(page, form, follow=True)
        assert "waits until Lead Person approves it" in text_of(saved)
        asked = GoalPostRequest.objects.get()
        assert "Launched; milestones Pilot, Roll-out (weight 2)" in text_of(
            world.client("lead").get("/")
        )
        approve_goal_post(world.actor("lead"), asked.pk)
        made = world.objective.key_results.get(title="Launched")
        assert list(made.milestones.values_list("title", "weight")) == [
            ("Pilot", 1.0), ("Roll-out", 2.0),
        ]  # fmt: skip


class TestThePages:
    def test_ask_tell_and_move(self, world):
        owner, key_result = world.client("owner"), world.key_results[0]
        page = f"/key-results/{key_result.pk}/step"
        said = owner.post(page, {"do": "cancel", "reason": WHY}, follow=True)
        assert "waits until Lead Person approves it" in text_of(said)
        asked = GoalPostRequest.objects.get()
        lead, path = world.client("lead"), f"/goal-post-requests/{asked.pk}"
        assert "asks to move a goal post: cancelled." in text_of(lead.get("/"))
        assert "What is asked Cancelled" in text_of(lead.get(path))
        lead.post(f"{path}/step", {"do": "approve"})
        assert first(world).cancelled_on == TODAY
        text = text_of(world.client("viewer").get(f"/objectives/{world.objective.pk}/history"))
        assert "Moved goal post approved" in text

    def test_what_is_to_be_added_is_told_whole(self, world):
        asked = ask_to_add(world, measure="%", weight=5.0)
        path = f"/goal-post-requests/{asked.pk}"
        shown = text_of(world.client("viewer").get(path)).replace("\xa0", " ")
        for said in (
            "Wording Easy to reach", "Kind increase", "Start 0 %", "Target 10 %", "Measure %",
            "Owner Owner Person", "Weight 5", "Rhythm of check-ins weekly",
        ):  # fmt: skip
            assert said in shown
        home = text_of(world.client("lead").get("/")).replace("\xa0", " ")
        assert "added Easy to reach; increase 0 % → 10 %; weight 5" in home
        approve_goal_post(world.actor("lead"), asked.pk)
        for page in (
            f"/goal-post-requests/{asked.pk}",
            f"/objectives/{world.objective.pk}/history",
        ):
            assert "Easy to reach" in text_of(world.client("viewer").get(page))

    @pytest.mark.parametrize(
        ("definition", "said"),
        [
            (
                {"kind": "anchored", "anchors": [[0, 0], [5, 0.7], [9, 1]]},
                ["Kind agreed scores", "Agreed scores 0 = 0, 5 = 0.7, 9 = 1"],
            ),
            ({"kind": "stay_above", "target": 98.0, "fail": 90.0}, ["Limit 98", "nothing 90"]),
            ({"kind": "within", "low": 30.0, "high": 50.0}, ["Lower end 30", "Upper end 50"]),
            ({"kind": "baseline", "n_min": 4}, ["Kind find the baseline", "baseline takes 4"]),
            ({"kind": "binary", "cadence": "days:10"}, ["done or not", "every 10 days"]),
        ],
    )
    def test_every_kind_says_what_it_aims_at(self, world, definition, said):
        asked = ask_to_add(world, **{"start": None, "target": None, **definition})
        shown = text_of(world.client("lead").get(f"/goal-post-requests/{asked.pk}"))
        for words in said:
            assert words in shown
        approve_goal_post(world.actor("lead"), asked.pk)


class TestWhatAYesWouldDo:
    """The score of the objective that is shown before is the one that is there after."""

    def told(self, world: World, asked: GoalPostRequest) -> float | None:
        then = consequences(request_row(world.actor("lead"), asked.pk), today=TODAY)
        assert then is not None
        world.objective.refresh_from_db()
        assert then.objective_score == world.objective.score
        shown = text_of(world.client("lead").get(f"/goal-post-requests/{asked.pk}"))
        assert "If it is approved today" in shown
        approve_goal_post(world.actor("lead"), asked.pk)
        world.objective.refresh_from_db()
        assert then.objective_then == world.objective.score
        return then.objective_then

    @pytest.fixture(autouse=True)
    def read(self, world: World) -> None:
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        check_in(world.actor("owner"), world.key_results[1].pk, value=5)

    def test_adding(self, world):
        self.told(world, ask_to_add(world, weight=3.0))

    def test_cancelling_and_going_on(self, world):
        was = Objective.objects.get(pk=world.objective.pk).score
        assert self.told(world, ask_to_cancel(world)) != was
        asked = resume_key_result(world.actor("owner"), world.key_results[0].pk, reason="Open.")
        assert isinstance(asked, GoalPostRequest)
        assert self.told(world, asked) == was

    @pytest.mark.parametrize("changes", [{"target": 45.0}, {"weight": 4.0}])
    def test_moving(self, world, changes):
        asked = update_key_result(
            world.actor("owner"), world.key_results[0].pk, reason=WHY, **changes
        )
        assert asked is not None
        self.told(world, asked)


class TestWhatJoinsALockedPlan:
    @pytest.fixture
    def locked(self, world: World) -> Any:
        """The next cycle, under way and locked."""
        cycle = world.next_cycle()
        cycle.starts_on, cycle.plan_lock_on = date(2026, 10, 15), date(2026, 10, 20)
        cycle.phase = "running"
        cycle.save()
        return cycle

    def test_a_draft_carried_over_counts_from_the_day_it_was_agreed(self, world, locked):
        closing = close_objective(
            world.system, world.objective.pk, outcome="carried_over", carry_to_cycle_id=locked.pk
        )
        copy = closing.carried_to
        assert copy is not None
        assert set(copy.key_results.values_list("added_on", flat=True)) == {TODAY}
        KeyResult.objects.filter(objective=copy).update(added_on=date(2026, 10, 22))
        assert not GoalPostChange.objects.exists()
        sign_objective(world.system, copy.pk, for_everybody=True)
        assert set(copy.key_results.values_list("added_on", flat=True)) == {TODAY}
        lines = GoalPostChange.objects.filter(objective=copy)
        assert set(lines.values_list("field", flat=True)) == {"added"}
        assert lines.count() == 2
        copy.refresh_from_db()
        assert lines[0].after == {"objective_score": copy.score}
        assert lines[0].reason.startswith("Drafted after plan lock")

    def test_so_does_one_that_was_drafted_there(self, world):
        owner_id = world.people["owner"].pk
        draft = create_objective(
            world.actor("owner"), cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
            title="Late", owner_id=owner_id,
        )  # fmt: skip
        made = add_key_result(
            world.actor("owner"), objective_id=draft.pk, title="Measured", kind="increase",
            start=0, target=10, owner_id=owner_id,
        ).key_result  # fmt: skip
        KeyResult.objects.filter(pk=made.pk).update(added_on=date(2026, 10, 20))
        sign_objective(world.system, draft.pk, for_everybody=True)
        assert KeyResult.objects.get(pk=made.pk).added_on == TODAY
        assert GoalPostChange.objects.get().objective_id == draft.pk

    def test_what_was_planned_in_time_and_signed_late_stays_as_planned(self, world):
        draft = world.add_draft("In time", cycle=world.cycle)
        sign_objective(world.system, draft.pk, for_everybody=True)
        assert KeyResult.objects.get(objective=draft).added_on is None
        assert not GoalPostChange.objects.exists()

    def test_on_the_last_day_it_is_too_late(self, world):
        draft = world.add_draft("Too late", cycle=world.cycle)
        KeyResult.objects.filter(objective=draft).update(added_on=date(2026, 10, 20))
        world.cycle.ends_on = TODAY
        world.cycle.save()
        with pytest.raises(Conflict, match="last day"):
            sign_objective(world.system, draft.pk, for_everybody=True)
        assert Objective.objects.get(pk=draft.pk).state == "draft"
