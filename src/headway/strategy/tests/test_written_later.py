"""What was written down later for its own time is seen on its days, and told from what was known
then (docs/adr 0039)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from headway.core.calendars import Calendar
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World, on
from headway.people.access import Actor, system_actor
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    add_perspective,
    archive_goal,
    end_measure,
    restore_goal,
    set_weight,
    update_goal,
    update_link,
    update_measure,
)
from headway.strategy.models import CauseEffectLink, GoalMeasure, MidTermGoal, Weight
from headway.strategy.queries import goals_on
from headway.strategy.queries.card_days import card_days
from headway.strategy.queries.heat_map import heat_map
from headway.strategy.queries.links import links_on
from headway.strategy.queries.map_picture import picture
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.queries.strategy_map import map_of
from headway.strategy.queries.whose import whose_card
from headway.strategy.tests.test_past_cards import kpi_of
from headway.web.charts import strategy_map

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
THEN = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def _alone(world: World) -> None:
    MidTermGoal.objects.all().delete()


@pytest.fixture
def over(world: World) -> MidTermGoal:
    """A goal of two years that were over when it was written down, today."""
    return past_goal(world, "They pay in time")


def past_goal(world: World, title: str, **more: Any) -> MidTermGoal:
    return add_goal(world.system, title=title, starts_on=FIRST, ends_on=LAST, **more)


def titles(world: World, day: date, *, as_known: bool = False, **of: Any) -> list[str]:
    found = goals_on(world.actor("viewer"), day, as_known=as_known, **of)
    return [row.title for row in found]


def card(world: World, day: date = THEN, *, as_known: bool = False) -> Card:
    return scorecard(world.actor("viewer"), day, today=TODAY, as_known=as_known)


class TestGoals:
    def test_it_counts_on_its_own_days_and_says_when_it_was_written(self, world, over):
        [row] = goals_on(world.actor("viewer"), THEN)
        assert (row.title, row.written_on) == (over.title, TODAY)
        assert titles(world, FIRST) == titles(world, LAST) == [over.title]
        assert titles(world, FIRST - timedelta(1)) == titles(world, LAST + timedelta(1)) == []
        assert titles(world, TODAY) == []

    def test_it_was_not_known_then(self, world, over):
        assert titles(world, THEN, as_known=True) == []
        assert card(world, as_known=True).goals == []

    def test_of_days_after_it_was_written_its_history_is_told_as_ever(self, world):
        with on(date(2025, 3, 3)):
            goal = past_goal(world, "They pay")
        with on(date(2025, 9, 1)):
            update_goal(world.system, goal.pk, title="They pay in time")
        for as_known in (False, True):
            assert titles(world, date(2025, 3, 3), as_known=as_known) == ["They pay"]
            assert titles(world, date(2025, 9, 1), as_known=as_known) == ["They pay in time"]
        [row] = goals_on(world.actor("viewer"), date(2025, 9, 1))
        assert row.written_on is None
        # Before, nobody had said anything else of it than what is said now.
        assert titles(world, date(2025, 3, 2)) == ["They pay in time"]
        assert titles(world, date(2025, 3, 2), as_known=True) == []

    def test_days_that_were_a_slip_are_mended_for_good(self, world, over):
        update_goal(
            world.system, over.pk, starts_on=date(2022, 1, 1), ends_on=date(2023, 12, 31)
        )  # fmt: skip
        assert titles(world, THEN) == []
        assert titles(world, date(2023, 6, 30)) == [over.title]

    def test_put_away_it_counts_no_more_until_it_is_back(self, world, over):
        archive_goal(world.system, over.pk)
        assert titles(world, THEN) == []
        restore_goal(world.system, over.pk)
        assert titles(world, THEN) == [over.title]

    def test_others_see_nothing_of_it(self, world, over):
        assert goals_on(system_actor(world.other), THEN) == []
        assert scorecard(system_actor(world.other), THEN, today=TODAY).goals == []

    def test_nobody_waited_for_a_review_of_it(self, world, over):
        page = text_of(world.client("viewer").get(f"/strategy?as_of={THEN}"))
        assert over.title in page
        assert "Not reviewed" not in page
        assert "What is here was written down later, on 24 Nov 2026." in page


class TestMeasures:
    def test_of_a_goal_that_was_over_they_hold_in_all_its_time(self, world, over):
        kpi = kpi_of(world, "A", 85.0, 85.0, 85.0)
        add_measure(world.system, over.pk, kpi_id=kpi.pk)
        [measure] = GoalMeasure.objects.all()
        assert measure.since == FIRST
        [row] = card(world).kpis
        assert row.row.name == "A"

    def test_another_one_takes_the_place_of_what_was_said_first(self, world, over):
        """On a later day it needs a reason; the days of the goal have one weight, not two."""
        kpi = kpi_of(world, "A", 85.0)
        made = add_measure(world.system, over.pk, kpi_id=kpi.pk)
        with on(TODAY + timedelta(9)):
            with pytest.raises(InvalidInput):
                update_measure(world.system, over.pk, made.pk, weight=3.0)
            update_measure(world.system, over.pk, made.pk, weight=3.0, why="It was three.")
            later = TODAY + timedelta(9)
            found = scorecard(world.actor("viewer"), THEN, today=later).kpis
            assert [one.measure.weight for one in found] == [3.0]
            [live] = GoalMeasure.objects.filter(until__isnull=True)
            end_measure(world.system, over.pk, live.pk, why="It never did.")
            assert scorecard(world.actor("viewer"), THEN, today=later).kpis == []

    def test_of_a_goal_in_force_they_hold_from_their_day_on(self, world):
        goal = add_goal(world.system, title="It pays", starts_on=date(2026, 1, 1),
                        ends_on=date(2026, 12, 31))  # fmt: skip
        kpi = kpi_of(world, "A", 85.0)
        add_measure(world.system, goal.pk, kpi_id=kpi.pk)
        assert GoalMeasure.objects.get().since == TODAY
        [seen] = card(world, date(2026, 9, 30)).goals
        assert (seen.goal.written_on, seen.kpis) == (TODAY, ())

    def test_of_a_goal_that_was_seen_in_its_time_the_past_stays(self, world):
        with on(date(2024, 3, 4)):
            goal = past_goal(world, "It pays")
        kpi = kpi_of(world, "A", 85.0)
        add_measure(world.system, goal.pk, kpi_id=kpi.pk)
        set_weight(world.system, goal_id=goal.pk, weight=4.0)
        assert GoalMeasure.objects.get().since == Weight.objects.get().since == TODAY
        assert card(world).kpis == []

    def test_weights_go_by_the_time_of_the_goal(self, world, over):
        side = add_perspective(world.system, name="Money")
        for goal in (over, past_goal(world, "It grows")):
            update_goal(world.system, goal.pk, perspective_id=side.pk)
        set_weight(world.system, goal_id=over.pk, weight=4.0)
        set_weight(world.system, goal_id=over.pk, weight=3.0)
        assert [one.weight for one in card(world).goals] == [3.0, 1.0]


class TestArrows:
    def test_between_goals_that_were_over_they_hold_in_their_time(self, world, over):
        effect = past_goal(world, "It grows")
        made = add_link(world.system, cause_id=over.pk, effect_id=effect.pk)
        assert made.since == FIRST
        viewer = world.actor("viewer")
        [link] = map_of(viewer, THEN, today=TODAY).links
        assert (link.cause, link.effect) == (over.title, effect.title)
        assert map_of(viewer, THEN, today=TODAY, as_known=True).links == ()
        with on(TODAY + timedelta(9)):
            update_link(world.system, made.pk, lag=7, why="Seven.")
            [link] = map_of(viewer, THEN, today=TODAY + timedelta(9)).links
            assert (link.lag, link.since) == (7, FIRST)

    def test_one_is_drawn_once_and_in_no_circle(self, world, over):
        effect = past_goal(world, "It grows")
        add_link(world.system, cause_id=over.pk, effect_id=effect.pk)
        with pytest.raises(Conflict) as twice:
            add_link(world.system, cause_id=over.pk, effect_id=effect.pk)
        with pytest.raises(Conflict) as around:
            add_link(world.system, cause_id=effect.pk, effect_id=over.pk)
        assert [twice.value.code, around.value.code] == ["taken", "circle"]

    def test_where_old_and_new_close_a_circle_the_new_one_gives_way(self, world, over):
        """Each was right when it was drawn: the first had ended, the second is of its time."""
        effect = past_goal(world, "It grows")
        first = add_link(world.system, cause_id=over.pk, effect_id=effect.pk)
        CauseEffectLink.objects.filter(pk=first.pk).update(until=LAST)
        add_link(world.system, cause_id=effect.pk, effect_id=over.pk)
        viewer = world.actor("viewer")
        [left] = links_on(viewer, THEN, [over.pk, effect.pk])
        assert left.id == first.pk
        assert "They pay in time" in strategy_map(picture(map_of(viewer, THEN, today=TODAY)))


class TestUnits:
    def test_a_unit_had_a_scorecard_for_who_knows_it_now(self, world):
        blue = world.units["blue"]
        past_goal(world, "Blue pays in time", unit_id=blue.pk)
        viewer = world.actor("viewer")
        assert whose_card(viewer, blue, THEN, today=TODAY).unit_id == blue.pk
        assert whose_card(viewer, blue, THEN, today=TODAY, as_known=True).unit_id is None
        assert [row.unit_id for row in heat_map(viewer, THEN, today=TODAY).rows] == [blue.pk]
        assert heat_map(viewer, THEN, today=TODAY, as_known=True).rows == ()

    def test_the_page_of_units_says_so(self, world):
        past_goal(world, "Blue pays in time", unit_id=world.units["blue"].pk)
        page = text_of(world.client("viewer").get(f"/scorecard/units?as_of={THEN}"))
        assert "What is here was written down later, on 24 Nov 2026." in page


def days_of(actor: Actor, day: date = TODAY) -> Any:
    return card_days(actor, of=None, day=day, today=TODAY, calendar=Calendar())


class TestDays:
    def test_the_ends_of_quarters_of_goals_that_are_over_are_offered(self, world, over):
        found = days_of(world.actor("viewer"))
        assert [words for _end, words in found.near] == [
            "31 Dec 2025", "30 Sep 2025", "30 Jun 2025", "31 Mar 2025",
        ]  # fmt: skip
        assert [(year, len(ends)) for year, ends in found.years] == [(2025, 4), (2024, 4)]
        assert (found.nearest, found.count) == (LAST, 1)

    def test_they_stand_around_the_day_that_is_looked_at(self, world, over):
        near = [end for end, _words in days_of(world.actor("viewer"), date(2024, 6, 30)).near]
        assert near == [
            date(2024, 12, 31), date(2024, 9, 30), date(2024, 6, 30), date(2024, 3, 31),
        ]  # fmt: skip

    def test_a_short_goal_is_seen_on_its_last_day(self, world):
        add_goal(world.system, title="A sprint", starts_on=date(2025, 2, 3),
                 ends_on=date(2025, 2, 14))  # fmt: skip
        assert days_of(world.actor("viewer")).nearest == date(2025, 2, 14)

    def test_of_goals_to_come_there_is_nothing_to_see(self, world):
        add_goal(world.system, title="Next year", starts_on=date(2027, 1, 1),
                 ends_on=date(2027, 12, 31))  # fmt: skip
        found = days_of(world.actor("viewer"))
        assert (found.near, found.nearest, found.count) == ((), None, 1)
        page = text_of(world.client("viewer").get("/strategy/map"))
        assert "1 goal is of another time. Show all years" in page

    def test_of_a_goal_in_force_those_since_a_kpi_measures_it(self, world):
        kpi = kpi_of(world, "A", 85.0)
        with on(date(2026, 5, 4)):
            goal = add_goal(world.system, title="It pays", starts_on=date(2026, 1, 1),
                            ends_on=date(2026, 12, 31))  # fmt: skip
            add_measure(world.system, goal.pk, kpi_id=kpi.pk)
        assert [end for end, _words in days_of(world.actor("viewer")).near] == [
            date(2026, 9, 30), date(2026, 6, 30),
        ]  # fmt: skip


def test_where_some_were_known_each_of_the_others_says_when_it_was_written(world, over):
    with on(FIRST):
        past_goal(world, "It pays")
    for address in (f"/scorecard?as_of={THEN}", f"/strategy?as_of={THEN}"):
        page = text_of(world.client("viewer").get(address))
        assert "1 goal was written down later, on 24 Nov 2026." in page
        assert page.count("written down later, on 24 Nov 2026") == 2
    then = html_of(world.client("viewer").get(f"/scorecard?as_of={THEN}&known=then"))
    assert "It pays" in then
    assert over.title not in then


def test_reads_of_a_past_day_are_as_many_for_many_goals_as_for_few(world, over):
    client = world.client("viewer")
    kpi = kpi_of(world, "A", 85.0)

    def more(count: int) -> None:
        for _at in range(MidTermGoal.objects.count(), count):
            made = past_goal(world, "Another")
            add_measure(world.system, made.pk, kpi_id=kpi.pk)

    for address in ("/scorecard", "/strategy/map", "/scorecard/units", "/strategy"):
        MidTermGoal.objects.all().delete()
        assert_no_growth(more, partial(client.get, f"{address}?as_of={THEN}"), sizes=(2, 6))
