"""The mean of a cycle is one number on every page, in the report and in the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from headway.kit import clock
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import Objective
from headway.okrs.queries import figures as module
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.figures import figures


@pytest.fixture
def plan(world):
    """Two objectives that were read, one that was not, a draft, a proposal and one for few."""
    for number in range(2):
        made = world.add_objective(f"Read {number}")
        check_in(world.system, made.key_results.get().pk, value=4.0 + number * 4.0)
    for title in ("A draft", "A proposal", "For few"):
        world.add_objective(title)
    Objective.objects.filter(title="A draft").update(state="draft")
    Objective.objects.filter(title="A proposal").update(state="proposed")
    few = Objective.objects.get(title="For few")
    check_in(world.system, few.key_results.get().pk, value=10.0)
    Objective.objects.filter(pk=few.pk).update(visibility="people")
    cache.clear()
    yield world
    cache.clear()


def read(world, name="viewer", day=TODAY):
    cycle = next(row for row in list_cycles(world.actor(name)) if row.id == world.cycle.pk)
    return figures(world.actor(name), cycle, "", as_of=day, today=TODAY, now=NOW)


def numbers(found):
    score = found.score
    return score.mean, score.scored, score.objectives, score.bands


def test_drafts_proposals_and_what_nobody_read_move_no_mean(plan):
    found = read(plan).score
    known = Objective.objects.filter(title__startswith="Read").values_list("score", flat=True)
    assert found.mean == pytest.approx(sum(known) / 2)
    assert (found.scored, found.objectives) == (2, 3), "the one of the world was never read"
    assert found.planned == 1, "the draft is not for the viewer"


def test_who_may_read_more_drafts_sees_the_same_mean(plan):
    Objective.objects.filter(title="For few").update(visibility="organisation")
    seen = {name: read(plan, name) for name in ("admin", "lead", "mate", "viewer")}
    assert len({repr(numbers(found)) for found in seen.values()}) == 1
    assert {name: found.score.planned for name, found in seen.items()} == {
        "admin": 2, "lead": 1, "mate": 2, "viewer": 1,
    }  # fmt: skip


def test_stored_and_fresh_figures_are_the_same(plan, monkeypatch):
    few = read(plan)
    monkeypatch.setattr(module, "LARGE_SCOPE", 1)
    cache.clear()
    many = read(plan)
    assert many.computed_at
    assert (numbers(many), many.open, many.hidden) == (numbers(few), few.open, few.hidden)


def test_pages_report_and_api_say_it_and_say_what_they_leave_out(plan):
    few = plan.client("viewer")
    score = f"{read(plan).score.mean:.2f}"
    with clock.frozen(NOW):
        cycle = few.get(f"/cycles/{plan.cycle.pk}?view=review&unit=all")
        listed = few.get("/objectives?unit=all")
        report = few.get(f"/cycles/{plan.cycle.pk}/report?unit=all")
    assert f"stands at {score}" in heading_of(cycle)
    assert f"Cycle score {score}" in text_of(listed)
    assert f"Mean {score} of 2 objectives" in text_of(report)
    for page in (cycle, listed):
        assert "1 is left out: it is not for you to read." in text_of(page)
        assert "1 without a score is left out" in text_of(page)
        assert "1 draft or proposal does not count" in text_of(page)


def test_a_past_day_leaves_out_what_counted_then(plan):
    """Who may read what is a matter of today, what there was and how it stood is not."""
    before = TODAY - timedelta(days=4)
    assert (read(plan).hidden, read(plan, day=before).hidden) == (1, 0), "it was made today"
    with clock.frozen(NOW - timedelta(weeks=2)):
        early = plan.add_objective("Early")
        drafted = create_objective(
            plan.system, cycle_id=plan.cycle.pk, unit_id=plan.units["blue"].pk, title="Drafted",
            owner_id=plan.people["owner"].pk,
        )  # fmt: skip
        add_key_result(
            plan.system, objective_id=drafted.pk, title="Measured", kind="binary",
            owner_id=plan.people["owner"].pk, reason="Wanted.",
        )  # fmt: skip
    sign_objective(plan.system, drafted.pk, for_everybody=True)
    Objective.objects.filter(pk__in=[early.pk, drafted.pk]).update(visibility="people")
    assert (read(plan).hidden, read(plan, day=before).hidden) == (3, 1), "one was a draft then"
    path = f"/objectives?unit=all&as_of={before}"
    assert "1 is left out: it is not for you to read." in text_of(plan.client("viewer").get(path))
    assert "left out: it is not for you" not in text_of(plan.client("admin").get(path))


def test_only_what_ran_is_to_be_closed(plan):
    with clock.frozen(NOW):
        page = plan.client("admin").get(f"/cycles/{plan.cycle.pk}?view=plan&unit=all")
    assert "0 of 4" in text_of(page)
    assert read(plan, "admin").open == 4


def test_a_cycle_that_runs_is_not_measured_by_one_that_is_over(plan):
    with clock.frozen(NOW):
        report = plan.client("viewer").get(f"/cycles/{plan.cycle.pk}/report?unit=all")
    assert heading_of(report).endswith("are reached in full so far in Q4 2026.")
