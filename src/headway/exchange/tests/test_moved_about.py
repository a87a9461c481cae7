"""A file whose parts move about: what earlier files left here, and people made of it, counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.exchange.actions import plan_import
from headway.exchange.actions.undo import undo_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import imported
from headway.exchange.tests.test_reimport import bring_in
from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Cycle, ObjectiveLink

Fields = dict[str, Any]


def result(key: str, **more: Any) -> Fields:
    """A key result from 0 to 10."""
    metric = {"metric_type": "count", "start": 0, "target": 10, "unit": more.pop("unit", "boats")}
    return {"id": key, "title": f"Boats {key}", "owner_role": "Skipper", "metric": metric, **more}


def guard(key: str, **more: Any) -> Fields:
    """A health metric."""
    metric = {"metric_type": "at_most", "target": 4}
    return {**result(key), "metric": metric, "health": True, **more}


def objective(key: str, *results: Fields, **more: Any) -> Fields:
    return {"id": key, "cycle": "Winter", "level": "team", "team": "Quay", "owner_role": "Skipper",
            "title": f"All boats {key}", "key_results": list(results), **more}  # fmt: skip


def bring(world: World, *objectives: Fields) -> ImportRun:
    return bring_in(world, file_of(*objectives))


def file_of(*objectives: Fields) -> bytes:
    cycle = {"id": "Winter", "start": "2026-10-05", "end": "2027-01-03"}
    file = {
        "schema": "okr-research/1",
        "organisation": {"id": "aster", "name": "Aster"},
        "cycles": [cycle],
        "objectives": list(objectives),
    }
    return yaml.safe_dump(file, sort_keys=False).encode()


def drives(key: str) -> list[Fields]:
    return [{"to": key, "kind": "drives_score"}]


def hands_on(share: float) -> list[Fields]:
    return [{"to": "K2", "kind": "contributes_value", "from": "K1", "share": share}]


READ = {"checkins": [{"at": "2026-11-02", "value": 6}]}


def test_links_that_left_the_file_still_close_a_circle(world: World) -> None:
    """They stay as they are, so a later file may not turn one round."""
    one, two = objective("O1", result("K1")), objective("O2", result("K2"))
    bring(world, {**one, "parents": drives("O2")}, two)
    (refused,) = bring(world, one, {**two, "parents": drives("O1")}).report["rejected"]
    assert "lead back to its own objective" in refused["why"]
    assert ObjectiveLink.objects.filter(kind="drives_score").count() == 1


def test_circles_are_looked_for_at_the_same_cost_however_far_up_links_lead(world: World) -> None:
    """What people linked above the file's objectives is read at once, not step by step."""
    one, two = objective("O1", result("K1")), objective("O2", result("K2"))
    bring(world, one, two)
    counts = []
    top = imported("objective", "O2")
    for levels in (1, 9):
        for _level in range(levels):
            above = world.add_objective()
            link_objective(world.system, top.pk, parent_objective_id=above.pk)
            top = above
        with CaptureQueriesContext(connection) as reads:
            plan_import(world.actor("admin"), file_of({**one, "parent": "O2"}, two), "two.yaml")
        counts.append(len(reads))
    assert counts[0] == counts[1]


def test_a_link_that_the_file_turns_round_is_no_circle(world: World) -> None:
    one, two, three = (objective(f"O{n}", result(f"K{n}")) for n in (1, 2, 3))
    bring(world, {**one, "parent": "O2"}, two, three)
    report = bring(world, {**one, "parent": "O3"}, {**two, "parent": "O1"}, three).report
    assert report["rejected"] == []


def test_a_key_result_that_moves_leaves_no_score_behind(world: World) -> None:
    """The numbers are held against the core when the test is over; and again when it is undone."""
    stays, moves, other = result("K0"), result("K1", **READ), result("K2")
    bring(world, objective("O1", stays, moves), objective("O2", other))
    assert imported("objective", "O1").score == pytest.approx(0.3)
    Cycle.objects.update(plan_lock_on=date(2026, 12, 20))
    run = bring(world, objective("O1", stays), objective("O2", other, moves))
    scores = [imported("objective", key).score for key in ("O1", "O2")]
    assert scores == [None, pytest.approx(0.3)]
    undo_import(world.actor("admin"), run.pk)
    scores = [imported("objective", key).score for key in ("O1", "O2")]
    assert scores == [pytest.approx(0.3), None]


