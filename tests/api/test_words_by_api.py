"""A KPI in words by the API: its scale, and values as words or as their scores."""

from __future__ import annotations

from headway.kit.testing.world import World
from tests.api.conftest import CallerOf


def test_a_scale_is_defined_and_takes_words_and_scores(world: World, caller: CallerOf) -> None:
    lead, scale = caller("lead"), [["Not begun", 0], ["In use", 80]]
    made = lead.send("POST", "kpis", {
        "unit_id": world.units["blue"].pk, "name": "Field data", "levels": scale,
        "owner_id": world.people["owner"].pk,
    })  # fmt: skip
    assert (made["levels"], made["in_time"]) == (scale, "last")
    address = f"kpis/{made['id']}/measurements"
    lead.send("POST", address, {"on": "2026-09-30", "value": "in use"})
    lead.send("PUT", address, {"readings": [{"on": "2026-10-31", "value": 0}]})
    found = lead.get(address)["items"]
    assert [(one["starts_on"], one["value"]) for one in found] == [
        ("2026-09-01", 80), ("2026-10-01", 0)
    ]  # fmt: skip
    assert {one["stage"] for one in found} == {"none"}
    problem = lead.refused("POST", address, {"on": "2026-11-01", "value": "Nearly"})
    assert [error["field"] for error in problem["errors"]] == ["value"]
    split = [["A|b", 0], ["C", 9]]
    problem = lead.refused("PATCH", f"kpis/{made['id']}", {"levels": split, "why": "W."})
    assert "has no line break and no |" in problem["errors"][0]["message"]
    problem = lead.refused("PATCH", f"kpis/{made['id']}", {"in_time": "mean"})
    assert [error["field"] for error in problem["errors"]] == ["in_time"]
    problem = lead.refused("POST", f"kpis/{made['id']}/targets", {"kind": "at_least", "low": 500})
    assert [error["field"] for error in problem["errors"]] == ["low"]
    problem = lead.refused("PATCH", f"kpis/{made['id']}", {"levels": [["One", 5]], "why": "W."})
    assert [error["field"] for error in problem["errors"]] == ["levels"]
