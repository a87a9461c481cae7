"""A derived KPI whose definition is used in another unit is computed from that unit's own KPIs."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.models import Kpi
from headway.kpis.queries.series.formulas import bindings_of
from headway.kpis.tests.values import first_pass_yield, measure
from headway.people.models import Unit

pytestmark = pytest.mark.django_db

PLAIN: dict[str, Any] = {"low_bound": None, "high_bound": None, "formula": ""}


@pytest.fixture
def passed(world: World) -> Kpi:
    kpi = first_pass_yield(world, name="Units passed", measure="units", **PLAIN)
    measure(world, kpi, [40.0], first=21)
    return kpi


@pytest.fixture
def doubled(world: World, passed: Kpi) -> Kpi:
    return first_pass_yield(
        world, name="Twice passed", measure="", expression="a * 2", inputs={"a": passed.pk}, **PLAIN
    )


def in_green(world: World, kpi: Kpi) -> Kpi:
    return copy_kpi(world.system, kpi.pk, unit_id=world.units["green"].pk,
                    owner_id=world.people["owner"].pk)  # fmt: skip


def test_it_is_computed_from_the_copy_that_the_unit_has(world: World, passed: Kpi, doubled: Kpi):
    mine = in_green(world, passed)
    made = in_green(world, doubled)
    assert bindings_of(made) == {"a": mine.pk}
    measure(world, mine, [7.0], first=21, by="owner")
    made.state.refresh_from_db()
    assert made.state.value == 14.0


def test_it_takes_a_copy_of_the_same_original_wherever_it_came_from(world, passed, doubled):
    elsewhere = copy_kpi(world.system, passed.pk, unit_id=world.units["works"].pk,
                         owner_id=world.people["owner"].pk)  # fmt: skip
    mine = in_green(world, elsewhere)
    assert bindings_of(in_green(world, doubled)) == {"a": mine.pk}


def test_a_copy_that_does_not_fit_the_formula_any_more_is_not_taken(world, passed, doubled):
    mine = in_green(world, passed)
    update_kpi(world.system, mine.pk, frequency="quarterly", why="Rarer here.")
    assert bindings_of(in_green(world, doubled)) == {"a": passed.pk}
    update_kpi(world.system, mine.pk, frequency="monthly", measure="%", why="A share here.")
    other = copy_kpi(world.system, doubled.pk, unit_id=world.units["green"].pk, name="Again",
                     owner_id=world.people["owner"].pk)  # fmt: skip
    assert bindings_of(other) == {"a": passed.pk}


def test_where_the_unit_has_none_its_page_tells_whose_values_they_are(world, passed, doubled):
    made = in_green(world, doubled)
    assert bindings_of(made) == {"a": passed.pk}
    client = world.client("viewer")
    page = text_of(client.get(f"/kpis/{made.pk}"))
    assert "Computed from figures of another unit" in page
    assert "Units passed Blue, " in page
    assert "figures of another unit" not in text_of(client.get(f"/kpis/{doubled.pk}"))


def test_another_unit_of_the_same_name_is_another_unit(world, passed, doubled):
    works = world.units["works"]
    made = copy_kpi(world.system, doubled.pk, unit_id=works.pk,
                    owner_id=world.people["owner"].pk)  # fmt: skip
    Unit.objects.filter(pk=world.units["blue"].pk).update(name=works.name)
    page = text_of(world.client("viewer").get(f"/kpis/{made.pk}"))
    assert "Computed from figures of another unit" in page
    assert f"Units passed {works.name}, " in page


def test_the_form_begins_with_the_units_own(world, passed, doubled):
    mine = in_green(world, passed)
    green = world.units["green"].pk
    client = world.client("admin")
    page = html_of(client.get(f"/kpis/new?from={doubled.pk}&unit={green}"))
    assert f'<option value="{mine.pk}" selected' in page


def test_who_saves_the_form_is_told_of_inputs_of_another_unit(world, passed, doubled):
    green, owner = world.units["green"].pk, world.people["owner"].pk
    client = world.client("admin")
    sent = {"name": "Twice passed", "unit_id": green, "expression": "a * 2", "input-a": passed.pk,
            "owner_id": owner, "better": "up", "frequency": "monthly"}  # fmt: skip
    page = client.post(f"/kpis/new?from={doubled.pk}", sent, follow=True)
    assert "It is computed from “Units passed” of Blue" in text_of(page)
