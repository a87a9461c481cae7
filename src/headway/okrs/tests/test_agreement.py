"""Who has to sign an objective, and what comes of it."""

from __future__ import annotations

import re

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput, NotAllowed
from headway.kit.testing.pages import html_of, text_of
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.objectives import (
    propose_objective,
)
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.doors import get_objective
from headway.okrs.tests.agreements import agreed, change_target, missing, planned, signers
from headway.people.actions import set_lead, unassign

pytestmark = pytest.mark.django_db


class TestSigning:
    def test_owner_lead_above_and_coach_sign_and_the_last_one_agrees(self, world):
        objective = planned(world)
        assert propose_objective(world.actor("owner"), objective.pk).state == "proposed"
        assert missing(world, objective) == ["lead", "coach"]
        assert sign_objective(world.actor("coach"), objective.pk).state == "proposed"
        assert sign_objective(world.actor("lead"), objective.pk).state == "agreed"
        assert signers(objective) == {
            "owner": "Owner Person", "lead": "Lead Person", "coach": "Coach Person",
        }  # fmt: skip
        verbs = Event.objects.filter(subject_id=objective.pk, subject_type="objective")
        assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
            "objective.created", "objective.proposed", "objective.signed", "objective.agreed",
        ]  # fmt: skip

    def test_a_unit_without_a_coach_needs_two(self, world):
        unassign(
            world.system,
            world.units["blue"].pk,
            person_id=world.people["coach"].pk,
            kind="coach",
        )
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        assert sign_objective(world.actor("lead"), objective.pk).state == "agreed"

    def test_who_proposes_for_the_owner_does_not_sign_for_them(self, world):
        objective = planned(world)
        propose_objective(world.actor("admin"), objective.pk)
        assert missing(world, objective) == ["owner", "lead", "coach"]
        sign_objective(world.actor("owner"), objective.pk)
        assert missing(world, objective) == ["lead", "coach"]

    def test_who_leads_what_they_own_signs_as_owner_and_the_lead_above_is_asked(self, world):
        set_lead(world.system, world.units["blue"].pk, person_id=world.people["owner"].pk)
        objective = planned(world)
        assert sign_objective(world.actor("owner"), objective.pk).state == "proposed"
        assert signers(objective) == {"owner": "Owner Person"}
        asked = agreement_of(get_objective(world.actor("lead"), objective.pk)).asked
        assert {one.role: one.people for one in asked}["lead"] == (
            (world.people["lead"].pk, "Lead Person"),
        )

    def test_the_nearest_lead_is_asked_and_any_lead_above_may_sign(self, world):
        set_lead(world.system, world.units["works"].pk, person_id=world.people["mate"].pk)
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        asked = agreement_of(get_objective(world.actor("lead"), objective.pk)).asked
        assert {one.role: one.people for one in asked}["lead"] == (
            (world.people["mate"].pk, "Mate Person"),
        )
        sign_objective(world.actor("lead"), objective.pk)
        assert signers(objective)["lead"] == "Lead Person"

    def test_an_administrator_signs_for_the_lead_under_their_own_name(self, world):
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        assert sign_objective(world.actor("admin"), objective.pk).state == "proposed"
        assert signers(objective)["lead"] == "Ada Admin"
        assert missing(world, objective) == ["coach"]

    def test_nobody_signs_for_a_lead_above_who_answers_for_the_goal(self, world):
        objective = planned(world, who="admin")
        propose_objective(world.actor("admin"), objective.pk)
        sign_objective(world.actor("admin"), objective.pk)
        assert signers(objective) == {"owner": "Ada Admin"}

    def test_an_administrator_who_signs_for_everybody_gives_all_that_are_missing(self, world):
        objective, admin = planned(world), world.actor("admin")
        assert sign_objective(admin, objective.pk, for_everybody=True).state == "agreed"
        assert set(signers(objective).values()) == {"Ada Admin"}
        assert Event.objects.filter(verb="objective.agreed", subject_id=objective.pk).count() == 1

    def test_signing_twice_changes_nothing(self, world):
        objective = agreed(world)
        before = Event.objects.count()
        assert sign_objective(world.actor("lead"), objective.pk).state == "agreed"
        assert Event.objects.count() == before

    def test_only_those_who_are_asked_may_sign(self, world):
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        for name in ("mate", "stranger", "viewer"):
            with pytest.raises(NotAllowed):
                sign_objective(world.actor(name), objective.pk)

    @pytest.mark.by_hand
    def test_without_a_key_result_there_is_nothing_to_sign(self, world):
        objective = planned(world)
        KeyResult.objects.filter(objective=objective).delete()
        with pytest.raises(InvalidInput):
            sign_objective(world.actor("owner"), objective.pk)

    def test_the_cycle_starts_what_is_agreed_and_nothing_else(self, world):
        done, open_one = agreed(world), planned(world)
        propose_objective(world.actor("owner"), open_one.pk)
        set_phase(world.system, done.cycle_id, phase="running", confirmed=True)
        assert Objective.objects.get(pk=done.pk).state == "running"
        assert Objective.objects.get(pk=open_one.pk).state == "proposed"


