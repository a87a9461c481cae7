"""The grid in which people enter values: what it takes, refuses and keeps."""

from __future__ import annotations

import re
from html import unescape

import pytest

from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kpis.actions.segments import add_segment
from headway.kpis.models import Measurement
from headway.kpis.queries.entry import rows as entry
from headway.kpis.queries.lists.rows import KpiFilters, list_kpis
from headway.kpis.tests.values import (
    by_region,
    enter,
    first_pass_yield,
    measure,
    month,
)

pytestmark = pytest.mark.django_db


class TestEntering:
    def test_one_value_and_enter_saves_it_and_says_what_it_moved(self, world, kpi):
        client = world.client("mate")
        page = html_of(client.get("/kpis/enter"))
        assert "One KPI waits for a value." in page
        field = f"v-{kpi.pk}-2026-10-01"
        assert f'name="v-{kpi.pk}-2026-06-01"' in page
        answer = client.post("/kpis/enter", {field: "92,0", f"was-{field}": ""})
        assert answer.status_code == 302
        page = html_of(client.get("/kpis/enter"))
        assert "1 signal appeared" in page
        assert "Answer signal 1" in page
        assert "1 signal appeared" not in html_of(client.get("/kpis/enter"))
        stored = Measurement.objects.get(series__kpi=kpi, starts_on="2026-10-01")
        assert (stored.value, stored.state) == (92.0, "final")

    def test_estimates_reasons_and_errors_in_place(self, world, kpi):
        ratio = first_pass_yield(world, name="Ratio", in_time="ratio", scale=100.0)
        client = world.client("mate")
        sent = {
            f"v-{kpi.pk}-2026-08-01": "~94.2",
            f"v-{kpi.pk}-2026-09-01": "n/a plant closed",
            f"v-{ratio.pk}-2026-08-01": "470/500",
            f"v-{ratio.pk}-2026-09-01": "900",
        }
        sent |= {f"was-{name}": "" for name in list(sent)}
        answer = client.post("/kpis/enter", sent)
        assert answer.status_code == 422
        page = html_of(answer)
        assert 'value="900"' in page
        assert "900 is not possible" in page
        saved = Measurement.objects.filter(series__kpi=kpi, starts_on__gte="2026-08-01")
        assert list(saved.order_by("starts_on").values_list("value", "state", "reason")) == [
            (94.2, "estimated", ""),
            (None, "na", "plant closed"),
        ]
        assert not Measurement.objects.filter(series__kpi=ratio).exists()  # whole or not at all
        assert 'value="~94.2"' in page
        assert 'value="470/500"' in page

    def test_a_cell_that_nobody_changed_overwrites_nothing(self, world, kpi):
        field = f"v-{kpi.pk}-2026-08-01"
        measure(world, kpi, [95.0], first=19)
        world.client("mate").post("/kpis/enter", {field: "", f"was-{field}": ""})
        assert Measurement.objects.get(series__kpi=kpi, starts_on="2026-08-01").value == 95.0

    def test_somebody_without_kpis_is_told_so(self, world, kpi):
        page = html_of(world.client("viewer").get("/kpis/enter"))
        assert "There is nothing for you to enter here." in page


class TestMoreThanOnePage:
    def test_it_goes_on_where_it_stopped_and_says_so(self, world, monkeypatch):
        """Of three the last one waits; it was left out, and everything was said to be entered."""
        monkeypatch.setattr(entry, "ROWS", 2)
        made = [first_pass_yield(world, name=name) for name in ("One", "Two", "Three")]
        for one in made[:2]:
            measure(world, one, [94.0, 95.0], first=20)
        measure(world, made[2], [94.0], first=20)
        client = world.client("mate")
        page = html_of(client.get("/kpis/enter"))
        assert "Everything that is due here is entered; more KPIs follow." in page
        assert "Three" not in page
        [follows] = re.findall(r'href="([^"]*after=[^"]*)"', page)
        address = f"/kpis/enter{unescape(follows)}"
        page = html_of(client.get(address))
        assert "One KPI waits for a value." in page
        assert ("Three" in page, "Two" in page) == (True, False)
        name = f"v-{made[2].pk}-{month(21)}"
        saved = client.post(address, {name: "96"})
        assert (saved.status_code, saved["Location"]) == (302, address)
        assert "Everything that is due is entered." in html_of(client.get(address))

    @pytest.mark.parametrize(
        "name", ["admin", "lead", "owner", "mate", "coach", "viewer", "stranger"]
    )
    def test_the_database_finds_those_that_one_may_enter(self, world, name):
        for unit in ("works", "blue", "green"):
            for number, (owner, updater) in enumerate((("owner", "mate"), ("stranger", None))):
                first_pass_yield(
                    world, name=f"{unit} {number}", unit_id=world.units[unit].pk,
                    owner_id=world.people[owner].pk,
                    updater_id=world.people[updater].pk if updater else None,
                )  # fmt: skip
        actor = world.actor(name)
        for whose in ("unit", "mine"):
            filters = KpiFilters(person_id=None if whose == "unit" else actor.person_id)
            may = [row.name for row in list_kpis(actor, filters) if entry.may_measure(actor, row)]
            found = entry.entry_rows(actor, whose=whose, unit_path="")
            assert [row.name for row in found] == may


class TestGridOfSegments:
    def test_each_segment_has_its_line_and_the_whole_is_read(self, world):
        kpi = by_region(world, decimals=0)
        enter(world, kpi, "north", [40.0], first=20)
        enter(world, kpi, "south", [60.0], first=20)
        enter(world, kpi, "north", [41.0], first=21)
        client = world.client("mate")
        north, south = (kpi.series.get(key=key).pk for key in ("north", "south"))
        page = html_of(client.get("/kpis/enter"))
        assert "made of its segments" in page
        assert f'name="v-{kpi.pk}-2026-10-01"' not in page
        assert (">100</td>" in page, ">1 of 2</td>" in page) == (True, True)
        sent = {
            f"v-{kpi.pk}-{north}-2026-09-01": "40", f"v-{kpi.pk}-{south}-2026-09-01": "60",
            f"v-{kpi.pk}-{north}-2026-10-01": "44", f"was-v-{kpi.pk}-{north}-2026-10-01": "41",
            f"v-{kpi.pk}-{south}-2026-10-01": "59", f"was-v-{kpi.pk}-{south}-2026-10-01": "",
        }  # fmt: skip
        answer = client.post("/kpis/enter", sent, follow=True)
        assert "2 values saved." in html_of(answer)
        assert kpi.series.get(key="").measurements.get(starts_on=month(21)).value == 103.0

    def test_a_refused_cell_says_why_and_the_weight_of_a_mean_stays(self, world):
        kpi = by_region(world, in_time="mean", high_bound=100.0)
        north = kpi.series.get(key="north").pk
        name = f"v-{kpi.pk}-{north}-2026-10-01"
        client = world.client("mate")
        page = html_of(client.post("/kpis/enter", {name: "4.2 of -1", f"was-{name}": ""}))
        assert "A denominator is 0 or more." in page
        client.post("/kpis/enter", {name: "~4.2 of 120", f"was-{name}": ""})
        assert 'value="~4.2 of 120"' in html_of(client.get("/kpis/enter"))

    def test_it_costs_the_same_for_two_segments_and_for_twenty(self, world):
        kpi = by_region(world, "A", "B")
        client = world.client("mate")

        def add(count: int) -> None:
            while kpi.series.exclude(key="").count() < count:
                add_segment(world.system, kpi.pk, name=f"S{kpi.series.count()}")

        assert_no_growth(add, lambda: client.get("/kpis/enter"))
