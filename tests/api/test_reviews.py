"""What a cycle teaches, and its report, by the API: the figures of the pages."""

from __future__ import annotations

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.okrs.models import Objective
from tests.api.conftest import CallerOf


def test_a_cycle_tells_what_it_teaches(world: World, caller: CallerOf) -> None:
    Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
    first, second = world.key_results
    check_in(world.actor("owner"), first.pk, value=60, confidence=8)
    said = {second.pk: SelfGrade(0.1, "A little.", "Nobody had the time.", "carry")}
    close_objective(
        world.actor("owner"),
        world.objective.pk,
        outcome="partly",
        decision="carry",
        key_result_grades=said,
        carry_to_cycle_id=world.next_cycle().pk,
    )
    reader = caller("viewer", "read")
    found = reader.get(f"cycles/{world.cycle.pk}/learnings", unit_id=world.units["blue"].pk)
    assert [miss["reason"] for miss in found["misses"]] == ["Nobody had the time."]
    assert (found["key_results"]["share_at_one"], found["key_results"]["mean"]) == (0.5, 0.5)
    assert sum(one["count"] for one in found["key_results"]["bins"]) == 2
    assert found["decisions"] == {"close": 1, "carry": 1, "change": 0, "drop": 0}
    assert (found["going"][0]["decision"], found["going"][0]["times"]) == ("carry", 1)
    assert (found["confidence"]["key_results"], found["confidence"]["brier"]) == (1, None)
    assert found["explanations"]["key_results"]["value"] == found["key_results"]["mean"]
    assert found["by_unit"][0]["unit_name"] == "Blue"
    closure = reader.get(f"objectives/{world.objective.pk}/closure")
    graded = {grade["key_result_id"]: grade for grade in closure["grades"]}
    assert (graded[second.pk]["miss_reason"], graded[second.pk]["decision"]) == (
        "Nobody had the time.", "carry",
    )  # fmt: skip


def test_the_report_holds_the_figures_with_how_they_came_about(
    world: World, caller: CallerOf
) -> None:
    check_in(world.actor("owner"), world.key_results[0].pk, value=52)
    found = caller("viewer", "read").get(f"cycles/{world.cycle.pk}/report")
    (column,) = found["cycles"]
    assert (column["name"], column["objectives"]) == (world.cycle.name, 1)
    aspirational = column["figures"]["aspirational"]
    assert (aspirational["value"], aspirational["count"]) == (0.3, 1)
    assert aspirational["explanation"]["value"] == aspirational["value"]
    assert column["figures"]["kept"]["value"] is None
    assert column["figures"]["check_in_rate"]["count"] == 14


def test_what_is_not_theirs_is_not_there(world: World, caller: CallerOf) -> None:
    for path in ("learnings", "report"):
        assert (
            caller("outsider", "read").refused("GET", f"cycles/{world.cycle.pk}/{path}")["status"]
            == 404
        )
