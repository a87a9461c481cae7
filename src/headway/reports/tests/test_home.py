"""Home answers what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX, heading_of, text_of
from headway.kit.testing.world import START, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.key_results import cancel_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import KeyResult
from headway.reports.views.rows import Answer


def test_the_heading_counts_what_is_due_and_what_is_late(home, world):
    assert heading_of(home.get("/")) == "Two check-ins are due, both late."
    check_in(world.actor("owner"), world.key_results[0].pk, value=50)
    assert heading_of(home.get("/")) == "One check-in is late."


@pytest.mark.parametrize(
    ("waiting", "late", "words"),
    [
        (1, 0, "One check-in this week."),
        (3, 0, "Three check-ins this week."),
        (3, 1, "Three check-ins this week, one of them is late."),
        (5, 2, "Five check-ins this week, two of them are late."),
        (3, 3, "Three check-ins are due, all late."),
    ],
)
def test_the_heading_says_each_count_once(waiting, late, words):
    answer = Answer(waiting=waiting, late=late, saved=0, next_due_on=None, next_count=0)
    assert answer.heading == words


def test_what_a_check_in_moves_beside_the_table_moves_with_it(home, world):
    key_result = world.key_results[0]
    body = {"save": key_result.pk, f"value-{key_result.pk}": "52"}
    answer = home.post("/check-ins", body, headers=HTMX).content.decode()
    own = answer.partition('id="home-own" hx-swap-oob="true"')[2]
    assert "30" in own.partition("</div>")[0] + own  # the objective's 0.30
    moved = answer.partition('id="home-moved" hx-swap-oob="true"')[2]
    assert key_result.title in moved


def test_what_is_wrong_stands_at_its_field(home, world):
    key_result = world.key_results[0]
    body = {
        "save": key_result.pk,
        f"value-{key_result.pk}": "many",
        f"confidence-{key_result.pk}": "eleven",
    }
    answer = home.post("/check-ins", body, headers=HTMX).content.decode()
    value = answer.partition(f'id="e-{key_result.pk}-value"')
    confidence = value[2].partition(f'id="e-{key_result.pk}-confidence"')
    assert f'name="confidence-{key_result.pk}"' not in value[0]
    assert f'name="note-{key_result.pk}"' not in confidence[0]


def test_an_objective_of_which_nothing_was_read_shows_no_score(home, world):
    assert "no reading" in text_of(home.get("/"))
    page = text_of(home.get(f"/objectives/{world.objective.pk}"))
    assert "Score now –" in page
    assert "no reading yet" in page


def test_when_all_is_saved_the_page_says_so_and_what_comes_next(home, world):
    for key_result, value in zip(world.key_results, (50, 7), strict=True):
        check_in(world.actor("owner"), key_result.pk, value=value)
    page = home.get("/")
    assert heading_of(page) == "All your check-ins of this week are in."
    assert "Next: 2 check-ins by 6 Dec 2026" in text_of(page)


def test_nothing_is_due_from_somebody_who_owns_nothing(world):
    assert heading_of(world.client("mate").get("/")) == "Nothing is due from you this week."


def test_an_updater_checks_in_beside_the_owner(world):
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(updater=world.people["mate"])
    assert heading_of(world.client("mate").get("/")) == "One check-in is late."


def test_what_is_cancelled_or_in_a_cycle_that_does_not_run_is_not_due(home, world):
    cancel_key_result(world.system, world.key_results[0].pk, reason="Not measurable any more")
    assert heading_of(home.get("/")).startswith("One check-in")
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    assert heading_of(home.get("/")) == (
        "No check-in is due from you this week. One decision waits for you."
    )


def test_a_key_result_that_is_due_later_is_not_in_the_table(home, world):
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(
        cadence="monthly", valued_on=TODAY - timedelta(days=6)
    )
    page = text_of(home.get("/"))
    assert heading_of(home.get("/")).startswith("One check-in")
    assert "Searches that end in a purchase" not in page.partition("My objectives")[0]


def test_the_heading_counts_decisions_and_leads_to_those_that_it_does_not_show(home, world):
    for number in range(12):
        create_objective(
            world.system,
            cycle_id=world.next_cycle().pk,
            unit_id=world.units["blue"].pk,
            title=f"Draft {number}",
            owner_id=world.people["mate"].pk,
        )
    mate = world.client("mate")
    page = mate.get("/")
    assert heading_of(page) == ("No check-in is due from you this week. 12 decisions wait for you.")
    assert "and 2 more" in text_of(page)
    assert 'href="/?all=waiting#waiting"' in page.content.decode()
    everything = text_of(mate.get("/?all=waiting"))
    assert "and 2 more" not in everything
    assert everything.count("It has no key result yet.") == 12


def test_home_shows_nothing_of_another_organisation(world):
    page = text_of(world.client("outsider").get("/"))
    assert "Customers find what they came for" not in page
    assert "Aster" not in page


def test_home_costs_the_same_for_many_rows(home, world):
    def grow(count):
        for number in range(count):
            objective = world.add_objective(f"Objective {number} of {count}")
            key_result = objective.key_results.get()
            check_in(world.actor("owner"), key_result.pk, value=1, effective_on=START)
            if number % 2:
                check_in(world.actor("owner"), key_result.pk, value=2)

    assert_no_growth(grow, lambda: home.get("/"))
    assert_budget("home", lambda: home.get("/"))
