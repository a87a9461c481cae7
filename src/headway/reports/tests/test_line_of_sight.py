"""From the mission to any key result, whatever the way it was linked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX, heading_of, text_of, titles_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Cycle
from headway.reports.queries.sight import graph
from headway.strategy.actions import add_goal, add_perspective

MISSION = "1 Everything in its season."
GOAL = "2 Customers come back"
OBJECTIVE = "Customers find what they came for"
KEY_RESULTS = ["Searches that end in a purchase", "Minutes until the answer"]


@pytest.fixture
def linked(world):
    """The world's objective serves its goal."""
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    return world


def tree(client, query=""):
    return titles_of(client.get(f"/line-of-sight{query}"))


def test_the_tree_goes_from_the_mission_to_the_key_results(leader, linked):
    assert tree(leader) == [
        MISSION, GOAL, f"3 {OBJECTIVE}", *(f"4 {title}" for title in KEY_RESULTS),
    ]  # fmt: skip


def test_the_heading_counts_what_serves_and_what_is_off(leader, linked):
    assert heading_of(leader.get("/line-of-sight")) == ("Two key results serve one mid-term goal.")
    check_in(linked.actor("owner"), linked.key_results[0].pk, value=41)
    assert heading_of(leader.get("/line-of-sight")) == (
        "Two key results serve one mid-term goal. One is off track."
    )


def test_an_objective_without_a_path_to_a_goal_is_marked(leader, world):
    page = leader.get("/line-of-sight")
    assert heading_of(page) == (
        "One objective, and none has a path to a mid-term goal. One goal has no objective."
    )
    assert titles_of(page) == [
        MISSION, GOAL, "1 Without a path to a goal", f"2 {OBJECTIVE}",
        *(f"3 {title}" for title in KEY_RESULTS),
    ]  # fmt: skip
    assert "No objective" in text_of(page)


def test_a_local_objective_is_no_orphan(leader, world):
    update_objective(world.system, world.objective.pk, is_local=True)
    titles = tree(leader)
    assert "1 Local on purpose" in titles
    assert "1 Without a path to a goal" not in titles


def test_an_objective_with_two_parents_stands_under_each(leader, linked):
    other = add_goal(
        linked.system, title="Costs stay level", starts_on=TODAY, ends_on=TODAY + timedelta(300)
    )
    link_objective(linked.system, linked.objective.pk, goal_id=other.pk)
    page = leader.get("/line-of-sight")
    assert titles_of(page).count(f"3 {OBJECTIVE}") == 2
    words = text_of(page)
    assert "also under “Costs stay level”" in words
    assert "also under “Customers come back”" in words
    assert heading_of(page).startswith("Two key results serve two mid-term goals")


def test_objectives_hang_below_objectives_and_key_results(leader, linked):
    below = linked.add_objective("Under the objective")
    link_objective(linked.system, below.pk, parent_objective_id=linked.objective.pk)
    deeper = linked.add_objective("Under the key result")
    link_objective(linked.system, deeper.pk, key_result_id=linked.key_results[0].pk)
    assert tree(leader) == [
        MISSION, GOAL, f"3 {OBJECTIVE}",
        f"4 {KEY_RESULTS[0]}", "5 Under the key result", "6 Under the key result, measured",
        f"4 {KEY_RESULTS[1]}",
        "4 Under the objective", "5 Under the objective, measured",
    ]  # fmt: skip


def test_a_unit_sees_its_way_up_and_nothing_beside_it(linked):
    """Green's objective serves Blue's, which serves the goal: Green sees that way, and no more."""
    green = linked.add_objective("Green helps", unit="green")
    link_objective(linked.system, green.pk, parent_objective_id=linked.objective.pk)
    linked.add_objective("Blue alone")
    page = linked.client("stranger").get("/line-of-sight")
    assert f"3 {OBJECTIVE}" in titles_of(page)
    assert "4 Green helps" in titles_of(page)
    assert "Blue alone" not in text_of(page)
    assert heading_of(page) == "One key result of Green serves one mid-term goal."


def test_a_status_leaves_only_branches_that_have_it(leader, linked):
    check_in(linked.actor("owner"), linked.key_results[0].pk, value=41)
    linked.add_objective("Somewhere else")
    assert tree(leader, "?status=off_track") == [
        MISSION, GOAL, f"3 {OBJECTIVE}", f"4 {KEY_RESULTS[0]}",
    ]  # fmt: skip


