"""Locking a plan by hand names what is early or open before one confirms."""

from __future__ import annotations

import pytest

from headway.kit.problems import Conflict
from headway.kit.testing.pages import heading_of, text_of
from headway.okrs.actions.cycles import lock_plan
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Cycle


@pytest.fixture
def planned(world):
    cycle = world.next_cycle()
    create_objective(
        world.system, cycle_id=cycle.pk, unit_id=world.units["blue"].pk, title="A draft",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    return cycle


def locked_at(cycle):
    return Cycle.objects.get(pk=cycle.pk).locked_at


def test_what_is_open_is_named_and_has_to_be_confirmed(world, planned):
    with pytest.raises(Conflict) as refused:
        lock_plan(world.actor("admin"), planned.pk)
    assert refused.value.code == "confirmation_needed"
    cautions = refused.value.extra["cautions"]
    assert "locks by itself on" in cautions[0]
    assert cautions[1:] == [
        "1 objective is not agreed: 0 proposed, 1 draft.",
        "1 objective serves nothing yet and is not local on purpose.",
    ]
    assert locked_at(planned) is None
    lock_plan(world.actor("admin"), planned.pk, confirmed=True)
    assert locked_at(planned) is not None


def test_the_page_asks_and_the_button_confirms(world, planned):
    client = world.client("admin")
    asked = client.get(f"/cycles/{planned.pk}/phase/lock")
    assert heading_of(asked) == "Three things speak against it today."
    again = client.post(f"/cycles/{planned.pk}/step", {"do": "lock"})
    assert "1 objective is not agreed" in text_of(again)
    assert heading_of(again) == heading_of(asked), "what came up meanwhile is asked about too"
    assert 'name="confirmed"' in again.content.decode()
    assert locked_at(planned) is None
    client.post(f"/cycles/{planned.pk}/step", {"do": "lock", "confirmed": "1"})
    assert locked_at(planned) is not None
    assert client.get(f"/cycles/{planned.pk}/phase/lock").status_code == 404


def test_only_administrators_are_told_to_lock(world, planned):
    page = text_of(world.client("coach").get(f"/cycles/{planned.pk}?view=plan&unit=all"))
    assert "Lock the plan" not in page
    assert "Coach: See that all is settled: on its day the plan locks." in page
    assert world.client("coach").get(f"/cycles/{planned.pk}/phase/lock").status_code == 403
