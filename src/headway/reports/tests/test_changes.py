"""What changed between two days: numbers by the day they hold for, all else by its events."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, TODAY
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
from headway.people.actions import assign, set_lead, update_organisation, update_unit
from headway.reports.queries.changes import Span, changes_of_objective
from headway.strategy.actions import set_statement, update_goal

SINCE = date(2026, 11, 16)
PAGE = f"/changes?since={SINCE}&unit=all"


def on(day: date):
    """The clock stands at noon of a day."""
    return clock.frozen(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12))


@pytest.fixture
def reader(world):
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    return world.client("viewer")


def row_of(answer, words: str) -> str:
    """The text of the first table row with these words."""
    rows = re.findall(r"<tr\b.*?</tr>", answer.content.decode(), flags=re.S)
    found = next(row for row in rows if words in row)

    class Part:
        content = found.encode()

    return text_of(Part())


def numbers_of(answer, words: str) -> str:
    """The text of the first row of the numbers with these words, what it opens included."""
    rows = re.split(r'<tr class="(?:obj|kr)">', answer.content.decode())[1:]
    found = next(row for row in rows if words in row.partition("</th>")[0])

    class Part:
        content = found.encode()

    return text_of(Part())


def shown(world, address: str = PAGE, who: str = "viewer") -> str:
    answer = world.client(who).get(address)
    assert answer.status_code == 200
    return text_of(answer)


class TestNumbers:
    def test_both_days_stand_beside_each_other_with_the_check_ins_between(self, world, reader):
        owner, first = world.actor("owner"), world.key_results[0]
        with on(date(2026, 11, 9)):
            check_in(owner, first.pk, value=45, confidence=7)
        with on(date(2026, 11, 20)):
            check_in(owner, first.pk, value=50, confidence=6, note="The new index helps.")
        answer = reader.get(PAGE)
        assert heading_of(answer) == "Since 16 Nov: the mean rose from 0.13 to 0.25."
        row = numbers_of(answer, f"/key-results/{first.pk}")
        assert "45 to 50 %" in row
        assert "25 %" in row
        assert "50 %" in row
        assert "+25 points" in row
        assert "7 to 6" in row
        assert "50 %, confidence 6, Owner Person The new index helps." in row

    def test_a_check_in_leads_to_its_event(self, world, reader):
        with on(date(2026, 11, 20)):
            check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        event = Event.objects.get(verb="check_in.created")
        answer = reader.get(PAGE)
        assert f'href="/events/{event.sequence}"' in answer.content.decode()
        assert reader.get(f"/events/{event.sequence}").status_code == 200

    def test_what_is_entered_later_for_an_earlier_day_counts_on_both(self, world, reader):
        owner, (first, second) = world.actor("owner"), world.key_results
        with on(date(2026, 11, 20)):
            check_in(owner, first.pk, value=50, effective_on=date(2026, 11, 10))
            check_in(owner, second.pk, value=7)
        answer = reader.get(PAGE)
        assert "+33 points" in numbers_of(answer, f"/key-results/{second.pk}")
        row = numbers_of(answer, f"/key-results/{first.pk}")
        assert "same" in row
        assert "entered on 20 Nov: it counts on both days" in row
        assert "Nobody entered anything for the days between" in row
        with on(date(2026, 11, 21)):
            check_in(owner, first.pk, value=52)
        row = numbers_of(reader.get(PAGE), f"/key-results/{first.pk}")
        assert "50 to 52 %" in row
        assert "entered on 20 Nov: it counts on both days" in row
        assert "Nobody entered anything" not in row

    def test_what_fell_comes_before_what_rose(self, world, reader):
        owner, (first, second) = world.actor("owner"), world.key_results
        fallen = world.add_objective("Fallen")
        measured = fallen.key_results.get()
        with on(date(2026, 11, 9)):
            check_in(owner, measured.pk, value=9)
            check_in(owner, second.pk, value=6)
        type(fallen).objects.filter(pk=fallen.pk).update(created_at=NOW - timedelta(weeks=8))
        with on(date(2026, 11, 20)):
            check_in(owner, measured.pk, value=6)
            check_in(owner, first.pk, value=60)
            check_in(owner, second.pk, value=6.5)
        answer = reader.get(PAGE)
        told = re.findall(r'<a class="k" href="/(\S+)"', answer.content.decode())
        assert told[:5] == [
            f"objectives/{fallen.pk}", f"key-results/{measured.pk}",
            f"objectives/{world.objective.pk}", f"key-results/{second.pk}",
            f"key-results/{first.pk}",
        ]  # fmt: skip
        assert "Key results that fell, rose 2 and 1" in text_of(answer)

    def test_a_key_result_that_fell_brings_its_objective_up(self, world, reader):
        owner, (first, second) = world.actor("owner"), world.key_results
        risen = world.add_objective("Risen")
        type(risen).objects.filter(pk=risen.pk).update(created_at=NOW - timedelta(weeks=8))
        with on(date(2026, 11, 9)):
            check_in(owner, first.pk, value=50)
        with on(date(2026, 11, 20)):
            check_in(owner, risen.key_results.get().pk, value=9)
            check_in(owner, first.pk, value=49)  # a little less, while the other is reached
            check_in(owner, second.pk, value=5)
        answer = reader.get(PAGE)
        told = re.findall(r'<a class="k" href="/(\S+)"', answer.content.decode())
        assert told[:2] == [f"objectives/{world.objective.pk}", f"key-results/{first.pk}"]

    def test_a_verdict_that_only_time_changed_says_so(self, world, reader):
        with on(date(2026, 10, 12)):
            check_in(world.actor("owner"), world.key_results[0].pk, value=44)
        row = numbers_of(reader.get("/changes?since=2026-10-13&unit=all"),
                     f"/key-results/{world.key_results[0].pk}")  # fmt: skip
        assert "Nobody entered anything for the days between: expected were 9 %, then" in row

    def test_each_number_opens_how_it_came_about_on_its_day(self, world, reader):
        owner, first = world.actor("owner"), world.key_results[0]
        for day, value in ((date(2026, 11, 9), 45), (date(2026, 11, 20), 50)):
            with on(day):
                check_in(owner, first.pk, value=value)
        row = numbers_of(reader.get(PAGE), f"/key-results/{first.pk}")
        assert "(45 − 40) / (60 − 40)" in row
        assert "As of 16 Nov 2026" in row
        assert "(50 − 40) / (60 − 40)" in row
        assert "As of 24 Nov 2026" in row


class TestStructure:
    def test_what_came_is_one_line_with_how_it_stands(self, world, reader):
        world.add_objective("Newly wanted")
        answer = reader.get(PAGE)
        assert heading_of(answer).startswith("Since 16 Nov: one objective added, and")
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
        old = add_key_result(world.system, title="Old thought", **made)
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

    def test_what_is_only_asked_for_has_not_moved(self, world):
        update_key_result(world.actor("owner"), world.key_results[0].pk, target=70.0,
                          reason="The market grew.")  # fmt: skip
        text = shown(world)
        assert "Asked to move a goal post" in text
        assert "nothing to waiting" in text
        assert "goal post moved" not in text.split("Goal posts moved")[0]

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
        assert (
            heading_of(answer) == "Since 16 Nov: two smaller changes, and the mean stayed at 0.00."
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


class TestDays:
    def test_a_day_and_itself(self, world, reader):
        world.add_objective("Newly wanted")
        answer = reader.get(f"/changes?since={TODAY}&unit=all")
        assert "one and the same day" in heading_of(answer)
        assert "Newly wanted" not in text_of(answer)

    def test_the_wrong_way_round(self, world, reader):
        world.add_objective("Newly wanted")
        answer = reader.get(f"/changes?since={TODAY}&until={SINCE}&unit=all")
        assert "The two days were the other way round" in text_of(answer)
        assert "one objective added" in heading_of(answer)

    def test_without_days_it_is_the_last_week(self, world, reader):
        assert heading_of(reader.get("/changes")).startswith("Since 17 Nov:")

    def test_the_day_that_is_looked_at_is_the_later_one(self, world, reader):
        heading = heading_of(reader.get("/changes?as_of=2026-11-10&unit=all"))
        assert heading.startswith("From 3 Nov to 10 Nov:")

    def test_no_day(self, world, reader):
        answer = reader.get("/changes?since=yesterday&unit=all")
        assert answer.status_code == 200
        assert "Enter a day as year-month-day" in text_of(answer)

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_days_at_the_end_of_all_days(self, world, reader, day):
        for asked in (f"since={day}", f"until={day}", f"as_of={day}", f"since={day}&until={day}"):
            for page in ("/changes", f"/objectives/{world.objective.pk}/changes"):
                assert reader.get(f"{page}?{asked}").status_code == 200, (page, asked)

    def test_the_usual_days_are_one_click_away(self, world, reader):
        text = text_of(reader.get("/changes"))
        for words in ("A week ago 17 Nov", "Last week's check-ins 22 Nov",
                      "Before plan lock 18 Oct", "Start of the cycle 5 Oct"):  # fmt: skip
            assert words in text

    def test_the_review_before_is_one_of_them(self, world, reader):
        planned = world.next_cycle()
        with on(date(2027, 1, 20)):
            text = text_of(reader.get(f"/changes?cycle={planned.pk}"))
        assert "End of Q4 2026 3 Jan" in text

    def test_before_the_first_cycle(self, world):
        assert world.client("outsider").get("/changes").status_code == 200


class TestWhoReads:
    def test_what_somebody_may_not_read_is_not_counted(self, world, reader):
        hidden = world.add_objective("Zebra")
        update_objective(world.system, hidden.pk, visibility="people", reason="Secret.")
        assert "Zebra" not in shown(world)
        assert "Nothing changed" in shown(world)
        assert "one objective added" in shown(world, who="admin")
        address = f"/objectives/{hidden.pk}/changes"
        assert reader.get(address).status_code == 404
        assert world.client("admin").get(address).status_code == 200

    def test_scores_that_contain_what_is_hidden_say_so(self, world, reader):
        hidden = world.add_objective("Zebra", unit="green")
        link_objective(world.system, hidden.pk, parent_objective_id=world.objective.pk,
                       kind="drives_score")  # fmt: skip
        update_objective(world.system, hidden.pk, visibility="people", reason="Secret.")
        check_in(world.system, hidden.key_results.get().pk, value=9)
        text = shown(world)
        assert "contain objectives that are not for you to read" in text
        assert "Zebra" not in text


class TestScale:
    def test_budget_and_growth(self, world, reader):
        made = iter(range(100))

        def grow(total: int) -> None:
            while type(world.objective).objects.count() < total:
                objective = world.add_objective(f"Number {next(made)}")
                type(objective).objects.filter(pk=objective.pk).update(
                    created_at=NOW - timedelta(weeks=8)
                )
                check_in(world.system, objective.key_results.get().pk, value=5)
                update_objective(world.system, objective.pk, title=f"Other {next(made)}",
                                 reason="Because.")  # fmt: skip

        assert_no_growth(grow, lambda: reader.get(PAGE))
        assert_budget("changes of a unit", lambda: reader.get(PAGE))
        one = f"/objectives/{world.objective.pk}/changes?since={SINCE}"
        check_in(world.system, world.key_results[0].pk, value=50)
        reader.get(one)
        assert_budget("changes of an objective", lambda: reader.get(one))

    def test_long_lists_go_on(self, world, reader):
        for number in range(43):
            create_objective(
                world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
                title=f"Number {number:02}", owner_id=world.people["owner"].pk,
            )  # fmt: skip
        first = world.client("owner").get(PAGE)
        assert "3 more changes" in text_of(first)
        assert "Number 42" not in text_of(first)
        address = re.search(r'href="(\?[^"]*show=structure[^"]*)"', first.content.decode())
        assert address
        whole = text_of(world.client("owner").get("/changes" + address[1].replace("&amp;", "&")))
        assert "Number 00" in whole
        assert "Number 42" in whole
        assert "All sections of this comparison" in whole
