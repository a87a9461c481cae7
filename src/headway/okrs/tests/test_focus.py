"""Focus: more than five goals need a reason, or are refused."""

from __future__ import annotations

import pytest

from headway.kit.problems import InvalidInput, NotAllowed
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.key_results import add_key_result, cancel_key_result
from headway.okrs.actions.objectives import create_objective, propose_objective
from headway.okrs.models import Cycle, Objective
from headway.people.actions import update_organisation


@pytest.fixture
def cycle(world: World) -> Cycle:
    return world.next_cycle()


def draft(world: World, cycle: Cycle, title: str = "Draft", key_results: int = 1) -> Objective:
    objective = create_objective(
        world.system,
        cycle_id=cycle.pk,
        unit_id=world.units["blue"].pk,
        title=title,
        owner_id=world.people["owner"].pk,
    )
    for number in range(key_results):
        add_key_result(
            world.system,
            objective_id=objective.pk,
            title=f"{title} {number}",
            kind="increase",
            start=0.0,
            target=1.0,
            owner_id=world.people["owner"].pk,
        )
    return objective


def five(world: World, cycle: Cycle) -> list[Objective]:
    made = [draft(world, cycle, f"Objective {number}") for number in range(5)]
    for objective in made:
        propose_objective(world.actor("owner"), objective.pk)
    return made


def block(world: World) -> None:
    update_organisation(world.actor("admin"), focus_rule="block")


def test_the_sixth_objective_says_why(world: World, cycle: Cycle) -> None:
    owner = world.actor("owner")
    five(world, cycle)
    sixth = draft(world, cycle, "Sixth")
    with pytest.raises(InvalidInput) as refused:
        propose_objective(owner, sixth.pk)
    error = refused.value.errors[0]
    assert (error.field, error.code) == ("focus_reason", "focus")
    assert "Blue has 5 objectives in Q1 2027 already" in error.message
    done = propose_objective(owner, sixth.pk, focus_reason=" The law asks for it. ")
    assert (done.state, done.focus_reason) == ("proposed", "The law asks for it.")


def test_a_reason_within_the_limits_is_not_kept(world: World, cycle: Cycle) -> None:
    done = propose_objective(
        world.actor("owner"), draft(world, cycle).pk, focus_reason="Just in case."
    )
    assert done.focus_reason == ""


def test_the_sixth_key_result_says_why_and_a_cancelled_one_does_not_count(
    world: World, cycle: Cycle
) -> None:
    owner, objective = world.actor("owner"), draft(world, cycle, key_results=6)
    with pytest.raises(InvalidInput, match="not saved") as refused:
        propose_objective(owner, objective.pk)
    assert "More than 5 key results" in refused.value.errors[0].message
    last = objective.key_results.order_by("position")[5]
    cancel_key_result(owner, last.pk, reason="One too many.")
    assert propose_objective(owner, objective.pk).state == "proposed"


def test_every_error_comes_at_once(world: World, cycle: Cycle) -> None:
    five(world, cycle)
    with pytest.raises(InvalidInput) as refused:
        propose_objective(world.actor("owner"), draft(world, cycle, key_results=0).pk)
    assert {e.field for e in refused.value.errors} == {"key_results", "focus_reason"}


def test_an_organisation_may_refuse_what_is_too_much(world: World, cycle: Cycle) -> None:
    made = five(world, cycle)
    sixth = draft(world, cycle, "Sixth")
    block(world)
    with pytest.raises(InvalidInput) as refused:
        propose_objective(world.actor("owner"), sixth.pk, focus_reason="The law asks for it.")
    assert refused.value.errors[0].code == "focus_blocked"
    for name, for_everybody in (("admin", True), ("owner", False)):
        with pytest.raises(InvalidInput) as refused:
            sign_objective(world.actor(name), sixth.pk, for_everybody=for_everybody)
        assert refused.value.errors[0].code == "focus_blocked", name
    assert sign_objective(world.actor("admin"), made[0].pk, for_everybody=True).state == "agreed"
    Objective.objects.filter(pk=made[1].pk).update(state="draft")
    assert propose_objective(world.actor("owner"), sixth.pk).state == "proposed"


def test_other_units_and_cycles_do_not_count(world: World, cycle: Cycle) -> None:
    five(world, cycle)
    Objective.objects.filter(cycle=cycle).update(unit=world.units["green"])
    assert propose_objective(world.actor("owner"), draft(world, cycle).pk).state == "proposed"


def test_only_administrators_set_the_rule_and_only_to_what_there_is(world: World) -> None:
    with pytest.raises(NotAllowed):
        update_organisation(world.actor("lead"), focus_rule="block")
    with pytest.raises(InvalidInput) as refused:
        update_organisation(world.actor("admin"), focus_rule="perhaps")
    assert refused.value.errors[0].field == "focus_rule"


def test_pages_ask_for_the_reason_where_it_is_missing(world: World, cycle: Cycle) -> None:
    five(world, cycle)
    sixth, client = draft(world, cycle, "Sixth"), world.client("owner")
    address = f"/objectives/{sixth.pk}/step"
    asked = client.post(address, {"do": "propose"})
    assert asked.status_code == 422
    assert 'name="focus_reason"' in html_of(asked)
    done = client.post(address, {"do": "propose", "focus_reason": "The law."})
    assert done.status_code == 302
    fields = {
        "title": "Seventh", "cycle_id": cycle.pk, "unit_id": world.units["blue"].pk,
        "owner_id": world.people["owner"].pk, "do": "propose", "kr1-title": "Measured",
        "kr1-kind": "increase", "kr1-start": "0", "kr1-target": "9",
    }  # fmt: skip
    asked = client.post("/objectives/new", fields)
    assert 'name="focus_reason"' in html_of(asked)
    assert client.post("/objectives/new", {**fields, "focus_reason": "Law."}).status_code == 302


def test_the_setting_is_on_its_page(world: World) -> None:
    client = world.client("admin")
    fields = {"name": "Aster", "time_zone": "UTC", "focus_rule": "block"}
    assert client.post("/settings/organisation", fields).status_code == 302
    world.organisation.refresh_from_db()
    assert world.organisation.focus_rule == "block"
    assert '<option value="block" selected' in html_of(client.get("/settings"))
