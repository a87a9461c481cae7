"""Arrows of the strategy map: drawn, refused in circles, held against data, and kept by day."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from headway.activity.models import Event
from headway.core.cadence import add_months
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Kpi
from headway.kpis.tests.values import first_pass_yield, month
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    archive_goal,
    end_link,
    restore_goal,
    test_links,
    update_goal,
    update_link,
)
from headway.strategy.actions.trials import maps_due, test_if_due
from headway.strategy.models import CauseEffectLink, LinkTrial, MidTermGoal
from headway.strategy.queries.links import (
    declared_before,
    evidence_of,
    get_link,
    links_on,
    trials_of,
)

pytestmark = pytest.mark.django_db

FREE = {"low_bound": None, "high_bound": None, "is_count": False}
YEARS = 60


def ago(days: int) -> AbstractContextManager[object]:
    """The clock so many days before today."""
    return clock.frozen(NOW - timedelta(days=days))


def goal(world: World, title: str) -> MidTermGoal:
    return add_goal(world.system, title=title, starts_on=month(0), ends_on=month(36))


def measured(world: World, title: str, values: list[float], **definition: Any) -> MidTermGoal:
    """A goal with one KPI, of the months up to October 2026."""
    made = goal(world, title)
    kpi = first_pass_yield(world, name=title, **{**FREE, **definition})
    days = [add_months(month(21), at + 1 - len(values)) for at in range(len(values))]
    record_measurements(world.system, kpi.pk, [
        Reading(day, value) for day, value in zip(days, values, strict=True)
    ])  # fmt: skip
    add_measure(world.system, made.pk, kpi_id=kpi.pk)
    return made


def driven(lag: int, strength: float, seed: int = 4) -> tuple[list[float], list[float]]:
    """Sixty months of which the one follows the other."""
    noise = random.Random(seed)
    x = [noise.gauss(0, 1) for _month in range(YEARS)]
    before = [noise.gauss(0, 1) for _month in range(lag)]
    y = [strength * one + noise.gauss(0, 0.6) for one in [*before, *x[: YEARS - lag]]]
    return x, y


@pytest.fixture
def pair(world: World) -> tuple[MidTermGoal, MidTermGoal]:
    MidTermGoal.objects.all().delete()
    return goal(world, "Right first time"), goal(world, "A quiet winter")


def link(world: World, pair: tuple[MidTermGoal, MidTermGoal], **declared: Any) -> CauseEffectLink:
    return add_link(world.system, cause_id=pair[0].pk, effect_id=pair[1].pk, **declared)


def in_force(world: World, day=TODAY):
    ids = list(MidTermGoal.objects.values_list("pk", flat=True))
    return links_on(world.actor("viewer"), day, ids)


class TestDrawing:
    def test_it_says_what_is_expected_and_leaves_its_event(self, world, pair):
        made = link(world, pair, lag=2, per="monthly", strength="large", rationale=" It hides. ")
        [row] = in_force(world)
        assert (row.id, row.cause, row.effect) == (made.pk, "Right first time", "A quiet winter")
        assert (row.sign, row.lag, row.per, row.strength) == (1, 2, "monthly", "large")
        assert (row.rationale, row.trial) == ("It hides.", None)
        event = Event.objects.get(verb="link.added")
        assert (event.subject_type, event.subject_id) == ("goal", pair[0].pk)

    @pytest.mark.parametrize(
        ("declared", "field"),
        [
            ({"lag": -1}, "lag"),
            ({"lag": 61}, "lag"),
            ({"sign": 0}, "sign"),
            ({"per": "hourly"}, "per"),
            ({"strength": "huge"}, "strength"),
            ({"rationale": "x" * 2001}, "rationale"),
            ({"rationale": "a\0b"}, "rationale"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, world, pair, declared, field):
        with pytest.raises(InvalidInput) as refused:
            link(world, pair, **declared)
        assert [error.field for error in refused.value.errors] == [field]
        assert not CauseEffectLink.objects.exists()

    def test_a_circle_is_refused_with_the_way_round(self, world, pair):
        third = goal(world, "Margin")
        link(world, pair)
        add_link(world.system, cause_id=pair[1].pk, effect_id=third.pk)
        with pytest.raises(Conflict) as refused:
            add_link(world.system, cause_id=third.pk, effect_id=pair[0].pk)
        assert refused.value.code == "circle"
        around = "“Right first time” → “A quiet winter” → “Margin” → “Right first time”"
        assert around in refused.value.detail
        with pytest.raises(InvalidInput):
            add_link(world.system, cause_id=third.pk, effect_id=third.pk)
        with pytest.raises(Conflict):
            link(world, pair)

    def test_an_archived_goal_takes_no_part(self, world, pair):
        link(world, pair)
        archive_goal(world.system, pair[1].pk)
        third = goal(world, "Margin")
        with pytest.raises(InvalidInput):
            add_link(world.system, cause_id=third.pk, effect_id=pair[1].pk)
        assert test_links(world.system) == []

    def test_only_who_may_edit_the_strategy_and_nobody_from_elsewhere(self, world, pair):
        with pytest.raises(NotAllowed):
            add_link(world.actor("mate"), cause_id=pair[0].pk, effect_id=pair[1].pk)
        made = link(world, pair)
        with pytest.raises(NotAllowed):
            update_link(world.actor("mate"), made.pk, lag=2)
        with pytest.raises(NotAllowed):
            end_link(world.actor("mate"), made.pk)
        with pytest.raises(NotAllowed):
            test_links(world.actor("mate"))
        with pytest.raises(NotFound):
            get_link(world.actor("outsider"), made.pk)
        kpi = Kpi.objects.filter(organisation=world.other).first()
        assert kpi is None
        with pytest.raises(NotFound):
            update_link(world.system, made.pk, cause_kpi_id=123456)

    def test_another_lag_is_another_hypothesis_and_past_days_keep_theirs(self, world, pair):
        with ago(30):
            first = link(world, pair, lag=2)
            test_links(world.system)
        changed = update_link(world.system, first.pk, lag=3)
        assert changed.pk != first.pk
        [now], [then] = in_force(world), in_force(world, TODAY - timedelta(days=1))
        assert (now.lag, now.trial, then.lag) == (3, None, 2)
        assert then.trial is not None
        reworded = update_link(world.system, changed.pk, rationale="Why not?", strength="small")
        assert reworded.pk == changed.pk
        count = Event.objects.count()
        update_link(world.system, changed.pk, rationale="Why not?")
        assert Event.objects.count() == count
        end_link(world.system, changed.pk, why="We do not believe it.")
        assert in_force(world) == []
        assert len(in_force(world, TODAY - timedelta(days=1))) == 1
        with pytest.raises(NotFound):
            end_link(world.system, changed.pk)


class TestHolding:
    def test_what_follows_is_found_and_the_other_sign_contradicts_it(self, world):
        MidTermGoal.objects.all().delete()
        x, y = driven(2, 0.8)
        pair = measured(world, "Right", x), measured(world, "Quiet", y)
        made = link(world, pair, lag=2)
        [found] = test_links(world.actor("admin"))
        assert (found.verdict, found.n, found.pairs, found.lack) == ("supported", 60, 57, "")
        assert found.r > 0.6
        assert found.low < found.r < found.high
        assert (found.first_on, found.last_on) == (add_months(month(21), -59), month(21))
        update_link(world.system, made.pk, sign=-1)
        [found] = test_links(world.system)
        assert found.verdict == "contradicted"
        assert in_force(world)[0].trial.verdict == "contradicted"

    def test_r_is_by_what_is_better(self, world):
        MidTermGoal.objects.all().delete()
        x, y = driven(1, 0.8)
        faults = [-value for value in x]
        pair = measured(world, "Faults", faults, better="down"), measured(world, "Quiet", y)
        link(world, pair, lag=1)
        [found] = test_links(world.system)
        assert (found.verdict, found.r > 0) == ("supported", True)

    def test_why_it_cannot_be_held_against_data_is_said(self, world, pair):
        made = link(world, pair, lag=1)
        assert [one.lack for one in test_links(world.system)] == ["no_kpi"]
        few = measured(world, "Few", [1.0, 2.0, 1.0] * 5)
        kpi = Kpi.objects.get(name="Few")
        update_link(world.system, made.pk, cause_kpi_id=kpi.pk, effect_kpi_id=kpi.pk)
        [said] = test_links(world.system)
        assert (said.verdict, said.lack, said.n) == ("not_testable", "too_few", 15)
        made = CauseEffectLink.objects.get(until__isnull=True)
        update_link(world.system, made.pk, per="weekly")
        assert [one.lack for one in test_links(world.system)] == ["too_long"]
        Kpi.objects.update(better="within")
        assert [one.lack for one in test_links(world.system)] == ["direction"]
        flat = measured(world, "Flat", [5.0] * 24)
        other = measured(world, "Other", driven(1, 0.5)[0][:24])
        add_link(world.system, cause_id=flat.pk, effect_id=other.pk)
        assert few.pk
        assert [one.lack for one in test_links(world.system)] == ["direction", "flat"]

    def test_shorter_periods_are_put_together_and_the_running_one_is_left_out(self, world):
        MidTermGoal.objects.all().delete()
        pair = measured(world, "A", [1.0] * 48), measured(world, "B", [2.0] * 46)
        made = link(world, pair, lag=1, per="quarterly")
        said = evidence_of(world.system, [made])[made.pk]
        assert said.starts[-1] == month(18)  # October has come, the quarter has not ended
        assert (said.x[-1], said.y[-1], said.season) == (1.0, 2.0, 4)

    def test_of_several_the_weightiest_kpi_is_held_against_unless_one_is_chosen(self, world):
        MidTermGoal.objects.all().delete()
        x, y = driven(1, 0.9)
        pair = measured(world, "A", [1.0] * 60), measured(world, "B", y)
        better = first_pass_yield(world, name="Better", **FREE)
        record_measurements(world.system, better.pk, [
            Reading(add_months(month(21), at - 59), value) for at, value in enumerate(x)
        ])  # fmt: skip
        made = link(world, pair, lag=1)
        assert [one.lack for one in test_links(world.system)] == ["flat"]
        add_measure(world.system, pair[0].pk, kpi_id=better.pk, weight=2.0)
        assert [one.verdict for one in test_links(world.system)] == ["supported"]
        first = Kpi.objects.get(name="A")
        update_link(world.system, made.pk, cause_kpi_id=first.pk)
        assert [one.lack for one in test_links(world.system)] == ["flat"]

    def test_several_are_tested_together(self, world):
        """What would be found alone, just so, is not among many that are not there."""
        MidTermGoal.objects.all().delete()
        goals = [measured(world, f"G{at}", driven(1, 0.0, seed=at)[1]) for at in range(7)]
        for below, above in pairwise(goals):
            add_link(world.system, cause_id=below.pk, effect_id=above.pk)
        found = test_links(world.system)
        assert {one.together for one in found} == {6}
        assert {one.verdict for one in found} == {"not_seen"}
        event = Event.objects.get(verb="links.tested")
        assert '"not_seen": 6' in event.after

    def test_it_is_tested_by_itself_twice_a_year_and_once(self, world, pair):
        with ago(400):
            made = link(world, pair)
            assert maps_due() == []
        with ago(200):
            assert maps_due() == [world.organisation.pk]
            test_if_due(world.organisation.pk)
            test_if_due(world.organisation.pk)
            assert (LinkTrial.objects.count(), maps_due()) == (1, [])
        assert maps_due() == [world.organisation.pk]
        assert len(trials_of(world.system, made.pk)) == 1

    def test_it_costs_the_same_for_two_and_for_ten(self, world, django_assert_num_queries):
        MidTermGoal.objects.all().delete()
        goals = [measured(world, f"G{at}", driven(1, 0.5, seed=at)[1]) for at in range(11)]
        rows = [
            add_link(world.system, cause_id=below.pk, effect_id=above.pk)
            for below, above in pairwise(goals)
        ]
        with django_assert_num_queries(9):
            evidence_of(world.system, rows[:2])
        with django_assert_num_queries(9):
            evidence_of(world.system, rows)


def test_what_is_told_of_a_past_day_is_what_was_known_then(world: World, pair):
    with ago(60):
        link(world, pair)
    with ago(10):
        test_links(world.system)
    assert in_force(world, TODAY - timedelta(days=30))[0].trial is None
    assert in_force(world, TODAY - timedelta(days=5))[0].trial is not None


class TestWhatWasForgotten:
    """Found by somebody who attacked the map."""

    def test_who_tries_one_lag_after_another_leaves_a_trace(self, world, pair):
        made = link(world, pair, lag=0)
        test_links(world.system)
        for lag in (1, 2):
            made = update_link(world.system, made.pk, lag=lag)
            test_links(world.system)
        assert LinkTrial.objects.count() == 3
        earlier = declared_before(world.system, get_link(world.system, made.pk))
        assert [(one.lag, one.trial is not None) for one in earlier] == [(1, True), (0, True)]
        assert [one.lag for one in in_force(world)] == [2]
        page = text_of(world.client("viewer").get(f"/strategy/links/{made.pk}"))
        assert "Who tries one lag after another finds one by chance" in page

    def test_arrows_of_goals_that_are_over_or_archived_take_no_part(self, world, pair):
        over = goal(world, "Last year")
        add_link(world.system, cause_id=pair[0].pk, effect_id=over.pk)
        add_link(world.system, cause_id=over.pk, effect_id=pair[1].pk)
        MidTermGoal.objects.filter(pk=over.pk).update(ends_on=TODAY - timedelta(days=1))
        assert test_links(world.system) == []
        add_link(world.system, cause_id=pair[1].pk, effect_id=pair[0].pk)
        with pytest.raises(Conflict) as refused:
            update_goal(world.system, over.pk, ends_on=TODAY + timedelta(days=90))
        assert refused.value.code == "circle"
        over.refresh_from_db()
        assert over.ends_on < TODAY

    def test_what_is_restored_closes_no_circle(self, world, pair):
        third = goal(world, "Margin")
        link(world, pair)
        add_link(world.system, cause_id=pair[1].pk, effect_id=third.pk)
        archive_goal(world.system, pair[1].pk)
        add_link(world.system, cause_id=third.pk, effect_id=pair[0].pk)
        with pytest.raises(Conflict, match="close a circle"):
            restore_goal(world.system, pair[1].pk)
        pair[1].refresh_from_db()
        assert pair[1].archived_at is not None

    def test_a_map_of_which_nothing_is_left_is_due_no_more(self, world, pair):
        with ago(400):
            link(world, pair)
        assert maps_due() == [world.organisation.pk]
        archive_goal(world.system, pair[1].pk)
        assert maps_due() == []

    def test_power_is_never_said_to_be_certain(self, world):
        MidTermGoal.objects.all().delete()
        x, y = driven(0, 0.0)
        link(world, (measured(world, "A", x), measured(world, "B", y)), strength="large")
        assert [one.verdict for one in test_links(world.system)] == ["not_seen"]
        said = text_of(world.client("viewer").get("/strategy/map"))
        assert "a large effect, so many periods would show it in more than 99 % of cases" in said

    def test_a_long_lag_wants_as_many_periods_more(self, world):
        MidTermGoal.objects.all().delete()
        x, y = driven(2, 0.8)
        pair = measured(world, "A", x[-20:]), measured(world, "B", y[-20:])
        link(world, pair, lag=12)
        assert [one.lack for one in test_links(world.system)] == ["too_few"]
        said = text_of(world.client("viewer").get("/strategy/map"))
        assert "20 of 28 periods in a row have values of both." in said
        assert "it can be tested after Jun 2027" in said

    def test_the_page_of_an_arrow_of_a_past_day_tells_what_was_known_then(self, world):
        MidTermGoal.objects.all().delete()
        with ago(40):
            made = link(world, (goal(world, "Right"), goal(world, "Quiet")))
        test_links(world.system)
        day = (TODAY - timedelta(days=20)).isoformat()
        page = text_of(world.client("viewer").get(f"/strategy/links/{made.pk}?as_of={day}"))
        assert "Declared, and not yet held against data." in page
        assert "Tests so far 0" in page
