"""What a cycle teaches, on its review page, in its report and through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import NOW, START, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.models import Cycle, KeyResult, Objective
from headway.okrs.queries.cycle_report import cycle_report
from headway.okrs.queries.cycle_review import CycleReview, cycle_review
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.learning import learn
from headway.okrs.queries.objectives import Filters, objective_rows, scoped

pytestmark = pytest.mark.django_db

FIRST_DAY = NOW - timedelta(days=(TODAY - START).days)


def tell(world: World, key_result_id: int, *said: tuple[int, float, int]) -> None:
    """(week, value, confidence) of a key result, each entered on the first day of its week."""
    for week, value, confidence in said:
        with clock.frozen(FIRST_DAY + timedelta(weeks=week - 1)):
            check_in(world.system, key_result_id, value=value, confidence=confidence)


def reviewed(world: World, actor=None) -> CycleReview:
    rows = objective_rows(
        scoped(actor or world.system, Filters(cycle_id=world.cycle.pk)), as_of=TODAY, today=TODAY
    )
    return cycle_review(learn(world.system, rows, as_of=TODAY))


def many(world: World, count: int, *, reached: int) -> list[Objective]:
    """Closed objectives of one key result each, of which some reached it; all were said to be at
    8 of 10 in weeks 1 and 3."""
    made = []
    for number in range(count):
        objective = world.add_objective(f"Objective {number}")
        key_result_id = objective.key_results.get().pk
        value = 10.0 if number < reached else 4.0
        tell(world, key_result_id, (1, 1.0, 8), (3, value, 8))
        close_objective(world.system, objective.pk, outcome="partly")
        made.append(objective)
    return made


class TestLessons:
    def test_twenty_key_results_say_how_good_the_confidence_was(self, world):
        many(world, 20, reached=10)
        found = reviewed(world)
        assert (found.confidence.key_results, found.confidence.words) == (20, 40)
        assert found.confidence.brier == pytest.approx((0.04 + 0.64) / 2)
        assert found.confidence.bias == pytest.approx(0.3)
        assert list(found.by_week) == [1, 3]
        assert found.by_week[1].brier == pytest.approx(0.34)
        (unit,) = found.by_unit
        assert (unit.unit_name, unit.confidence.key_results) == ("Blue", 20)
        assert [band.count for band in found.halfway] == [0, 0, 20]
        assert (found.halfway[2].reached, found.halfway[2].score) == (10, pytest.approx(0.7))
        assert found.key_results.at_one == 10
        assert found.explanations["brier"].value == found.confidence.brier

    def test_of_nineteen_nothing_is_said(self, world):
        many(world, 19, reached=10)
        found = reviewed(world)
        assert (found.confidence.brier, found.confidence.bias) == (None, None)
        assert found.confidence.missing == 1

    def test_what_is_still_running_says_nothing_of_confidence(self, world):
        tell(world, world.key_results[0].pk, (1, 41, 3))
        assert reviewed(world).confidence.key_results == 0

    def test_missed_commitments_stand_with_their_reason_the_worst_first(self, world):
        Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
        first, second = world.key_results
        tell(world, first.pk, (2, 50, 6))
        said = {first.pk: SelfGrade(miss_reason="Half."), second.pk: SelfGrade(miss_reason="None.")}
        close_objective(world.system, world.objective.pk, outcome="missed", key_result_grades=said)
        found = reviewed(world)
        assert [(miss.score, miss.reason) for miss in found.misses] == [
            (0.0, "None."),
            (0.5, "Half."),
        ]
        assert found.unexplained == 0
        assert found.decisions == {"close": 2, "carry": 0, "change": 0, "drop": 0}
        page = html_of(world.client("viewer").get(f"/cycles/{world.cycle.pk}?unit=all"))
        assert "Committed and missed" in page
        assert "Half." in page

    def test_eight_own_grades_show_a_pattern(self, world):
        for number in range(8):
            objective = world.add_objective(f"Objective {number}")
            key_result_id = objective.key_results.get().pk
            tell(world, key_result_id, (1, 5.0, 5))
            said = {key_result_id: SelfGrade(0.8, "It felt like more.")}
            close_objective(world.system, objective.pk, outcome="partly", key_result_grades=said)
        found = reviewed(world)
        assert (found.grades.count, found.grades.pattern) == (8, "GRADE_INFLATION")
        assert found.grades.mean == pytest.approx(0.3)

    def test_what_goes_on_and_what_moved_are_named(self, world):
        first = world.key_results[0]
        update_key_result(world.system, first.pk, target=55, reason="The market left.")
        closure = close_objective(
            world.system,
            world.objective.pk,
            outcome="missed",
            decision="change",
            carry_to_cycle_id=world.next_cycle().pk,
        )
        found = reviewed(world)
        (going,) = found.going
        assert (going.draft_id, going.decision, going.times) == (closure.carried_to_id, "change", 1)
        assert (found.moves[0].reason, found.change_rate.moved) == ("The market left.", 1)

    def test_a_reader_learns_from_what_is_theirs_to_read(self, world):
        many(world, 2, reached=1)
        Objective.objects.filter(title="Objective 0").update(visibility="unit")
        assert reviewed(world, world.actor("stranger")).objectives.total == 2
        assert reviewed(world).objectives.total == 3


class TestReport:
    @pytest.fixture
    def earlier(self, world: World) -> Cycle:
        """A cycle before the running one, closed; one committed objective kept, one not."""
        earlier = Cycle.objects.create(
            organisation=world.organisation, name="Q3 2026", starts_on=START - timedelta(weeks=13),
            ends_on=START - timedelta(days=1), plan_lock_on=START - timedelta(weeks=11),
            phase="closed",
        )  # fmt: skip
        for number, objective in enumerate(many(world, 2, reached=1)):
            Objective.objects.filter(pk=objective.pk).update(cycle=earlier, ambition="committed")
            KeyResult.objects.filter(objective=objective).update(score=1.0 - number * 0.6)
        return earlier

    def report(self, world: World, actor=None):
        (row,) = [c for c in list_cycles(world.system) if c.id == world.cycle.pk]
        return cycle_report(actor or world.system, row, "", as_of=TODAY, today=TODAY)

    def test_cycles_stand_side_by_side_the_oldest_first(self, world, earlier):
        tell(world, world.key_results[0].pk, (1, 44, 6), (2, 52, 6))
        report = self.report(world)
        assert [column.cycle.name for column in report.columns] == [earlier.name, world.cycle.name]
        before, now = report.columns
        assert (before.figures["kept"].value, before.figures["kept"].count) == (0.5, 2)
        assert now.figures["aspirational"].value == pytest.approx(0.3)
        assert now.figures["kept"].value is None
        assert before.figures["carried"].value == 0
        assert now.figures["check_in_rate"].count == 14
        assert now.figures["check_in_rate"].value == pytest.approx(2 / 14)

    def test_what_was_entered_afterwards_says_nothing_of_habits(self, world, earlier):
        before = self.report(world).columns[0].figures["check_in_rate"]
        assert before.value is None
        assert "entered after the cycle" in before.explanation.notes[0]

    def test_every_number_opens_how_it_came_about(self, world, earlier):
        for column in self.report(world).columns:
            for name, found in column.figures.items():
                assert found.explanation.rule, name
                assert name in ("at_zero", "at_one") or found.explanation.value == found.value

    def test_the_page_shows_what_is_computed(self, world, earlier):
        page = html_of(world.client("viewer").get(f"/cycles/{world.cycle.pk}/report?unit=all"))
        assert "Committed objectives kept" in page
        assert page.count('<svg class="chart hist"') >= 1
        assert "50\u00a0%" in page

    def test_it_costs_the_same_for_two_objectives_and_for_twenty(self, world, earlier):
        def grow(count: int) -> None:
            while Objective.objects.count() < count + 3:
                made = world.add_objective("One more")
                tell(world, made.key_results.get().pk, (1, 1.0, 8))

        client = world.client("lead")
        address = f"/cycles/{world.cycle.pk}/report?unit=all"
        assert_no_growth(grow, lambda: client.get(address))
        assert_budget("cycle, report", lambda: client.get(address))