class TestPage:
    def test_it_shows_who_signed_who_is_asked_and_what_changed(self, world):
        objective = agreed(world)
        page = world.client("mate").get(f"/objectives/{objective.pk}").content.decode()
        for words in ("Owner Person", "Lead Person", "Coach Person", "signed on"):
            assert words in page
        assert "asked to sign" not in page
        change_target(world, objective)
        page = world.client("lead").get(f"/objectives/{objective.pk}").content.decode()
        assert "1 of 3 signed" in page
        assert "target from 10 to 8" in page
        assert "3 earlier signatures are void" in page

    @pytest.mark.parametrize(
        ("name", "button"), [("owner", False), ("lead", True), ("coach", True), ("mate", False)]
    )
    def test_only_who_is_asked_finds_the_button(self, world, name, button):
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        page = world.client(name).get(f"/objectives/{objective.pk}").content.decode()
        assert page.count('value="sign"') == button

    def test_signing_and_taking_back_in_the_page(self, world):
        objective = planned(world)
        propose_objective(world.actor("owner"), objective.pk)
        address = f"/objectives/{objective.pk}/step"
        coach = world.client("coach")
        assert coach.post(address, {"do": "sign"}).status_code == 302
        assert "coach" in signers(objective)
        assert coach.post(address, {"do": "unsign", "why": ""}).status_code == 422
        assert coach.post(address, {"do": "unsign", "why": "Too soon."}).status_code == 302
        assert "coach" not in signers(objective)


@pytest.mark.parametrize(
    ("name", "label"), [("lead", "Sign"), ("coach", "Sign"), ("admin", "Sign for everybody")]
)
def test_the_step_is_called_by_what_it_does(world, name, label):
    objective = planned(world)
    propose_objective(world.actor("owner"), objective.pk)
    page = html_of(world.client(name).get(f"/objectives/{objective.pk}"))
    assert f">{label}</button>" in page
    assert ">Agree</button>" not in page


@pytest.mark.parametrize(
    ("name", "label"),
    [("lead", "Sign as lead for Mate Person"), ("mate", "Sign"), ("coach", "Sign")],
)
def test_who_signs_for_somebody_else_reads_for_whom(world, name, label):
    set_lead(world.system, world.units["works"].pk, person_id=world.people["mate"].pk)
    objective = planned(world)
    propose_objective(world.actor("owner"), objective.pk)
    page = world.client(name).get(f"/planning?unit={objective.unit_id}&cycle={objective.cycle_id}")
    assert re.findall(r"submit\">\s*(Sign[^<]*?)<span", page.content.decode()) == [label]


def test_an_administrator_reads_that_nobody_leads_where_nobody_does(world):
    objective = planned(world)
    propose_objective(world.actor("owner"), objective.pk)
    for unit in world.units.values():
        set_lead(world.system, unit.pk, person_id=None)
    page = world.client("admin").get(
        f"/planning?unit={objective.unit_id}&cycle={objective.cycle_id}"
    )
    assert "Sign as lead, as there is none" in text_of(page)
