"""What is written of a KPI says something: what cannot be meant is refused, what says little is
kept and asked about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.responses import record_action, record_cause
from headway.kpis.forms.definitions import FIRST
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import first_pass_yield, raised

pytestmark = pytest.mark.django_db

CAUSE = "The jig holds the valve too low."


@pytest.fixture
def response(world: World, kpi: Kpi) -> Response:
    return raised(world, kpi, [92.0], first=12)


def step(world: World, response: Response, **sent: str):
    address = f"/kpi-responses/{response.pk}/step"
    return world.client("owner").post(address, sent, follow=True)


@pytest.mark.parametrize("text", ["x", "-", "?!", "1", " . "])
def test_a_cause_that_cannot_be_meant_is_refused(world, response, text):
    """It took a cause of one letter."""
    step(world, response, do="acknowledge", version="1")
    page = step(world, response, do="cause", cause=text, version="2")
    assert page.status_code == 422
    assert "Write at least a word." in text_of(page)
    assert Response.objects.get().cause == ""


@pytest.mark.parametrize("text", ["x", "-"])
def test_an_action_that_cannot_be_meant_is_refused_with_all_else_that_is_wrong(
    world, response, text
):
    record_cause(world.system, response.pk, cause=CAUSE)
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    page = step(world, response, do="action", action=text, owner_id="", ends_on=yesterday)
    said = text_of(page)
    for words in ("Write at least a word.", "Name who does it.", "Choose today or a later day."):
        assert words in said
    assert Response.objects.get().action == ""


def test_one_word_is_kept_and_asked_about_and_can_be_said_again(world, response):
    page = step(world, response, do="cause", cause="Strike", version="1")
    assert Response.objects.get().cause == "Strike"
    asked = "Few words: would somebody who was not there know what is meant?"
    assert text_of(page).count(asked) == 1
    assert text_of(world.client("viewer").get(f"/kpis/{response.kpi_id}")).count(asked) == 0
    version = str(Response.objects.get().version)
    page = step(world, response, do="cause", cause=CAUSE, version=version)
    assert Response.objects.get().cause == CAUSE
    assert asked not in text_of(page)


def test_an_action_can_be_changed_on_the_page(world, response):
    record_cause(world.system, response.pk, cause=CAUSE)
    mate, later = world.people["mate"].pk, TODAY + timedelta(days=9)
    record_action(world.system, response.pk, action="Raise jig B.", owner_id=mate, ends_on=TODAY)
    page = html_of(world.client("owner").get(f"/kpis/{response.kpi_id}"))
    assert "Change the action" in page
    version = str(Response.objects.get().version)
    step(world, response, do="action", action="Raise both jigs.", owner_id=str(mate),
         ends_on=later.isoformat(), version=version)  # fmt: skip
    found = Response.objects.get()
    assert (found.action, found.action_ends_on) == ("Raise both jigs.", later)


def test_what_another_step_was_refused_for_does_not_empty_them(world, response):
    """The form of the action showed nothing after closing was refused."""
    record_cause(world.system, response.pk, cause=CAUSE)
    version = str(Response.objects.get().version)
    page = html_of(step(world, response, do="close", outcome="common_cause", closing_word="",
                        version=version))  # fmt: skip
    assert CAUSE in page.partition('id="cause-again"')[2].partition("</textarea>")[0]


class TestDefinition:
    def defined(self, world: World, **said: str) -> str:
        sent = {
            **FIRST,
            "name": "First-pass yield",
            "unit_id": str(world.units["blue"].pk),
            "formula": "passed / presented",
            "owner_id": str(world.people["owner"].pk),
            **said,
        }
        return text_of(world.client("lead").post("/kpis/new", sent, follow=True))

    def test_what_makes_it_doubtful_is_said_once_it_is_saved(self, world):
        """It was defined as "x" by a formula "y" without a word."""
        page = self.defined(world, name="x", formula="y")
        assert Kpi.objects.filter(name="x").exists()
        assert (
            "Its definition leaves something open: its name does not say what it is, "
            "formula says too little to compute it." in page
        )
        kpi = Kpi.objects.get(name="x")
        rows = text_of(world.client("coach").get("/kpis/library?lacks=name"))
        assert "Its name does not say what it is" in rows
        update_kpi(world.system, kpi.pk, name="Scrap rate")
        assert "No definition here." in text_of(
            world.client("coach").get("/kpis/library?lacks=name")
        )

    def test_of_a_sound_one_nothing_is(self, world):
        assert "leaves something open" not in self.defined(world)

    def test_an_action_is_not_due_before_its_cause(self, world):
        page = self.defined(world, cause_days="20", action_days="2")
        assert "An action follows the cause: give it as many days or more." in page
        assert not Kpi.objects.exists()
        with pytest.raises(InvalidInput) as refused:
            first_pass_yield(world, cause_days=20, action_days=2)
        assert [(one.field, one.code) for one in refused.value.errors] == [("action_days", "order")]
        assert first_pass_yield(world, cause_days=5, action_days=5).pk
