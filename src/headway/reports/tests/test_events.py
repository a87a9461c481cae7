"""One event: what it says, to whom, and whether it is still as it was written."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.pages import heading_of, text_of
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import update_organisation


@pytest.fixture
def moved(world) -> int:
    """The number of the event of a goal post that moved."""
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    update_key_result(world.actor("owner"), world.key_results[0].pk, target=70.0,
                      title="Searches that end in a sale", reason="The market grew.")  # fmt: skip
    return newest()


def newest() -> int:
    return Event.objects.order_by("-sequence")[0].sequence


def test_it_says_what_who_when_and_why(world, moved):
    answer = assert_budget("event", lambda: world.client("viewer").get(f"/events/{moved}"))
    assert heading_of(answer) == "Key result changed: Searches that end in a sale"
    text = text_of(answer)
    assert "Owner Person 24 Nov 2026, 09:00" in text
    assert "Target 60 % to 70 %" in text
    assert "The market grew." in text
    assert "Searches that end in a <del>purchase</del> <ins>sale</ins>" in answer.content.decode()
    assert f"{moved} of {moved}" in text
    assert "Its hash holds" in text
    assert f"/key-results/{world.key_results[0].pk}" in answer.content.decode()


def test_one_that_was_changed_since_does_not_hold(world, moved):
    Event.objects.filter(sequence=moved, organisation=world.organisation).update(why="Sunshine.")
    assert "Its hash does not hold" in text_of(world.client("viewer").get(f"/events/{moved}"))


def test_one_beside_a_gap_does_not_join(world, moved):
    Event.objects.filter(sequence=moved - 1, organisation=world.organisation).delete()
    assert "does not join its neighbours" in text_of(world.client("lead").get(f"/events/{moved}"))


def test_the_newest_is_held_against_the_head_of_the_chain(world, moved):
    event = Event.objects.get(sequence=moved, organisation=world.organisation)
    event.why = "Sunshine."
    event.hash = event.link_hash()
    event.save()
    assert "does not join its neighbours" in text_of(world.client("lead").get(f"/events/{moved}"))


def test_the_first_has_none_before(world):
    answer = world.client("admin").get("/events/1")
    assert "Its hash holds" in text_of(answer)
    assert "none: the first" in text_of(answer)


@pytest.mark.parametrize("number", ["0", "999999", "9223372036854775807", "9" * 30])
def test_there_is_none(world, number):
    assert world.client("admin").get(f"/events/{number}").status_code == 404


def test_what_is_hidden_is_not_told(world, moved):
    update_objective(world.system, world.objective.pk, visibility="people", reason="Secret.")
    assert world.client("viewer").get(f"/events/{moved}").status_code == 404
    assert world.client("viewer").get(f"/events/{newest()}").status_code == 404
    assert world.client("owner").get(f"/events/{newest()}").status_code == 200


def test_the_other_end_of_a_link_is_named_to_whom_may_read_it(world):
    hidden = world.add_objective("Zebra", unit="works")
    update_objective(world.system, hidden.pk, visibility="people", reason="Secret.")
    link_objective(world.system, world.objective.pk, parent_objective_id=hidden.pk)
    told = {who: text_of(world.client(who).get(f"/events/{newest()}")) for who in ("mate", "lead")}
    assert "something you may not read" in told["mate"]
    assert "Zebra" not in told["mate"]
    assert "Zebra" in told["lead"]


def test_frames_name_no_hidden_objective(world):
    _cycle, frame = world.add_frame("Nobody waits")
    answer = world.client("viewer").get(f"/events/{newest()}")
    assert heading_of(answer) == "Frame handed down: Nobody waits"
    assert world.goal.title in text_of(answer)
    assert frame.pk


def test_people_and_tokens_are_for_administrators(world):
    person = Event.objects.filter(verb="person.added", organisation=world.organisation)[0].sequence
    assert world.client("viewer").get(f"/events/{person}").status_code == 404
    assert world.client("admin").get(f"/events/{person}").status_code == 200


def test_another_organisation_has_its_own_numbers(world, moved):
    assert world.client("outsider").get(f"/events/{moved}").status_code == 404
