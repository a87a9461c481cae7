"""What changes after signing is agreed again, and a signature can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
    remove_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.actions.objectives import (
    return_to_draft,
    update_objective,
)
from headway.okrs.models import Objective, Signature
from headway.okrs.queries.signed_plans import digest_of, plan_of
from headway.okrs.tests.agreements import agreed, change_target, missing, signers

pytestmark = pytest.mark.django_db


def _change_words(world: World, objective: Objective) -> None:
    update_objective(world.actor("owner"), objective.pk, title="Orders arrive at once")


def _change_ambition(world: World, objective: Objective) -> None:
    update_objective(world.actor("owner"), objective.pk, ambition="committed")


def _change_owner(world: World, objective: Objective) -> None:
    update_objective(world.actor("owner"), objective.pk, owner_id=world.people["mate"].pk)


def _change_unit(world: World, objective: Objective) -> None:
    update_objective(world.actor("lead"), objective.pk, unit_id=world.units["green"].pk)


def _change_key_result_owner(world: World, objective: Objective) -> None:
    key_result = objective.key_results.get()
    update_key_result(world.actor("owner"), key_result.pk, owner_id=world.people["mate"].pk)


def _change_weight(world: World, objective: Objective) -> None:
    update_key_result(world.actor("owner"), objective.key_results.get().pk, weight=2.0)


def _add(world: World, objective: Objective) -> None:
    add_key_result(
        world.actor("owner"),
        objective_id=objective.pk,
        title="Depots",
        kind="milestone",
        milestones=[MilestoneInput("Porto")],
        owner_id=world.people["owner"].pk,
    )


def _cancel(world: World, objective: Objective) -> None:
    cancel_key_result(world.actor("owner"), objective.key_results.get().pk, reason="Sold.")


def _remove(world: World, objective: Objective) -> None:
    remove_key_result(world.actor("owner"), objective.key_results.get().pk)


CHANGES = [
    (_change_words, "wording"),
    (_change_ambition, "ambition"),
    (_change_owner, "owner"),
    (_change_unit, "unit"),
    (change_target, "“Orders arrive on the first attempt, measured”: target from 10 to 8"),
    (_change_key_result_owner, "“Orders arrive on the first attempt, measured”: owner"),
    (_change_weight, "“Orders arrive on the first attempt, measured”: weight from 1 to 2"),
    (_add, "“Depots” added"),
    (_cancel, "“Orders arrive on the first attempt, measured” taken out"),
    (_remove, "“Orders arrive on the first attempt, measured” taken out"),
]

OWNERS_OWN = (
    _change_words, _change_ambition, change_target, _change_key_result_owner, _change_weight, _add,
)  # fmt: skip
"""What the owner changed in a plan that is still whole: they have signed it by doing so."""


class TestChanging:
    def test_the_form_says_whose_signatures_it_takes_back_and_then_that_it_did(self, world):
        objective = agreed(world)
        owner, key_result = world.client("owner"), objective.key_results.get()
        address = f"/objectives/{objective.pk}/edit"
        warning = "takes back the signatures of Coach Person, Lead Person"
        assert warning in owner.get(address).content.decode()
        assert warning in owner.get(f"/key-results/{key_result.pk}/edit").content.decode()
        body = {"title": "Orders arrive at once", "owner_id": world.people["owner"].pk,
                "ambition": "aspirational", "origin": "bottom_up", "visibility": "organisation",
                "version": Objective.objects.get(pk=objective.pk).version}  # fmt: skip
        saved = owner.post(address, body, follow=True)
        assert "Coach Person, Lead Person must sign again." in saved.content.decode()
        assert "takes back the signatures" not in owner.get(address).content.decode()

    @pytest.mark.parametrize(("change", "words"), CHANGES, ids=[c.__name__ for c, _ in CHANGES])
    def test_what_changes_after_signing_must_be_agreed_again(self, world, change, words):
        objective = agreed(world)
        change(world, objective)
        assert Objective.objects.get(pk=objective.pk).state == "proposed"
        signs_anew = change in OWNERS_OWN
        assert list(signers(objective)) == (["owner"] if signs_anew else [])
        void = Signature.objects.filter(objective=objective, voided_at__isnull=False)
        assert {row.void_reason for row in void} == {f"Changed since: {words}."}
        event = Event.objects.get(verb="objective.signatures_void")
        assert words in event.why

    def test_and_then_it_is_agreed_by_signing_again(self, world):
        objective = agreed(world)
        change_target(world, objective)
        for name in ("owner", "coach"):
            assert sign_objective(world.actor(name), objective.pk).state == "proposed"
        assert sign_objective(world.actor("lead"), objective.pk).state == "agreed"
        digests = Signature.objects.filter(objective=objective)
        assert digests.values_list("digest").distinct().count() == 2

    def test_what_is_no_part_of_the_plan_stays_free(self, world):
        objective = agreed(world)
        update_objective(world.actor("owner"), objective.pk, description="Background.")
        key_result = objective.key_results.get()
        update_key_result(
            world.actor("owner"), key_result.pk, description="How we count", cadence="monthly"
        )
        assert Objective.objects.get(pk=objective.pk).state == "agreed"
        assert len(signers(objective)) == 3

    def test_resuming_a_cancelled_key_result_is_a_change_too(self, world):
        objective = agreed(world)
        _cancel(world, objective)
        for name in ("owner", "lead", "coach"):
            with pytest.raises(InvalidInput):  # nothing is left to sign
                sign_objective(world.actor(name), objective.pk)
        _add(world, objective)
        for name in ("owner", "lead", "coach"):
            sign_objective(world.actor(name), objective.pk)
        first = objective.key_results.get(title="Orders arrive on the first attempt, measured")
        resume_key_result(world.actor("owner"), first.pk, reason="Not sold.")
        assert Objective.objects.get(pk=objective.pk).state == "proposed"

    def test_what_runs_goes_on_while_it_is_signed_again(self, world):
        objective = agreed(world)
        set_phase(world.system, objective.cycle_id, phase="running", confirmed=True)
        change_target(world, objective)
        assert Objective.objects.get(pk=objective.pk).state == "running"
        assert missing(world, objective) == ["lead", "coach"]  # the owner changed it

    def test_after_plan_lock_signatures_stand(self, world):
        """From then on a change of a goal post needs a reason, and somebody's approval."""
        _signed_in_the_world(world)
        update_key_result(
            world.actor("lead"), world.key_results[0].pk, target=50.0, reason="Lyon closed."
        )
        assert len(signers(world.objective)) == 3

    def test_who_moved_the_plan_back_and_forth_is_asked_again_all_the_same(self, world):
        objective = agreed(world)
        plan = digest_of(plan_of(objective.pk))
        key_result = objective.key_results.get()
        for target in (8.0, 10.0):
            update_key_result(world.actor("owner"), key_result.pk, target=target)
        assert digest_of(plan_of(objective.pk)) == plan
        assert signers(objective) == {"owner": "Owner Person"}

    @given(target=st.floats(71, 1e6), weight=st.floats(0, 1e3))
    def test_a_digest_names_the_plan_and_not_how_it_was_typed(self, target, weight):
        one = {"title": "One", "key_results": {"1": {"target": target, "weight": weight}}}
        two = {"key_results": {"1": {"weight": weight, "target": target}}, "title": "One"}
        assert digest_of(one) == digest_of(two)
        two["key_results"]["1"]["target"] = target + 1
        assert digest_of(one) != digest_of(two)


