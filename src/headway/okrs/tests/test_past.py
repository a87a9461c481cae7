"""A past day is shown as it was: who was there, by which words, targets, links and states."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from headway.activity.actions import Entry, record
from headway.activity.queries.past import values_at
from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, TODAY, World, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective, reopen_objective
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    remove_key_result,
    update_key_result,
)
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    restore_objective,
    update_objective,
)
from headway.okrs.models import Objective
from headway.people.actions import update_unit
from headway.strategy.actions import archive_goal, set_statement, update_goal

pytestmark = pytest.mark.django_db

BEFORE = TODAY - timedelta(days=4)
"""The day looked at; what the tests do, they do on the world's day."""


def seen(world: World, path: str, who: str = "viewer", day: date | None = BEFORE) -> str:
    joint = "&" if "?" in path else "?"
    answer = world.client(who).get(f"{path}{joint}as_of={day}" if day else path)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def close(world: World) -> None:
    close_objective(
        world.system, world.objective.pk, outcome="missed", closing_word="It was too much.",
        miss_reason="Winter.",
    )  # fmt: skip


def test_what_was_closed_since_runs_on_an_earlier_day(world):
    close(world)
    path = f"/objectives/{world.objective.pk}"
    assert "It was too much." in seen(world, path, day=None)
    then = seen(world, path)
    assert "It was too much." not in then
    assert "Missed" not in then
    assert "Score now" in then


def test_a_closing_that_was_taken_back_is_shown_on_a_day_it_held(world):
    with on(BEFORE):
        close(world)
    reopen_objective(world.system, world.objective.pk, why="We were hasty.")
    path = f"/objectives/{world.objective.pk}"
    assert "It was too much." not in seen(world, path, day=None)
    then = seen(world, path)
    assert "Missed" in then
    assert "It was too much." in then


def test_a_target_stands_where_it_stood(world):
    first = world.key_results[0]
    update_key_result(world.system, first.pk, target=75.0, title="Other words", reason="Growth.")
    for path in (f"/objectives/{world.objective.pk}", f"/key-results/{first.pk}"):
        assert "75" in seen(world, path, day=None)
        then = seen(world, path)
        assert "75" not in then
        assert "Other words" not in then
        assert first.title in then


def test_what_was_added_or_cancelled_since_is_not_or_not_yet(world):
    add_key_result(
        world.system, objective_id=world.objective.pk, title="A late idea", kind="binary",
        owner_id=world.people["mate"].pk, reason="It came late.",
    )  # fmt: skip
    cancel_key_result(world.system, world.key_results[1].pk, reason="We cannot measure it.")
    path = f"/objectives/{world.objective.pk}"
    assert "A late idea" in seen(world, path, day=None)
    then = seen(world, path)
    assert "A late idea" not in then
    late = world.objective.key_results.get(title="A late idea")
    assert world.client("viewer").get(f"/key-results/{late.pk}?as_of={BEFORE}").status_code == 404
    assert "We cannot measure it" not in seen(world, f"/key-results/{world.key_results[1].pk}")


def test_what_was_removed_since_is_there(world):
    with on(BEFORE):
        planned = world.next_cycle()
        draft = create_objective(
            world.system, cycle_id=planned.pk, unit_id=world.units["blue"].pk, title="A plan",
            owner_id=world.people["owner"].pk,
        )  # fmt: skip
        gone = add_key_result(
            world.system, objective_id=draft.pk, title="Thought better of", kind="increase",
            start=1.0, target=3.0, owner_id=world.people["mate"].pk,
        ).key_result  # fmt: skip
    remove_key_result(world.system, gone.pk)
    then = seen(world, f"/objectives/{draft.pk}", "owner")
    assert "Thought better of" in then
    assert world.people["mate"].name in then
    assert "Thought better of" not in seen(world, f"/objectives/{draft.pk}", "owner", day=None)


def test_links_are_those_of_the_day(world):
    other = Objective.objects.get(pk=world.add_objective("Serves it").pk)
    Objective.objects.filter(pk=other.pk).update(created_at=NOW - timedelta(weeks=3))
    with on(BEFORE):
        link = link_objective(world.system, other.pk, parent_objective_id=world.objective.pk)
    unlink_objective(world.system, link.pk)
    link_objective(world.system, other.pk, goal_id=world.goal.pk)
    check_in(world.system, other.key_results.get().pk, value=1.0, effective_on=BEFORE)
    assert "Serves it" in seen(world, f"/objectives/{world.objective.pk}")
    assert "Serves it" not in seen(world, f"/objectives/{world.objective.pk}", day=None)
    path = f"/objectives/{other.pk}"
    assert world.goal.title not in seen(world, path)
    assert world.goal.title in seen(world, path, day=None)


