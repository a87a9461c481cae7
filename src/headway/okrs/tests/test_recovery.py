"""A recovery objective takes over all that its KPI knows: the goal it measures, what must not get
worse meanwhile, what is done already, and its values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.responses import record_action, record_cause
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.models import CheckIn, KeyResult, ObjectiveLink
from headway.strategy.actions.measures import add_measure, end_measure
from headway.strategy.models import MidTermGoal

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi(world: World) -> Kpi:
    return first_pass_yield(world, counter_metric="Scrap per shift")


@pytest.fixture
def response(world: World, kpi: Kpi) -> Response:
    return raised(world, kpi, [*STEADY, 92.0])


@pytest.fixture
def measured(world: World) -> MidTermGoal:
    return MidTermGoal.objects.create(
        organisation=world.organisation, title="It lasts",
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip


def form_of(world: World, response: Response) -> str:
    return html_of(world.client("lead").get(f"/objectives/new?response={response.pk}"))


def sent(world: World, kpi: Kpi, **more: Any) -> dict[str, Any]:
    return {
        "title": "First-pass yield is back where it belongs",
        "cycle_id": world.cycle.pk,
        "unit_id": world.units["blue"].pk,
        "owner_id": world.people["owner"].pk,
        "kr1-title": "First-pass yield",
        "kr1-kind": "increase",
        "kr1-start": "92",
        "kr1-target": "95",
        "kr1-measure": "%",
        "kr1-kpi_id": kpi.pk,
        "do": "propose",
        **more,
    }


class TestGoal:
    def test_the_goal_that_the_kpi_measures_is_chosen(self, world, kpi, response, measured):
        add_measure(world.system, measured.pk, kpi_id=kpi.pk)
        assert f'<option value="{measured.pk}" selected>' in form_of(world, response)
        posted = sent(world, kpi, recovers_id=response.pk, goal_id=measured.pk)
        assert world.client("lead").post("/objectives/new", posted).status_code == 302
        assert ObjectiveLink.objects.get(child__recovers=response).goal_id == measured.pk

    def test_of_several_it_is_that_which_it_weighs_most_in(self, world, kpi, response, measured):
        other = MidTermGoal.objects.create(
            organisation=world.organisation, title="It pays",
            starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        )  # fmt: skip
        add_measure(world.system, measured.pk, kpi_id=kpi.pk, weight=1.0)
        add_measure(world.system, other.pk, kpi_id=kpi.pk, weight=3.0)
        assert f'<option value="{other.pk}" selected>' in form_of(world, response)

    def test_one_that_it_measures_no_more_is_not(self, world, kpi, response, measured):
        made = add_measure(world.system, measured.pk, kpi_id=kpi.pk)
        end_measure(world.system, measured.pk, made.pk, why="Another one.")
        assert f'<option value="{measured.pk}" selected>' not in form_of(world, response)

    def test_one_that_is_archived_is_not(self, world, kpi, response, measured):
        add_measure(world.system, measured.pk, kpi_id=kpi.pk)
        MidTermGoal.objects.filter(pk=measured.pk).update(archived_at="2026-11-01T09:00Z")
        assert f'value="{measured.pk}" selected' not in form_of(world, response)


class TestBackground:
    def test_it_names_cause_action_and_what_must_not_get_worse(self, world, response):
        owner = world.actor("owner")
        record_cause(owner, response.pk, cause="The jig.")
        record_action(
            owner, response.pk, action="Raise it.", owner_id=world.people["owner"].pk,
            ends_on=date(2026, 12, 18),
        )  # fmt: skip
        page = text_of(world.client("lead").get(f"/objectives/new?response={response.pk}"))
        assert "Cause: The jig." in page
        assert "Action under way: Raise it." in page
        assert "Must not get worse meanwhile: Scrap per shift" in page

    def test_without_them_it_says_nothing_of_them(self, world):
        plain = first_pass_yield(world, name="Plain")
        found = raised(world, plain, [*STEADY, 92.0])
        page = text_of(world.client("lead").get(f"/objectives/new?response={found.pk}"))
        assert "Signal 1 of the KPI “Plain”." in page
        assert "Action under way" not in page
        assert "Must not get worse" not in page


class TestValues:
    def test_they_flow_in_when_it_is_agreed(self, world, kpi, response):
        """Until the next measurement the key result had no reading."""
        reading = Reading(date(2026, 10, 1), 93.0)
        record_measurements(world.actor("mate"), kpi.pk, [reading])
        posted = sent(world, kpi, recovers_id=response.pk)
        world.client("lead").post("/objectives/new", posted)
        stored = KeyResult.objects.get(kpi=kpi)
        assert not CheckIn.objects.filter(key_result=stored).exists()
        objective = sign_objective(world.system, stored.objective_id, for_everybody=True)
        assert objective.state == "running"
        stored.refresh_from_db()
        assert stored.value == 93.0
        assert objective.score == pytest.approx(stored.score)
        assert objective.score > 0

    def test_before_that_the_page_says_what_it_waits_for(self, world, kpi, response):
        client = world.client("lead")
        client.post("/objectives/new", sent(world, kpi, recovers_id=response.pk))
        objective = KeyResult.objects.get(kpi=kpi).objective_id
        page = text_of(client.get(f"/objectives/{objective}"))
        assert "the KPI’s values flow in once it is agreed" in page

    def test_the_form_says_so_too(self, world, response):
        words = "its values will flow from the KPI once it is agreed."
        assert words in form_of(world, response)
