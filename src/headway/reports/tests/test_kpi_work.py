"""What KPIs ask of a person stands on Home: answer, look after what others let wait, enter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from headway.activity.models import Event
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import TODAY, World, on
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.responses import close_response, record_action, record_cause
from headway.kpis.queries.known.moment import definition_known, responses_known
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, raised
from headway.reports.queries.kpi_work import kpi_items

pytestmark = pytest.mark.django_db

AFTERNOON = datetime(2026, 11, 24, 15, tzinfo=UTC)


def asked(world: World, name: str, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(item.kind, item.why_you, item.action) for item in kpi_items(world.actor(name), today)]


def test_an_open_signal_waits_for_its_owner_until_it_is_closed(world: World) -> None:
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, *STEADY[:9], 90.0], first=0)
    assert asked(world, "owner") == [("kpi", "Owner", "Answer")]
    owner, mate_id = world.actor("owner"), world.people["mate"].pk
    assert "cause is due on" in kpi_items(owner, TODAY)[0].reason
    record_cause(owner, response.pk, cause="The jig.")
    assert "an action" in kpi_items(owner, TODAY)[0].reason
    record_action(owner, response.pk, action="Mend it.", owner_id=mate_id, ends_on=TODAY)
    assert "Close it" in kpi_items(owner, TODAY)[0].reason
    close_response(
        owner,
        response.pk,
        outcome="resolved",
        closing_word="It holds.",
        held_because="This week is well.",
    )
    assert asked(world, "owner") == []


def test_what_a_signal_asks_leads_to_its_answer_on_the_page(world: World) -> None:
    """The owner, who has the action, and who leads above: on a telephone the answer stands far
    below the top of the KPI's page."""
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, *STEADY[:9], 90.0])
    thread = f"/kpis/{kpi.pk}#response"
    assert f'class="btn" href="{thread}"' in world.client("owner").get("/").content.decode()
    owner, mate_id = world.actor("owner"), world.people["mate"].pk
    record_cause(owner, response.pk, cause="The jig.")
    record_action(owner, response.pk, action="Mend it.", owner_id=mate_id, ends_on=TODAY)
    assert [item.url for item in kpi_items(world.actor("mate"), TODAY)] == [thread]
    late = kpi_items(world.actor("lead"), TODAY + timedelta(days=30))
    assert thread in [item.url for item in late if "Signal 1 waits" in item.reason]


def test_an_action_waits_for_who_was_given_it_too(world: World) -> None:
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, *STEADY[:9], 90.0])
    owner, mate_id = world.actor("owner"), world.people["mate"].pk
    record_cause(owner, response.pk, cause="The jig.")
    assert asked(world, "mate") == []
    record_action(owner, response.pk, action="Mend it.", owner_id=mate_id, ends_on=TODAY)
    assert asked(world, "mate") == [("kpi", "Has the action", "Look")]
    assert "Owner Person closes it" in kpi_items(world.actor("mate"), TODAY)[0].reason
    close_response(
        owner,
        response.pk,
        outcome="resolved",
        closing_word="It holds.",
        held_because="This week is well.",
    )
    assert asked(world, "mate") == []


def test_open_signals_go_to_the_new_owner_of_a_kpi(world: World) -> None:
    """And were the former one's on the day before; what is closed stays with who answered it."""
    kpi = first_pass_yield(world)
    closed = raised(world, kpi, [*STEADY, *STEADY[:6], 90.0])
    close_response(world.system, closed.pk, outcome="common_cause", closing_word="A holiday.")
    raised(world, kpi, [*STEADY[:2], 89.0], first=19)
    mate = world.people["mate"]
    with on(TODAY + timedelta(days=1)):
        update_kpi(world.system, kpi.pk, owner_id=mate.pk)
    tomorrow = TODAY + timedelta(days=1)
    assert ("kpi", "Owner", "Answer") not in asked(world, "owner", tomorrow)
    assert ("kpi", "Owner", "Answer") in asked(world, "mate", tomorrow)
    kept = kpi.responses.order_by("number").values_list("owner__name", flat=True)
    assert list(kept) == ["Owner Person", "Mate Person"]
    verbs = Event.objects.filter(subject_type="kpi").order_by("-sequence")[:2]
    assert [event.verb for event in verbs] == ["response.handed_over", "kpi.redefined"]
    then = responses_known(world.system, definition_known(kpi, AFTERNOON), AFTERNOON)
    assert [row.owner_name for row in then] == ["Owner Person", "Owner Person"]