def test_a_guard_stands_beside_what_it_guards(world: World) -> None:
    report = bring(
        world, objective("O1", result("K1")), objective("O2", result("K2"), guard("H", guards="K1"))
    ).report
    assert [one["why"] for one in report["rejected"]] == [
        "“K1” is a key result of another objective: a guard stands beside its own."
    ]


@pytest.mark.parametrize("turned", [(True, False), (False, True)], ids=["takes up", "lays down"])
def test_what_counts_does_not_become_a_guard_nor_a_guard_what_counts(
    world: World, turned: tuple[bool, bool]
) -> None:
    """A score would lose or gain it without a word in the ledger, and guards would guard guards."""
    before, after = turned
    bring(world, objective("O1", result("K1"), guard("H", health=before)))
    report = bring(world, objective("O1", result("K1"), guard("H", health=after))).report
    assert ["does not become" in one["why"] for one in report["rejected"]] == [True]
    assert imported("key_result", "H").is_health == before


def test_what_a_file_says_for_the_first_time_is_taken(world: World) -> None:
    """Nobody here has said anything of it either."""
    bring(world, objective("O1", result("K1", milestones=None)))
    said: Fields = {"weight": 3, "cadence": "monthly", "profile": "back_loaded"}
    report = bring(
        world, objective("O1", result("K1", **said), ambition="committed", own_weight=2)
    ).report
    assert report["rejected"] == []
    found, above = imported("key_result", "K1"), imported("objective", "O1")
    assert (found.weight, found.cadence, above.ambition) == (3, "monthly", "committed")


class TestUndoing:
    """What an import changed is not put back where people have built on the change."""

    def refused(self, world: World, run: ImportRun) -> str:
        with pytest.raises(Conflict) as refused:
            undo_import(world.actor("admin"), run.pk)
        return refused.value.detail

    def test_closes_no_circle(self, world: World) -> None:
        one, two, three = (objective(f"O{n}", result(f"K{n}")) for n in (1, 2, 3))
        bring(world, {**one, "parent": "O2"}, two, three)
        run = bring(world, {**one, "parent": "O3"}, two, three)
        link_objective(
            world.system, imported("objective", "O2").pk,
            parent_objective_id=imported("objective", "O1").pk,
        )  # fmt: skip
        assert "close a circle" in self.refused(world, run)

    def test_hands_on_no_more_than_there_is(self, world: World) -> None:
        one, two, three = (objective(f"O{n}", result(f"K{n}")) for n in (1, 2, 3))
        bring(world, {**one, "parents": hands_on(0.7)}, two, three)
        run = bring(world, {**one, "parents": hands_on(0.2)}, two, three)
        self.link_values(world, "K3")
        assert "at most 100 %" in self.refused(world, run)

    def test_adds_no_boats_to_oars(self, world: World) -> None:
        bring(world, objective("O1", result("K1", unit="oars")), objective("O3", result("K3")))
        run = bring(world, objective("O1", result("K1")), objective("O3", result("K3")))
        self.link_values(world, "K3")
        assert "cannot be added" in self.refused(world, run)

    def link_values(self, world: World, above: str) -> None:
        link_objective(
            world.system, imported("objective", "O1").pk,
            key_result_id=imported("key_result", above).pk, kind="contributes_value",
            child_key_result_id=imported("key_result", "K1").pk, share=0.8,
        )  # fmt: skip

    @pytest.mark.parametrize("more", [(result("K1", weight=3),), (result("K1"), result("K2"))],
                             ids=["changed", "added"])  # fmt: skip
    def test_leaves_a_closed_objective_as_it_was_closed(
        self, world: World, more: tuple[Fields, ...]
    ) -> None:
        bring(world, objective("O1", result("K1")))
        run = bring(world, objective("O1", *more))
        closed = imported("objective", "O1").pk
        close_objective(world.system, closed, outcome="partly", closing_word="Enough.")
        assert "was closed" in self.refused(world, run)
