"""Resolved means that the values are back; while they are not it takes a reason, which is kept."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.responses import close_response, record_action, record_cause
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import measure, raised

pytestmark = pytest.mark.django_db

WHY = "The counts of this week are back at 94.7."


@pytest.fixture
def response(world: World, kpi: Kpi) -> Response:
    """With an action, and the value that raised it is the last."""
    found = raised(world, kpi, [92.0], first=12)
    owner = world.actor("owner")
    record_cause(owner, found.pk, cause="Jig B holds the valve 0.4 mm low.")
    record_action(owner, found.pk, action="Raise jig B.", owner_id=world.people["mate"].pk,
                  ends_on=TODAY)  # fmt: skip
    return Response.objects.get()


def close(world: World, response: Response, **sent: str):
    said = {"do": "close", "outcome": "resolved", "closing_word": "It works again.",
            "version": str(response.version), **sent}  # fmt: skip
    return world.client("owner").post(f"/kpi-responses/{response.pk}/step", said, follow=True)


def test_a_reason_is_asked_for_while_the_last_value_signals(world, response):
    """It was taken without one."""
    page = close(world, response, closing_word="")
    said = text_of(page)
    assert page.status_code == 422
    assert "The value of Jan 2026 still signals. Say why it counts as resolved" in said
    assert "Write this first." in said, "not all errors are told at once"
    assert Response.objects.get().closed_at is None


def test_the_reason_is_kept_and_shown(world, response):
    page = close(world, response, held_because=WHY)
    kept = f"Held to be resolved while the last value still signalled: {WHY}"
    assert kept in text_of(page)
    found = Response.objects.get()
    assert (found.outcome, found.held_because) == ("resolved", WHY)
    event = Event.objects.get(verb="response.closed")
    assert json.loads(event.after)["held_because"] == WHY


@pytest.mark.parametrize("reason", ["x", "-"])
def test_a_reason_that_cannot_be_meant_is_none(world, response, reason):
    assert "Write at least a word." in text_of(close(world, response, held_because=reason))


def test_once_the_values_are_back_none_is_asked_for_and_none_kept(world, kpi, response):
    assert "If resolved: why" in text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    measure(world, kpi, [94.7], first=13)
    assert "If resolved: why" not in text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    close(world, response, held_because=WHY)
    found = Response.objects.get()
    assert (found.outcome, found.held_because) == ("resolved", "")


def test_common_cause_stays_another_way(world, response):
    close(world, response, outcome="common_cause")
    assert (Response.objects.get().outcome, Response.objects.get().held_because) == (
        "common_cause", "",
    )  # fmt: skip


def test_the_action_tells_it_by_the_field(world, response):
    with pytest.raises(InvalidInput) as refused:
        close_response(world.system, response.pk, outcome="resolved", closing_word="Well.")
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("held_because", "still_signals")
    ]
