"""A check-in is saved in its row of Home, or all of them at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import NOW, START, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import MilestoneInput, add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import CheckIn, KeyResult


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
        ).key_result


def latest(key_result):
    return CheckIn.objects.filter(key_result=key_result).order_by("-id").first()


def test_progress_beyond_the_target_is_one_number_everywhere(home, world):
    """A score is held between 0 and 1; progress is told as it is, wherever it stands."""
    key_result = world.key_results[0]
    row = text_of(home.post(
        "/check-ins",
        {"save": key_result.pk, f"value-{key_result.pk}": "70", f"confidence-{key_result.pk}": "7"},
        headers=HTMX,
    ))  # fmt: skip
    key_result.refresh_from_db()
    shown = f"{100 * key_result.raw:.0f} %"
    assert key_result.raw > 1
    assert f"Progress {shown} Progress {shown}" in row  # what it says, and what that opens
    assert shown in text_of(home.get("/")).partition("What moved")[2]


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
    assert "Progress 60 % (52 − 40) / (60 − 40)" in words  # opened
    assert "objective 0.30" in words
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


def test_confidence_alone_is_asked_for_the_value_and_stays_typed(home, world):
    """It would be due still (docs/adr/0043), and one key says that it is the same."""
    key_result = world.key_results[0]
    data = {"save": key_result.pk, f"confidence-{key_result.pk}": "4"}
    answer = home.post("/check-ins", data, headers=HTMX)
    assert "Enter this week's value, or = for the same as last time." in text_of(answer)
    assert f'name="confidence-{key_result.pk}"' in answer.content.decode()
    assert 'value="4"' in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_confidence_alone_is_enough_where_others_add_the_value_up(home, world):
    into = world.add_objective("Another", unit="root").key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%", target=100)
    check_in(world.system, world.key_results[0].pk, value=50)
    link_objective(
        world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=world.key_results[0].pk,
    )  # fmt: skip
    home.post("/check-ins", {"save": into.pk, f"confidence-{into.pk}": "4"}, headers=HTMX)
    assert (latest(into).value, latest(into).confidence) == (None, 4)
    assert KeyResult.objects.get(pk=into.pk).valued_on == TODAY


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


@pytest.mark.parametrize("name", ["mate", "stranger", "viewer", "coach", "outsider"])
def test_nobody_saves_on_this_page_what_is_not_theirs(world, name):
    key_result = world.key_results[0]
    client = world.client(name)
    data = {"save": key_result.pk, f"value-{key_result.pk}": "52"}
    assert client.post("/check-ins", data).status_code == 404
    assert client.get(f"/check-ins/{key_result.pk}", headers=HTMX).status_code == 404
    assert CheckIn.objects.count() == 0


def test_saving_a_row_costs_the_same_in_a_long_table(home, world):
    """The same number of statements beside one other row and beside twenty."""
    key_result = world.key_results[0]
    data = {"save": key_result.pk, f"value-{key_result.pk}": "52"}
    check_in(world.actor("owner"), key_result.pk, value=50)

    def grow(count):
        for number in range(count):
            world.add_objective(f"Objective {number} of {count}")

    assert_no_growth(grow, lambda: home.post("/check-ins", data, headers=HTMX))
