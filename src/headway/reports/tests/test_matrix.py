"""Which unit works for which goal, and what leads nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective, ObjectiveLink
from headway.reports.queries.sight import reach
from headway.strategy.actions import add_goal

MATRIX, LOOSE = "/line-of-sight/matrix", "/line-of-sight/loose-ends"


@pytest.fixture
def linked(world):
    """Blue's objective serves the goal through one of the department; Green's leads nowhere. Blue's
    and Green's were read at their start."""
    above = world.add_objective("Works is where people want to buy", unit="works")
    green = world.add_objective("Green leads nowhere", unit="green")
    check_in(world.system, green.key_results.get().pk, value=0)
    check_in(world.system, world.key_results[0].pk, value=40)
    link_objective(world.system, above.pk, goal_id=world.goal.pk)
    link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
    check_in(world.system, above.key_results.get().pk, value=5)
    return world


def row_of(answer, name):
    """The cells of a row as text."""
    rows = answer.content.decode().split("<tr>")[1:]
    row = next(row for row in rows if name in row)
    return text_of(row)


class TestMatrix:
    def test_what_leads_to_a_goal_through_others_counts_with_its_mean(self, leader, linked):
        answer = leader.get(MATRIX)
        assert heading_of(answer) == "The one mid-term goal is served."
        assert "Works 2 0.25 1 0.00 3 0.17" in row_of(answer, ">Works<")

    def test_each_unit_below_has_its_row_and_the_unit_itself_its_own(self, leader, linked):
        works = linked.units["works"].pk
        answer = leader.get(f"{MATRIX}?unit={works}")
        assert "1 0.50" in row_of(answer, "its own")
        assert "1 0.00" in row_of(answer, ">Blue<")
        assert "– none 1 0.00 1 0.00" in row_of(answer, ">Green<")

    def test_a_goal_for_which_nobody_works_is_marked(self, leader, linked):
        add_goal(
            linked.system, title="Nobody's dream", perspective_id=None, owner_id=None,
            starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        )  # fmt: skip
        answer = leader.get(MATRIX)
        assert heading_of(answer) == "Nobody works for “Nobody's dream”."
        assert "Nobody's dream nobody" in text_of(answer)

    def test_a_cell_opens_its_objectives_and_how_their_mean_comes_about(self, leader, linked):
        works = linked.units["works"].pk
        answer = leader.get(f"{MATRIX}?row={works}&column={linked.goal.pk}")
        shown = text_of(answer)
        assert "Works, for “Customers come back” 2" in shown
        assert "Mean 0.25 of 2 objectives" in shown
        assert "Green leads nowhere" not in shown
        assert "Green leads nowhere" in text_of(leader.get(f"{MATRIX}?row=0&column=none"))

    def test_an_objective_with_two_ways_to_a_goal_counts_once(self, leader, linked):
        link_objective(linked.system, linked.objective.pk, goal_id=linked.goal.pk)
        assert "Works 2 0.25" in row_of(leader.get(MATRIX), ">Works<")

    def test_a_past_day_shows_the_scores_of_that_day(self, leader, linked):
        answer = leader.get(f"{MATRIX}?as_of=2026-11-23")
        assert answer.status_code == 200
        assert "0.25" not in text_of(answer)

    def test_too_much_asks_for_a_unit(self, leader, linked, monkeypatch):
        monkeypatch.setattr(reach, "AT_MOST", 1)
        assert "Choose a unit at the top" in heading_of(leader.get(MATRIX))
        assert "Choose a unit at the top" in heading_of(leader.get(LOOSE))

    def test_without_judging_the_stored_scores_are_the_same(self, leader, linked, monkeypatch):
        before = row_of(leader.get(MATRIX), ">Works<")
        monkeypatch.setattr(reach, "JUDGED", 0)
        assert row_of(leader.get(MATRIX), ">Works<") == before

    def test_it_asks_as_often_for_many_objectives(self, leader, linked):
        def grow(count):
            for number in range(Objective.objects.count(), count):
                child = linked.add_objective(f"Objective {number}")
                link_objective(linked.system, child.pk, goal_id=linked.goal.pk)

        assert_no_growth(grow, lambda: leader.get(MATRIX), sizes=(4, 20))
        assert_budget("matrix of units and goals", lambda: leader.get(MATRIX))


class TestLooseEnds:
    def test_an_orphan_is_listed_and_linked_where_it_stands(self, leader, linked):
        answer = leader.get(LOOSE)
        assert heading_of(answer) == "One of 3 objectives leads to no mid-term goal."
        orphan = Objective.objects.get(title="Green leads nowhere")
        done = leader.post(
            LOOSE,
            {"do": "link", "objective_id": orphan.pk, "parent": "", "parent-text": "customers co"},
        )
        assert done.status_code == 302
        assert ObjectiveLink.objects.get(child=orphan).goal_id == linked.goal.pk
        assert heading_of(leader.get(LOOSE)) == (
            "There are no loose ends: everything leads to a goal."
        )

    def test_or_it_is_said_why_it_is_local(self, leader, linked):
        orphan = Objective.objects.get(title="Green leads nowhere")
        sent = {"do": "local", "objective_id": orphan.pk}
        refused = leader.post(LOOSE, sent)
        assert refused.status_code == 422
        assert "Say why it need not serve" in text_of(refused)
        assert leader.post(LOOSE, sent | {"why": "Housekeeping."}).status_code == 302
        orphan.refresh_from_db()
        assert orphan.is_local
        assert "Housekeeping." in text_of(leader.get(f"/objectives/{orphan.pk}/history"))

    def test_what_serves_something_local_is_no_orphan(self, leader, linked):
        orphan = Objective.objects.get(title="Green leads nowhere")
        below = linked.add_objective("Below it", unit="green")
        link_objective(linked.system, below.pk, parent_objective_id=orphan.pk)
        assert "serves only what leads nowhere itself" in text_of(leader.get(LOOSE))
        update_objective(linked.system, orphan.pk, is_local=True)
        assert "no loose ends" in heading_of(leader.get(LOOSE))

    def test_a_goal_without_objectives_leads_to_writing_one(self, leader, world):
        shown = leader.get(LOOSE)
        assert "Nobody works for one mid-term goal." in heading_of(shown)
        address = f"/objectives/new?goal={world.goal.pk}"
        assert address in shown.content.decode()
        assert f'<option value="{world.goal.pk}" selected>' in leader.get(address).content.decode()

    def test_who_may_not_edit_is_told_who_may(self, world, linked):
        shown = text_of(world.client("viewer").get(LOOSE))
        assert "Its owner or lead can link it." in shown

    def test_it_asks_as_often_for_many(self, leader, linked):
        def grow(count):
            for number in range(Objective.objects.count(), count):
                linked.add_objective(f"Objective {number}")

        assert_no_growth(grow, lambda: leader.get(LOOSE), sizes=(4, 20))
        assert_budget("loose ends", lambda: leader.get(LOOSE))
