"""Home answers what is due, and takes the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, START, TODAY
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.key_results import MilestoneInput, add_key_result, cancel_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    create_objective,
    propose_objective,
    update_objective,
)
from headway.okrs.models import CheckIn, KeyResult, Objective, Signature
from headway.okrs.queries.key_results import rows
from headway.okrs.queries.preview import judged_row, preview
from headway.people.actions import invite_person, set_lead
from headway.reports.tests.pages import HTMX, heading_of, text_of
from headway.reports.views.rows import Answer


def add(world, title, kind, **fields):
    """Another key result of the objective, there since the cycle began."""
    with clock.frozen(NOW - timedelta(weeks=7)):
        return add_key_result(
            world.system,
            objective_id=world.objective.pk,
            title=title,
            kind=kind,
            owner_id=world.people["owner"].pk,
            **fields,
        )


def latest(key_result):
    return CheckIn.objects.filter(key_result=key_result).order_by("-id").first()


@pytest.fixture
def home(world):
    return world.client("owner")


# -- the answer ------------------------------------------------------------------------------------


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
        cadence="monthly", read_on=TODAY - timedelta(days=6)
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


# -- saving a row ----------------------------------------------------------------------------------


def test_a_saved_row_shows_what_moved(home, world):
    key_result = world.key_results[0]
    row = home.post(
        "/check-ins",
        {"save": key_result.pk, f"value-{key_result.pk}": "52", f"confidence-{key_result.pk}": "7"},
        headers=HTMX,
    )
    assert row.status_code == 200
    words = text_of(row)
    assert "Progress 60 %" in words
    assert "0.00 to 0.30" in words
    assert "One check-in is late." in words
    assert latest(key_result).value == 52
    assert latest(key_result).confidence == 7


def test_saving_without_script_leads_back_to_the_page(home, world):
    key_result = world.key_results[0]
    answer = home.post("/check-ins", {"save": key_result.pk, f"value-{key_result.pk}": "52"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "1 check-in saved." in text_of(home.get("/"))


def test_an_error_stands_at_its_row_and_keeps_what_was_typed(home, world):
    key_result = world.key_results[0]
    row = home.post(
        "/check-ins",
        {
            "save": key_result.pk,
            f"value-{key_result.pk}": "fifty",
            f"note-{key_result.pk}": "As promised",
        },
        headers=HTMX,
    ).content.decode()
    assert "Enter a number, such as 12.5." in row
    assert 'value="fifty"' in row
    assert 'aria-invalid="true"' in row
    assert 'value="As promised"' in row
    assert latest(key_result) is None


def test_a_fall_of_confidence_asks_for_a_word(home, world):
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, confidence=8, effective_on=START)
    data = {
        "save": key_result.pk, f"value-{key_result.pk}": "52", f"confidence-{key_result.pk}": "3",
    }  # fmt: skip
    assert "Confidence fell from 8 to 3" in text_of(home.post("/check-ins", data, headers=HTMX))
    home.post("/check-ins", {**data, f"note-{key_result.pk}": "Supplier is late"}, headers=HTMX)
    assert latest(key_result).confidence == 3


def test_saving_one_row_without_script_keeps_what_was_typed_in_the_others(home, world):
    first, second = world.key_results
    page = home.post(
        "/check-ins",
        {"save": first.pk, f"value-{first.pk}": "52", f"value-{second.pk}": "6.25"},
    )
    assert page.status_code == 200
    assert 'value="6.25"' in page.content.decode()
    assert latest(first).value == 52
    assert latest(second) is None


def test_save_all_saves_what_was_touched_and_keeps_what_was_refused(home, world):
    first, second = world.key_results
    third = add(world, "Returns", "increase", start=0.0, target=10.0)
    page = home.post(
        "/check-ins",
        {"save": "all", f"value-{first.pk}": "52", f"value-{second.pk}": "soon"},
    )
    assert page.status_code == 422
    assert 'value="soon"' in page.content.decode()
    assert latest(first).value == 52
    assert latest(second) is None
    assert latest(third) is None


def test_save_all_with_nothing_typed_saves_nothing(home):
    home.post("/check-ins", {"save": "all"})
    assert CheckIn.objects.count() == 0
    assert "Nothing was entered yet" in text_of(home.get("/"))


@pytest.mark.parametrize("how", ["equals", "button"])
def test_the_same_as_last_time_is_one_key_or_one_click(home, world, how):
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, value=47.5, effective_on=START)
    data = (
        {"save": key_result.pk, f"value-{key_result.pk}": "="}
        if how == "equals"
        else {"same": key_result.pk}
    )
    home.post("/check-ins", data, headers=HTMX)
    assert latest(key_result).value == 47.5
    assert latest(key_result).effective_on == TODAY


def test_there_is_no_last_time_to_repeat_before_the_first(home, world):
    key_result = world.key_results[0]
    answer = home.post("/check-ins", {"same": key_result.pk}, headers=HTMX)
    assert "There is no value yet that could be the same" in text_of(answer)
    assert latest(key_result) is None


def test_an_untouched_row_is_no_check_in(home, world):
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, value=47, confidence=6, effective_on=START)
    answer = home.post(
        "/check-ins",
        {"save": key_result.pk, f"value-{key_result.pk}": "", f"confidence-{key_result.pk}": "6"},
        headers=HTMX,
    )
    assert "Enter this week's value" in text_of(answer)
    assert CheckIn.objects.count() == 1


def test_confidence_alone_can_be_entered(home, world):
    key_result = world.key_results[0]
    data = {"save": key_result.pk, f"confidence-{key_result.pk}": "4"}
    home.post("/check-ins", data, headers=HTMX)
    assert (latest(key_result).value, latest(key_result).confidence) == (None, 4)


def test_milestones_are_ticked(home, world):
    key_result = add(
        world,
        "The bridge is open",
        "milestone",
        milestones=[MilestoneInput(title=t, weight=1.0) for t in ("Piers", "Deck", "Paint")],
    )
    piers, deck, _paint = key_result.milestones.order_by("position")
    assert "Deck" in text_of(home.get("/"))
    row = home.post(
        "/check-ins", {"save": key_result.pk, f"done-{key_result.pk}": [piers.pk, deck.pk]},
        headers=HTMX,
    )  # fmt: skip
    assert latest(key_result).milestones_done == [piers.pk, deck.pk]
    assert "2 of 3" in text_of(row)


def test_yes_or_no_is_chosen(home, world):
    key_result = add(world, "The licence is granted", "binary")
    home.post("/check-ins", {"save": key_result.pk, f"value-{key_result.pk}": "1"}, headers=HTMX)
    assert latest(key_result).value == 1
    assert "done" in text_of(home.get("/"))


def test_what_was_saved_today_can_be_corrected_in_place(home, world):
    key_result = world.key_results[0]
    wrong = check_in(world.actor("owner"), key_result.pk, value=520, note="Slip").check_in
    form = home.get(f"/check-ins/{key_result.pk}?correct=1", headers=HTMX).content.decode()
    assert 'value="520"' in form
    assert 'value="Slip"' in form
    assert f'name="supersedes-{key_result.pk}" value="{wrong.pk}"' in form
    home.post(
        "/check-ins",
        {
            "save": key_result.pk,
            f"value-{key_result.pk}": "52",
            f"supersedes-{key_result.pk}": wrong.pk,
        },
        headers=HTMX,
    )
    assert latest(key_result).supersedes_id == wrong.pk
    assert KeyResult.objects.get(pk=key_result.pk).value == 52


def test_correcting_works_without_script(home, world):
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, value=520)
    answer = home.get(f"/check-ins/{key_result.pk}?correct=1")
    page = home.get(answer.headers["Location"]).content.decode()
    assert f"supersedes-{key_result.pk}" in page


# -- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mate", "stranger", "viewer", "coach", "outsider"])
def test_nobody_saves_on_this_page_what_is_not_theirs(world, name):
    key_result = world.key_results[0]
    client = world.client(name)
    data = {"save": key_result.pk, f"value-{key_result.pk}": "52"}
    assert client.post("/check-ins", data).status_code == 404
    assert client.get(f"/check-ins/{key_result.pk}", headers=HTMX).status_code == 404
    assert CheckIn.objects.count() == 0


def test_another_organisation_gets_no_preview(world):
    path = f"/check-ins/{world.key_results[0].pk}/preview?value-{world.key_results[0].pk}=52"
    assert world.client("outsider").get(path).status_code == 404
    assert world.client("owner").get(path).status_code == 200


def test_home_shows_nothing_of_another_organisation(world):
    page = text_of(world.client("outsider").get("/"))
    assert "Customers find what they came for" not in page
    assert "Aster" not in page


# -- the preview -----------------------------------------------------------------------------------


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(value=st.floats(-100, 200).map(lambda number: round(number, 2)))
def test_the_preview_is_what_saving_gives(world, value):
    """For every value: progress and status of the preview equal those after the check-in."""
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    seen = preview(judged_row(owner, key_result_id, TODAY), TODAY, value=value)
    check_in(owner, key_result_id, value=value)
    stored = rows(KeyResult.objects.filter(pk=key_result_id), as_of=TODAY, today=TODAY)[0]
    assert (seen.after, seen.status) == (stored.raw, stored.status)


def test_the_preview_counts_what_others_contribute(world):
    """As saving does: one's own value and theirs."""
    check_in(world.system, world.key_results[0].pk, value=50)
    into = world.add_objective("Above", unit="root").key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%", target=100)
    link_objective(
        world.system,
        world.objective.pk,
        key_result_id=into.pk,
        kind="contributes_value",
        child_key_result_id=world.key_results[0].pk,
    )
    seen = preview(judged_row(world.system, into.pk, TODAY), TODAY, value=20)
    check_in(world.system, into.pk, value=20)
    stored = rows(KeyResult.objects.filter(pk=into.pk), as_of=TODAY, today=TODAY)[0]
    assert stored.value == 20 + 50
    assert (seen.after, seen.status) == (stored.raw, stored.status)


