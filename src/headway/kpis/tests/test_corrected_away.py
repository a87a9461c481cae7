"""A signal that is corrected away while somebody answers it: nothing they wrote is lost."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import judged, measure, raised

pytestmark = pytest.mark.django_db


def test_what_nobody_began_with_is_closed_and_a_late_answer_is_kept(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    measure(world, kpi, [94.6], first=12)
    address = f"/kpi-responses/{response.pk}/step"
    client = world.client("owner")
    sent = {"do": "acknowledge", "note": "I ask the line.", "version": "1"}
    page = html_of(client.post(address, sent, follow=True))
    assert "Kept. The signal was corrected away meanwhile" in page
    response.refresh_from_db()
    assert (response.stage, response.outcome) == ("closed", "withdrawn")
    assert (response.note, response.cause) == ("I ask the line.", "")
    page = html_of(client.get(f"/kpis/{kpi.pk}"))
    for words in ("The signal was corrected away", "I ask the line."):
        assert words in page
    with pytest.raises(NotAllowed):
        record_cause(world.actor("mate"), response.pk, cause="Mine.")
    with pytest.raises(Conflict):
        close_response(world.actor("owner"), response.pk, outcome="withdrawn", closing_word="")


def test_a_late_answer_is_kept_once_and_only_from_who_saw_it_just_before(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    measure(world, kpi, [94.6], first=12)
    owner, lead = world.actor("owner"), world.actor("lead")
    for version in (None, 2, 3):
        with pytest.raises(Conflict):
            record_cause(owner, response.pk, cause="Months later.", version=version)
    record_cause(owner, response.pk, cause="A typing error.", version=1)
    for version in (None, 1, 2, 3):
        with pytest.raises(Conflict):
            record_cause(lead, response.pk, cause="Mine.", version=version)
    response.refresh_from_db()
    assert (response.cause, response.outcome) == ("A typing error.", "withdrawn")


def test_what_somebody_works_on_stays_open_until_they_close_it(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    owner = world.actor("owner")
    acknowledge(owner, response.pk)
    record_cause(owner, response.pk, cause="Jig B holds the valve low.")
    with pytest.raises(InvalidInput) as refused:
        close_response(owner, response.pk, outcome="withdrawn", closing_word="")
    assert [error.code for error in refused.value.errors] == ["holds"]
    done = judged(world, kpi, [94.6], first=12)
    assert done.response == response
    client = world.client("owner")
    page = html_of(client.get(f"/kpis/{kpi.pk}"))
    assert "The signal was corrected away. What was written here is kept" in page
    assert "Jig B holds the valve low." in page
    sent = {"do": "close", "outcome": "withdrawn", "closing_word": ""}
    assert client.post(f"/kpi-responses/{response.pk}/step", sent).status_code == 302
    response.refresh_from_db()
    assert (response.stage, response.outcome, response.cause) == (
        "closed",
        "withdrawn",
        "Jig B holds the valve low.",
    )
    assert Event.objects.filter(verb="response.withdrawn").count() == 0
    assert Event.objects.filter(verb="response.closed").count() == 1


def test_a_signal_that_comes_back_opens_a_response_again(world: World, kpi: Kpi):
    raised(world, kpi, [92.0], first=12)
    measure(world, kpi, [94.6], first=12)
    again = raised(world, kpi, [91.5], first=12)
    assert (again.number, again.stage) == (2, "raised")
    assert again.signals.count() == 1


def test_a_signal_that_comes_back_joins_what_is_still_open(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    acknowledge(world.actor("owner"), response.pk)
    measure(world, kpi, [94.6], first=12)
    assert raised(world, kpi, [91.5], first=12) == response
    assert Response.objects.count() == 1


def test_what_was_written_for_a_step_that_another_closed_is_shown_again(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    lead = world.actor("lead")
    record_cause(lead, response.pk, cause="The supplier.")
    client = world.client("owner")
    address = f"/kpi-responses/{response.pk}/step"
    late = client.post(address, {"do": "acknowledge", "note": "Mine, at length.", "version": "1"})
    assert late.status_code in (409, 412)
    assert "Mine, at length." in html_of(late)
    record_action(
        lead, response.pk, action="Change it.", owner_id=world.people["mate"].pk, ends_on=TODAY
    )
    close_response(
        lead,
        response.pk,
        outcome="resolved",
        closing_word="Back.",
        held_because="This week is well.",
    )
    late = client.post(address, {"do": "cause", "cause": "Another cause."})
    assert late.status_code == 409
    page = html_of(late)
    assert "What you wrote, which is not saved:" in page
    assert "Another cause." in page
