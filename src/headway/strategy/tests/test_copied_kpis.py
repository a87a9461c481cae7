"""The KPIs of a scorecard that is used elsewhere: what is computed there is computed of its own."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.series.formulas import bindings_of
from headway.kpis.tests.values import first_pass_yield, measure, month
from headway.strategy.actions import add_goal, add_measure, apply_card
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.tests.test_scorecard import kpi_at
from headway.strategy.tests.test_units import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubled(world: World) -> Kpi:
    whole = kpi_at(world, "Some name", 40.0)
    return first_pass_yield(world, name="Derived one", expression="a * 2", inputs={"a": whole.pk},
                            low_bound=None, high_bound=None)  # fmt: skip


def of_green(world: World) -> dict[str, Kpi]:
    return {kpi.name: kpi for kpi in Kpi.objects.filter(unit=world.units["green"])}


def test_a_derived_kpi_is_computed_from_the_inputs_copied_with_it(world: World, doubled: Kpi):
    whole = Kpi.objects.get(name="Some name")
    other = add_goal(world.system, title="Comes last", **YEAR)
    add_measure(world.system, world.goal.pk, kpi_id=doubled.pk)  # before its input, on the card
    add_measure(world.system, other.pk, kpi_id=whole.pk)
    told = apply_card(world.actor("admin"), to_units=[world.units["green"].pk])
    mine = of_green(world)
    assert bindings_of(mine["Derived one"]) == {"a": mine["Some name"].pk}
    assert sorted((one.kpis_made, one.kpis_there) for one in told) == [(1, 0), (1, 0)]
    assert not any(one.kpis_elsewhere for one in told)
    set_target(world.system, mine["Derived one"].pk, kind="at_least", low=10.0, red=5.0,
               effective_on=month(0))  # fmt: skip
    card = scorecard(world.actor("viewer"), TODAY, today=TODAY, of=world.units["green"].pk)
    assert card.score.score is None  # it has entered nothing
    measure(world, mine["Some name"], [3.0] * 3, first=19, by="admin")
    card = scorecard(world.actor("viewer"), TODAY, today=TODAY, of=world.units["green"].pk)
    assert {one.row.name: one.value for one in card.kpis}["Derived one"] == 6.0


def test_an_input_that_is_not_on_the_card_is_shared_and_told(world: World, doubled: Kpi):
    add_measure(world.system, world.goal.pk, kpi_id=doubled.pk)
    client, green = world.client("admin"), world.units["green"].pk
    sent = {"from": "all", "to": [str(green), str(world.units["works"].pk)], "with_kpis": "on",
            "goal": [str(world.goal.pk)]}  # fmt: skip
    page = text_of(client.post("/scorecard/copies", sent))
    assert bindings_of(of_green(world)["Derived one"]) == {
        "a": Kpi.objects.get(name="Some name").pk
    }
    assert "Computed from figures of another unit" in page
    assert "“Derived one” is computed from “Some name” of Blue, in 2 units" in page


def test_the_api_tells_what_is_computed_elsewhere(world: World, doubled: Kpi):
    add_measure(world.system, world.goal.pk, kpi_id=doubled.pk)
    [told] = apply_card(world.actor("admin"), to_units=[world.units["green"].pk])
    assert told.kpis_elsewhere == (of_green(world)["Derived one"].pk,)


def test_an_input_of_the_unit_that_does_not_fit_is_told_as_one_of_another_unit(
    world: World, doubled: Kpi
):
    whole, admin, green = Kpi.objects.get(name="Some name"), world.actor("admin"), "green"
    mine = copy_kpi(admin, whole.pk, unit_id=world.units[green].pk)
    update_kpi(admin, mine.pk, measure="hours", why="Counted otherwise here.")
    add_measure(world.system, world.goal.pk, kpi_id=doubled.pk)
    [told] = apply_card(admin, to_units=[world.units[green].pk])
    made = of_green(world)["Derived one"]
    assert bindings_of(made) == {"a": whole.pk}
    assert told.kpis_elsewhere == (made.pk,)