def test_the_preview_asks_about_a_step_that_may_be_a_slip(home, world):
    pk = world.key_results[0].pk
    words = text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": "520"}))
    assert "Is the number right?" in words
    words = text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": "45"}))
    assert "25 %, expected 56 %" in words
    assert "Is the number right?" not in words


@pytest.mark.parametrize(("typed", "words"), [("", "Stale"), ("abc", "Enter a number")])
def test_the_preview_of_what_is_no_value_says_so(home, world, typed, words):
    pk = world.key_results[0].pk
    assert words in text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": typed}))


# -- what else waits -------------------------------------------------------------------------------


def waiting_part(client):
    return text_of(client.get("/")).partition("Waiting for you")[2].partition("What moved in")[0]


def test_an_objective_without_key_results_waits_for_its_owner(home, world):
    create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title="Unmeasured",
        owner_id=world.people["owner"].pk,
    )
    part = waiting_part(home)
    assert "Unmeasured" in part
    assert "It has no key result yet." in part
    assert "Add key results" in part


def test_a_proposal_waits_for_those_who_have_not_signed(world):
    objective = create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["green"].pk,
        title="Asked for",
        owner_id=world.people["stranger"].pk,
    )
    add_key_result(
        world.system,
        objective_id=objective.pk,
        title="Asked for, measured",
        kind="increase",
        start=0.0,
        target=1.0,
        owner_id=world.people["stranger"].pk,
    )
    propose_objective(world.system, objective.pk)
    assert "Proposed for Q4 2026 in Green by Stranger Person." in waiting_part(world.client("lead"))
    assert "Asked for" in waiting_part(world.client("stranger"))  # owns it, somebody else proposed
    for name in ("admin", "owner", "coach"):
        assert "Asked for" not in waiting_part(world.client(name))
    sign_objective(world.actor("lead"), objective.pk)
    assert "Asked for" not in waiting_part(world.client("lead"))


