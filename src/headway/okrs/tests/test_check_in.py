"""A check-in moves every number it should, once, and leaves a trace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.activity.queries import history, verify_chain
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
)
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import CheckIn, KeyResult, Objective


def test_a_value_moves_the_key_result_and_its_objective(world):
    moved = check_in(world.actor("owner"), world.key_results[0].pk, value=52, confidence=6)
    key_result = KeyResult.objects.get(pk=world.key_results[0].pk)
    assert (key_result.value, key_result.raw, key_result.score) == (52, 0.6, 0.6)
    assert (key_result.confidence, key_result.read_on) == (6, TODAY)
    objective = Objective.objects.get(pk=world.objective.pk)
    assert objective.score == pytest.approx(0.3)  # the other one stands at its start
    assert objective.coverage == 1
    assert (moved.objective_score_before, moved.objective.score) == (None, objective.score)


def test_the_latest_goes_by_effective_date_not_by_entry(world):
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    check_in(owner, key_result_id, value=52)
    check_in(owner, key_result_id, value=44, effective_on=TODAY - timedelta(days=14))
    key_result = KeyResult.objects.get(pk=key_result_id)
    assert (key_result.value, key_result.read_on) == (52, TODAY)


def test_a_correction_supersedes_and_the_mistake_stays_visible(world):
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    wrong = check_in(owner, key_result_id, value=520).check_in
    right = check_in(owner, key_result_id, value=52, supersedes_id=wrong.pk).check_in
    assert right.effective_on == wrong.effective_on
    assert KeyResult.objects.get(pk=key_result_id).value == 52
    assert CheckIn.objects.get(pk=wrong.pk).value == 520
    with pytest.raises(Conflict, match="corrected already"):
        check_in(owner, key_result_id, value=53, supersedes_id=wrong.pk)


def test_a_correction_must_name_a_check_in_of_the_same_key_result(world):
    owner = world.actor("owner")
    elsewhere = check_in(owner, world.key_results[1].pk, value=6).check_in
    with pytest.raises(InvalidInput, match="another key result"):
        check_in(owner, world.key_results[0].pk, value=5, supersedes_id=elsewhere.pk)


def test_confidence_alone_is_a_check_in(world):
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    check_in(owner, key_result_id, value=50, confidence=7)
    check_in(owner, key_result_id, confidence=6)
    key_result = KeyResult.objects.get(pk=key_result_id)
    assert (key_result.value, key_result.confidence, key_result.previous_confidence) == (50, 6, 7)


def test_confidence_that_falls_by_three_needs_a_word(world):
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    check_in(owner, key_result_id, value=50, confidence=8)
    with pytest.raises(InvalidInput) as refused:
        check_in(owner, key_result_id, value=50, confidence=5)
    assert refused.value.messages_by_field()["note"]
    check_in(owner, key_result_id, value=50, confidence=5, note="The supplier left.")
    assert KeyResult.objects.get(pk=key_result_id).confidence == 5


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({}, "value"),
        ({"value": float("nan")}, "value"),
        ({"value": float("inf")}, "value"),
        ({"value": 1, "confidence": 11}, "confidence"),
        ({"value": 1, "confidence": -1}, "confidence"),
        ({"value": 1, "effective_on": TODAY + timedelta(days=1)}, "effective_on"),
        ({"value": 1, "effective_on": START - timedelta(days=1)}, "effective_on"),
        ({"value": 1, "note": "x" * 4001}, "note"),
        ({"milestones_done": [1]}, "milestones_done"),
    ],
)
def test_bad_input_says_what_to_do_and_changes_nothing(world, entered, field):
    key_result_id = world.key_results[0].pk
    events = len(history(world.organisation.pk, limit=500))
    with pytest.raises(InvalidInput) as refused:
        check_in(world.actor("owner"), key_result_id, **entered)
    assert refused.value.messages_by_field()[field]
    assert not CheckIn.objects.exists()
    assert KeyResult.objects.get(pk=key_result_id).value is None
    assert len(history(world.organisation.pk, limit=500)) == events


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", True),
        ("lead", True),
        ("admin", True),
        ("mate", False),
        ("coach", False),
        ("viewer", False),
        ("stranger", False),
    ],
)
def test_who_may_check_in(world, who, may):
    if may:
        check_in(world.actor(who), world.key_results[0].pk, value=50)
        return
    with pytest.raises(NotAllowed):
        check_in(world.actor(who), world.key_results[0].pk, value=50)


def test_another_organisation_finds_nothing(world):
    with pytest.raises(NotFound):
        check_in(world.actor("outsider"), world.key_results[0].pk, value=50)


def test_an_updater_may_enter_values_and_nothing_else(world):
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(updater=world.people["mate"])
    check_in(world.actor("mate"), key_result.pk, value=50)
    with pytest.raises(NotAllowed):
        cancel_key_result(world.actor("mate"), key_result.pk, reason="no")


def both_cities(world):
    """A key result of two milestones."""
    return add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Opened in both cities",
        kind="milestone",
        owner_id=world.people["owner"].pk,
        milestones=[MilestoneInput("Porto", 3), MilestoneInput("Lyon", 1)],
        reason="Decided in week eight.",
    ).key_result


def test_milestones_are_done_or_not(world):
    owner = world.actor("owner")
    key_result = both_cities(world)
    porto, lyon = key_result.milestones.order_by("position")
    check_in(owner, key_result.pk, milestones_done=[porto.pk])
    assert KeyResult.objects.get(pk=key_result.pk).raw == 0.75
    with pytest.raises(InvalidInput, match="not of this"):
        check_in(owner, key_result.pk, milestones_done=[porto.pk, 10**9])
    check_in(owner, key_result.pk, milestones_done=[porto.pk, lyon.pk])
    assert KeyResult.objects.get(pk=key_result.pk).score == 1


def test_confidence_alone_leaves_milestones_done(world):
    owner = world.actor("owner")
    made = both_cities(world)
    porto = made.milestones.get(title="Porto")
    check_in(owner, made.pk, milestones_done=[porto.pk])
    check_in(owner, made.pk, confidence=6)
    for address in (f"/objectives/{world.objective.pk}", f"/key-results/{made.pk}"):
        page = text_of(world.client("viewer").get(address))
        assert "1 of 2" in page
        assert "Porto done, weight 3" in page, "the arithmetic says what the score counts"


def test_a_counter_adds_up_its_entries(world):
    owner = world.actor("owner")
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(start=0, target=100, aggregation="sum")
    for amount in (20, 15, 5):
        check_in(owner, key_result.pk, value=amount)
    assert KeyResult.objects.get(pk=key_result.pk).raw == pytest.approx(0.4)


def test_stored_figures_equal_recomputed_ones_after_every_kind_of_write(world):
    owner = world.actor("owner")
    wrong = check_in(owner, world.key_results[0].pk, value=99).check_in
    check_in(owner, world.key_results[0].pk, value=48, supersedes_id=wrong.pk)
    check_in(owner, world.key_results[1].pk, value=7, effective_on=date(2026, 10, 20))
    cancel_key_result(world.system, world.key_results[1].pk, reason="Measured elsewhere.")
    looked_at, differences = recompute(world.organisation.pk, write=False)
    assert looked_at == 3
    assert differences == []


def test_every_check_in_leaves_one_event_in_an_unbroken_chain(world):
    owner, key_result = world.actor("owner"), world.key_results[0]
    check_in(owner, key_result.pk, value=50, confidence=7, note="Steady.")
    newest = history(world.organisation.pk, subject_type="key_result", subject_id=key_result.pk)[0]
    assert (newest.verb, newest.person_name, newest.why) == (
        "check_in.created", "Owner Person", "Steady.",
    )  # fmt: skip
    assert newest.after["objective_score"] == pytest.approx(0.25)
    assert verify_chain(world.organisation.pk).intact


def test_a_key_result_without_a_start_asks_for_it_first(world):
    """Imported key results may lack one; a value could not be judged."""
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(start=None)
    with pytest.raises(InvalidInput, match="where this key result starts"):
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)
    check_in(world.actor("owner"), world.key_results[1].pk, value=8)
    assert Objective.objects.get(pk=world.objective.pk).coverage == 0.5


def test_cancelled_key_results_take_no_check_in(world):
    owner = world.actor("owner")
    cancel_key_result(world.system, world.key_results[0].pk, reason="Market closed.")
    with pytest.raises(Conflict, match="cancelled"):
        check_in(owner, world.key_results[0].pk, value=50)
