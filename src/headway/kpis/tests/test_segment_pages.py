"""Segments and longer periods on the pages of a KPI."""

from __future__ import annotations

import re

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.segments import add_segment
from headway.kpis.actions.targets import set_target
from headway.kpis.tests.values import (
    STEADY,
    by_region,
    enter,
    measure,
    month,
)

pytestmark = pytest.mark.django_db


class TestSegments:
    def test_the_page_tells_the_whole_from_its_segments(self, world):
        kpi = by_region(world, "North", "South", "Far west", decimals=0)
        update_kpi(world.system, kpi.pk, segmented_by="region")
        for key, part in (("north", 1), ("south", 2), ("far-west", 1)):
            enter(world, kpi, key, [value * part for value in STEADY])
        enter(world, kpi, "north", [94.0], first=12)
        client = world.client("owner")
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "By region" in page
        assert "Jan 2026: 1 of 3 entered, South, Far west are missing" in page
        assert "Dec 2025: 379" in page  # the explanation of the last whole
        assert ">50\u00a0%</td>" in page
        alone = html_of(client.get(f"/kpis/{kpi.pk}?segment=south"))
        assert "First-pass yield, South: is the process healthy?" in alone
        assert "Its signals open no response" in alone
        assert client.get(f"/kpis/{kpi.pk}?segment=east").status_code == 404

    def test_many_segments_are_a_list_to_choose_from(self, world):
        kpi = by_region(world, *(f"Region of the plant number {at}" for at in range(8)))
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        assert '<option value="region-of-the-plant-number-3">' in page

    def test_longer_periods_say_how_much_of_them_is_there(self, world, kpi):
        measure(world, kpi, [94.0, 95.0], first=12)
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, effective_on=month(0))
        client = world.client("owner")
        page = html_of(client.get(f"/kpis/{kpi.pk}?by=quarterly"))
        assert "2 of 3 months" in page
        assert "4 complete periods are too few for limits" in page
        assert "Q1 2026: 94.5" in page
        assert "The plain mean of its values" in page
        own = html_of(client.get(f"/kpis/{kpi.pk}?by=hourly"))
        assert ("of 3 months" in own, "Moving range" in own) == (False, True)

    def test_segments_are_added_named_and_put_away_on_their_page(self, world, kpi):
        client, path = world.client("owner"), f"/kpis/{kpi.pk}/segments"
        assert "It is entered as a whole." in html_of(client.get(path))
        for name in ("North", "South"):
            client.post(path, {"do": "add", "name": name})
        refused = html_of(client.post(path, {"do": "add", "name": "north"}))
        assert "Another segment has this name." in refused
        client.post(path, {"do": "segmenting", "segmented_by": "region", "partial": "1"})
        south = kpi.series.get(key="south").pk
        client.post(path, {"do": "up", "segment_id": south})
        client.post(path, {"do": "change", "segment_id": south, "name": "Far south"})
        page = html_of(client.get(path))
        assert "The whole is made of 2 segments." in page
        assert page.index("Far south") < page.index(">North<")
        client.post(path, {"do": "archive", "segment_id": south})
        assert "The whole is made of one segment." in html_of(client.get(path))
        client.post(path, {"do": "restore", "segment_id": south})
        assert "Saved" not in html_of(client.post(path, {"do": "fly"}))

    def test_it_costs_the_same_for_two_segments_and_for_twenty(self, world):
        kpi = by_region(world, "A", "B")
        client, path = world.client("owner"), f"/kpis/{kpi.pk}"

        def add(count: int) -> None:
            while (have := kpi.series.exclude(key="").count()) < count:
                made = add_segment(world.system, kpi.pk, name=f"S{have}")
                enter(world, kpi, made.key, STEADY[:3])

        both = (f"{path}?by=quarterly", f"{path}?segment=a", f"{path}/segments")
        assert_no_growth(add, lambda: [client.get(one) for one in (path, *both)])
        assert_budget("one KPI with segments", lambda: client.get(path))
        assert_budget("segments of a KPI", lambda: client.get(f"{path}/segments"))


def test_shares_add_up_to_100_per_cent(world):
    """Rounded each by itself, three thirds and more came to 99 or 101."""
    kpi = by_region(world, "North", "South", "West")
    for name, value in (("North", 33.5), ("South", 33.5), ("West", 33.0)):
        enter(world, kpi, name, [value])
    page = html_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    shares = re.findall(r'data-l="Share">(\d+)\s%', page)
    assert sorted(map(int, shares)) == [33, 33, 34]