def test_a_perspective_leaves_only_its_goals(leader, linked):
    perspective = add_perspective(linked.system, name="Financial")
    add_goal(
        linked.system,
        title="Costs stay level",
        perspective_id=perspective.pk,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(300),
    )
    assert tree(leader, f"?perspective={perspective.pk}") == [MISSION, "2 Costs stay level"]


def test_any_past_day_can_be_read_and_compared(leader, linked):
    owner, key_result = linked.actor("owner"), linked.key_results[0]
    for days, value in ((21, 42), (7, 50), (0, 52)):
        check_in(owner, key_result.pk, value=value, effective_on=TODAY - timedelta(days=days))
    words = text_of(leader.get("/line-of-sight?as_of=2026-11-03"))
    assert "You are looking at 3 Nov 2026" in words
    assert "10 %" in words
    words = text_of(leader.get("/line-of-sight?compare=2026-11-03"))
    assert "Since 3 Nov" in words
    assert "+50" in words


def test_before_it_was_written_an_objective_is_not_in_the_picture(leader, linked):
    with clock.frozen(NOW - timedelta(days=1)):
        linked.add_objective("Written yesterday")
    yesterday, day_before = TODAY - timedelta(days=1), TODAY - timedelta(days=2)
    assert "Written yesterday" in text_of(leader.get(f"/line-of-sight?as_of={yesterday}"))
    assert "Written yesterday" not in text_of(leader.get(f"/line-of-sight?as_of={day_before}"))


def test_branches_fold_without_script(leader, linked):
    assert tree(leader, "?open=") == [MISSION, GOAL]
    assert tree(leader, f"?open=g{linked.goal.pk}") == [MISSION, GOAL, f"3 {OBJECTIVE}"]


def test_a_branch_is_read_alone_when_it_is_opened(leader, linked):
    path = f"/line-of-sight/branch?node=o{linked.objective.pk}&level=3"
    assert titles_of(leader.get(path, headers=HTMX)) == [f"4 {title}" for title in KEY_RESULTS]


@pytest.mark.parametrize("node", ["", "o", "g0", "k999999", "x7", "o" + "9" * 30, "o-1"])
@pytest.mark.parametrize("large", [False, True])
def test_a_branch_that_is_not_in_view_is_not_found(leader, linked, monkeypatch, node, large):
    if large:
        monkeypatch.setattr(graph, "AT_MOST", 0)
    answer = leader.get(f"/line-of-sight/branch?node={node}&level=2", headers=HTMX)
    assert answer.status_code == 404


@pytest.mark.parametrize("large", [False, True])
def test_another_organisation_sees_nothing_of_it(linked, monkeypatch, large):
    if large:
        monkeypatch.setattr(graph, "AT_MOST", 0)
    outsider = linked.client("outsider")
    page = outsider.get("/line-of-sight")
    assert heading_of(page) == "There is no cycle yet."
    assert OBJECTIVE not in text_of(page)
    for node in (f"o{linked.objective.pk}", f"g{linked.goal.pk}", f"k{linked.key_results[0].pk}"):
        path = f"/line-of-sight/branch?node={node}&level=2"
        assert outsider.get(path, headers=HTMX).status_code == 404


def test_a_large_unit_is_read_branch_by_branch(leader, linked, monkeypatch):
    """The same tree as of a small one, one branch at a time."""
    below = linked.add_objective("Under the objective")
    link_objective(linked.system, below.pk, parent_objective_id=linked.objective.pk)
    linked.add_objective("Orphan")
    small = tree(leader, f"?open=g{linked.goal.pk},o{linked.objective.pk},orphans")
    monkeypatch.setattr(graph, "AT_MOST", 2)
    assert heading_of(leader.get("/line-of-sight")).startswith("More than")
    assert tree(leader) == [MISSION, GOAL, "1 Without a path to a goal", "1 Local on purpose"]
    opened = tree(leader, f"?open=g{linked.goal.pk},o{linked.objective.pk},orphans")
    assert opened == [*small, "1 Local on purpose"]
    assert "Nothing stands here." in text_of(leader.get("/line-of-sight?open=local"))
    path = f"/line-of-sight/branch?node=o{linked.objective.pk}&level=3"
    assert titles_of(leader.get(path, headers=HTMX)) == [
        *(f"4 {title}" for title in KEY_RESULTS), "4 Under the objective",
    ]  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
