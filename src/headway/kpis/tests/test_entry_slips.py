"""What may be a slip of the hand: asked about once, never in the way of whoever means it."""

from __future__ import annotations

import re

import pytest

from headway.core.spc import Form
from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kpis.models import Measurement
from headway.kpis.tests.test_entry_refused import sent_of
from headway.kpis.tests.values import STEADY, by_region, enter, first_pass_yield, measure

pytestmark = pytest.mark.django_db

ASKS = "Save again to confirm it."


@pytest.fixture
def hours(world):
    """A KPI in hours, with limits around 2.7."""
    kpi = first_pass_yield(
        world, name="Hours to the first answer", measure="hours", high_bound=None, decimals=1
    )
    measure(world, kpi, [round(value - 92, 1) for value in [*STEADY, *STEADY[:8]]])
    return kpi


def new(kpi) -> list[float | None]:
    found = Measurement.objects.filter(series__kpi=kpi, starts_on__gte="2026-09-01")
    return list(found.order_by("starts_on").values_list("value", flat=True))


class TestFarFromTheUsual:
    def test_it_is_asked_about_and_the_same_once_more_is_the_answer(self, world, hours):
        client = world.client("mate")
        sent = sent_of(hours, m9="2.6", m10="5000")
        answer = client.post("/kpis/enter", sent)
        page = html_of(answer)
        assert (answer.status_code, new(hours)) == (422, [])
        assert f"Read as 5000: far from the usual 1.5 to 3.9. {ASKS}" in page
        assert "Nothing was saved: one cell needs a look." in page
        assert ('value="2.6"' in page, 'value="5000"' in page) == (True, True)
        sure = f"sure-v-{hours.pk}-2026-10-01"
        assert f'name="{sure}" value="5000"' in page
        assert client.post("/kpis/enter", sent | {sure: "5000"}).status_code == 302
        assert new(hours) == [2.6, 5000.0]

    def test_another_far_value_is_asked_about_anew(self, world, hours):
        sure = {f"sure-v-{hours.pk}-2026-10-01": "5000"}
        page = html_of(world.client("mate").post("/kpis/enter", sent_of(hours, m10="500") | sure))
        assert ASKS in page
        assert new(hours) == []

    def test_an_answer_holds_while_another_cell_is_mended(self, world, hours):
        sure = {f"sure-v-{hours.pk}-2026-10-01": "5000"}
        sent = sent_of(hours, m9="abc", m10="5000") | sure
        page = html_of(world.client("mate").post("/kpis/enter", sent))
        assert "Nothing was saved: one cell needs a look." in page
        assert f'name="sure-v-{hours.pk}-2026-10-01" value="5000"' in page

    def test_a_signal_is_not_asked_about(self, world, hours):
        """Outside the limits, but no further than a process goes that has changed."""
        page = html_of(
            world.client("mate").post("/kpis/enter", sent_of(hours, m10="4.5"), follow=True)
        )
        assert "1 signal appeared" in page

    def test_what_is_not_possible_is_refused_and_not_asked_about(self, world, kpi):
        page = html_of(world.client("mate").post("/kpis/enter", sent_of(kpi, m10="5000")))
        assert re.search("5.?000 is not possible", page)
        assert ASKS not in page

    @pytest.mark.parametrize("form", [Form.LEVEL, Form.SEASON])
    def test_without_limits_of_its_own_a_value_is_held_against_the_one_beside_it(self, world, form):
        kpi = first_pass_yield(world, name="New", form=form, high_bound=None)
        measure(world, kpi, [2.5], first=20)
        client = world.client("mate")
        page = html_of(client.post("/kpis/enter", sent_of(kpi, m10="25")))
        assert f"Read as 25: far from 2.5 beside it. {ASKS}" in page
        assert client.post("/kpis/enter", sent_of(kpi, m10="12")).status_code == 302

    def test_a_segment_is_held_against_itself(self, world):
        kpi = by_region(world)
        enter(world, kpi, "north", [40.0], first=20)
        enter(world, kpi, "south", [4000.0], first=20)
        client = world.client("mate")
        south, north = (kpi.series.get(key=key).pk for key in ("south", "north"))
        of = {f"v-{kpi.pk}-{south}-2026-10-01": "4100", f"v-{kpi.pk}-{north}-2026-10-01": "4100"}
        page = html_of(client.post("/kpis/enter", of))
        assert page.count(ASKS) == 1
        assert "Read as 4100: far from 40 beside it." in page

    @pytest.mark.parametrize("text", ["1e300", "1e300/1e-300", "5/0", "0/5", "1/5", "4 of 1e300"])
    def test_what_is_no_ordinary_number_is_not_asked_about(self, world, text):
        kpi = first_pass_yield(world, in_time="ratio", high_bound=None)
        measure(world, kpi, [0.2], first=20)
        answer = world.client("mate").post("/kpis/enter", sent_of(kpi, m10=text))
        assert answer.status_code in (302, 422)
        assert ASKS not in html_of(answer)

    def test_asking_costs_the_same_for_two_kpis_and_for_twelve(self, world):
        client = world.client("mate")
        made: list = []

        def add(count: int) -> None:
            while len(made) < count:
                made.append(first_pass_yield(world, name=f"K{len(made)}", high_bound=None))
                measure(world, made[-1], [2.5], first=20)

        def ask() -> None:
            sent = {name: text for kpi in made for name, text in sent_of(kpi, m10="25").items()}
            assert ASKS in html_of(client.post("/kpis/enter", sent))

        assert_no_growth(add, ask, sizes=(2, 12))


