"""A re-base begins where a signal does, and answers it (docs/methods 3.5)."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.rebases import ANSWERS, rebase, undo_rebase
from headway.kpis.actions.responses import acknowledge, close_response, record_cause
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, measure, month, raised

pytestmark = pytest.mark.django_db

FOUR = dict.fromkeys(ANSWERS, "Yes.") | {"reason": "The new jig."}


@pytest.mark.parametrize("at", [4, 11, 13])
def test_it_begins_where_a_signal_has_begun_and_nowhere_else(world: World, kpi: Kpi, at: int):
    response = raised(world, kpi, [92.0], first=12)
    measure(world, kpi, [94.6], first=13)
    with pytest.raises(Conflict) as refused:
        rebase(world.actor("lead"), kpi.pk, starts_on=month(at), **FOUR)
    assert refused.value.code == "no_signal"
    response.refresh_from_db()
    assert response.closed_at is None


@pytest.mark.parametrize("begun", [False, True])
def test_it_closes_the_response_in_the_name_of_who_made_it(world: World, kpi: Kpi, begun: bool):
    response, lead = raised(world, kpi, [92.0], first=12), world.actor("lead")
    if begun:
        record_cause(world.actor("owner"), response.pk, cause="Jig B holds it low.")
    version = response.version + begun
    rebase(lead, kpi.pk, starts_on=month(12), **FOUR)
    response.refresh_from_db()
    assert (response.stage, response.outcome) == ("closed", "rebased")
    assert (response.closing_word, response.closed_by_id) == ("The new jig.", lead.person_id)
    assert response.version == version + 1
    event = Event.objects.get(verb="response.closed")
    assert (event.person_id, event.why) == (lead.person_id, "The new jig.")
    assert not Event.objects.filter(verb="response.withdrawn").exists()
    client = world.client("owner")
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "Answered by new limits" in page
    assert "corrected away" not in page
    with pytest.raises(Conflict):
        close_response(lead, response.pk, outcome="rebased", closing_word="Again.")


def test_signals_before_it_keep_their_response_open(world: World, kpi: Kpi):
    measure(world, kpi, STEADY[:8], first=12)
    response = raised(world, kpi, [90.0], first=20)
    measure(world, kpi, [90.1], first=21)
    rebase(world.actor("lead"), kpi.pk, starts_on=month(21), **FOUR)
    response.refresh_from_db()
    assert response.closed_at is None


def test_taken_back_the_signal_asks_again(world: World, kpi: Kpi):
    response, lead = raised(world, kpi, [92.0], first=12), world.actor("lead")
    acknowledge(world.actor("owner"), response.pk)
    made = rebase(lead, kpi.pk, starts_on=month(12), **FOUR)
    measure(world, kpi, [94.6], first=13)  # the signal is no longer of the last value
    undo_rebase(lead, kpi.pk, made.pk, why="It did not last.")
    response.refresh_from_db()
    assert response.outcome == "rebased"
    again = kpi.responses.get(closed_at__isnull=True)
    assert (again.number, again.stage, again.signals.count()) == (2, "raised", 1)
    assert Event.objects.filter(verb="response.raised").count() == 2


def test_what_people_answered_does_not_ask_again(world: World, kpi: Kpi):
    response, lead = raised(world, kpi, [92.0], first=12), world.actor("lead")
    close_response(lead, response.pk, outcome="common_cause", closing_word="A strike.")
    made = rebase(lead, kpi.pk, starts_on=month(12), **FOUR)
    measure(world, kpi, [94.6], first=13)
    undo_rebase(lead, kpi.pk, made.pk, why="It did not last.")
    assert not kpi.responses.filter(closed_at__isnull=True).exists()