def test_long_branches_come_in_pages_of_fifty(leader, linked, monkeypatch, large):
    for number in range(60):
        objective = linked.add_objective(f"Objective {number}")
        link_objective(linked.system, objective.pk, goal_id=linked.goal.pk)
    if large:
        monkeypatch.setattr(graph, "AT_MOST", 10)
    goal = f"g{linked.goal.pk}"
    page = leader.get(f"/line-of-sight?open={goal}")
    first = [title for title in titles_of(page) if title.startswith("3 ")]
    assert len(first) == 50
    assert "Show more" in text_of(page)
    after = 50 if not large else int(page.content.decode().split(f"{goal}%3A")[1].split('"')[0])
    rest = tree(leader, f"?open={goal}&after={goal}:{after}")
    second = [title for title in rest if title.startswith("3 ")]
    assert len(second) == 11
    assert not set(first) & set(second)


def test_never_more_than_two_hundred_rows_at_once(leader, linked):
    for number in range(8):
        goal = add_goal(
            linked.system, title=f"Goal {number}", starts_on=TODAY, ends_on=TODAY + timedelta(300)
        )
        link_objective(linked.system, linked.objective.pk, goal_id=goal.pk)
    for number in range(30):
        objective = linked.add_objective(f"Objective {number}")
        link_objective(linked.system, objective.pk, parent_objective_id=linked.objective.pk)
    page = leader.get("/line-of-sight?status=stale")
    assert len(titles_of(page)) == 200
    assert "These are the first 200 rows." in text_of(page)


def test_a_year_shows_the_quarters_it_holds(leader, linked):
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        year = create_cycle(
            linked.system, name="2026", kind="year", starts_on=TODAY.replace(month=1, day=1),
            ends_on=TODAY.replace(year=2027, month=1, day=31),
        )  # fmt: skip
    Cycle.objects.filter(pk=linked.cycle.pk).update(parent=year)
    assert f"3 {OBJECTIVE}" in tree(leader, f"?cycle={year.pk}")


def test_an_organisation_that_has_nothing_yet_is_told_where_to_begin(world):
    page = world.client("outsider").get("/line-of-sight")
    assert page.status_code == 200
    assert "Start with a cycle" in text_of(page)


def test_the_tree_costs_the_same_for_many_objectives(leader, linked):
    def grow(count):
        for number in range(count):
            objective = linked.add_objective(f"Objective {number} of {count}")
            link_objective(linked.system, objective.pk, goal_id=linked.goal.pk)

    assert_no_growth(grow, lambda: leader.get("/line-of-sight?status=stale"))
    assert_budget("line of sight", lambda: leader.get("/line-of-sight"))
    path = f"/line-of-sight/branch?node=g{linked.goal.pk}&level=2"
    assert_budget("branch of the line of sight", lambda: leader.get(path, headers=HTMX))


def test_a_large_tree_costs_the_same_however_large(leader, linked, monkeypatch):
    def grow(count):
        for number in range(count):
            objective = linked.add_objective(f"Objective {number} of {count}")
            link_objective(linked.system, objective.pk, goal_id=linked.goal.pk)

    grow(3)
    monkeypatch.setattr(graph, "AT_MOST", 1)
    path = f"/line-of-sight?open=g{linked.goal.pk}"
    assert_no_growth(grow, lambda: leader.get(path))
    assert_budget("line of sight of a large unit", lambda: leader.get(path))


def test_goals_of_other_units_are_shown_where_an_objective_serves_them(leader, world):
    time = {"starts_on": TODAY - timedelta(days=90), "ends_on": TODAY + timedelta(days=90)}
    units = {name: world.units[name].pk for name in ("works", "blue", "green")}
    made = {
        name: add_goal(world.system, title=f"{name} delivers", unit_id=pk, **time)
        for name, pk in units.items()
    }
    link_objective(world.system, world.objective.pk, goal_id=made["blue"].pk)
    assert tree(leader, "?unit=all")[1:3] == ["2 blue delivers (Blue)", f"3 {OBJECTIVE}"]
    page = text_of(leader.get("/line-of-sight/loose-ends?unit=all"))
    assert "works delivers" not in page
    page = text_of(leader.get(f"/line-of-sight/loose-ends?unit={units['blue']}"))
    assert "works delivers Works" in page
    assert "green delivers" not in page
