"""The scorecard: scores by hand, past days, who may change it, and what it costs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.core.scorecard import rounded
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.days import on
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.people.actions import update_organisation
from headway.strategy.actions import (
    add_goal,
    add_measure,
    add_perspective,
    end_measure,
    set_mean,
    set_weight,
    update_measure,
)
from headway.strategy.models import GoalMeasure, MidTermGoal
from headway.strategy.queries.scorecard import Card, scorecard

pytestmark = pytest.mark.django_db


def kpi_at(world: World, name: str, value: float, **definition: Any) -> Kpi:
    """One whose last value, of October 2026, is to be 90 at least, and red below 80."""
    kpi = first_pass_yield(world, name=name, low_bound=None, high_bound=None, **definition)
    measure(world, kpi, [value] * 3, first=19)
    set_target(world.system, kpi.pk, kind="at_least", low=90.0, red=80.0, effective_on=month(0))
    return kpi


def goal(world: World, title: str, perspective_id: int | None = None) -> MidTermGoal:
    return add_goal(world.system, title=title, perspective_id=perspective_id,
                    starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))  # fmt: skip


def card_of(world: World, day: date = TODAY, *, as_known: bool = False) -> Card:
    return scorecard(world.actor("viewer"), day, today=TODAY, as_known=as_known)


@pytest.fixture
def money(world: World) -> MidTermGoal:
    MidTermGoal.objects.all().delete()
    return goal(world, "It pays", add_perspective(world.system, name="Financial").pk)


def test_scores_are_put_together_as_by_hand(world, money):
    """85 lies half way from red to green: 50. 100 is as far beyond: 100."""
    served = goal(world, "They come back", add_perspective(world.system, name="Served").pk)
    for name, value, weight in (("A", 85.0, 1.0), ("B", 100.0, 3.0)):
        add_measure(world.system, money.pk, kpi_id=kpi_at(world, name, value).pk, weight=weight)
    add_measure(world.system, served.pk, kpi_id=kpi_at(world, "C", 70.0).pk)
    set_weight(world.system, perspective_id=served.perspective_id, weight=0.5)
    card = card_of(world)
    financial, other = card.perspectives
    assert [kpi.score for kpi in financial.goals[0].kpis] == [pytest.approx(50), 100]
    assert financial.score.score == pytest.approx((50 + 3 * 100) / 4)
    assert (other.score.score, other.score.reds) == (pytest.approx(0), 1)
    assert card.score.score == pytest.approx((87.5 + 0.5 * 0) / 1.5)
    assert (card.score.least, card.score.reds, card.score.coverage) == (0, 1, pytest.approx(1))
    set_mean(world.system, mean="geometric")
    assert card_of(world).score.score < card.score.score


def test_leading_and_lagging_kpis_are_scored_apart_too(world, money):
    """85 scores 50, 100 scores 100, 70 scores 0; the one that is both counts in both."""
    natures = (("A", 100.0, "leading"), ("B", 70.0, "lagging"), ("C", 85.0, "both"))
    for name, value, nature in natures:
        kpi = kpi_at(world, name, value, nature=nature)
        add_measure(world.system, money.pk, kpi_id=kpi.pk, weight=3.0 if name == "A" else 1.0)
    other = goal(world, "They come back", money.perspective_id)
    add_measure(world.system, other.pk, kpi_id=kpi_at(world, "D", 85.0, nature="leading").pk)
    card = card_of(world)
    [one, alone] = card.goals
    assert one.sides.leading.score == pytest.approx((3 * 100 + 50) / 4)
    assert one.sides.lagging.score == pytest.approx(25)
    assert (alone.sides.leading.score, alone.sides.lagging) == (pytest.approx(50), None)
    assert card.perspectives[0].sides.leading.score == pytest.approx((87.5 + 50) / 2)
    assert (card.sides.lagging.score, card.sides.lagging.coverage) == (pytest.approx(25), 1)
    client = world.client("viewer")
    page = text_of(client.get("/scorecard"))
    for words in ("Leading 88 · lagging 25", "Leading 69 · lagging 25",
                  "Lagging KPIs alone: 25.0 (B, C)."):  # fmt: skip
        assert words in page
    assert "Leading 88 · lagging 25" in text_of(client.get(f"/strategy/goals/{money.pk}"))
    assert "Leading KPIs only" in text_of(client.get(f"/strategy/goals/{other.pk}"))


def test_what_is_too_old_or_has_no_target_is_left_out_and_said(world, money):
    old = first_pass_yield(world, name="Old")
    measure(world, old, STEADY)
    set_target(world.system, old.pk, kind="at_least", low=90.0, effective_on=month(0))
    free = first_pass_yield(world, name="Free")
    measure(world, free, STEADY, first=10)
    empty = first_pass_yield(world, name="Empty")
    for kpi in (old, free, empty, kpi_at(world, "A", 85.0)):
        add_measure(world.system, money.pk, kpi_id=kpi.pk)
    [found] = card_of(world).goals
    assert [one.lack for one in found.kpis] == ["too_old", "no_target", "no_value", ""]
    assert (found.score.score, found.score.coverage) == (None, 0.25)
    page = text_of(world.client("viewer").get("/scorecard"))
    assert "Nobody can tell: one of four KPIs has a fresh value and a target." in page
    for words in ("too old: Dec 2025", "no target", "no value yet", "1 of 4 KPIs has a score"):
        assert words in page


def test_a_mean_of_four_periods_is_scored_where_it_is_said(world, money):
    noisy = kpi_at(world, "Noisy", 80.0)
    measure(world, noisy, [90.0, 80.0, 90.0, 80.0], first=18)
    made = add_measure(world.system, money.pk, kpi_id=noisy.pk)
    assert card_of(world).kpis[0].score == pytest.approx(100 / 3)
    update_measure(world.system, money.pk, made.pk, scoring="smoothed")
    [one] = card_of(world).kpis
    assert (one.value, one.scored_value, one.score) == (80.0, 85.0, pytest.approx(50))


def test_a_past_day_keeps_its_measures_weights_and_what_was_known(world: World):
    with on(2026, 3, 2):
        MidTermGoal.objects.all().delete()
        money = goal(world, "It pays", add_perspective(world.system, name="Financial").pk)
        kpi = first_pass_yield(world, name="A", low_bound=None, high_bound=None)
        other = first_pass_yield(world, name="B", low_bound=None, high_bound=None)
        for one in (kpi, other):
            set_target(world.system, one.pk, kind="at_least", low=90.0, red=80.0,
                       effective_on=month(0))  # fmt: skip
            measure(world, one, [85.0], first=13)
        first = add_measure(world.system, money.pk, kpi_id=kpi.pk)
        add_measure(world.system, money.pk, kpi_id=other.pk)
    with on(2026, 4, 10):
        measure(world, kpi, [90.0], first=14)  # March
        measure(world, other, [85.0], first=14)
    with on(2026, 5, 5):
        measure(world, kpi, [80.0], first=14)  # restated
        update_measure(world.system, money.pk, first.pk, weight=4.0, why="It is told sooner.")
    with on(2026, 5, 20):
        today, day = date(2026, 5, 20), date(2026, 4, 30)

        def score(*, as_known: bool) -> float | None:
            found = scorecard(world.actor("viewer"), day, today=today, as_known=as_known)
            assert found.as_known is as_known
            return found.score.score

        assert score(as_known=True) == pytest.approx((200 / 3 + 50) / 2)
        assert score(as_known=False) == pytest.approx((100 / 3 + 50) / 2)
        now = scorecard(world.actor("viewer"), today, today=today)
        assert now.score.score == pytest.approx((4 * 100 / 3 + 50) / 5)
        client = world.client("viewer")
        page = text_of(client.get(f"/scorecard?as_of={day}"))
        assert "with values as they are known now" in page
        then = text_of(client.get(f"/scorecard?as_of={day}&known=then"))
        assert "As it was known on 30 Apr 2026" in then


def test_what_scores_a_goal_is_said_changed_and_taken_away(world, money):
    kpi = kpi_at(world, "A", 85.0)
    made = add_measure(world.system, money.pk, kpi_id=kpi.pk)
    with pytest.raises(Conflict):
        add_measure(world.system, money.pk, kpi_id=kpi.pk)
    for wrong in ({"weight": -1.0}, {"weight": float("nan")}, {"scoring": "best"}):
        with pytest.raises(InvalidInput):
            update_measure(world.system, money.pk, made.pk, **wrong)
    now = update_measure(world.system, money.pk, made.pk, weight=2.0)
    assert GoalMeasure.objects.get() == now  # nobody has seen the one that began today
    for name in ("owner", "viewer"):
        with pytest.raises(NotAllowed):
            end_measure(world.actor(name), money.pk, now.pk)
    end_measure(world.system, money.pk, now.pk)
    with pytest.raises(NotFound):
        end_measure(world.system, money.pk, now.pk)
    archive_kpi(world.system, kpi.pk)
    with pytest.raises(Conflict):
        add_measure(world.system, money.pk, kpi_id=kpi.pk)
    verbs = Event.objects.filter(subject_id=money.pk, subject_type="goal", verb__contains="measure")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "measure.added", "measure.changed", "measure.ended",
    ]  # fmt: skip


class TestPages:
    def test_a_goal_is_measured_weighted_and_opened_line_by_line(self, world, money):
        kpi = kpi_at(world, "Paid in time", 85.0)
        client, address = world.client("admin"), f"/strategy/goals/{money.pk}/measures"
        assert "No KPI measures this goal yet" in text_of(client.get(address))
        refused = client.post(address, {"do": "add", "kpi_id": "", "weight": "2"})
        assert (refused.status_code, "Choose the KPI" in html_of(refused)) == (422, True)
        sent = {"do": "add", "kpi_id": str(kpi.pk), "weight": "2", "scoring": "last"}
        assert client.post(address, sent).status_code == 302
        measure_id = str(GoalMeasure.objects.get().pk)
        sent = {"do": "save", "measure": measure_id, f"weight-{measure_id}": "3",
                f"scoring-{measure_id}": "smoothed"}  # fmt: skip
        assert client.post(address, sent).status_code == 302
        stored = GoalMeasure.objects.get()
        assert (stored.weight, stored.scoring) == (3.0, "smoothed")
        weight = {"do": "weight", "goal_id": str(money.pk), "weight": "4"}
        assert client.post("/scorecard/step", weight).status_code == 302
        page = text_of(client.get("/scorecard"))
        assert "Mostly: 50 of 100." in page
        for words in ("Paid in time: 50.0 of 100", "It pays: 50.0 of 100", "Scorecard: 50.0 of 100",
                      "Mean of the last four periods, which is scored", "Weight 4"):  # fmt: skip
            assert words in page
        assert "Save" not in text_of(world.client("viewer").get("/scorecard"))
        assert client.post("/scorecard/step", {**weight, "weight": "-1"}).status_code == 422
        measure_id = str(GoalMeasure.objects.get().pk)
        end = {"do": "save", "measure": measure_id, f"ends-{measure_id}": "1"}
        assert client.post(address, end).status_code == 302
        assert "No KPI measures a mid-term goal yet." in text_of(client.get("/scorecard"))

    def test_scores_are_compared_with_a_day_before(self, world):
        MidTermGoal.objects.all().delete()
        kpi = kpi_at(world, "Paid in time", 85.0)  # August to October
        with on(2026, 9, 1):
            paid = goal(world, "It pays", add_perspective(world.system, name="Financial").pk)
            add_measure(world.system, paid.pk, kpi_id=kpi.pk)
        measure(world, kpi, [82.0], first=20)  # September, restated
        client = world.client("viewer")
        page = text_of(client.get("/scorecard"))
        assert "Since 30 Sep" in page
        assert "+10 from 40" in page
        page = text_of(client.get("/scorecard?since=2026-10-31"))
        assert "Since 31 Oct" in page
        assert "as before" in page
        past = text_of(client.get("/scorecard?as_of=2026-09-30"))
        assert "Since 30 Jun" in past
        assert " from " not in past
        assert "none then" in past
        for wrong, words in (
            ("2099-01-01", "Compare with a day before the one you look at."),
            ("soon", "Enter a day as year-month-day"),
        ):
            refused = client.get(f"/scorecard?since={wrong}")
            assert (refused.status_code, words in html_of(refused)) == (422, True)

    def test_quarters_are_those_of_the_fiscal_year(self, world, money):
        update_organisation(world.system, fiscal_year_start=2)
        add_measure(world.system, money.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
        GoalMeasure.objects.update(since=date(2026, 2, 1))
        page = text_of(world.client("viewer").get("/scorecard"))
        for day in ("31 Oct", "31 Jul", "30 Apr"):
            assert day in page
        assert "30 Sep" not in page
        assert "31 Jan" not in page  # no KPI measured a goal yet

    def test_factors_of_a_geometric_mean_come_to_it(self, world, money):
        for name, value in (("A", 85.0), ("B", 100.0)):  # 50 and 100
            add_measure(world.system, money.pk, kpi_id=kpi_at(world, name, value).pk)
        set_mean(world.system, mean="geometric")
        page = text_of(world.client("viewer").get("/scorecard"))
        assert "It pays: 70.7 of 100" in page
        assert "Factor" in page
        assert "7.1" in page  # the root of 50; that of 100 is 10

    def test_it_costs_the_same_for_few_and_many_kpis(self, world, money):
        def grow(count: int) -> None:
            for at in range(GoalMeasure.objects.count(), count):
                one = goal(world, f"Goal {at}", money.perspective_id)
                unit = world.units[("blue", "green")[at % 2]].pk
                kpi = kpi_at(world, f"KPI {at}", 85.0, unit_id=unit)
                add_measure(world.system, one.pk, kpi_id=kpi.pk)

        client = world.client("viewer")
        address = "/scorecard?as_of=2026-09-30&known=then"
        assert_no_growth(grow, lambda: (client.get("/scorecard"), client.get(address)))
        assert_budget("scorecard", lambda: client.get("/scorecard"))


def test_the_same_weight_and_mean_again_change_nothing(world, money):
    set_weight(world.system, weight=1.0, goal_id=money.pk)
    set_mean(world.system, mean="arithmetic")
    assert not Event.objects.filter(verb__in=("weight.set", "scorecard.changed")).exists()
    set_weight(world.system, weight=2.0, goal_id=money.pk)
    set_weight(world.system, weight=2.0, goal_id=money.pk)
    set_mean(world.system, mean="geometric")
    set_mean(world.system, mean="geometric")
    told = Event.objects.filter(verb__in=("weight.set", "scorecard.changed")).order_by("sequence")
    assert [json.loads(event.before) for event in told] == [
        {"weight": 1.0}, {"mean": "arithmetic"},
    ]  # fmt: skip
    with pytest.raises(InvalidInput):
        set_weight(world.system, weight=3.0, goal_id=money.pk, since=date(1, 1, 1))


def test_a_score_is_written_on_the_side_of_its_colour(world, money):
    """66.5 was written as 67, which would be green, beside the word amber."""
    for name, value, low in (("A", 85.0, 90.0), ("B", 86.6, 90.0)):
        add_measure(world.system, money.pk, kpi_id=kpi_at(world, name, value).pk)
        assert low
    score = card_of(world).goals[0].score.score
    assert 50 < score < 66.6
    page = world.client("viewer").get("/scorecard")
    assert f"{rounded(score)}" in text_of(page)
    assert [rounded(one) for one in (66.5, 66.66, 66.67, 33.0, 33.33)] == [66, 66, 67, 33, 33]


@pytest.mark.parametrize("asked", ["as_of=0001-01-01", "since=0001-01-01", "as_of=1899-12-31"])
def test_days_that_calendars_do_not_know_are_refused(world, money, asked):
    assert world.client("viewer").get(f"/scorecard?{asked}").status_code == 422