def test_a_day_before_it_was_written_has_a_sentence(world):
    made = world.add_objective("Written today")
    answer = world.client("viewer").get(f"/objectives/{made.pk}?as_of={BEFORE}")
    assert answer.status_code == 404
    assert "not there yet on 20 Nov 2026" in text_of(answer)
    assert "Written today" not in seen(world, "/objectives?unit=all")


def test_a_check_in_for_an_earlier_day_says_that_it_was_there(world):
    """So does a file that brings history in."""
    made = world.add_objective("Written today")
    check_in(world.system, made.key_results.get().pk, value=4.0, effective_on=BEFORE)
    assert "Written today" in seen(world, "/objectives?unit=all")
    assert "Score now" in seen(world, f"/objectives/{made.pk}")


def test_what_was_put_away_since_is_there_and_what_came_back_is_not(world):
    planned = world.next_cycle()
    with on(BEFORE - timedelta(days=2)):
        drafts = [
            create_objective(
                world.system, cycle_id=planned.pk, unit_id=world.units["blue"].pk, title=title,
                owner_id=world.people["owner"].pk,
            )
            for title in ("Put away later", "Put away before")
        ]  # fmt: skip
    with on(BEFORE):
        archive_objective(world.system, drafts[1].pk)
    archive_objective(world.system, drafts[0].pk)
    restore_objective(world.system, drafts[1].pk)
    then = seen(world, f"/objectives?unit=all&cycle={planned.pk}", "owner")
    now = seen(world, f"/objectives?unit=all&cycle={planned.pk}", "owner", day=None)
    assert ("Put away later" in then, "Put away before" in then) == (True, False)
    assert ("Put away later" in now, "Put away before" in now) == (False, True)


def test_it_is_in_the_lists_of_the_unit_that_had_it(world):
    green, blue = world.units["green"].pk, world.units["blue"].pk
    update_objective(world.system, world.objective.pk, unit_id=green, reason="They took over.")
    update_unit(world.system, blue, name="Cobalt")
    title = world.objective.title
    for path in ("/objectives?unit={}", "/line-of-sight?unit={}", "/line-of-sight/map?unit={}"):
        assert title in seen(world, path.format(blue))
        assert title not in seen(world, path.format(green))
        assert title in seen(world, path.format(green), day=None)
    assert "Cobalt" not in seen(world, f"/objectives/{world.objective.pk}")


def test_filters_ask_for_what_was(world):
    before = world.objective.title
    mate = world.people["mate"].pk
    update_objective(
        world.system, world.objective.pk, title="New words", owner_id=mate, reason="Better."
    )
    close(world)
    client = world.client("viewer")
    for query, is_there in (
        (f"q={before[:12]}", True), ("q=New words", False), ("state=running", True),
        ("state=closed", False), (f"owner={world.people['owner'].pk}", True),
        (f"owner={mate}", False),
    ):  # fmt: skip
        page = client.get(f"/objectives?unit=all&{query}&as_of={BEFORE}")
        assert (before in text_of(page)) is is_there, query


def test_rights_are_those_of_today(world):
    """What is hidden now stays hidden, whoever could read it then."""
    update_objective(
        world.system, world.objective.pk, visibility="people", viewer_ids=[], reason="Quiet."
    )
    other = world.add_objective("Above it")
    Objective.objects.filter(pk=other.pk).update(created_at=NOW - timedelta(weeks=3))
    check_in(world.system, other.key_results.get().pk, value=1.0, effective_on=BEFORE)
    client = world.client("stranger")
    assert client.get(f"/objectives/{world.objective.pk}?as_of={BEFORE}").status_code == 404
    for path in ("/objectives?unit=all", "/line-of-sight?unit=all", f"/cycles/{world.cycle.pk}"):
        assert world.objective.title not in seen(world, path, "stranger")
    assert world.objective.title in seen(world, "/objectives?unit=all", "owner")


