"""The alignment board: what does not fit together, settled where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.dependencies import decline_dependency, request_dependency
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, propose_objective
from headway.okrs.models import Objective, ObjectiveLink
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.phase_steps import lock_step
from headway.people.actions import set_lead
from headway.rituals.actions.findings import acknowledge, take_back
from headway.rituals.actions.frames import decline_frame
from headway.rituals.actions.merging import merge_objective
from headway.rituals.models import Acknowledgement
from headway.rituals.queries.alignment import alignment_of
from headway.rituals.queries.alignment_rows import Alignment
from headway.rituals.queries.board_cards import unit_facts


def proposal(
    world: World, title: str, *, unit: str = "blue", origin: str = "bottom_up", goal: bool = True
) -> Objective:
    """An objective of a unit in the next cycle, proposed."""
    made = create_objective(
        world.system,
        cycle_id=world.next_cycle().pk,
        unit_id=world.units[unit].pk,
        title=title,
        owner_id=world.people["owner"].pk,
        origin=origin,
    )
    add_key_result(
        world.system,
        objective_id=made.pk,
        title=f"{title} by count",
        kind="increase",
        start=0.0,
        target=10.0,
        owner_id=world.people["owner"].pk,
    )
    if goal:
        link_objective(world.system, made.pk, goal_id=world.goal.pk)
    return propose_objective(world.system, made.pk, focus_reason="Many.")


def alignment(world: World, who: str = "lead", unit: str = "root") -> Alignment:
    actor = world.actor(who)
    facts = unit_facts(actor, world.units[unit].pk)
    assert facts is not None
    planned = world.next_cycle()
    cycle = next(row for row in list_cycles(actor) if row.id == planned.pk)
    return alignment_of(actor, facts, cycle, today=clock.today("UTC"))


class TestSideBySide:
    def test_frames_and_proposals_meet_at_their_goal(self, world: World) -> None:
        world.add_frame("Nobody waits")
        proposal(world, "Shelves are never empty")
        proposal(world, "Doors open at six", origin="top_down")
        line = alignment(world).lines[0]
        assert line.goal is not None
        assert line.goal.title == "Customers come back"
        assert [frame.title for frame in line.frames] == ["Nobody waits"]
        assert [row.title for row in line.top_down] == ["Doors open at six"]
        assert [row.title for row in line.bottom_up] == ["Shelves are never empty"]
        assert alignment(world).bottom_up.share == 0.5

    def test_what_serves_a_goal_by_what_is_above_stands_there_too(self, world: World) -> None:
        above = proposal(world, "Shelves are never empty", unit="works")
        below = proposal(world, "Doors open at six", goal=False)
        link_objective(world.system, below.pk, parent_objective_id=above.pk)
        found = alignment(world)
        assert {row.id for row in found.lines[0].bottom_up} == {above.pk, below.pk}
        assert found.orphans == ()

    def test_what_serves_no_goal_comes_last(self, world: World) -> None:
        proposal(world, "Shelves are never empty", goal=False)
        found = alignment(world)
        assert found.lines[-1].goal is None
        assert [row.title for row in found.lines[-1].bottom_up] == ["Shelves are never empty"]


class TestLists:
    def test_each_thing_that_does_not_fit_is_in_its_list(self, world: World) -> None:
        proposal(world, "Shelves are never empty", goal=False)
        proposal(world, "Shelves never are empty", unit="green", goal=False)
        found = alignment(world)
        assert found.duplicates[0].subject_title == "Shelves never are empty"
        assert len(found.orphans) == 2
        assert [row.subject_title for row in found.unsupported] == ["Customers come back"]
        assert found.unsettled == len(found.duplicates) + 3

    def test_two_targets_for_what_is_the_same_are_a_conflict(self, world: World) -> None:
        for unit, target in (("blue", 4.0), ("green", 3.0)):
            made = proposal(world, "Amber" if unit == "blue" else "Birch", unit=unit)
            add_key_result(
                world.system,
                objective_id=made.pk,
                title="Median wait on the phone line",
                kind="decrease",
                start=9.0,
                target=target,
                owner_id=world.people["owner"].pk,
            )
        found = alignment(world)
        assert [row.code for row in found.conflicts] == ["CONFLICT_TARGET"]
        assert "Its target is 3" in found.conflicts[0].message

    def test_a_goal_that_somebody_hidden_serves_is_supported(self, world: World) -> None:
        made = proposal(world, "Shelves are never empty")
        Objective.objects.filter(pk=made.pk).update(visibility="people")
        assert alignment(world, "stranger").unsupported == ()

    def test_people_and_units_that_carry_too_much(self, world: World) -> None:
        for title in ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord"):
            proposal(world, f"{title} grows")
        found = alignment(world).overloads
        assert [(one.kind, one.name, one.objectives) for one in found] == [
            ("person", "Owner Person", 6),
            ("unit", "Blue", 6),
        ]

    def test_needs_without_a_yes(self, world: World) -> None:
        made = proposal(world, "Shelves are never empty")
        part = made.key_results.get()
        need = request_dependency(
            world.system, part.pk, unit_id=world.units["green"].pk, title="Two lorries"
        )
        assert [row.title for row in alignment(world).dependencies] == ["Two lorries"]
        decline_dependency(world.system, need.pk, answer="Both are broken.")
        assert [row.state for row in alignment(world).dependencies] == ["declined"]

    def test_frames_without_an_answer_wait(self, world: World) -> None:
        _cycle, frame = world.add_frame()
        proposal(world, "Shelves are never empty")
        assert alignment(world).unsettled == 1
        decline_frame(world.system, frame.pk, reason="No.")
        assert alignment(world).unsettled == 0


class TestTakingBack:
    def test_either_side_of_a_clash_takes_it_back_on_its_own_board(self, world: World) -> None:
        """Blue keeps it; Green, which is told of it too, has it settled after all."""
        set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
        set_lead(world.system, world.units["green"].pk, person_id=world.people["stranger"].pk)
        proposal(world, "Shelves are never empty", goal=False)
        proposal(world, "Shelves never are empty", unit="green", goal=False)
        twice = next(row for row in alignment(world).duplicates if row.kind == "objective")
        kept = acknowledge(
            world.actor("mate"), unit_id=world.units["blue"].pk,
            cycle_id=world.next_cycle().pk, mark=twice.mark,
        )  # fmt: skip
        board = f"unit={world.units['green'].pk}&cycle={world.next_cycle().pk}"
        pressed = {"do": "reopen", "acknowledgement_id": kept.pk}
        assert world.client("viewer").post(f"/planning/step?{board}", pressed).status_code == 403
        client = world.client("stranger")
        assert "Take back" in text_of(client.get(f"/planning?{board}"))
        assert client.post(f"/planning/step?{board}", pressed).status_code == 302
        assert not Acknowledgement.objects.exists()

    def test_what_was_kept_above_is_taken_back_below(self, world: World) -> None:
        set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
        proposal(world, "Shelves are never empty", goal=False)
        kept = acknowledge(
            world.actor("admin"), unit_id=world.units["works"].pk,
            cycle_id=world.next_cycle().pk, mark=alignment(world).orphans[0].mark, below=True,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            take_back(world.actor("mate"), kept.pk, unit_id=world.units["green"].pk)
        take_back(world.actor("mate"), kept.pk, unit_id=world.units["blue"].pk)
        assert not Acknowledgement.objects.exists()


class TestSettling:
    def post(self, world: World, who: str = "lead", **fields: Any) -> int:
        address = f"/planning/alignment/step?unit=all&cycle={world.next_cycle().pk}"
        return world.client(who).post(address, fields).status_code

    def test_an_orphan_is_linked_or_marked_as_local(self, world: World) -> None:
        one = proposal(world, "Shelves are never empty", goal=False)
        two = proposal(world, "Doors open at six", goal=False)
        assert self.post(world, do="link", objective_id=one.pk) == 422
        assert self.post(world, do="link", objective_id=one.pk, goal_id=world.goal.pk) == 302
        assert self.post(world, do="local", objective_id=two.pk) == 302
        assert alignment(world).orphans == ()

    def test_a_duplicate_is_merged_and_what_hung_on_it_moves(self, world: World) -> None:
        stays = proposal(world, "Shelves are never empty", goal=False)
        goes = proposal(world, "Shelves never are empty", unit="green")
        child = proposal(world, "Doors open at six", unit="green", goal=False)
        link_objective(world.system, child.pk, parent_objective_id=goes.pk)
        assert self.post(world, do="merge", objective_id=goes.pk, other_id=stays.pk) == 302
        goes.refresh_from_db()
        assert goes.archived_at is not None
        parents = ObjectiveLink.objects.filter(child=child).values_list("objective_id", flat=True)
        assert stays.pk in set(parents)
        assert stays.parent_links.get().goal_id == world.goal.pk
        assert alignment(world).duplicates == ()

    def test_merging_takes_two_of_one_cycle_and_a_lead_of_both(self, world: World) -> None:
        one = proposal(world, "Shelves are never empty")
        with pytest.raises(InvalidInput):
            merge_objective(world.actor("lead"), one.pk, into_id=one.pk)
        with pytest.raises(Conflict, match="same cycle"):
            merge_objective(world.actor("lead"), one.pk, into_id=world.objective.pk)
        with pytest.raises(NotAllowed):
            merge_objective(world.actor("mate"), one.pk, into_id=world.objective.pk)

    def test_one_may_be_linked_under_the_other(self, world: World) -> None:
        one = proposal(world, "Shelves are never empty")
        two = proposal(world, "Shelves never are empty", unit="green")
        assert self.post(world, do="under", objective_id=two.pk, other_id=one.pk) == 302
        assert two.parent_links.filter(objective=one).exists()

    def test_what_stays_is_acknowledged_by_a_leader(self, world: World) -> None:
        proposal(world, "Shelves are never empty", goal=False)
        row = alignment(world).orphans[0]
        about: dict[str, Any] = {
            "unit_id": world.units["root"].pk,
            "cycle_id": world.next_cycle().pk,
            "mark": row.mark,
            "below": True,
        }
        with pytest.raises(NotAllowed):
            acknowledge(world.actor("stranger"), **about)
        assert self.post(world, do="acknowledge", mark=row.mark) == 302
        found = alignment(world)
        assert [row.is_open for row in found.orphans] == [False]
        assert found.unsettled == len(found.unsupported) == 1
        step = lock_step(world.next_cycle(), TODAY)
        assert "is acknowledged and stays as it is" in step.effects[-1]
        assert not [words for words in step.cautions if "serves nothing" in words]
        assert found.orphans[0].seen is not None
        kept = found.orphans[0].seen.id
        assert self.post(world, do="reopen", acknowledgement_id=kept) == 302
        assert "1 objective serves nothing yet" in lock_step(world.next_cycle(), TODAY).cautions[-1]
        assert alignment(world).orphans[0].is_open
        assert self.post(world, do="dance") == 422


class TestPage:
    def test_headings_count_what_is_left(self, world: World) -> None:
        proposal(world, "Shelves are never empty", goal=False)
        page = html_of(world.client("lead").get("/planning/alignment?unit=all"))
        assert "Two things are left to settle in Aster." in page
        assert "Mark as local" in page
        assert "Mark as local" not in html_of(
            world.client("stranger").get("/planning/alignment?unit=all")
        )

    def test_it_costs_the_same_however_much_is_planned(self, world: World) -> None:
        client = world.client("lead")
        world.add_frame()

        def grow(count: int) -> None:
            while Objective.objects.filter(cycle=world.next_cycle()).count() < count:
                made = proposal(world, f"Objective {Objective.objects.count()}")
                if Objective.objects.count() % 2:
                    request_dependency(
                        world.system,
                        made.key_results.get().pk,
                        unit_id=world.units["green"].pk,
                        title="Lorries",
                    )

        assert_no_growth(grow, lambda: client.get("/planning/alignment?unit=all"), sizes=(7, 20))
        assert_budget("alignment board", lambda: client.get("/planning/alignment?unit=all"))
