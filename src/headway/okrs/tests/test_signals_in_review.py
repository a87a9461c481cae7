"""Signals of KPIs and what answers them: each names the other, and the review lists them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.responses import acknowledge, close_response, record_action, record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.responses import responses_since
from headway.kpis.tests.values import STEADY, first_pass_yield, month, raised
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Objective, State, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(world: World) -> Response:
    """Raised, explained and acted upon."""
    kpi = first_pass_yield(world)
    made = raised(world, kpi, [*STEADY, 90.0])
    owner = world.actor("owner")
    acknowledge(owner, made.pk, note="Seen.")
    record_cause(owner, made.pk, cause="Jig B holds the valve low.")
    record_action(owner, made.pk, action="Raise it.", owner_id=world.people["mate"].pk,
                  ends_on=date(2026, 12, 1))  # fmt: skip
    return made


def recovery(world: World, response: Response, **more) -> Objective:
    return create_objective(
        world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
        title="Yield is back", owner_id=world.people["owner"].pk, recovers_id=response.pk, **more
    )  # fmt: skip


def review(world: World, name: str = "viewer", query: str = "") -> str:
    return text_of(world.client(name).get(f"/cycles/{world.cycle.pk}?view=review&unit=all{query}"))


class TestReview:
    def test_it_lists_the_thread_of_what_waits(self, world, response):
        page = review(world)
        assert "One signal: one still open." in page
        for words in ("First-pass yield", "Jig B holds the valve low.", "Raise it.", "Mate",
                      "until 1 Dec", "Open, due"):  # fmt: skip
            assert words in page

    def test_what_was_answered_in_the_cycle_stays_with_its_word(self, world, response):
        close_response(
            world.actor("owner"),
            response.pk,
            outcome="resolved",
            closing_word="Well.",
            held_because="This week is well.",
        )
        page = review(world)
        assert "One signal, all answered." in page
        assert "Resolved" in page
        assert "Well." in page

    def test_what_ended_before_the_cycle_is_of_another(self, world, response):
        Response.objects.update(closed_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert "No signal of a KPI asked for an answer." in review(world)

    def test_of_another_unit_it_is_not(self, world, response):
        green = world.units["green"].pk
        page = text_of(world.client("viewer").get(f"/cycles/{world.cycle.pk}?unit={green}"))
        assert "No signal of a KPI asked for an answer." in page

    def test_it_names_the_objective_that_answers_unless_it_is_hidden(self, world, response):
        made = recovery(world, response)
        Objective.objects.filter(pk=made.pk).update(state=State.RUNNING)
        assert "objective Yield is back" in review(world)
        Objective.objects.filter(pk=made.pk).update(visibility=Visibility.PEOPLE)
        assert "Yield is back" not in review(world, "stranger")

    def test_a_meeting_sees_the_overdue_first_and_what_was_closed_since(self, world, response):
        other = raised(world, first_pass_yield(world, name="Claims"), [*STEADY, 90.0])
        Response.objects.filter(pk=other.pk).update(cause_due_on=date(2026, 11, 1))
        actor = world.actor("viewer")
        days = date(2026, 11, 17), date(2026, 11, 24)
        found = responses_since(actor, "", *days)
        assert [one.response.id for one in found] == [other.pk, response.pk]
        close_response(
            world.actor("owner"),
            response.pk,
            outcome="resolved",
            closing_word="Well.",
            held_because="This week is well.",
        )
        assert len(responses_since(actor, "", *days)) == 2
        with clock.frozen(datetime(2026, 12, 10, 9, tzinfo=UTC)):
            later = responses_since(actor, "", date(2026, 12, 3), date(2026, 12, 10))
        assert [one.response.id for one in later] == [other.pk]


class TestEachNamesTheOther:
    def test_objective_and_kpi_also_when_both_are_closed(self, world, response):
        made = recovery(world, response)
        Objective.objects.filter(pk=made.pk).update(state=State.RUNNING)
        client, kpi_id = world.client("viewer"), response.kpi_id
        assert "Answers signal 1 of First-pass yield , open" in text_of(
            client.get(f"/objectives/{made.pk}")
        )
        assert "Yield is back answers signal 1" in text_of(client.get(f"/kpis/{kpi_id}"))
        close_response(
            world.actor("owner"),
            response.pk,
            outcome="resolved",
            closing_word="Well.",
            held_because="This week is well.",
        )
        Objective.objects.filter(pk=made.pk).update(state=State.CLOSED)
        page = text_of(client.get(f"/objectives/{made.pk}"))
        assert "Answers signal 1 of First-pass yield , closed" in page
        page = text_of(client.get(f"/kpis/{kpi_id}"))
        assert "Yield is back answers signal 1" in page

    def test_a_second_signal_may_begin_another_objective(self, world, response):
        recovery(world, response)
        client, kpi_id = world.client("owner"), response.kpi_id
        assert "Start a recovery objective" not in text_of(client.get(f"/kpis/{kpi_id}"))
        close_response(
            world.actor("owner"),
            response.pk,
            outcome="resolved",
            closing_word="Well.",
            held_because="This week is well.",
        )
        raised(world, Kpi.objects.get(pk=kpi_id), [80.0], first=13)
        assert "Start a recovery objective" in text_of(client.get(f"/kpis/{kpi_id}"))

    def test_a_key_result_says_how_its_kpi_stands_and_of_which_period_its_value_is(self, world):
        kpi = first_pass_yield(world)
        set_target(world.system, kpi.pk, kind="at_least", low=94.0, effective_on=month(0))
        key_result = world.key_results[0]
        update_key_result(world.system, key_result.pk, kpi_id=kpi.pk, reason="It is measured.")
        response = raised(world, kpi, [*STEADY, 90.0])

        def said() -> str:
            return text_of(world.client("viewer").get(f"/key-results/{key_result.pk}"))

        assert "Values from the KPI First-pass yield , last of Jan 2026" in said()
        assert "its signal waits for an answer" in said()
        owner, day = world.actor("owner"), date(2026, 12, 1)
        acknowledge(owner, response.pk)
        assert "its signal waits for: cause" in said()
        record_cause(owner, response.pk, cause="Jig B.")
        record_action(owner, response.pk, action="Raise it.", owner_id=owner.person_id, ends_on=day)
        assert "its signal has an action under way" in said()
        page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
        assert "its values come from here" in page