def test_nothing_can_be_done_in_the_past(world):
    for path in (f"/objectives/{world.objective.pk}", f"/key-results/{world.key_results[0].pk}",
                 "/objectives?unit=all", f"/cycles/{world.cycle.pk}", "/strategy",
                 f"/cycles/{world.cycle.pk}?view=plan"):  # fmt: skip
        html = world.client("admin").get(f"{path}{'&' if '?' in path else '?'}as_of={BEFORE}")
        body = html.content.decode().partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in body, path
        assert "/new" not in body, path
        assert "You are looking at 20 Nov 2026" in text_of(html)


def test_pages_of_what_is_to_be_done_are_of_today(world):
    for path in ("/", "/cycles", f"/units/{world.units['blue'].pk}"):
        assert "You are looking at" not in seen(world, path, "owner")


def test_a_cycle_is_in_the_phase_it_was(world):
    with on(BEFORE):
        check_in(world.system, world.key_results[0].pk, value=45.0)  # unread it stands nowhere
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    path = f"/cycles/{world.cycle.pk}?unit=all"
    assert "Review" in seen(world, path, day=None)
    then = heading_of(world.client("admin").get(f"{path}&as_of={BEFORE}"))
    assert then.startswith("Aster stands at")
    assert "still to close" not in seen(world, path)


def test_a_plan_of_an_earlier_day_had_not_started(world):
    start = TODAY + timedelta(days=60)
    with on(BEFORE):
        cycle = create_cycle(
            world.system, name="Early", starts_on=start, ends_on=start + timedelta(days=60)
        )
        draft = create_objective(
            world.system, cycle_id=cycle.pk, unit_id=world.units["blue"].pk, title="Soon",
            owner_id=world.people["owner"].pk,
        )  # fmt: skip
    Objective.objects.filter(pk=draft.pk).update(state="agreed")
    set_phase(world.system, cycle.pk, phase="running", confirmed=True)
    then = seen(world, f"/cycles/{cycle.pk}?view=plan&unit=all")
    assert "Agreed" in then
    assert "Running" not in then.partition("Lacks")[2]


def test_strategy_is_what_was_written(world):
    goal = world.goal.title
    update_goal(world.system, world.goal.pk, title="Another year")
    set_statement(world.system, kind="mission", text="A new reason.")
    for path in ("/strategy?goals=all", "/line-of-sight?unit=all"):
        then = seen(world, path)
        assert goal in then
        assert "Another year" not in then
        assert "A new reason." not in then
    archive_goal(world.system, world.goal.pk)
    assert goal in seen(world, "/strategy?goals=all")


def test_values_are_walked_back_whatever_order_they_were_told_in(world):
    """Whoever tells a story in retrospect tells one thing to its end before the next."""

    def told(day: date, was: str, now: str) -> None:
        with on(day), transaction.atomic():
            record(world.system, Entry("thing.named", "thing", 7, "T", {"n": was}, {"n": now}))

    told(TODAY, "second", "third")
    told(BEFORE, "first", "second")

    def name_at(day: date) -> dict[int, dict[str, Any]]:
        moment = clock.end_of_day(day, "UTC")
        return values_at(
            world.organisation.pk, "thing", [7, 8], moment, ("n",), verbs=("thing.named",)
        )

    assert name_at(BEFORE - timedelta(days=1)) == {7: {"n": "first"}}
    assert name_at(BEFORE) == {7: {"n": "second"}}
    assert name_at(TODAY) == {}


def test_a_past_day_costs_a_fixed_number_of_reads(world):
    client = world.client("viewer")

    def grow(count: int) -> None:
        for number in range(count):
            with on(BEFORE - timedelta(days=1)):
                made = world.add_objective(f"Objective {number} of {count}")
                link_objective(world.system, made.pk, goal_id=world.goal.pk)
            update_objective(world.system, made.pk, title=f"Renamed {number}", reason="So.")
            key_result = made.key_results.get()
            update_key_result(world.system, key_result.pk, target=20.0, reason="More.")

    lists = f"/objectives?unit=all&as_of={BEFORE}"
    assert_no_growth(grow, lambda: client.get(lists))
    assert_budget("objectives of a past day", lambda: client.get(lists))
    path = f"/objectives/{world.objective.pk}?as_of={BEFORE}"
    assert_budget("one objective on a past day", lambda: client.get(path))
    sight = f"/line-of-sight?unit=all&as_of={BEFORE}"
    assert_budget("line of sight of a past day", lambda: client.get(sight))
