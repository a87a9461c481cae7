"""Figures stay exact through forms, corrections and time; what is hidden stays unnamed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    update_key_result,
)
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.models import CheckIn, KeyResult, Objective
from headway.okrs.queries.objectives import objective_rows_by_id

TODAY = date(2026, 11, 24)


def key_result(world, **fields):
    given = {"title": "Another", "kind": "increase", "start": 0.0, "target": 10.0} | fields
    return add_key_result(
        world.system,
        objective_id=world.objective.pk,
        owner_id=world.people["owner"].pk,
        reason="Needed",
        **given,
    ).key_result


def score(world, as_of=TODAY):
    rows = objective_rows_by_id([world.objective.pk], as_of=as_of, today=TODAY)
    return rows[world.objective.pk].score


def test_a_correction_form_gives_back_every_digit(world):
    measured = key_result(world, target=5e6)
    entry = check_in(world.actor("owner"), measured.pk, value=2345678.91).check_in
    page = world.client("owner").get(f"/key-results/{measured.pk}/check-in?corrects={entry.pk}")
    assert 'value="2345678.91"' in page.content.decode()


def test_loading_the_page_again_after_saving_enters_nothing_again(world):
    client, address = world.client("owner"), f"/key-results/{world.key_results[0].pk}/check-in"
    saved = client.post(address, {"value": "52", "confidence": "7"})
    assert saved.status_code == 302
    for _again in range(2):
        shown = client.get(saved.headers["Location"])
        assert "This is what it moved" in shown.content.decode()
    assert CheckIn.objects.filter(key_result=world.key_results[0]).count() == 1


def test_a_correction_stands_where_what_it_corrects_stood(world):
    owner, pk = world.actor("owner"), world.key_results[0].pk
    first = check_in(owner, pk, value=43).check_in
    check_in(owner, pk, value=44)
    once = check_in(owner, pk, value=49, supersedes_id=first.pk).check_in
    check_in(owner, pk, value=48, supersedes_id=once.pk)
    assert KeyResult.objects.get(pk=pk).value == 44


def test_an_earlier_day_is_shown_without_what_came_later(world):
    owner, (first, second) = world.actor("owner"), world.key_results
    check_in(owner, first.pk, value=52, effective_on=date(2026, 11, 2))
    before = score(world, date(2026, 11, 5))
    key_result(world)
    cancel_key_result(owner, second.pk, reason="Nobody needs it")
    assert score(world, date(2026, 11, 5)) == before
    assert score(world) != before


def test_a_reading_after_the_end_of_the_cycle_is_refused(world):
    with (
        pytest.raises(InvalidInput, match="ended on"),
        clock.frozen(datetime(2027, 2, 1, 9, tzinfo=UTC)),
    ):
        check_in(
            world.actor("owner"), world.key_results[0].pk, value=52, effective_on=date(2027, 1, 20)
        )


def test_what_is_added_late_is_not_late_on_its_first_day(world):
    late = key_result(world)
    assert late.added_on == TODAY
    draft = create_objective(
        world.actor("owner"),
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title="Came late",
        owner_id=world.people["owner"].pk,
    )
    own = add_key_result(
        world.actor("owner"), objective_id=draft.pk, title="So did this", kind="increase",
        start=0.0, target=10.0, owner_id=world.people["owner"].pk,
    ).key_result  # fmt: skip
    assert own.added_on == TODAY


def test_what_is_added_late_is_drawn_from_its_first_reading_in_the_weeks_of_its_cycle(world):
    late = key_result(world)
    for on, value in ((date(2026, 10, 20), 2), (date(2026, 11, 20), 3)):
        check_in(world.actor("owner"), late.pk, value=value, effective_on=on)
    page = world.client("owner").get(f"/key-results/{late.pk}").content.decode()
    for words in ("20 Oct: 2<", "20 Nov: 3<", ">20 Oct<", ">added 24 Nov<", ">today, week 8<"):
        assert words in page


@pytest.mark.parametrize("weight", [1.7e308, 1e7, -1.0])
def test_a_weight_that_nobody_means_is_refused(world, weight):
    with pytest.raises(InvalidInput) as refused:
        key_result(world, weight=weight)
    assert refused.value.errors[0].field == "weight"


@pytest.mark.parametrize("number", [1.7e308, -1e16])
def test_numbers_beyond_what_can_be_reckoned_with_are_refused_at_every_door(world, number):
    with pytest.raises(InvalidInput):
        check_in(world.actor("owner"), world.key_results[0].pk, value=number)
    with pytest.raises(InvalidInput):
        key_result(world, target=abs(number))
    answer = world.client("owner").post(
        f"/key-results/{world.key_results[0].pk}/check-in", {"value": repr(number)}
    )
    assert answer.status_code == 422


def test_a_log_scale_over_a_reading_of_nothing_is_refused_with_a_sentence(world):
    measured = key_result(world, start=1.0, target=100.0)
    check_in(world.actor("owner"), measured.pk, value=-3)
    with pytest.raises(InvalidInput, match="above 0"):
        update_key_result(world.system, measured.pk, scale="log", reason="Growth")


def test_readings_of_one_sort_are_not_taken_for_another(world):
    check_in(world.actor("owner"), world.key_results[0].pk, value=45)
    with pytest.raises(InvalidInput) as refused:
        update_key_result(
            world.actor("owner"), world.key_results[0].pk, kind="binary", reason="Simpler"
        )
    assert refused.value.errors[0].field == "kind"


def test_a_draft_is_archived_and_never_closed_before_everybody(world):
    draft = create_objective(
        world.actor("owner"),
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title="Between us",
        owner_id=world.people["owner"].pk,
    )
    with pytest.raises(Conflict, match="Archive it"):
        close_objective(world.actor("owner"), draft.pk, outcome="dropped", closing_word="No")


def hidden_above(world):
    """An objective that nobody but administrators may read, which the world's own serves."""
    secret = create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["root"].pk,
        title="Nobody knows of this",
        owner_id=world.people["admin"].pk,
    )
    update_objective(world.system, secret.pk, visibility="people")
    link_objective(world.system, world.objective.pk, parent_objective_id=secret.pk)
    Objective.objects.filter(pk=secret.pk).update(state="running")
    return secret


