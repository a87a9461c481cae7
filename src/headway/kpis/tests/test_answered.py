"""A signal that is answered and that the last value still shows: list, heading and page say both,
by one rule, and do not ask for what was done already."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World, on
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.rebases import ANSWERS, rebase, undo_rebase
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.responses import acknowledge, close_response, record_action, record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, KpiState
from headway.kpis.queries.lists import page as list_page
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, raised

pytestmark = pytest.mark.django_db

FOUR = dict.fromkeys(ANSWERS, "Yes.") | {"reason": "The new jig."}


def worse(world: World, name: str, low: float = 98.0) -> Kpi:
    """A KPI that got worse in January 2026; red by the target, amber by one that it still meets."""
    kpi = first_pass_yield(world, name=name)
    set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0))
    raised(world, kpi, [*STEADY, 90.0])
    return kpi


def answer(world: World, kpi: Kpi) -> None:
    close_response(
        world.actor("owner"),
        kpi.responses.get().pk,
        outcome="common_cause",
        closing_word="A holiday.",
    )


def heading(world: World, query: str = "unit=all") -> str:
    page = html_of(world.client("lead").get(f"/kpis?{query}"))
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_the_heading_tells_what_asks_from_what_is_answered(world: World):
    kpis = [worse(world, f"Worse {at}") for at in range(3)]
    measure(world, first_pass_yield(world, name="Calm"), STEADY)
    assert heading(world).startswith("Three of 4 KPIs ask for action. ")
    answer(world, kpis[0])
    assert heading(world) == (
        "Two of 4 KPIs ask for action. Worse 1 and Worse 2 got worse. "
        "One is answered and waits for its next value."
    )
    for kpi in kpis[1:]:
        answer(world, kpi)
    assert heading(world) == (
        "None of 4 KPIs asks for action. Three are answered and wait for their next value."
    )
    measure(world, kpis[0], [94.5], first=13)  # the signal is gone; it never meets its target
    measure(world, kpis[1], [89.0], first=13)  # another signal, which is not answered
    assert heading(world) == (
        "Two of 4 KPIs ask for action. Worse 1 got worse. "
        "One is answered and waits for its next value."
    )


def test_what_only_wants_a_look_is_told_apart_too(world: World):
    kpis = [worse(world, f"Amber {at}", low=80.0) for at in range(2)]
    assert heading(world).startswith("None asks for action; 2 of 2 want a look.")
    answer(world, kpis[0])
    assert heading(world) == (
        "None asks for action; 1 of 2 wants a look. Amber 1 got worse. "
        "One is answered and waits for its next value."
    )


def test_the_only_kpi_is_answered(world: World):
    answer(world, worse(world, "Worse"))
    assert heading(world) == "The only KPI here is answered, and waits for its next value."


def test_row_and_page_say_the_same_of_it(world: World):
    kpi = worse(world, "Worse")
    client = world.client("owner")
    before = text_of(client.get("/kpis?unit=all"))
    assert "Answered, still shows" not in before
    answer(world, kpi)
    for address in ("/kpis?unit=all", f"/kpis/{kpi.pk}"):
        page = html_of(client.get(address))
        assert "Answered, still shows</span>" in page
        assert "Waits for Feb 2026</a>" in page
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "none open" not in page
    assert "Act by the response plan" not in page  # the colour explained
    assert "What was asked for is done. The value of Feb 2026 tells whether it helped." in page
    assert "Signal 1 is answered, and the last value still shows it. That of Feb 2026 tells" in page
    measure(world, kpi, [94.5], first=13)
    for address in ("/kpis?unit=all", f"/kpis/{kpi.pk}"):
        assert "Answered, still shows" not in text_of(client.get(address))
    assert "none open" in text_of(client.get(f"/kpis/{kpi.pk}"))


def test_what_asks_stands_first_without_what_is_answered(world: World, monkeypatch):
    """On a page that does not show all of them, too."""
    monkeypatch.setattr(list_page, "FEW", 2)
    monkeypatch.setattr(list_page, "PAGE", 3)
    monkeypatch.setattr(list_page, "FIRST", 1)
    for at in range(4):
        measure(world, first_pass_yield(world, name=f"Calm {at}"), STEADY)
    kpis = [
        first_pass_yield(world, name=name, unit_id=world.units["green"].pk)
        for name in ("Done", "Asks", "Asks too")
    ]
    for kpi in kpis:
        set_target(world.system, kpi.pk, kind="at_least", low=98.0, effective_on=month(0))
        raised(world, kpi, [*STEADY, 90.0])
    answer(world, kpis[0])
    page = html_of(world.client("lead").get("/kpis?unit=all"))
    assert "Two of 7 KPIs ask for action. Asks and Asks too got worse. One is answered" in page
    first = page.partition("Ask for action")[2].partition("</tbody>")[0]
    assert ">Asks</a>" in first
    assert ">Done</a>" not in first
    assert ">all 3 that are red</a>" in first


def test_an_answer_that_was_not_given_yet_on_a_past_day_still_asks(world: World):
    kpi = worse(world, "Worse")
    with on(TODAY + timedelta(days=1)):
        answer(world, kpi)
    with on(TODAY + timedelta(days=3)):
        asked, said = (
            heading(world, f"unit=all&as_of={TODAY + timedelta(days=later)}") for later in (0, 1)
        )
    assert asked == "The only KPI here asks for action. Worse got worse."
    assert said == "The only KPI here is answered, and waits for its next value."


def test_a_new_signal_asks_whatever_was_answered_before(world: World):
    kpi = worse(world, "Worse")
    answer(world, kpi)
    measure(world, kpi, [94.5, 90.0], first=13)
    assert heading(world) == "The only KPI here asks for action. Worse got worse."
    assert kpi.responses.count() == 2


def test_what_is_stored_with_the_state_is_what_the_responses_say(world: World):
    """After each write that closes, opens or takes away what it is made of."""
    kpi, lead, owner = worse(world, "Worse"), world.actor("lead"), world.actor("owner")

    def stored() -> tuple[bool, bool, date | None]:
        assert recompute_kpis(world.organisation.pk, write=False)[1] == []
        state = KpiState.objects.get(kpi=kpi)
        return state.is_answered, state.alike.endswith("|answered"), state.response_due_on

    first = kpi.responses.get()
    nothing, answered = (False, False, None), (True, True, None)
    assert stored() == (False, False, first.cause_due_on)
    acknowledge(owner, first.pk)
    assert stored() == (False, False, first.cause_due_on)
    record_cause(owner, first.pk, cause="Jig B holds it low.")
    assert stored() == (False, False, first.action_due_on)
    end = TODAY + timedelta(days=40)
    record_action(owner, first.pk, action="A new jig.", owner_id=owner.person_id, ends_on=end)
    assert stored() == (False, False, end)
    made = rebase(lead, kpi.pk, starts_on=month(12), **FOUR)
    assert stored() == nothing  # by the new limits nothing is worse
    undo_rebase(lead, kpi.pk, made.pk, why="It did not last.")
    again = kpi.responses.get(closed_at__isnull=True)
    assert stored() == (False, False, again.cause_due_on)
    archive_kpi(lead, kpi.pk)
    assert stored() == nothing  # what is put away is not counted
    restore_kpi(lead, kpi.pk)
    assert stored() == (False, False, again.cause_due_on)
    close_response(owner, again.pk, outcome="common_cause", closing_word="A holiday.")
    assert stored() == answered
    set_target(world.system, kpi.pk, kind="at_least", low=80.0, effective_on=month(1), why="Now.")
    assert stored() == answered
    archive_kpi(lead, kpi.pk)
    assert stored() == (True, False, None)
    restore_kpi(lead, kpi.pk)
    assert stored() == answered
    measure(world, kpi, [94.5], first=12)  # corrected
    assert stored() == nothing
    measure(world, kpi, [90.0], first=12)
    third = kpi.responses.get(number=3)
    assert stored() == (False, False, third.cause_due_on)  # it asks once more
    measure(world, kpi, [94.5], first=12)
    assert stored() == nothing  # nobody worked on it


def test_a_page_of_many_counts_what_is_answered_on_others(world: World, monkeypatch):
    monkeypatch.setattr(list_page, "PAGE", 2)
    kpis = [worse(world, f"Worse {at}") for at in range(4)]
    answer(world, kpis[3])
    said = (
        "Three of 4 KPIs ask for action. Worse 0, Worse 1 and one more got worse. One is answered"
    )
    assert said in heading(world)
    assert "answered" not in heading(world, "unit=all&q=Worse+0")


def test_an_answer_that_is_stored_wrongly_is_found_and_mended(world: World):
    kpis = [worse(world, f"Worse {at}") for at in range(2)]
    answer(world, kpis[1])
    states = KpiState.objects.filter(kpi__in=kpis)
    for kpi, wrong in zip(kpis, (True, False), strict=True):
        states.filter(kpi=kpi).update(is_answered=wrong)
    _all, found = recompute_kpis(world.organisation.pk)
    assert [(one.kpi_id, one.field, one.stored) for one in found] == [
        (kpis[0].pk, "is_answered", True),
        (kpis[1].pk, "is_answered", False),
    ]
    right = states.order_by("pk").values_list("is_answered", flat=True)
    assert list(right) == [False, True]