def test_where_nobody_leads_the_administrator_is_asked(world):
    world.objective = propose_again(world)
    assert world.objective.title in waiting_part(world.client("lead"))
    set_lead(world.system, world.units["root"].pk, person_id=world.people["owner"].pk)
    assert world.objective.title not in waiting_part(world.client("lead"))
    assert world.objective.title in waiting_part(world.client("admin"))
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    assert world.objective.title in waiting_part(world.client("mate"))
    assert world.objective.title not in waiting_part(world.client("admin"))


def test_what_was_signed_and_changed_waits_for_all_who_signed(world):
    world.objective = propose_again(world)
    sign_objective(world.actor("coach"), world.objective.pk)
    assert world.objective.title not in waiting_part(world.client("coach"))
    update_objective(world.actor("owner"), world.objective.pk, title="Sharper")
    for name in ("owner", "lead", "coach"):
        assert "Sharper" in waiting_part(world.client(name))
    assert "Changed since: wording." in waiting_part(world.client("coach"))


def propose_again(world):
    """The world's objective as a proposal that its owner has signed, in a cycle that is planned."""
    following = create_cycle(
        world.system,
        name="Q1 2027",
        starts_on=START + timedelta(weeks=13),
        ends_on=START + timedelta(weeks=26, days=-1),
    )
    Objective.objects.filter(pk=world.objective.pk).update(state="draft", cycle=following)
    Signature.objects.all().delete()
    return propose_objective(world.actor("owner"), world.objective.pk)


