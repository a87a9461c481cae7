"""What was asked for is checked again when it is approved: readings and links came meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Answer, GoalPostRequest, KeyResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_result(world: World) -> KeyResult:
    """One whose goal posts move only with an approval."""
    world.organisation.goal_posts_need_approval = True
    world.organisation.save()
    return world.key_results[0]


def ask(world: World, key_result: KeyResult, **changes: Any) -> GoalPostRequest:
    asked = update_key_result(world.actor("owner"), key_result.pk, reason="Simpler.", **changes)
    assert asked is not None
    return asked


def test_another_kind_is_not_approved_once_there_are_readings(world, key_result):
    asked = ask(world, key_result, kind="binary")
    check_in(world.actor("owner"), key_result.pk, value=45)
    with pytest.raises(InvalidInput) as refused:
        approve_goal_post(world.actor("lead"), asked.pk)
    assert [(error.field, error.code) for error in refused.value.errors] == [("kind", "readings")]
    key_result.refresh_from_db()
    asked.refresh_from_db()
    assert (key_result.kind, key_result.score) == ("increase", 0.25)
    assert asked.state == Answer.WAITING


def test_another_aggregation_is_not_approved_once_its_value_counts_elsewhere(world, key_result):
    into = world.add_objective("Above").key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%")
    asked = ask(world, key_result, aggregation="sum")
    link_objective(
        world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=key_result.pk,
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        approve_goal_post(world.actor("lead"), asked.pk)
    assert [error.code for error in refused.value.errors] == ["contributes"]


def test_the_page_says_why_it_cannot_be_approved(world, key_result):
    asked = ask(world, key_result, kind="binary")
    check_in(world.actor("owner"), key_result.pk, value=45)
    path = f"/goal-post-requests/{asked.pk}/step"
    answer = world.client("lead").post(path, {"do": "approve"})
    assert "There are check-ins of another kind already" in answer.content.decode()
    assert GoalPostRequest.objects.get(pk=asked.pk).state == Answer.WAITING
