"""What changed of a plan and around it between two days, by its events."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations

from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, TODAY, on
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.dependencies import accept_dependency, request_dependency
from headway.okrs.actions.initiatives import add_initiative, set_initiative_state
from headway.okrs.actions.key_results import add_key_result, remove_key_result, update_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    update_objective,
)
from headway.okrs.queries.cycles import list_cycles
from headway.people.actions import assign, set_lead, update_unit
from headway.reports.queries.changes import Span, changes_of_objective
from headway.reports.tests.comparing import PAGE, SINCE, read_before, row_of, shown
from headway.strategy.actions import set_statement, update_goal


class TestStructure:
    def test_what_came_is_one_line_with_how_it_stands(self, world, reader):
        read_before(world)
        world.add_objective("Newly wanted")
        answer = reader.get(PAGE)
        said = heading_of(answer)
        assert said.startswith("Since 16 Nov: one objective added, and the mean stayed at 0.25")
        assert "Added 1" in row_of(answer, ">Added")
        row = row_of(answer, "Newly wanted")
        assert "Running, 1 key result" in row
        assert "Newly wanted, measured" not in text_of(answer)

    def test_what_came_and_went_meanwhile_is_no_difference(self, world, reader):
        draft = create_objective(
            world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
            title="A passing thought", owner_id=world.people["owner"].pk,
        )  # fmt: skip
        archive_objective(world.system, draft.pk)
        assert "A passing thought" not in shown(world, who="admin")

    def test_what_was_closed_says_how_it_ended(self, world, reader):
        with on(date(2026, 11, 20)):
            check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed",
                        closing_word="We looked at the wrong thing.")  # fmt: skip
        text = shown(world)
        assert "Since 16 Nov: one objective closed" in text
        assert f"Closed 1 {world.objective.title} Blue Running to Missed, score 0.25" in text
        assert "We looked at the wrong thing." in text
        assert "Phase Running to Review" in text

    def test_owner_and_unit(self, world, reader):
        lead = world.actor("lead")
        update_objective(lead, world.objective.pk, owner_id=world.people["mate"].pk,
                         unit_id=world.units["green"].pk)  # fmt: skip
        text = shown(world)
        assert "Unit Blue to Green" in text
        assert "Owner Owner Person to Mate Person" in text

    def test_what_left_the_unit_is_told_there(self, world, reader):
        update_objective(world.actor("lead"), world.objective.pk, unit_id=world.units["green"].pk)
        blue = shown(world, f"/changes?since={SINCE}&unit={world.units['blue'].pk}")
        assert "Unit Blue to Green" in blue
        works = shown(world, f"/changes?since={SINCE}&unit={world.units['works'].pk}")
        assert "Unit Blue to Green" in works

    def test_what_left_the_unit_later_is_told_as_its_own(self, world, reader):
        with on(date(2026, 11, 18)):
            update_objective(world.actor("lead"), world.objective.pk, reason="Clearer.",
                             title="Found at once")  # fmt: skip
            check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        with on(date(2026, 11, 22)):
            update_objective(
                world.actor("lead"), world.objective.pk, unit_id=world.units["green"].pk
            )
        days = f"since={SINCE}&until=2026-11-20"
        blue = shown(world, f"/changes?{days}&unit={world.units['blue'].pk}")
        assert "one goal post moved, and the first values put the mean at 0.25" in blue
        assert "Unit Blue to Green" not in blue
        green = shown(world, f"/changes?{days}&unit={world.units['green'].pk}")
        assert "Nothing changed between these days" in green

    def test_what_is_changed_back_is_no_difference(self, world, reader):
        lead = world.actor("lead")
        for owner in ("mate", "owner"):
            update_objective(lead, world.objective.pk, owner_id=world.people[owner].pk)
        assert "Nothing changed between these days" in shown(world)

    def test_links_by_what_they_do(self, world, reader):
        above = world.add_objective("Works sells", unit="works")
        type(above).objects.filter(pk=above.pk).update(created_at=NOW - timedelta(weeks=8))
        link = link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
        assert "Link to “Works sells” no link to aligned, moves no number" in shown(world)
        change_link(world.system, link.pk, kind="drives_score", weight=2.0)
        assert "no link to drives its score with weight 2" in shown(world)
        unlink_objective(world.system, link.pk)
        assert "Works sells” no link" not in shown(world)

    def test_needs_and_work(self, world, reader):
        owner, first = world.actor("owner"), world.key_results[0]
        need = request_dependency(owner, first.pk, unit_id=world.units["green"].pk, title="Prices")
        accept_dependency(world.actor("lead"), need.pk)
        work = add_initiative(owner, key_result_id=first.pk, title="Ask ten people")
        set_initiative_state(owner, work.pk, state="done")
        text = shown(world)
        assert "Needs from Green: Prices" in text
        assert "nothing to accepted" in text
        assert "Work: Ask ten people" in text
        assert "nothing to done" in text

    def test_key_results_that_came_and_went(self, world, reader):
        planned = world.next_cycle()
        draft = create_objective(
            world.system, cycle_id=planned.pk, unit_id=world.units["blue"].pk, title="Next",
            owner_id=world.people["owner"].pk,
        )  # fmt: skip
        made = {"objective_id": draft.pk, "kind": "increase", "start": 0.0, "target": 5.0,
                "owner_id": world.people["owner"].pk}  # fmt: skip
        old = add_key_result(world.system, title="Old thought", **made).key_result
        with on(TODAY + timedelta(days=2)):
            add_key_result(world.system, title="New thought", **made)
            remove_key_result(world.system, old.pk)
            text = shown(world, f"/objectives/{draft.pk}/changes?since={TODAY}", "owner")
        assert "Key result added New thought nothing to New thought" in text
        assert "Key result taken out Old thought to nothing" in text

    def test_frames_and_published_plans(self, world, reader):
        planned, _frame = world.add_frame("Nobody waits")
        world.publish()
        text = shown(world, f"{PAGE}&cycle={planned.pk}")
        assert "Frames from above 1 Nobody waits nothing to waiting for the unit" in text
        assert "version 1" in shown(world, f"{PAGE}&cycle={world.cycle.pk}")


class TestGoalPostsAndTexts:
    def test_a_target_in_its_unit_with_the_reason(self, world, reader):
        update_key_result(world.actor("owner"), world.key_results[0].pk, target=70.0,
                          reason="The market grew.")  # fmt: skip
        answer = reader.get(PAGE)
        assert "one goal post moved" in heading_of(answer)
        row = row_of(answer, "after plan lock")
        assert "Target after plan lock" in row
        assert "60 % to 70 %" in row
        assert "Owner Person The market grew." in row

    def test_a_text_word_by_word(self, world, reader):
        update_objective(world.actor("owner"), world.objective.pk, reason="Clearer.",
                         title="Customers find at once what they came for")  # fmt: skip
        markup = reader.get(PAGE).content.decode()
        assert re.search(r"Customers find ?<ins> ?at once ?</ins> ?what they came for", markup)

    def test_a_kind_is_called_as_its_form_calls_it(self, world, reader):
        update_key_result(world.actor("owner"), world.key_results[0].pk, reason="Fairer.",
                          kind="anchored", anchors=[[40, 0], [60, 0.7], [70, 1]])  # fmt: skip
        text = text_of(reader.get(PAGE))
        assert "increase to agreed scores" in text
        assert "anchored" not in text.lower()
        assert "Anchors" not in text

    def test_what_is_only_asked_for_has_not_moved(self, world):
        update_key_result(world.actor("owner"), world.key_results[0].pk, target=70.0,
                          reason="The market grew.")  # fmt: skip
        text = shown(world)
        assert "Asked to move a goal post" in text
        assert "nothing to waiting" in text
        assert "goal post moved" not in text

    def test_what_was_approved_says_by_whom_and_who_asked(self, world):
        owner, first = world.actor("owner"), world.key_results[0]
        asked = update_key_result(owner, first.pk, target=70.0, reason="The market grew.")
        approve_goal_post(world.actor("lead"), asked.pk, answer="Fair.")
        answer = world.client("viewer").get(PAGE)
        row = row_of(answer, "after plan lock")
        assert "approved by Lead Person The market grew." in row
        assert "1 event before it" in row
        assert "asked to move a goal post, Owner Person" in row
        assert "Asked to move a goal post" not in text_of(answer)

    def test_days_apart_show_what_held_at_their_ends(self, world, reader):
        """Every pair of days: the values at both ends, the events between, and nothing else."""
        owner, first = world.actor("owner"), world.key_results[0]
        held = {date(2026, 11, 10): 60.0}
        for day, target in ((12, 65.0), (14, 70.0), (16, 65.0), (18, 60.0)):
            held[date(2026, 11, day)] = target
            with on(date(2026, 11, day)):
                update_key_result(owner, first.pk, target=target, reason="Because.")
        cycle = list_cycles(owner)[0]
        for since, until in combinations(held, 2):
            span = Span(since, until, TODAY)
            found = changes_of_objective(owner, span, cycle, world.objective.pk).others
            ends = [change for change in found if change.what == "target"]
            if held[since] == held[until]:
                assert not ends
                continue
            (change,) = ends
            assert change.values == (held[since], held[until])
            days = [row.at.date() for row in change.events]
            assert days == [day for day in held if since < day <= until]


class TestStrategyAndUnits:
    def test_mission_and_goals(self, world, reader):
        admin = world.actor("admin")
        set_statement(admin, kind="mission", text="Everything in its own season.")
        update_goal(admin, world.goal.pk, title="Customers come back gladly")
        answer = reader.get(PAGE)
        markup = answer.content.decode()
        assert "Everything in its <ins>own </ins>season." in markup
        assert "Customers come back<ins> gladly</ins>" in markup
        assert heading_of(answer) == "Since 16 Nov: two smaller changes.", "nothing was ever read"
        read_before(world)
        assert (
            heading_of(reader.get(PAGE))
            == "Since 16 Nov: two smaller changes, and the mean stayed at 0.25."
        )

    def test_units(self, world, reader):
        admin = world.actor("admin")
        update_unit(admin, world.units["blue"].pk, name="Azure")
        set_lead(admin, world.units["blue"].pk, person_id=world.people["mate"].pk)
        assign(admin, world.units["green"].pk, person_id=world.people["mate"].pk, kind="member")
        text = shown(world)
        assert "Name Blue to Azure" in text
        assert "Lead nothing to Mate Person" in text
        assert "Member nobody to Mate Person" in text