def test_in_review_an_objective_waits_to_be_closed(home, world):
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    part = waiting_part(home)
    assert "Q4 2026 is in review: grade it and write the closing word." in part
    assert "Close" in part


def test_a_draft_for_the_next_cycle_waits_to_be_proposed(home, world):
    following = create_cycle(
        world.system,
        name="Q1 2027",
        starts_on=START + timedelta(weeks=13),
        ends_on=START + timedelta(weeks=26, days=-1),
    )
    objective = create_objective(
        world.system,
        cycle_id=following.pk,
        unit_id=world.units["blue"].pk,
        title="Next",
        owner_id=world.people["owner"].pk,
    )
    add_key_result(
        world.system,
        objective_id=objective.pk,
        title="Next, measured",
        kind="increase",
        start=0.0,
        target=1.0,
        owner_id=world.people["owner"].pk,
    )
    assert "A draft for Q1 2027." in waiting_part(home)


def test_open_invitations_wait_for_the_administrator(world):
    with clock.frozen(NOW - timedelta(days=9)):
        invite_person(world.system, world.people["mate"].pk, send=False)
    part = waiting_part(world.client("admin"))
    assert "1 invitation is not answered" in part
    assert "has run out" in part
    assert "invitation" not in waiting_part(world.client("owner"))


def test_what_moved_within_a_week_is_told_with_the_largest_step_first(home, world):
    for key_result, before, now in ((world.key_results[0], 42, 52), (world.key_results[1], 8, 7.7)):
        for day, value in ((TODAY - timedelta(days=8), before), (TODAY, now)):
            check_in(world.actor("owner"), key_result.pk, value=value, effective_on=day)
    part = text_of(home.get("/")).partition("What moved in Blue")[2].partition("My objectives")[0]
    assert part.index("Searches that end in a purchase") < part.index("Minutes until the answer")
    assert "10 % Progress" not in part
    assert "+50" in part
    assert "+10" in part


def test_nothing_moved_is_said(home):
    assert "Nothing moved in the last seven days." in text_of(home.get("/"))


# -- what it costs ---------------------------------------------------------------------------------


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


def test_saving_a_row_costs_the_same_in_a_long_table(home, world):
    """The same number of statements beside one other row and beside twenty."""
    key_result = world.key_results[0]
    data = {"save": key_result.pk, f"value-{key_result.pk}": "52"}
    check_in(world.actor("owner"), key_result.pk, value=50)

    def grow(count):
        for number in range(count):
            world.add_objective(f"Objective {number} of {count}")

    assert_no_growth(grow, lambda: home.post("/check-ins", data, headers=HTMX))
