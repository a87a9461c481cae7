"""Derived KPIs in tables: in any order, kept up by files of values, and taken back."""

from __future__ import annotations

import pytest

from headway.exchange.actions import undo_import
from headway.exchange.tests.kpi_tables import bring, counts, reasons, values
from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.test_derived import derived
from headway.kpis.tests.values import month

pytestmark = pytest.mark.django_db

DEFINITIONS = b"""external_id,name,unit,expression,inputs,missing,measure
rate,Win rate,Blue,won / web_visits,won = deals-won,,%
double,Double,Blue,rate * 2,,,%
deals-won,Won,Blue,,,,
v,Web visits,Blue,,,,
"""
VALUES = b"kpi,2025-01,2025-02\ndeals-won,5,6\nv,10,10\nrate,1,\n"


def test_they_come_in_whatever_the_order_and_follow_the_values(world: World):
    run = bring(world, DEFINITIONS)
    assert (counts(run, "created"), reasons(run)) == ({"kpis": 4}, [])
    double = Kpi.objects.get(name="Double")
    entered = bring(world, VALUES)
    assert [row[:2] for row in values(double)] == [(month(0), 1.0), (month(1), 1.2)]
    assert [row[3] for row in values(double)] == ["derived", "derived"]
    [refused] = reasons(entered)
    assert "line 4, rate" in refused
    assert "Its values are computed from “Won”, “Web visits”" in refused
    assert counts(bring(world, DEFINITIONS), "unchanged") == {"kpis": 4}
    restated = bring(world, b"kpi,date,value\nv,2025-02,20\n")
    assert values(double)[1][1:3] == (0.6, "restated")
    undo_import(world.actor("admin"), restated.pk)
    assert [row[1] for row in values(double)] == [1.0, 1.2]
    undo_import(world.actor("admin"), entered.pk)
    assert values(double) == []
    undo_import(world.actor("admin"), run.pk)
    assert not Kpi.objects.exists()


def test_a_changed_formula_in_the_file_computes_anew_and_goes_back(world: World):
    bring(world, DEFINITIONS)
    bring(world, VALUES)
    rate = Kpi.objects.get(name="Win rate")
    changed = DEFINITIONS.replace(b"won / web_visits", b"won / web_visits * 100")
    run = bring(world, changed)
    assert [row[1] for row in values(rate)] == [50.0, 60.0]
    undo_import(world.actor("admin"), run.pk)
    assert [row[1] for row in values(rate)] == [0.5, 0.6]


def test_what_cannot_be_computed_is_named_by_its_line(world: World):
    run = bring(
        world,
        b"name,unit,expression,inputs\n"
        b"A,Blue,b + 1,\nB,Blue,a + 1,\nC,Blue,1 +,\nD,Blue,x + 1,\nE,Blue,x + 1,y = Z\n",
    )
    found = " ".join(reasons(run))
    for words in ("line 2, A: There is no KPI “b”", "line 4, C: expression: Column",
                  "line 5, D: There is no KPI “x”", "line 6: Write what a name"):  # fmt: skip
        assert words in found
    assert not Kpi.objects.exists()


def test_what_others_compute_with_is_not_taken_back(world: World):
    run = bring(world, b"name,unit\nWon,Blue\n")
    derived(world, "won * 2", {"won": Kpi.objects.get(name="Won")}, name="Twice")
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert "“Twice” is computed from it" in refused.value.detail