def test_what_is_overdue_goes_to_the_lead_above_and_the_coach(world: World) -> None:
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, *STEADY[:9], 90.0])
    late = date(2026, 12, 2)
    assert response.cause_due_on < late
    assert asked(world, "lead") == asked(world, "coach") == []
    assert asked(world, "lead", late) == [("kpi", "Lead above", "Look")]
    assert asked(world, "coach", late) == [("kpi", "Coach", "Look")]
    assert asked(world, "stranger", late) == []
    with on(late):
        page = world.client("lead").get("/").content.decode()
    assert "waits for Owner Person since" in page


def test_late_values_wait_for_who_enters_them(world: World) -> None:
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *STEADY[:9]])  # up to September 2026; October was due
    assert asked(world, "mate") == [("kpi_values", "Updater", "Enter")]
    assert asked(world, "owner") == []
    measure(world, kpi, [94.0], first=21)
    assert asked(world, "mate") == []


def test_home_and_the_grid_ask_the_same_people(world: World) -> None:
    """The owner may enter what the updater has not, and is not the one who is late."""
    kpi = first_pass_yield(world)
    alone = first_pass_yield(world, name="Scrap", updater_id=None)
    for one in (kpi, alone):
        record_measurements(world.system, one.pk, [Reading(month(20), 94.0)])
    headings = {name: heading_of(world.client(name).get("/kpis/enter")) for name in
                ("mate", "owner")}  # fmt: skip
    homes = {name: text_of(world.client(name).get("/")) for name in headings}
    for name in headings:
        assert headings[name] == "One KPI waits for a value."
        assert "1 KPI has no value yet" in homes[name]
    record_measurements(world.system, alone.pk, [Reading(month(21), 94.0)])
    page = world.client("owner").get("/kpis/enter")
    assert heading_of(page) == "One KPI that you answer for waits for its updater."
    assert "Oct 2026 is missing" in text_of(page)
    assert "no value yet" not in text_of(world.client("owner").get("/"))
    record_measurements(world.system, kpi.pk, [Reading(month(21), 94.0)])
    assert heading_of(world.client("owner").get("/kpis/enter")) == (
        "Everything that is due is entered."
    )


def test_nobody_is_asked_to_enter_what_is_computed(world: World) -> None:
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *STEADY[:10]])
    twice = {"expression": "y * 2", "inputs": {"y": kpi.pk}, "frequency": "quarterly"}
    first_pass_yield(world, name="Twice", **twice)
    assert asked(world, "mate") == []
    page = world.client("mate").get("/kpis/enter").content.decode()
    assert ("First-pass yield" in page, "Twice" in page) == (True, False)


def test_a_kpi_is_found_by_a_few_letters_and_its_page_leads_to_a_recovery(world: World) -> None:
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, *STEADY[:9], 90.0])
    client = world.client("lead")
    assert f"/kpis/{kpi.pk}" in client.get("/find?q=first-pass").content.decode()
    way = f"/objectives/new?response={response.pk}"
    assert way in client.get(f"/kpis/{kpi.pk}").content.decode()
    close_response(world.system, response.pk, outcome="common_cause", closing_word="A holiday.")
    assert way in client.get(f"/kpis/{kpi.pk}").content.decode(), "an answer may be an objective"
    with on(TODAY + timedelta(days=31)):
        assert way not in client.get(f"/kpis/{kpi.pk}").content.decode()