def _signed_in_the_world(world: World) -> None:
    assert len(signers(world.objective)) == 3  # the system's, for everybody


class TestTakingBack:
    def test_who_takes_their_signature_back_says_why_and_it_is_a_proposal_again(self, world):
        objective = agreed(world)
        with pytest.raises(InvalidInput):
            withdraw_signature(world.actor("lead"), objective.pk, why=" ")
        stored = withdraw_signature(world.actor("lead"), objective.pk, why="Too much at once.")
        assert stored.state == "proposed"
        assert set(signers(objective)) == {"owner", "coach"}
        assert Signature.objects.get(role="lead", objective=objective).void_reason == (
            "Too much at once."
        )

    def test_only_ones_own_and_only_until_it_runs(self, world):
        objective = agreed(world)
        with pytest.raises(Conflict, match="not signed"):
            withdraw_signature(world.actor("admin"), objective.pk, why="Not mine.")
        set_phase(world.system, objective.cycle_id, phase="running", confirmed=True)
        with pytest.raises(Conflict, match="runs already"):
            withdraw_signature(world.actor("lead"), objective.pk, why="Too late.")

    def test_back_to_draft_all_are_void(self, world):
        objective = agreed(world)
        return_to_draft(world.actor("owner"), objective.pk, why="Too vague.")
        assert signers(objective) == {}
        assert Signature.objects.filter(objective=objective, void_reason="Too vague.").count() == 3
