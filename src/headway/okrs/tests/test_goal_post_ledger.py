"""The ledger: each move with its way and size, how often a unit moves its goal posts, as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, START, TODAY, World
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.targets import set_target
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result, cancel_key_result, update_key_result
from headway.okrs.models import GoalPostChange, KeyResult, Objective, Visibility
from headway.okrs.queries.ledgers import ledger, unit_ledger

pytestmark = pytest.mark.django_db

HALF = START + timedelta(days=45)
LATE = START + timedelta(days=72)
WHY = "The shop in Lyon closed."
FOUR_ANSWERS = {
    "different": "Eight in a row lie below the centre.",
    "reason": "The new oven runs cooler.",
    "wanted": "It is accepted.",
    "lasting": "The old oven is sold.",
}


def move(world: World, day: date = TODAY, *, index: int = 0, **changes: Any) -> None:
    with clock.frozen(datetime.combine(day, NOW.timetz())):
        update_key_result(world.system, world.key_results[index].pk, reason=WHY, **changes)


def of_unit(world: World, who: str = "viewer", unit: str = "root"):
    return unit_ledger(
        world.actor(who),
        unit_path=world.units[unit].path,
        cycle_id=world.cycle.pk,
        until=LATE,
        today=TODAY,
    )


def test_the_worked_number_of_the_method(world):
    move(world, HALF, target=55.0)
    move(world, LATE, target=50.0)
    found = ledger(world.objective.pk)
    (index,) = found.indexes
    assert index.movement == index.easing == pytest.approx(0.825, abs=0.01)
    assert (index.severity, index.changes) == ("error", 2)
    newest, oldest = found.moves
    assert (newest.before, newest.after, newest.direction) == (55.0, 50.0, "eased")
    assert oldest.tau == pytest.approx(0.5, abs=0.01)


def test_a_harder_target_is_told_from_an_easier_one(world):
    move(world, HALF, target=70.0)
    move(world, HALF, index=1, target=4.0)
    assert {row.direction for row in ledger(world.objective.pk).moves} == {"tightened"}


def test_words_and_weights_stand_in_it_and_count_nothing(world):
    move(world, HALF, title="Searches that sell", weight=2.0)
    found = ledger(world.objective.pk)
    assert {row.field for row in found.moves} == {"title", "weight"}
    assert {row.direction for row in found.moves} == {"changed"}
    assert found.indexes == []


def test_a_late_easing_into_a_better_band_is_marked(world):
    check_in(world.system, world.key_results[0].pk, value=50)
    move(world, LATE, target=53.0)
    (index,) = ledger(world.objective.pk).indexes
    assert index.late_rescue
    assert (index.score_original, index.score_of_record) == (0.5, 0.5)
    assert index.score_current == pytest.approx(10 / 13)
    assert index.severity == "error"


def test_who_approved_and_when_stands_in_the_line(world):
    asked = update_key_result(
        world.actor("owner"), world.key_results[0].pk, target=50.0, reason=WHY
    )
    assert asked is not None
    approve_goal_post(world.actor("lead"), asked.pk)
    (row,) = ledger(world.objective.pk).moves
    assert (row.author_name, row.approved_by, row.approved_on) == (
        "Owner Person", "Lead Person", TODAY,
    )  # fmt: skip


class TestOfAUnit:
    def test_the_rate_is_the_share_of_active_key_results_that_moved(self, world):
        world.add_objective("Another")
        world.add_objective("A third", unit="green")
        assert of_unit(world).rate.share == 0.0
        move(world, HALF, target=55.0)
        move(world, HALF, index=1, weight=2.0)
        found = of_unit(world)
        assert (found.rate.moved, found.rate.active, found.rate.band) == (1, 4, "watch")
        assert of_unit(world, unit="blue").rate.share == pytest.approx(1 / 3)
        assert of_unit(world, unit="green").moves == []

    def test_what_is_cancelled_is_not_active(self, world):
        move(world, HALF, target=55.0)
        cancel_key_result(world.system, world.key_results[0].pk, reason="Sold.")
        found = of_unit(world)
        assert (found.rate.moved, found.rate.active) == (0, 1)
        assert [row.field for row in found.moves] == ["cancelled", "target"]

    def test_a_past_day_knows_nothing_of_what_came_later(self, world):
        move(world, HALF, target=55.0)
        found = unit_ledger(
            world.actor("viewer"),
            unit_path="",
            cycle_id=None,
            until=HALF - timedelta(days=1),
            today=TODAY,
        )
        assert (found.moves, found.rate.moved) == ([], 0)

    def test_what_is_hidden_counts_and_is_not_shown(self, world):
        move(world, HALF, target=55.0)
        Objective.objects.filter(pk=world.objective.pk).update(visibility=Visibility.PEOPLE)
        found = of_unit(world, "stranger")
        assert (found.moves, found.hidden, found.rate.moved) == ([], 1, 1)
        assert unit_ledger(
            world.actor("outsider"), unit_path="", cycle_id=None, until=LATE, today=TODAY
        ).rate.active == 0  # fmt: skip


class TestPage:
    def test_it_says_what_moved_and_whether_it_was_eased(self, world):
        move(world, HALF, target=55.0)
        move(world, HALF, index=1, target=4.0)
        page = world.client("viewer").get("/goal-posts?unit=all").content.decode()
        assert "Two targets moved. One was made easier." in page
        for words in ("Easier", "Harder", "planning does not hold", "50 % of the cycle", WHY):
            assert words.replace(" %", "\N{NO-BREAK SPACE}%") in page or words in page

    def test_nothing_moved_is_said_too(self, world):
        page = world.client("viewer").get("/goal-posts?unit=all").content.decode()
        assert "No target moved." in page
        assert "Nothing moved after plan lock" in page

    def test_every_page_says_what_it_counts(self, world):
        cancel_key_result(world.system, world.key_results[1].pk, reason="Sold.")
        move(world, weight=2.0)
        viewer = world.client("viewer")
        page = text_of(viewer.get("/goal-posts?unit=all"))
        assert "No target moved. Two other changes." in page
        parts = "0 targets, 1 key result came or went, 1 weight, wording or link"
        told = f"Changes after plan lock 2 {parts}"
        assert told in page
        assert "Key results whose target moved 0 of 1" in page
        assert told in text_of(viewer.get(f"/objectives/{world.objective.pk}"))
        assert "no score to no score" not in page
        assert "Cancelled" in page

    def test_a_score_has_two_decimals(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        cancel_key_result(world.system, world.key_results[1].pk, reason="Sold.")
        page = text_of(world.client("viewer").get("/goal-posts?unit=all"))
        assert "Cancelled; score of the objective 0.25 to 0.50" in page

    def test_what_waits_stands_on_top(self, world):
        update_key_result(world.actor("owner"), world.key_results[0].pk, target=50.0, reason=WHY)
        page = world.client("viewer").get("/goal-posts?unit=all").content.decode()
        assert "Asked to move" in page
        assert "Waits for" in page

    def test_as_csv_it_goes_on_elsewhere(self, world):
        move(world, HALF, target=55.0)
        GoalPostChange.objects.update(reason="=1+1")
        answer = world.client("viewer").get("/goal-posts?unit=all&format=csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
        assert (row["field"], row["before"], row["after"]) == ("target", "60.0", "55.0")
        assert (row["direction"], row["reason"]) == ("eased", "'=1+1")
        assert float(row["key_result_movement"]) == pytest.approx(0.375, abs=0.01)

    def test_the_same_table_holds_targets_and_limits_of_kpis(self, world):
        with clock.frozen(NOW - timedelta(days=400)):
            kpi = first_pass_yield(world)
            set_target(world.system, kpi.pk, kind="at_least", low=95.0, red=90.0)
        measure(world, kpi, [*STEADY, *[80.0] * 8])
        at_least = {"kind": "at_least", "red": 90.0, "why": "=Asked for."}
        set_target(world.actor("owner"), kpi.pk, low=94.0, **at_least)
        rebase(world.actor("owner"), kpi.pk, starts_on=month(len(STEADY)), **FOUR_ANSWERS)
        viewer = world.client("viewer")
        assert "As CSV" in text_of(viewer.get("/goal-posts?unit=all"))
        move(world, HALF, target=55.0)
        answer = viewer.get("/goal-posts?unit=all&format=csv").content.decode()
        first, *rows = csv.DictReader(io.StringIO(answer))
        assert (first["field"], first["kpi"]) == ("target", "")
        told = {row["field"]: row for row in rows}
        assert set(told) == {"kpi_target", "limits"}
        row = told["kpi_target"]
        assert (row["kpi"], row["key_result"], row["direction"]) == (kpi.name, "", "eased")
        assert row["before"] == "at least 95 %, red from 90"
        assert row["after"] == "at least 94 %, red from 90"
        assert (row["value_known"], row["reason"]) == ("no", "'=Asked for.")
        assert float(row["kpi_movement"]) == float(row["movement"]) == pytest.approx(0.2)
        assert (told["limits"]["before"], told["limits"]["reason"]) == ("", FOUR_ANSWERS["reason"])
        assert told["limits"]["holds_from"] == month(len(STEADY)).isoformat()

    def test_the_way_there(self, world):
        viewer = world.client("viewer")
        for path in (f"/cycles/{world.cycle.pk}", f"/units/{world.units['blue'].pk}"):
            assert "/goal-posts?" in viewer.get(path).content.decode()
        move(world, HALF, target=55.0)
        page = viewer.get(f"/objectives/{world.objective.pk}").content.decode()
        assert "Goal-post ledger" in page
        assert "/goal-posts?" in page
        assert 'href="/goal-posts"' in viewer.get("/find?q=goal+posts").content.decode()

    def test_its_cost(self, world):
        client = world.client("viewer")
        move(world, HALF, target=55.0)
        assert_budget("goal posts", lambda: client.get("/goal-posts?unit=all"))

        def more(count: int) -> None:
            for number in range(count):
                made = add_key_result(
                    world.system,
                    objective_id=world.objective.pk,
                    title=f"More {number}",
                    kind="increase",
                    start=0.0,
                    target=9.0,
                    owner_id=world.people["owner"].pk,
                    reason=WHY,
                ).key_result
                update_key_result(world.system, made.pk, target=8.0, reason=WHY)

        assert_no_growth(more, lambda: client.get("/goal-posts?unit=all"))


def test_imported_oddities_still_have_an_index(world):
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(start=None)
    move(world, HALF, index=0, start=40.0, target=55.0)
    assert ledger(world.objective.pk).indexes[0].changes == 2