class TestReadAs:
    @pytest.mark.parametrize("text", ["1,234", "~1,234"])
    def test_a_question_says_as_what_a_value_was_read(self, world, hours, text):
        """In "1,234" somebody may mean the comma of "3,2"."""
        page = html_of(world.client("mate").post("/kpis/enter", sent_of(hours, m10=text)))
        assert f"Read as 1234: far from the usual 1.5 to 3.9. {ASKS}" in page

    def test_with_nothing_to_compare_it_asks_which_of_two_is_meant(self, world):
        kpi = first_pass_yield(world, high_bound=None)
        client = world.client("mate")
        page = html_of(client.post("/kpis/enter", sent_of(kpi, m10="1,234")))
        assert f"Read as 1234, not as 1.234. {ASKS}" in page
        assert new(kpi) == []
        sure = {f"sure-v-{kpi.pk}-2026-10-01": "1,234"}
        assert client.post("/kpis/enter", sent_of(kpi, m10="1,234") | sure).status_code == 302
        assert new(kpi) == [1234.0]

    @pytest.mark.parametrize("text", ["1234", "3,2", "1,234,567", "1 234", "12,34"])
    def test_what_can_be_read_in_one_way_only_is_not_asked_about(self, world, text):
        kpi = first_pass_yield(world, high_bound=None)
        answer = world.client("mate").post("/kpis/enter", sent_of(kpi, m10=text))
        assert answer.status_code == 302

    def test_beside_values_of_its_size_it_is_not_asked_about(self, world):
        kpi = first_pass_yield(world, high_bound=None)
        measure(world, kpi, [1200.0], first=20)
        answer = world.client("mate").post("/kpis/enter", sent_of(kpi, m10="1,234"))
        assert answer.status_code == 302


class TestPerCent:
    def test_hours_take_none(self, world, hours):
        page = html_of(world.client("mate").post("/kpis/enter", sent_of(hours, m10="50%")))
        assert "This KPI is measured in hours: enter the number without %." in page
        assert new(hours) == []

    def test_no_measure_takes_none_either(self, world):
        kpi = first_pass_yield(world, measure="")
        page = html_of(world.client("mate").post("/kpis/enter", sent_of(kpi, m10="50 %")))
        assert "This KPI is no percentage: enter the number without %." in page

    @pytest.mark.parametrize(
        ("measure", "scale"), [("%", 1.0), ("per cent", 1.0), ("% of orders", 1.0), ("", 100.0)]
    )
    def test_a_percentage_does(self, world, measure, scale):
        kpi = first_pass_yield(world, measure=measure, scale=scale)
        sent = sent_of(kpi, m9="94 %", m10="n/a 50% of the line stood still")
        assert world.client("mate").post("/kpis/enter", sent).status_code == 302
        assert new(kpi) == [94.0, None]
