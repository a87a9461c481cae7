"""What a page says of a KPI does not contradict what stands beside it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from headway.core.spc import Advice, Assurance
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World, on
from headway.kpis.actions.responses import record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.page.decimals import places_on_page, value_at_limit
from headway.kpis.queries.series.charts import ShownLimits
from headway.kpis.queries.words import assurance_words, state_words
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, raised

pytestmark = pytest.mark.django_db


def page_of(world: World, kpi: Kpi) -> str:
    return text_of(world.client("lead").get(f"/kpis/{kpi.pk}"))


class TestNearlyAlways:
    def test_a_target_that_is_hardly_ever_missed_is_not_hit_or_miss(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=93.5, effective_on=month(0))
        page = page_of(world, kpi)
        assert (
            "Steady, and nearly always on target: the target lies just inside the limits, "
            "by chance alone less than 1 % of all months miss it." in page
        )
        assert "Nearly always" in page
        assert "Hit or miss" not in page

    @pytest.mark.parametrize(
        ("low", "said"), [(93.5, "Nearly always"), (95.8, "Nearly never"), (94.5, "Hit or miss")]
    )
    @pytest.mark.parametrize("day", ["", "&as_of=2026-11-23"])
    def test_the_list_has_the_word_of_the_page(self, world, low, said, day):
        """The list said "Hit or miss" of all three."""
        with on(date(2026, 11, 20)):
            kpi = first_pass_yield(world)
            measure(world, kpi, STEADY)
            set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0))
        client = world.client("lead")
        page, rows = client.get(f"/kpis/{kpi.pk}?{day}"), client.get(f"/kpis?unit=all{day}")
        assert said in text_of(page)
        assert said in text_of(rows)
        if said != "Hit or miss":
            assert "Hit or miss" not in text_of(rows)

    def test_what_a_value_led_to_is_told_in_that_word_too(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=93.6, effective_on=month(0))
        cell = f"v-{kpi.pk}-2026-01-01"
        client = world.client("mate")
        page = client.post("/kpis/enter?back=9", {cell: "94.6", f"was-{cell}": ""}, follow=True)
        assert "Nearly always" in text_of(page)

    def test_nor_is_one_that_is_hardly_ever_met(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=95.8, effective_on=month(0))
        page = page_of(world, kpi)
        assert (
            "Steady, and nearly never on target: the target lies just inside the limits, "
            "by chance alone more than 99 % of all months miss it." in page
        )
        assert "Hit or miss" not in page

    def test_in_between_it_is(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=94.5, effective_on=month(0))
        assert "Steady, but hit or miss:" in page_of(world, kpi)

    @pytest.mark.parametrize(
        ("share", "words"),
        [(None, "Hit or miss"), (0.004, "Nearly always"), (0.005, "Hit or miss"),
         (0.994, "Hit or miss"), (0.995, "Nearly never")],
    )  # fmt: skip
    def test_the_words_turn_where_the_share_does(self, share, words):
        assert assurance_words(Assurance.SOMETIMES, share)[0] == words
        assert state_words(Advice.CHANGE_PROCESS, "locked", "level", share) == words


class TestOutside:
    @pytest.mark.parametrize(
        ("value", "limits", "places", "said"),
        [
            (3.7, (1.0, 2.0, 3.68), 2, "3.7"),
            (3.74, (1.0, 2.0, 3.72), 2, "3.74"),
            (0.9, (0.92, 2.0, 3.0), 2, "0.9"),
            (4.0, (1.0, 2.0, 3.68), 1, "4.0"),
            (3.5, (1.0, 2.0, 3.54), 1, "3.5"),
            (3.7, (None, None, None), 1, "3.7"),
        ],
    )
    def test_a_value_and_the_limit_it_passed_are_written_apart(self, value, limits, places, said):
        point = SimpleNamespace(value=value, shown=ShownLimits(*limits))
        found = SimpleNamespace(points=[point], limits_now=None)
        kpi = SimpleNamespace(decimals=1)
        assert places_on_page(kpi, found) == places
        assert value_at_limit(kpi, point, places) == said


class TestPlan:
    def test_days_without_words_are_said_to_be_just_that(self, world):
        kpi = first_pass_yield(world)
        page = page_of(world, kpi)
        assert "no word on what to do when it signals" not in page
        assert (
            "Cause within 5 working days, action within 10. What is done then is not said yet."
            in page
        )
        assert "what is done when it signals: only the days are said" in page

    def test_with_words_nothing_is_missing(self, world):
        kpi = first_pass_yield(world, response_plan="Stop the line and call the engineer.")
        page = page_of(world, kpi)
        assert "action within 10. Stop the line and call the engineer." in page
        assert "only the days are said" not in page


class TestMeasure:
    @pytest.mark.parametrize(
        ("measure_", "said"), [("per 100", "per 100"), ("hours", "in hours"), ("%", "in %")]
    )
    def test_a_rate_is_not_in_per(self, world, measure_, said):
        first_pass_yield(world, measure=measure_)
        page = text_of(world.client("mate").get("/kpis/enter"))
        assert f"Blue, {said}" in page

    def test_nor_is_it_measured_in_per(self, world):
        kpi = first_pass_yield(world, measure="per 100")
        sent = {f"v-{kpi.pk}-2026-10-01": "50 %"}
        page = html_of(world.client("mate").post("/kpis/enter", sent))
        assert "This KPI is measured per 100: enter the number without %." in page


class TestAction:
    def test_all_that_is_wrong_is_marked_at_once(self, world):
        kpi = first_pass_yield(world)
        response = raised(world, kpi, [*STEADY, 92.0])
        record_cause(world.actor("owner"), response.pk, cause="The jig.")
        sent = {"do": "action", "action": "", "owner_id": "", "owner_id-text": "Nobody at all",
                "ends_on": date(2026, 11, 1).isoformat()}  # fmt: skip
        answer = world.client("owner").post(f"/kpi-responses/{response.pk}/step", sent)
        page = html_of(answer)
        assert answer.status_code == 422
        for words in ("Choose today or a later day.", 'id="f-owner_id-err"', 'id="next-step-err"'):
            assert words in page, words

    def test_without_owner_and_day_both_are_asked_for(self, world):
        kpi = first_pass_yield(world)
        response = raised(world, kpi, [*STEADY, 92.0])
        record_cause(world.actor("owner"), response.pk, cause="The jig.")
        sent = {"do": "action", "action": "Raise it.", "owner_id": "", "ends_on": ""}
        page = html_of(world.client("owner").post(f"/kpi-responses/{response.pk}/step", sent))
        assert "Name who does it." in page
        assert "Say until when it is to be done." in page


class TestExplanations:
    def test_they_cite_nothing_that_cannot_be_opened(self, world, kpi):
        measure(world, kpi, [94.5, 92.0], first=12)
        set_target(world.system, kpi.pk, kind="at_least", low=94.5, effective_on=month(0))
        assert "(method " not in page_of(world, kpi)
        assert "(method " not in text_of(world.client("lead").get("/kpis"))


class TestFollow:
    def test_without_a_script_one_comes_back_to_the_row_and_is_told(self, world):
        kpi = first_pass_yield(world)
        client = world.client("viewer")
        answer = client.post(f"/kpis/library/{kpi.pk}/step", {"do": "follow"})
        assert answer["Location"].endswith(f"/kpis/library#kpi-{kpi.pk}")
        page = html_of(client.get("/kpis/library"))
        assert "You follow First-pass yield." in page

    def test_with_one_the_row_stays_and_it_is_told_too(self, world):
        kpi = first_pass_yield(world)
        answer = world.client("viewer").post(
            f"/kpis/library/{kpi.pk}/step", {"do": "follow"}, headers={"HX-Request": "true"}
        )
        page = html_of(answer)
        assert "Stop following" in page
        assert 'hx-swap-oob="beforeend:#toasts"' in page
        assert "You follow First-pass yield." in page
