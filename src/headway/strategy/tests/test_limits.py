"""How much a map and a goal take: as much as is said, and no more."""

from __future__ import annotations

from itertools import combinations

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.models import Kpi
from headway.kpis.tests.values import first_pass_yield, month
from headway.strategy.actions import add_link, add_measure, update_link
from headway.strategy.models import CauseEffectLink, GoalMeasure, MidTermGoal

pytestmark = pytest.mark.django_db


def test_a_map_takes_sixty_arrows(world: World):
    goals = [
        MidTermGoal.objects.create(organisation=world.organisation, title=f"G{at}",
                                   starts_on=month(0), ends_on=month(36))
        for at in range(12)
    ]  # fmt: skip
    pairs = list(combinations(goals, 2))
    CauseEffectLink.objects.bulk_create(
        CauseEffectLink(organisation=world.organisation, cause=cause, effect=effect,
                        since=TODAY, created_at=clock.now())
        for cause, effect in pairs[:59]
    )  # fmt: skip
    sixtieth, more = pairs[59], pairs[60]
    add_link(world.system, cause_id=sixtieth[0].pk, effect_id=sixtieth[1].pk)
    with pytest.raises(Conflict, match="A map has 60 arrows at most") as refused:
        add_link(world.system, cause_id=more[0].pk, effect_id=more[1].pk)
    assert refused.value.code == "too_many"
    CauseEffectLink.objects.filter(cause=goals[0], effect=goals[1]).update(until=TODAY)
    add_link(world.system, cause_id=more[0].pk, effect_id=more[1].pk)


def test_a_goal_takes_twelve_kpis(world: World):
    one = first_pass_yield(world)
    kpis = [Kpi.objects.get(pk=one.pk) for _kpi in range(13)]
    for at, kpi in enumerate(kpis):
        kpi.pk, kpi.name = None, f"KPI {at}"
        kpi.save()
    GoalMeasure.objects.bulk_create(
        GoalMeasure(goal=world.goal, kpi=kpi, since=TODAY, created_at=clock.now())
        for kpi in kpis[:11]
    )
    add_measure(world.system, world.goal.pk, kpi_id=kpis[11].pk)
    with pytest.raises(Conflict, match="12 KPIs measure it already") as refused:
        add_measure(world.system, world.goal.pk, kpi_id=kpis[12].pk)
    assert refused.value.code == "too_many"


def test_a_weight_is_a_thousand_at_most(world: World):
    kpi = first_pass_yield(world)
    for wrong in (1000.5, -0.5):
        with pytest.raises(InvalidInput):
            add_measure(world.system, world.goal.pk, kpi_id=kpi.pk, weight=wrong)
    assert add_measure(world.system, world.goal.pk, kpi_id=kpi.pk, weight=1000.0).weight == 1000


def test_another_hypothesis_of_today_leaves_none_behind_unless_it_is_kept(world: World):
    """Nobody saw the first one, and no data were asked of it."""
    above = MidTermGoal.objects.create(organisation=world.organisation, title="Above",
                                       starts_on=month(0), ends_on=month(36))  # fmt: skip
    made = add_link(world.system, cause_id=world.goal.pk, effect_id=above.pk)
    changed = update_link(world.system, made.pk, lag=4)
    assert list(CauseEffectLink.objects.values_list("pk", flat=True)) == [changed.pk]
    kept = update_link(world.system, changed.pk, lag=5, keep=True)
    rows = CauseEffectLink.objects.order_by("pk").values_list("pk", "until")
    assert list(rows) == [(changed.pk, TODAY), (kept.pk, None)]


@pytest.mark.parametrize(("count", "is_said"), [(20, False), (21, True)])
def test_more_than_twenty_goals_are_said_to_be_too_many(world: World, count, is_said):
    for at in range(MidTermGoal.objects.count(), count):
        MidTermGoal.objects.create(organisation=world.organisation, title=f"G{at}",
                                   starts_on=month(0), ends_on=month(36))  # fmt: skip
    page = text_of(world.client("viewer").get("/strategy/map"))
    assert (f"{count} goals are more than anybody keeps in mind" in page) == is_said
