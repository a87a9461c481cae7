"""The line of sight by the API: the tree, the map, the matrix and the loose ends of the pages."""

from __future__ import annotations

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db

SIGHT = "line-of-sight"


@pytest.fixture
def linked(world: World) -> Objective:
    """Customers come back ← the world's objective ← one of Green; and an orphan of Blue."""
    below = world.add_objective("Green helps", unit="green")
    world.add_objective("An orphan")
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    link_objective(world.system, below.pk, parent_objective_id=world.objective.pk)
    check_in(world.system, world.key_results[0].pk, value=50)
    return below


def test_the_tree_is_read_branch_by_branch(
    world: World, caller: CallerOf, linked: Objective
) -> None:
    reader = caller("viewer", "read")
    trunk = reader.get(SIGHT)
    assert trunk["mission"] == "Everything in its season."
    summary = trunk["summary"]
    assert (summary["objectives"], summary["aligned"], summary["orphans"]) == (3, 2, 1)
    assert [node["key"] for node in trunk["branches"]] == ["mission", "orphans"]
    (goal,) = reader.get(f"{SIGHT}/branch", node="mission")["items"]
    assert (goal["kind"], goal["title"], goal["has_children"]) == ("goal", world.goal.title, True)
    (objective,) = reader.get(f"{SIGHT}/branch", node=goal["key"])["items"]
    assert (objective["id"], objective["progress"]) == (world.objective.pk, 0.25)
    below = reader.get(f"{SIGHT}/branch", node=objective["key"])["items"]
    assert [node["kind"] for node in below] == ["key_result", "key_result", "objective"]
    assert (below[0]["progress"], below[2]["title"]) == (0.5, "Green helps")
    assert reader.refused("GET", f"{SIGHT}/branch?node=o999")["status"] == 404
    assert_budget("GET line-of-sight", lambda: reader.get(SIGHT))


def test_the_tree_narrows_to_a_unit_and_compares_days(
    world: World, caller: CallerOf, linked: Objective
) -> None:
    reader, green = caller("viewer", "read"), world.units["green"].pk
    assert reader.get(SIGHT, unit_id=green)["summary"]["objectives"] == 1
    key = f"o{world.objective.pk}"
    (_goal,) = reader.get(f"{SIGHT}/branch", node="mission", unit_id=green)["items"]
    (above,) = reader.get(f"{SIGHT}/branch", node=f"g{world.goal.pk}", unit_id=green)["items"]
    assert (above["key"], above["in_scope"]) == (key, False)
    kept = reader.get(f"{SIGHT}/branch", node=f"g{world.goal.pk}", compare="2026-11-20")["items"]
    assert (kept[0]["progress"], kept[0]["progress_before"]) == (0.25, None)
    assert reader.refused("GET", f"{SIGHT}?compare=2026-12-24")["errors"][0]["field"] == "compare"
    assert caller("outsider").refused("GET", f"{SIGHT}?unit_id={green}")["status"] == 404


def test_long_branches_come_in_pages(world: World, caller: CallerOf) -> None:
    reader, path = caller("viewer", "read"), f"{SIGHT}/branch"

    def grow(total: int) -> None:
        for number in range(Objective.objects.filter(is_local=False).count(), total):
            made = world.add_objective(f"Orphan {number}")
            assert made.pk

    assert_no_growth(grow, lambda: reader.get(path, node="orphans"), sizes=(3, 8))
    first = reader.get(path, node="orphans", limit=5)
    rest = reader.get(path, node="orphans", limit=5, cursor=first["next_cursor"])
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [5, 3, None]


