"""Of one thing the words speak in the singular, and what is stored speaks no language."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.overrides import override_status, withdraw_override
from headway.okrs.queries.explanations import explain_objective
from headway.okrs.queries.objectives import objective_rows_by_id

pytestmark = pytest.mark.django_db


def test_one_objective_is_still_open(world: World) -> None:
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    with pytest.raises(Conflict, match="1 objective of Q4 2026 is still open"):
        set_phase(world.system, world.cycle.pk, phase="closed", confirmed=True)
    world.add_objective("Two")
    with pytest.raises(Conflict, match="2 objectives of Q4 2026 are still open"):
        set_phase(world.system, world.cycle.pk, phase="closed", confirmed=True)


def test_a_score_comes_from_one_key_result(world: World) -> None:
    one = world.add_objective("One")
    check_in(world.system, one.key_results.get().pk, value=3)
    check_in(world.system, world.key_results[0].pk, value=43)  # unread there is no score
    rows = objective_rows_by_id([one.pk, world.objective.pk], as_of=TODAY, today=TODAY)
    titles = [explain_objective(rows[id_], TODAY).title for id_ in (one.pk, world.objective.pk)]
    assert titles[0].endswith("from 1 key result")
    assert titles[1].endswith("from 2 key results")


def test_a_status_taken_back_is_told_in_the_readers_language(world: World) -> None:
    key_result = world.key_results[0]
    override_status(world.actor("owner"), key_result.pk, status="watch", reason="We know more.")
    withdraw_override(world.actor("owner"), key_result.pk)
    after = Event.objects.latest("sequence").after
    assert json.loads(after or "") == {"status": "as computed"}
    page = world.client("owner").get(f"/objectives/{world.objective.pk}/history").content.decode()
    assert "as computed" in page
