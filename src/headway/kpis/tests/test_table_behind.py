"""The table behind a chart says all that the chart draws."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield, measure

pytestmark = pytest.mark.django_db

NOISE = [0.4, -1.1, 0.9, 0.2, -0.7, 1.3, -0.3, 0.6, -1.2, 0.1, 0.8, -0.5]


def page_of(world: World, form: str, query: str = "") -> str:
    kpi = first_pass_yield(world, form=form, season=4, low_bound=None, high_bound=None)
    measure(world, kpi, [50 + 8 * (at % 4) + 2 * at + NOISE[at % 12] for at in range(20)])
    return html_of(world.client("owner").get(f"/kpis/{kpi.pk}{query}"))


def columns(page: str) -> dict[str, list[str]]:
    """The table's numbers by column, the latest period first."""
    table = re.search(r"<table class=\"t tight flat figs\">(.*?)</table>", page, re.DOTALL)
    assert table is not None
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", table[1])
    rows = [
        [re.sub(r"<[^>]*>", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)[1:]
    ]
    return {head: [row[at] for row in rows] for at, head in enumerate(heads[1:])}


@pytest.mark.parametrize(
    ("form", "head"),
    [
        ("level", "Moving range"),
        ("trend", "Moving range"),
        ("season", "Moving range without the season"),
        ("year_on_year", "Moving range of changes on the cycle before"),
    ],
)
def test_its_ranges_are_those_that_the_limits_are_made_of(world: World, form: str, head: str):
    """Those of the values themselves were many times the largest usual one, by the season."""
    page = page_of(world, form)
    told = columns(page)[head]
    ranges = [float(text.split()[0]) for text in told if text != "–"]
    [average] = re.findall(r"Average moving range, of (\d+)</t.>\s*<td[^>]*>([\d.]+)", page)
    assert len(ranges) == int(average[0])
    assert sum(ranges) / len(ranges) == pytest.approx(float(average[1]), abs=0.06)


def test_its_limits_follow_the_trend_as_the_picture_does(world: World):
    page = page_of(world, "trend")
    told = columns(page)
    for name, end in (("Centre", "centre"), ("Lower limit", "lower limit")):
        assert f"{told[name][0]} {end}" in page
    centres = [float(text) for text in told["Centre"]]
    steps = [a - b for a, b in pairwise(centres)]
    assert max(steps) - min(steps) < 0.2 < min(steps)


def test_a_range_beyond_the_largest_usual_is_said(world: World):
    kpi = first_pass_yield(world)
    measure(world, kpi, [90.0, 90.4] * 10 + [99.0])
    page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    assert page.count("unusual jump") == 1
    assert "unusual jump" in columns(page)["Moving range"][0]


def test_the_table_of_longer_periods_has_their_limits(world: World):
    page = page_of(world, "level", "?by=quarterly")
    number = r"<td class=\"num\">([\d.]+)</td>\s*"
    told = re.findall(number * 3 + r"<td class=\"nowrap\">3 of 3 months", page)
    assert len(told) >= 6
    for value, name in zip(told[0], ("centre", "lower limit", "upper limit"), strict=True):
        assert f"{value} {name}" in page
