"""A KPI or a goal that is put away counts no more: why is asked, and what is otherwise is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.models import Kpi
from headway.strategy.actions import add_goal, add_measure, archive_goal, end_measure, set_weight
from headway.strategy.models import GoalMeasure, MidTermGoal
from headway.strategy.queries.reweighed import WHOLE, reweighed
from headway.strategy.queries.scorecard import Card, ScoreKey, scorecard
from headway.strategy.tests.test_links import ago
from headway.strategy.tests.test_scorecard import kpi_at
from headway.strategy.tests.test_units import YEAR

pytestmark = pytest.mark.django_db

BEFORE = TODAY - timedelta(days=2)
ASKED = "Say why: on earlier days it counted otherwise, and people will ask."


@pytest.fixture
def kpis(world: World) -> list[Kpi]:
    """A red one and two green ones that measure the world's goal since a month."""
    made = [kpi_at(world, f"Name {at}", value) for at, value in enumerate((70.0, 100.0, 100.0))]
    with ago(30):
        for one in made:
            add_measure(world.system, world.goal.pk, kpi_id=one.pk)
    return made


def card(world: World, day: date = TODAY) -> Card:
    return scorecard(world.actor("viewer"), day, today=TODAY)


def told(world: World) -> dict[ScoreKey, str]:
    return reweighed(card(world), card(world, BEFORE))


def test_a_kpi_that_counts_is_archived_with_a_reason(world: World, kpis: list[Kpi]):
    with pytest.raises(InvalidInput) as refused:
        archive_kpi(world.system, kpis[0].pk, why="  ")
    assert [(one.field, one.message) for one in refused.value.errors] == [("why", ASKED)]
    archive_kpi(world.system, kpis[0].pk, why=" It is gamed. ")
    assert Event.objects.get(verb="kpi.archived").why == "It is gamed."


def test_one_that_counts_nowhere_any_more_needs_none(world: World, kpis: list[Kpi]):
    fresh = kpi_at(world, "Fresh", 90.0)
    add_measure(world.system, world.goal.pk, kpi_id=fresh.pk)  # it has counted on no day before
    archive_kpi(world.system, fresh.pk)
    first = GoalMeasure.objects.get(kpi=kpis[0], until=None)
    end_measure(world.system, world.goal.pk, first.pk, why="It is gamed.")
    archive_kpi(world.system, kpis[0].pk)
    archive_goal(world.system, world.goal.pk)
    archive_kpi(world.system, kpis[1].pk)
    assert Kpi.objects.filter(archived_at__isnull=False).count() == 3


def test_the_page_asks_for_it_and_keeps_what_was_written(world: World, kpis: list[Kpi]):
    client, address = world.client("lead"), f"/kpis/{kpis[0].pk}"
    form = html_of(client.get(address)).split('value="archive"')[1].split("</form>")[0]
    assert 'name="why"' in form
    answer = client.post(f"{address}/step", {"do": "archive", "why": " "})
    assert answer.status_code == 422
    form = html_of(answer).split('value="archive"')[1].split("</form>")[0]
    assert ASKED in " ".join(form.split())
    assert client.post(f"{address}/step", {"do": "archive", "why": "Gamed."}).status_code == 302


def test_beside_the_score_is_told_that_a_kpi_went(world: World, kpis: list[Kpi]):
    archive_kpi(world.system, kpis[0].pk, why="It is gamed.")
    assert set(told(world).values()) == {"KPIs changed"}
    assert ("goal", world.goal.pk) in told(world)
    page = text_of(world.client("viewer").get(f"/scorecard?since={BEFORE.isoformat()}"))
    assert "KPIs changed" in page


def test_a_goal_that_went_is_told_as_that(world: World, kpis: list[Kpi]):
    with ago(30):
        beside = {**YEAR, "perspective_id": world.goal.perspective_id}
        other = add_goal(world.system, title="The other", **beside)
        add_measure(world.system, other.pk, kpi_id=kpis[0].pk)
        third = add_goal(world.system, title="The third", **beside)
        add_measure(world.system, third.pk, kpi_id=kpis[1].pk)
    archive_goal(world.system, other.pk)
    assert told(world)[WHOLE] == "goals changed"
    set_weight(world.system, goal_id=third.pk, weight=3.0, why="It matters more.")
    assert told(world)[WHOLE] == "goals and weights changed"
    archive_kpi(world.system, kpis[2].pk, why="It is gamed.")
    assert told(world)[WHOLE] == "goals, KPIs and weights changed"
    assert MidTermGoal.objects.get(pk=other.pk).archived_at is not None
