"""Rules that need a past: what was known when a target was set, how the cycles before ended. As
boards say it, of data that people entered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, World, on
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.rebases import rebase
from headway.okrs.models import Objective
from headway.okrs.queries.planned import pasts
from headway.rituals.tests.findings import STEADY, board, carried_over, closed, data, kpi, reads

pytestmark = pytest.mark.django_db


class TestTooEasy:
    def test_a_target_within_the_usual_ups_and_downs(self, world: World) -> None:
        reads(world, kpi(world), target=52.7)
        said = board(world)
        assert "A target that comes by itself" in said
        assert "52.7 lies within the usual ups and downs around 51. Aim further." in said

    def test_not_where_the_baseline_began_anew(self, world: World) -> None:
        source = kpi(world, (60.0, 62.0) * 5 + (50.0, 52.0) * 2)
        rebase(
            world.system, source.pk, starts_on=date(2026, 7, 1), different="Higher.",
            reason="New line.", wanted="Yes.", lasting="It stays.",
        )  # fmt: skip
        reads(world, source, target=56.0)
        assert "A target that comes by itself" not in board(world)

    def test_a_target_that_is_met_already(self, world: World) -> None:
        reads(world, kpi(world, (50.0, 64.0)))
        assert "It stood at 64 when the target of 60 was set. Aim further." in board(world)

    def test_a_target_to_which_it_goes_anyway(self, world: World) -> None:
        reads(world, kpi(world, (30.0, 33.0, 36.0, 40.0, 43.0, 46.0, 50.0, 53.0)), target=56.0)
        assert "At the start the forecast gave it 99 %. Aim further." in board(world)

    def test_what_was_carried_over_knows_its_past(self, world: World) -> None:
        first = world.key_results[0]
        with on(date(2027, 1, 4)):
            carried = carried_over(world)
            copy = carried.key_results.get(carried_from=first)
            assert (copy.start, copy.target) == (53.0, 60.0)
            assert "At the start the forecast gave it 99 %. Aim further." in board(world)
            Objective.objects.filter(pk=carried.pk).update(state="proposed")
            assert "At the start the forecast" in board(world, who="viewer")
            Objective.objects.filter(pk=world.objective.pk).update(visibility="people")
            said = board(world, who="viewer")
            assert carried.title in said
            assert "At the start the forecast" not in said

    def test_what_adds_up_begins_anew(self, world: World) -> None:
        reads(world, kpi(world), start=0.0, target=50.0, aggregation="sum")
        assert "A target that comes by itself" not in board(world)

    def test_the_month_that_runs_is_not_known_yet(self, world: World) -> None:
        source = kpi(world, (50.0, 51.0))
        record_measurements(world.system, source.pk, [Reading(date(2026, 11, 1), 64.0)])
        reads(world, source)
        assert "A target that comes by itself" not in board(world)

    def test_what_came_after_the_start_was_not_known(self, world: World) -> None:
        source = kpi(world, (50.0, 51.0, 64.0))
        with on(START):
            reads(world, source, cycle=world.cycle)
        assert "A target that comes by itself" not in board(world, cycle=world.cycle)


class TestOutOfReach:
    def test_a_commitment_blocks(self, world: World) -> None:
        reads(world, kpi(world, STEADY[:8]), target=90.0, ambition="committed")
        said = board(world)
        assert "The forecast gives it 1 %, too little for a commitment. Aim lower." in said
        assert "1 blocks" in said

    def test_a_stretch_is_asked(self, world: World) -> None:
        reads(world, kpi(world, STEADY[:8]), target=90.0)
        assert "What will you do in an entirely new way?" in board(world)

    def test_seven_values_say_nothing(self, world: World) -> None:
        reads(world, kpi(world, STEADY[:7]), target=90.0, ambition="committed")
        assert "A target out of reach" not in board(world)


class TestThePast:
    def test_a_unit_that_always_gets_there(self, world: World) -> None:
        for back in (1, 2, 3):
            closed(world, back, [10.0, 11.0, 10.0])
        world.add_draft()
        said = board(world)
        assert "A unit that always gets there" in said
        assert "9 of 9 aspirational key results were reached. Aim further." in said

    def test_or_is_early_and_nearly_there_on_the_whole(self, world: World) -> None:
        for back in (1, 2, 3):
            closed(world, back, [10.0, 10.0, 8.7], week=6)
        world.add_draft()
        assert "9 aspirational key results came early or by far" in board(world)

    def test_late_and_nearly_there_is_as_it_should_be(self, world: World) -> None:
        for back in (1, 2, 3):
            closed(world, back, [10.0, 10.0, 8.7], week=10)
        world.add_draft()
        assert "A unit that always gets there" not in board(world)

    def test_a_unit_that_hardly_gets_anywhere(self, world: World) -> None:
        for back in (1, 2):
            closed(world, back, [2.0, 1.0])
        world.add_draft()
        said = board(world)
        assert "The last two cycles scored 0.15 on average. Aim at what you can move." in said

    def test_grades_above_what_was_measured(self, world: World) -> None:
        closed(world, 1, [5.0, 4.0, 5.0, 4.0], own=0.8)
        closed(world, 2, [5.0, 4.0, 5.0, 4.0], own=0.8)
        world.add_draft()
        said = board(world)
        assert "Own grades lie 0.35 above the computed scores on average (8 key results)." in said

    def test_it_is_acknowledged_for_the_cycle_whatever_each_reader_counts(
        self, world: World
    ) -> None:
        for back in (2, 3, 4):
            closed(world, back, [10.0, 11.0, 10.0])
        world.add_draft()
        [found] = data(world)["unit_findings"]
        assert found["code"] == "SANDBAG_HISTORY"
        lead = world.client("lead")
        address = f"/planning/step?unit={world.units['blue'].pk}&cycle={world.next_cycle().pk}"
        answer = lead.post(address, {"do": "acknowledge", "mark": found["mark"]})
        assert answer.status_code == 302, text_of(answer)
        assert "Kept by Lead Person" in board(world)
        closed(world, 1, [10.0])
        Objective.objects.filter(title="Learned 1 ago").update(visibility="people")
        assert "10 of 10 aspirational key results were reached" in board(world, who="admin")
        for who in ("admin", "viewer"):
            assert "Kept by Lead Person" in board(world, who=who)

    def test_only_the_last_six_cycles_are_read_however_long_the_past(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[object] = []
        made = pasts._of_cycles

        def counted(*given: Any) -> Any:
            rows = made(*given)
            read.extend(rows)
            return rows

        monkeypatch.setattr(pasts, "_of_cycles", counted)
        for back in range(1, 9):
            closed(world, back, [10.0, 11.0] if back <= 6 else [2.0, 1.0])
        assert "12 of 12 aspirational key results" in board(world, cycle=world.cycle)
        assert len(read) == 12

    def test_what_the_reader_may_not_read_is_not_counted(self, world: World) -> None:
        for back in (1, 2, 3):
            closed(world, back, [10.0, 11.0, 10.0])
        Objective.objects.filter(title="Learned 3 ago").update(visibility="people")
        world.add_draft()
        assert "A unit that always gets there" not in board(world, who="viewer")
        assert "A unit that always gets there" in board(world, who="admin")
