"""Signing an objective by script: the same roles, the same refusals."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.okrs.actions.objectives import propose_objective
from headway.okrs.models import Objective, Signature
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(world: World) -> str:
    """The world's objective, proposed by its owner in a cycle whose plan is open."""
    type(world.cycle).objects.filter(pk=world.cycle.pk).update(
        plan_lock_on=world.cycle.ends_on, phase="planning"
    )
    Objective.objects.filter(pk=world.objective.pk).update(state="draft")
    Signature.objects.all().delete()
    propose_objective(world.actor("owner"), world.objective.pk)
    return f"objectives/{world.objective.pk}/signatures"


def test_signatures_are_read_given_voided_and_taken_back(
    world: World, caller: CallerOf, path: str
) -> None:
    told = caller("viewer", "read").get(path)
    assert [row["role"] for row in told["signed"]] == ["owner"]
    assert told["asked"] == [
        {"role": "lead", "people": [{"id": world.people["lead"].pk, "name": "Lead Person"}]},
        {"role": "coach", "people": [{"id": world.people["coach"].pk, "name": "Coach Person"}]},
    ]
    assert told["signed"][0]["digest"] == told["digest"]
    caller("lead").send("POST", path)
    told = caller("coach").send("POST", path)
    assert (told["state"], told["asked"]) == ("agreed", [])

    key_result = world.key_results[0].pk
    caller("owner").send("PATCH", f"key-results/{key_result}", {"target": 55})
    told = caller("lead").get(path)
    roles = [signature["role"] for signature in told["signed"]]
    assert (told["state"], roles, len(told["void"])) == ("proposed", ["owner"], 3)
    assert "target from 60 to 55" in told["void"][0]["void_reason"]
    assert told["void"][0]["digest"] != told["digest"]

    assert len(caller("lead").send("POST", path)["asked"]) == 1
    refusal = caller("lead").refused("DELETE", path)
    assert [error["field"] for error in refusal["errors"]] == ["why"]
    told = caller("lead").send("DELETE", path, why="Not in this quarter")
    assert [signature["role"] for signature in told["signed"]] == ["owner"]
    assert told["void"][0]["void_reason"] == "Not in this quarter"


def test_who_is_not_asked_is_refused(caller: CallerOf, path: str) -> None:
    assert caller("mate").refused("POST", path)["status"] == 403
    assert caller("outsider").refused("GET", path)["status"] == 404
    assert caller("lead", "check_in").refused("POST", path)["status"] == 403
