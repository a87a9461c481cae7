"""The popover of the limits adds up, whatever form they have, and says when they move."""

from __future__ import annotations

import re
from itertools import product

import pytest

from headway.core.spc.forms import season_widening
from headway.kit.testing.world import TODAY, World
from headway.kpis.queries.doors import calendar_of, whole_series
from headway.kpis.queries.explanations.limits import explain_limits
from headway.kpis.queries.series.charts import chart
from headway.kpis.tests.values import first_pass_yield, measure
from headway.web.explanation import Explanation

pytestmark = pytest.mark.django_db

NOISE = [0.4, -1.1, 0.9, 0.2, -0.7, 1.3, -0.3, 0.6, -1.2, 0.1, 0.8, -0.5, 1.1, -0.9]


def explained(world: World, form: str, count: int) -> Explanation:
    """Of months whose season has four phases."""
    kpi = first_pass_yield(world, form=form, season=4, low_bound=None, high_bound=None)
    measure(world, kpi, [50 + 8 * (at % 4) + NOISE[at % 14] for at in range(count)])
    found = chart(kpi, whole_series(kpi).pk, calendar_of(kpi.organisation_id))
    told = explain_limits(kpi, found, TODAY)
    assert told is not None
    return told


def figure(told: Explanation, begins: str) -> float:
    [text] = [value for words, value in (*told.rows, told.total) if words.startswith(begins)]
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))


@pytest.mark.parametrize(
    ("form", "count", "cycles"),
    [("level", 20, 0), ("trend", 20, 0), ("season", 20, 5), ("season", 12, 3), ("season", 8, 0),
     ("season_ratio", 20, 5), ("year_on_year", 23, 0)],
)  # fmt: skip
def test_its_rows_add_up(world: World, form: str, count: int, cycles: int):
    told = explained(world, form, count)
    centre, sigma = figure(told, "Centre"), figure(told, "Sigma")
    assert figure(told, "Upper limit") == pytest.approx(centre + 3 * sigma, abs=0.2)
    assert figure(told, "Lower limit") == pytest.approx(centre - 3 * sigma, abs=0.2)
    widening = season_widening(cycles) if cycles else 1.0
    assert ("Widened" in str(told.rows)) == bool(cycles)
    if cycles:
        assert figure(told, "Widened") == pytest.approx(widening, abs=0.01)
    if form != "season_ratio":
        ranged = figure(told, "Average moving range") * 2.660 / 3
        assert sigma == pytest.approx(ranged * widening, abs=0.1)


def factor(told: Explanation, begins: str) -> float:
    return figure(told, begins) if begins in str(told.rows) else 1.0


@pytest.mark.parametrize(
    ("form", "step"),
    [*product(("level", "trend", "season", "season_ratio", "year_on_year"), (0.03, 0.3, 1.7, 13))],
)
def test_what_it_shows_comes_to_what_it_says(world: World, form: str, step: float):
    """95.2 and 2.66 times 0.6 is 96.8; it said 96.7. A season's share was not shown at all."""
    kpi = first_pass_yield(world, form=form, season=4, low_bound=None, high_bound=None)
    measure(world, kpi, [60 + step * (at % 4 + NOISE[at % 14]) for at in range(20)])
    found = chart(kpi, whole_series(kpi).pk, calendar_of(kpi.organisation_id))
    told = explain_limits(kpi, found, TODAY)
    assert told is not None
    ranged = 2.660 * figure(told, "Average moving range")
    way = ranged * factor(told, "Widened") * factor(told, "The season’s share")
    for side, name in ((1, "Upper limit"), (-1, "Lower limit")):
        for far in (way, 3 * figure(told, "Sigma")):
            centre = figure(told, "Centre")
            assert f"{centre + side * far:.1f}" == f"{figure(told, name):.1f}", (name, told.rows)


@pytest.mark.parametrize(
    ("form", "count", "says"),
    [
        ("level", 8, "from 12 values on signals count"),
        ("level", 14, "until there are 20."),
        ("level", 21, "Locked at the 20 values"),
        ("season", 8, "from three full cycles on signals count"),
        ("season", 13, "until whole cycles, three or more, hold 20"),
        ("season", 21, "Locked at the 20 values"),
        ("year_on_year", 12, "from 12 changes on, in three full cycles"),
        ("year_on_year", 18, "until there are 20 changes"),
    ],
)
def test_it_says_when_they_move(world: World, form: str, count: int, says: str):
    assert says in " ".join(explained(world, form, count).notes)
