"""Comparing two days: which ones, who reads it, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, TODAY, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    create_objective,
    update_objective,
)
from headway.reports.tests.comparing import PAGE, SINCE, shown


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
