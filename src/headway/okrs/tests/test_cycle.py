"""A cycle has dates and a plan: who may write it, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.pages import text_of
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.key_results import (
    add_key_result,
)
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    propose_objective,
    restore_objective,
    return_to_draft,
    update_objective,
)
from headway.okrs.models import (
    Cycle,
    KeyResult,
    Objective,
)
from headway.okrs.queries.cycle_pages import suggested_cycle
from headway.okrs.tests.cycles import draft


class TestDates:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (date(9999, 12, 31), date(9999, 12, 31)),
            (date(9999, 12, 20), date(9999, 12, 31)),
            (date(1, 1, 1), date(1, 3, 31)),
            (date(2026, 1, 1), date(2206, 3, 31)),
        ],
    )
    def test_a_slip_of_the_pen_in_the_year_is_refused(self, world, starts_on, ends_on):
        answer = world.client("admin").post(
            "/cycles/new",
            {"name": "Slip", "kind": "own", "starts_on": starts_on, "ends_on": ends_on},
        )
        assert answer.status_code == 422
        assert not Cycle.objects.filter(name="Slip").exists()

    def test_a_first_cycle_leaves_room_to_plan(self):
        assert suggested_cycle([], first_month=1, today=date(2026, 11, 27))[0] == "Q1 2027"
        assert suggested_cycle([], first_month=1, today=date(2026, 11, 15))[0] == "Q4 2026"
        assert suggested_cycle([], first_month=1, today=date(2026, 11, 17))[0] == "Q1 2027"

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "given", "locks_on"),
        [
            ("2026-12-01", "2027-02-28", "", "2026-12-15"),
            ("2026-11-20", "2027-02-28", "", "2026-12-04"),
            ("2026-10-01", "2026-12-31", "", "2026-12-08"),  # two weeks from today
            ("2026-09-01", "2026-11-30", "", "2026-11-30"),
            ("2026-07-01", "2026-09-30", "", "2026-07-15"),  # over: it was planned in its time
            ("2026-10-01", "2026-12-31", "2026-10-15", "2026-10-15"),
        ],
    )
    def test_a_plan_is_not_born_locked_unless_told(
        self, world, starts_on, ends_on, given, locks_on
    ):
        fields = {"name": "New", "kind": "custom", "starts_on": starts_on, "ends_on": ends_on}
        fields |= {"plan_lock_on": given, "scoring_standard": "mwm"}
        assert world.client("admin").post("/cycles/new", fields).status_code == 302
        assert Cycle.objects.get(name="New").plan_lock_on.isoformat() == locks_on


class TestPlanning:
    def test_a_draft_is_proposed_agreed_and_runs(self, world):
        objective = draft(world)
        with pytest.raises(InvalidInput) as refused:
            propose_objective(world.actor("owner"), objective.pk)
        assert refused.value.messages_by_field()["key_results"]
        add_key_result(
            world.actor("owner"),
            objective_id=objective.pk,
            title="Measured",
            kind="increase",
            start=0.0,
            target=1.0,
            owner_id=world.people["owner"].pk,
        )
        assert propose_objective(world.actor("owner"), objective.pk).state == "proposed"
        for name in ("owner", "lead"):
            with pytest.raises(NotAllowed, match="administrators"):
                sign_objective(world.actor(name), objective.pk, for_everybody=True)
        assert sign_objective(world.actor("lead"), objective.pk).state == "proposed"
        assert sign_objective(world.actor("coach"), objective.pk).state == "running"

    def test_members_draft_in_their_own_unit_only(self, world):
        with pytest.raises(NotAllowed):
            draft(world, who="stranger")
        for who in ("coach", "viewer"):
            with pytest.raises(NotAllowed):
                draft(world, who=who)
        with pytest.raises(NotFound):
            draft(world, who="outsider")
        assert draft(world, who="mate").state == "draft"

    def test_a_proposal_goes_back_and_a_draft_can_be_put_away_and_restored(self, world):
        objective = world.add_objective()
        Objective.objects.filter(pk=objective.pk).update(state="proposed")
        owner = world.actor("owner")
        assert return_to_draft(owner, objective.pk, why="Too vague.").state == "draft"
        assert archive_objective(owner, objective.pk).archived_at
        with pytest.raises(Conflict, match="archived"):
            update_objective(owner, objective.pk, title="x")
        assert restore_objective(owner, objective.pk).archived_at is None

    @pytest.mark.parametrize(
        ("definition", "code"),
        [
            ({"kind": "increase", "start": 5.0, "target": 5.0}, "KR_START_EQ_TARGET"),
            ({"kind": "increase", "start": 5.0, "target": 3.0}, "KR_DIRECTION_MISMATCH"),
            ({"kind": "decrease", "target": 3.0}, "KR_NO_BASELINE"),
            ({"kind": "stay_above"}, "KR_NO_NUMBER"),
            ({"kind": "milestone"}, "NO_MILESTONE"),
            ({"kind": "sideways"}, "unknown"),
            ({"kind": "binary", "weight": -1.0}, "range"),
            ({"kind": "binary", "cadence": "hourly"}, "unknown"),
        ],
    )
    def test_a_key_result_that_cannot_be_measured_is_refused(self, world, definition, code):
        with pytest.raises(InvalidInput) as refused:
            add_key_result(
                world.actor("owner"),
                objective_id=world.objective.pk,
                title="Measured",
                owner_id=world.people["owner"].pk,
                reason="late",
                **definition,
            )
        assert code in [error.code for error in refused.value.errors]
        assert KeyResult.objects.count() == 2

    def test_an_owner_must_be_an_active_person_of_the_organisation(self, world):
        for owner_id in (None, world.people["outsider"].pk, 10**9):
            with pytest.raises(InvalidInput) as refused:
                create_objective(
                    world.actor("owner"),
                    cycle_id=world.cycle.pk,
                    unit_id=world.units["blue"].pk,
                    title="Whose?",
                    owner_id=owner_id,
                )
            assert refused.value.messages_by_field()["owner_id"]

    def test_somebody_elses_newer_version_is_not_overwritten(self, world):
        owner = world.actor("owner")
        version = Objective.objects.get(pk=world.objective.pk).version
        update_objective(owner, world.objective.pk, description="One", version=version)
        with pytest.raises(Outdated):
            update_objective(owner, world.objective.pk, description="Two", version=version)
        assert Objective.objects.get(pk=world.objective.pk).description == "One"


def test_a_year_holds_quarters_from_the_form_on(world):
    admin = world.client("admin")
    assert "A year can hold the other kinds" in text_of(admin.get("/cycles/new"))
    year = create_cycle(
        world.system,
        name="2027",
        kind="year",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    fields = {"name": "Q2 2027", "kind": "quarter", "parent_id": year.pk, "scoring_standard": "mwm"}
    outside = {"starts_on": "2026-12-01", "ends_on": "2027-02-28"}
    refused = admin.post("/cycles/new", fields | outside)
    assert "The cycle must lie inside 2027." in text_of(refused)
    inside = {"starts_on": "2027-04-01", "ends_on": "2027-06-30"}
    assert admin.post("/cycles/new", fields | inside).status_code == 302
    assert "Q2 2027 part of 2027" in text_of(admin.get("/cycles"))
