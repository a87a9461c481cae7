"""A link by which an objective drives the score of another."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    restore_objective,
)
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, GoalPostRequest, Objective
from headway.okrs.tests.linking import refusal_of, score_of

pytestmark = pytest.mark.django_db


class TestDrivingAScore:
    def test_it_counts_from_the_moment_it_is_linked_with_one_event(self, world, above):
        events = Event.objects.count()
        link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score",
            weight=3, own_weight=2,
        )  # fmt: skip
        assert score_of(above) == pytest.approx((2 * 0.5 + 3 * 0.25) / 5)
        assert Event.objects.count() == events + 1
        told = Event.objects.latest("sequence")
        assert told.verb == "objective.linked"
        before, after = json.loads(told.before), json.loads(told.after)
        assert (before["parent_score"], after["parent_score"]) == (0.5, above.score)
        assert after["weight"] == 3

    def test_the_weight_can_be_changed_and_the_link_made_a_plain_one(self, world, above):
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        assert score_of(above) == pytest.approx(0.375)
        change_link(world.system, link.pk, kind="drives_score", weight=4, own_weight=1)
        assert score_of(above) == pytest.approx((0.5 + 4 * 0.25) / 5)
        change_link(world.system, link.pk, kind="aligned", why="It only helps.")
        assert score_of(above) == pytest.approx(0.5)
        assert Event.objects.latest("sequence").why == "It only helps."

    def test_saying_the_same_again_is_no_event(self, world, above):
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        events = Event.objects.count()
        change_link(world.system, link.pk, kind="drives_score", weight=1)
        assert Event.objects.count() == events

    def test_taken_away_it_counts_no_more_up_to_the_top(self, world, above):
        top = world.add_objective("Everybody buys here", unit="root")
        link_objective(
            world.system, above.pk, parent_objective_id=top.pk, kind="drives_score", own_weight=0
        )
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        assert score_of(top) == pytest.approx(0.375)
        unlink_objective(world.system, link.pk)
        assert score_of(top) == pytest.approx(0.5)
        assert recompute(world.organisation.pk, write=False)[1] == []

    def test_a_goal_or_key_result_has_no_score_to_drive(self, world, above):
        for parent in ({"goal_id": world.goal.pk}, {"key_result_id": above.key_results.get().pk}):
            with pytest.raises(InvalidInput) as refused:
                link_objective(world.system, world.objective.pk, kind="drives_score", **parent)
            assert refusal_of(refused) == ("kind", "needs_objective")

    @pytest.mark.parametrize("weight", [0, -1, 1001, float("nan"), float("inf")])
    def test_weights_are_numbers_above_0(self, world, above, weight):
        with pytest.raises(InvalidInput) as refused:
            link_objective(
                world.system, world.objective.pk, parent_objective_id=above.pk,
                kind="drives_score", weight=weight,
            )  # fmt: skip
        assert refusal_of(refused) == ("weight", "out_of_range")

    def test_only_who_may_edit_the_objective_above_moves_its_score(self, world, above):
        Objective.objects.filter(pk=above.pk).update(owner=world.people["lead"])
        owner, to = world.actor("owner"), {"parent_objective_id": above.pk}
        with pytest.raises(NotAllowed):
            link_objective(owner, world.objective.pk, kind="drives_score", **to)
        link = link_objective(owner, world.objective.pk, **to)
        with pytest.raises(NotAllowed):
            change_link(owner, link.pk, kind="drives_score")
        asked = change_link(world.actor("lead"), link.pk, kind="drives_score", why="A part of it.")
        assert isinstance(asked, GoalPostRequest)

    def test_a_closed_objective_keeps_its_numbers(self, world, above):
        close_objective(world.system, above.pk, outcome="partly", closing_word="Half way.")
        with pytest.raises(Conflict, match="closed"):
            link_objective(
                world.system, world.objective.pk, parent_objective_id=above.pk,
                kind="drives_score",
            )  # fmt: skip


class TestADraftThatShallDrive:
    @pytest.fixture
    def draft(self, world: World, above: Objective) -> Objective:
        draft = create_objective(
            world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
            title="A draft", owner_id=world.people["owner"].pk,
        )  # fmt: skip
        add_key_result(
            world.system, objective_id=draft.pk, title="Measured", kind="increase", start=0,
            target=10, owner_id=world.people["owner"].pk,
        )  # fmt: skip
        link_objective(world.system, draft.pk, parent_objective_id=above.pk, kind="drives_score")
        return draft

    def test_it_counts_once_it_is_agreed(self, world, above, draft):
        assert score_of(above) == pytest.approx(0.5)
        sign_objective(world.actor("owner"), draft.pk)
        assert score_of(above) == pytest.approx(0.5)
        sign_objective(world.system, draft.pk, for_everybody=True)
        assert score_of(above) == pytest.approx(0.5), "nobody has read it yet"
        check_in(world.system, draft.key_results.get().pk, value=0)
        assert score_of(above) == pytest.approx(0.25)
        assert recompute(world.organisation.pk, write=False)[1] == []

    def test_archived_it_counts_no_more(self, world, above, draft):
        sign_objective(world.system, draft.pk, for_everybody=True)
        check_in(world.system, draft.key_results.get().pk, value=0)
        Objective.objects.filter(pk=draft.pk).update(state="agreed")
        Cycle.objects.filter(pk=draft.cycle_id).update(plan_lock_on=world.cycle.ends_on)
        archive_objective(world.system, draft.pk)
        assert score_of(above) == pytest.approx(0.5)
        restore_objective(world.system, draft.pk)
        assert score_of(above) == pytest.approx(0.25)
