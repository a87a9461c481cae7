"""What is expected when, in the chart, the form and the verdict, and what milestones draw."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import MilestoneInput, add_key_result
from headway.okrs.models import KeyResult, Milestone
from headway.okrs.queries.key_result_page import key_result_rows_of
from headway.okrs.queries.trajectories import trajectory_of


def add(world, **definition):
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Measured",
        owner_id=world.people["owner"].pk, reason="Needed", **definition,
    ).key_result  # fmt: skip
    KeyResult.objects.filter(pk=made.pk).update(added_on=None)
    return made.pk


def row_of(world, key_result_id):
    rows = key_result_rows_of(world.objective.pk, as_of=TODAY, today=TODAY, with_readings=True)
    return next(row for row in rows if row.id == key_result_id)


@pytest.mark.parametrize("kind", ["binary", "baseline"])
def test_what_is_done_or_not_expects_nothing_half_way(world, kind):
    made = add(world, kind=kind)
    check_in(world.system, made, value=0)
    row = row_of(world, made)
    assert row.expected == 0.0
    assert (row.status.code, row.status.source) == ("unknown", "waiting")
    page = text_of(world.client("owner").get(f"/key-results/{made}"))
    assert "expected 0 %" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_chart_of_milestones_draws_the_share_that_scores(world):
    made = add(
        world, kind="milestone",
        milestones=[MilestoneInput("Small", 1), MilestoneInput("Large", 4)],
    )  # fmt: skip
    small = Milestone.objects.get(key_result_id=made, title="Small").pk
    check_in(world.system, made, milestones_done=[small])
    row = row_of(world, made)
    drawn = trajectory_of(row, [], today=TODAY)
    assert drawn.points[-1].value == pytest.approx(100 * row.raw) == pytest.approx(20)
    assert (drawn.targets[0][1], drawn.expected[-1][1], drawn.measure) == (100, 100, "%")
