"""What waits longest is not what the desk forgets."""

from __future__ import annotations

from datetime import timedelta

from headway.coaching.queries.desk import read_desk
from headway.coaching.queries.windows import Span
from headway.core.practice import Metric
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.models import Response
from headway.kpis.tests.values import first_pass_yield


def test_a_signal_that_nobody_answers_is_a_reason_however_old(world: World) -> None:
    """After two windows it was no reason any more, and the unit ran well on its own."""
    kpi = first_pass_yield(world)
    due_on = TODAY - timedelta(days=80)
    Response.objects.create(
        organisation=world.organisation, kpi=kpi, number=1, owner=world.people["owner"],
        raised_at=NOW - timedelta(days=90), cause_due_on=due_on, action_due_on=due_on,
    )  # fmt: skip
    desk = read_desk(
        world.actor("coach"), below="", span=Span.DAYS, cycle=None, today=TODAY
    )  # fmt: skip
    [row] = [row for row in desk.rows if row.unit.id == kpi.unit_id]
    assert "One signal of a KPI waits past its day" in [said.text for said in row.said]
    assert row.figures[Metric.SIGNALS].value is None, "it was not due in this window"