def test_the_map_says_where_everything_stands_and_what_it_serves(
    world: World, caller: CallerOf, linked: Objective
) -> None:
    reader = caller("viewer", "read")
    drawn = reader.get(f"{SIGHT}/map")
    assert drawn["objectives"] == sum(block["objectives"] for block in drawn["blocks"]) == 3
    goal = next(block for block in drawn["blocks"] if block["key"] == f"g{world.goal.pk}")
    cards = {c["objective_id"]: c for c in reader.get(f"{SIGHT}/map/objectives")["items"]}
    assert cards[world.objective.pk]["serves"] == []
    assert cards[linked.pk]["serves"] == [{"objective_id": world.objective.pk, "kind": "aligned"}]
    assert (cards[linked.pk]["block"], cards[world.objective.pk]["score"]) == (goal["key"], 0.25)
    part = {name: goal[name] for name in ("x", "y", "width", "height")}
    near = reader.get(f"{SIGHT}/map/objectives", **part)["items"]
    assert [card["objective_id"] for card in near] == [world.objective.pk, linked.pk]
    refusal = reader.refused("GET", f"{SIGHT}/map/objectives?x=1&y=1")
    assert refusal["errors"][0]["code"] == "incomplete"
    found = reader.get(f"{SIGHT}/map/relatives", objective_id=linked.pk)
    assert found == {"above": [world.objective.pk], "below": []}
    first = reader.get(f"{SIGHT}/map/objectives", limit=2)
    rest = reader.get(f"{SIGHT}/map/objectives", limit=2, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == list(cards.values())


def test_the_matrix_opens_into_objectives_and_explanations(
    world: World, caller: CallerOf, linked: Objective
) -> None:
    reader, goal = caller("viewer", "read"), str(world.goal.pk)
    found = reader.get(f"{SIGHT}/matrix")
    assert [one["id"] for one in found["goals"]] == [world.goal.pk]
    (works,) = found["rows"]
    cells = {cell["column"]: cell for cell in works["cells"]}
    assert (works["unit_name"], cells[goal]["objectives"], cells["none"]["objectives"]) == (
        "Works", 2, 1,
    )  # fmt: skip
    assert (cells[goal]["scored"], cells[goal]["mean_score"]) == (1, 0.25)
    assert {cell["column"]: cell for cell in found["total"]} == cells
    place = {"row_id": works["unit_id"], "column": goal}
    behind = reader.get(f"{SIGHT}/matrix/objectives", **place)["items"]
    assert {row["id"] for row in behind} == {world.objective.pk, linked.pk}
    why = reader.get(f"{SIGHT}/matrix/explanation", **place)
    assert why["value"] == cells[goal]["mean_score"]
    first = reader.get(f"{SIGHT}/matrix/objectives", limit=1, **place)
    again = reader.get(f"{SIGHT}/matrix/objectives", limit=1, cursor=first["next_cursor"], **place)
    assert [*first["items"], *again["items"]] == behind
    assert reader.refused("GET", f"{SIGHT}/matrix/objectives?column=7x")["status"] == 404
    assert_budget("GET matrix", lambda: reader.get(f"{SIGHT}/matrix"))


def test_loose_ends_are_counted_listed_and_come_in_pages(
    world: World, caller: CallerOf, linked: Objective
) -> None:
    link_objective(world.system, world.add_objective("Local").pk, goal_id=world.goal.pk)
    owner = caller("owner")
    found = owner.get(f"{SIGHT}/loose-ends")
    assert (found["objectives"], found["orphans"], found["goals"]) == (4, 1, 1)
    assert found["unsupported_goals"] == []
    green = owner.get(f"{SIGHT}/loose-ends", unit_id=world.units["green"].pk)
    assert (green["objectives"], green["orphans"]) == (1, 0), "it serves what serves a goal"
    world.add_objective("Another orphan", unit="green")
    listed = owner.get(f"{SIGHT}/loose-ends/orphans")["items"]
    assert [row["objective"]["title"] for row in listed] == ["An orphan", "Another orphan"]
    assert [row["may_edit"] for row in listed] == [True, True]
    first = owner.get(f"{SIGHT}/loose-ends/orphans", limit=1)
    rest = owner.get(f"{SIGHT}/loose-ends/orphans", limit=1, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == listed
    assert not caller("viewer").get(f"{SIGHT}/loose-ends/orphans")["items"][0]["may_edit"]
    assert_budget("GET loose-ends", lambda: owner.get(f"{SIGHT}/loose-ends"))


def test_goals_that_nothing_serves_are_named(world: World, caller: CallerOf) -> None:
    found = caller("viewer", "read").get(f"{SIGHT}/loose-ends")
    assert [goal["id"] for goal in found["unsupported_goals"]] == [world.goal.pk]
    assert caller("viewer").get(f"{SIGHT}/matrix")["unserved_goal_ids"] == [world.goal.pk]
