"""Numbers on two days, by the day that check-ins hold for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from headway.activity.models import Event
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, on
from headway.okrs.actions.checkins import check_in
from headway.reports.tests.comparing import PAGE, numbers_of


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
