"""An estimate, a period that does not apply and one without a value each have a mark of their own,
in the chart, its legend and the table behind it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import record_measurements
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, monthly

pytestmark = pytest.mark.django_db


def page_of(world: World, kpi: Kpi, **states: int) -> str:
    """The page, with one month of a state each; "gap" leaves one out."""
    readings = monthly(STEADY[2:], first=12)
    for state, at in states.items():
        if state == "gap":
            readings.pop(at)
        elif state == "na":
            readings[at] = replace(readings[at], value=None, state="na", reason="Plant closed")
        else:
            readings[at] = replace(readings[at], state=state)
    record_measurements(world.actor("mate"), kpi.pk, readings)
    return html_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))


def wide(page: str) -> str:
    return page.partition('<svg class="chart pbc"')[2].partition("</svg>")[0]


def legend(page: str) -> str:
    return page.partition('<p class="legend">')[2].partition("</p>")[0]


def test_an_estimate_has_a_ring(world: World, kpi: Kpi):
    """It looked like any other value."""
    page = page_of(world, kpi, estimated=3)
    assert wide(page).count('class="pb-est"') == 1
    assert re.search(r"Apr 2026: 94\.7\s%, an estimate", wide(page))
    assert "Estimate" in legend(page)
    table = page.partition("Table behind this chart")[2]
    assert re.search(r"pb-est.*?</svg>\s*estimated", table, re.DOTALL)


def test_what_does_not_apply_is_not_what_is_missing(world: World, kpi: Kpi):
    """Both were a question mark."""
    page = page_of(world, kpi, na=3, gap=6)
    assert wide(page).count(">×<title>Apr 2026: does not apply, Plant closed</title>") == 1
    assert wide(page).count(">?<title>Jul 2026: no value</title>") == 1
    assert ("No value" in legend(page), "Does not apply" in legend(page)) == (True, True)
    assert re.search(r"×</b>\s*not applicable", page)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({}, (False, False, False)),
        ({"na": 2}, (False, True, False)),
        ({"gap": 2}, (True, False, False)),
        ({"estimated": 2}, (False, False, True)),
    ],
)
def test_the_legend_names_what_there_is(world: World, kpi: Kpi, states, said):
    told = legend(page_of(world, kpi, **states))
    assert tuple(words in told for words in ("No value", "Does not apply", "Estimate")) == said
