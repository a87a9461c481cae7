"""How far back the grid goes, and that what is typed goes along."""

from __future__ import annotations

import re
from datetime import date

import pytest

from headway.core.calendars import ORDINARY
from headway.kit.testing.pages import html_of
from headway.kpis.models import Measurement
from headway.kpis.queries.entry.window import ALWAYS, CELLS, MOST_BACK, PERIODS, window_of
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db


def columns(page: str) -> list[str]:
    return re.findall(r'name="v-\d+-(\d{4}-\d{2})-01"', page)


def pressed(page: str, label: str) -> dict[str, str]:
    """What the button of that name sends."""
    found = re.search(rf'name="(periods|back)"\s+value="(\d+)"[^>]*>\s*{label}', page)
    assert found, label
    return {found[1]: found[2]}


class TestMorePeriods:
    def test_it_goes_on_to_the_years_before(self, world, kpi):
        """After fourteen periods there was no way further back."""
        client = world.client("mate")
        address = f"/kpis/enter?kpi={kpi.pk}"
        page = html_of(client.get(address))
        for count in PERIODS:
            assert len(columns(page)) == count
            label = "Earlier periods" if count == PERIODS[-1] else "More periods"
            answer = client.post(address, pressed(page, label))
            assert answer.status_code == 302
            address = answer["Location"]
            page = html_of(client.get(address))
        assert (columns(page)[0], columns(page)[-1]) == ("2008-04", "2017-07")
        answer = client.post(address, pressed(page, "Later periods"))
        page = html_of(client.get(answer["Location"]))
        assert columns(page)[-1] == "2026-11"

    def test_an_early_value_is_saved_there(self, world, kpi):
        client = world.client("mate")
        address = f"/kpis/enter?kpi={kpi.pk}&periods=14&back=112"
        answer = client.post(address, {f"v-{kpi.pk}-2017-07-01": "94"})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert 'value="94"' in html_of(client.get(address))

    def test_what_is_typed_is_not_left_behind_on_the_way_to_earlier_periods(self, world, kpi):
        client = world.client("mate")
        sent = {f"v-{kpi.pk}-2026-10-01": "abc", "back": "112"}
        page = html_of(client.post(f"/kpis/enter?kpi={kpi.pk}&periods=112", sent))
        assert "What you typed is not saved yet." in page
        assert 'value="abc"' in page
        assert columns(page)[-1] == "2026-11"

    @pytest.mark.parametrize(("here", "other"), [("mine", "unit"), ("unit", "mine")])
    def test_nor_between_ones_own_and_those_of_the_unit(self, world, kpi, here, other):
        """It was gone without a word."""
        client = world.client("mate")
        address = f"/kpis/enter?whose={here}"
        sent = {f"v-{kpi.pk}-2026-10-01": "94.4", "whose": other}
        page = html_of(client.post(address, sent))
        assert "What you typed is not saved yet. Save it first, then go on." in page
        assert 'value="94.4"' in page
        assert not Measurement.objects.filter(starts_on=date(2026, 10, 1)).exists()

    @pytest.mark.parametrize("other", ["unit", "mine"])
    def test_where_nothing_is_typed_it_just_goes_there(self, world, kpi, other):
        answer = world.client("mate").post("/kpis/enter?after=1.0.2", {"whose": other})
        assert (answer.status_code, answer["Location"]) == (302, f"/kpis/enter?whose={other}")

    def test_what_is_kept_is_found_again_by_whose_it_is(self, world, kpi):
        """The page without a word and that of *Mine* kept two drafts."""
        client = world.client("mate")
        kept = [
            re.search(r'data-kept="([^"]*)"', html_of(client.get(f"/kpis/enter{query}")))[1]
            for query in ("", "?whose=mine", "?whose=unit")
        ]
        assert kept[0] == kept[1] != kept[2]

    def test_enter_saves(self, world, kpi):
        """Enter presses the first button of a form."""
        page = html_of(world.client("mate").get("/kpis/enter"))
        first = re.search(r'<button form="values"[^>]*>', page)[0]
        assert "name=" not in first

    def test_a_week_of_another_year_says_which(self, world):
        """112 weeks have "wk 30" three times."""
        kpi = first_pass_yield(world, frequency="weekly")
        page = html_of(world.client("mate").get(f"/kpis/enter?kpi={kpi.pk}&periods=112"))
        heads = re.findall(r'<th scope="col" class="num"[^>]*>([^<]*)<', page)
        assert (heads[0], heads[-1]) == ("wk 41, 2024", "wk 48")
        assert len(heads) == len(set(heads)) == 112

    @pytest.mark.parametrize("text", ["", "more", "-1", "9" * 17, "²"])
    def test_an_address_that_somebody_typed_costs_no_more(self, world, kpi, text):
        answer = world.client("mate").get(f"/kpis/enter?periods={text}&back={text}")
        assert answer.status_code == 200
        assert len(columns(html_of(answer))) <= PERIODS[-1]


@pytest.mark.parametrize("lines", [1, 15, 60, 240])
def test_a_page_has_an_end_however_many_lines_there_are(lines):
    window = window_of(date(2026, 11, 24), ORDINARY, lines=lines, periods=10**6, back=10**6)
    assert window.periods == ALWAYS or window.periods * lines <= CELLS
    assert (window.back, window.wider, window.earlier) == (MOST_BACK, None, None)
    assert len(window.of("yearly")) == window.periods