def test_the_history_names_no_hidden_end_of_a_link(world):
    hidden_above(world)
    address = f"/objectives/{world.objective.pk}/history"
    seen = world.client("admin").get(address).content.decode()
    unseen = world.client("viewer").get(address).content.decode()
    assert "Nobody knows of this" in seen
    assert "Nobody knows of this" not in unseen
    assert "something you may not read" in unseen


def test_the_refusal_of_a_circle_names_no_hidden_objective(world):
    secret = hidden_above(world)
    top = world.add_objective("On top", unit="green")
    link_objective(world.system, secret.pk, parent_objective_id=top.pk)
    with pytest.raises(InvalidInput) as refused:
        link_objective(world.actor("owner"), top.pk, parent_objective_id=world.objective.pk)
    assert "Nobody knows of this" not in refused.value.detail
    assert re.search("may not read", refused.value.detail)


def test_a_form_takes_no_more_text_than_a_page_can_show(world):
    answer = world.client("owner").post(
        f"/objectives/{world.objective.pk}/edit", {"title": "x", "description": "y" * 20_001}
    )
    assert answer.status_code == 422
    assert "20000" in answer.content.decode() or "20,000" in answer.content.decode()


def test_only_a_health_metric_guards_and_only_what_is_there(world):
    for guarded in (999_999, world.key_results[1].pk):
        with pytest.raises(InvalidInput) as refused:
            update_key_result(world.system, world.key_results[0].pk, paired_with_id=guarded)
        assert refused.value.errors[0].field == "paired_with_id"
