"""A KPI is computed from others or told by a source, never both; and what is computed feeds on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.connectors.definition import remove_connector
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.removing import take_values_back
from headway.kpis.actions.segments import add_segment
from headway.kpis.models import Connector, Kpi
from headway.kpis.tests.stand_in import SETTINGS, Scripted, connect
from headway.kpis.tests.test_derived import derived, kpi_of
from headway.kpis.tests.values import by_region, enter, measure
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.tests.test_kpi_sources import taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def won(world: World) -> Kpi:
    return kpi_of(world, "Won")


def test_no_source_is_connected_to_what_is_computed(world: World, won: Kpi, source: Scripted):
    double = derived(world, "won * 2", {"won": won})
    said = "Its values are computed from “Won”: connect a source there."
    with pytest.raises(Conflict) as refused:
        connect(world, double)
    assert (refused.value.code, refused.value.detail) == ("kpi_derived", said)
    with pytest.raises(Conflict):
        try_connector(world.actor("owner"), double.pk, kind="scripted", settings=SETTINGS)
    assert not Connector.objects.exists()
    client = world.client("owner")
    assert "Connect a source" not in html_of(client.get(f"/kpis/{double.pk}"))
    assert "Connect a source" in html_of(client.get(f"/kpis/{won.pk}"))
    page = client.get(f"/kpis/{double.pk}/connector")
    assert (page.status_code, said in text_of(page)) == (409, True)


def test_what_a_source_tells_becomes_computed_once_that_is_removed(
    world: World, won: Kpi, source: Scripted
):
    fed, owner = kpi_of(world, "Fed"), world.actor("owner")
    connect(world, fed)
    change: dict[str, Any] = {
        "expression": "won * 2",
        "inputs": {"won": won.pk},
        "why": "Computed.",
    }
    with pytest.raises(InvalidInput) as refused:
        update_kpi(owner, fed.pk, **change)
    [error] = refused.value.errors
    assert (error.field, error.code) == ("expression", "has_connector")
    assert "Remove that first" in error.message
    remove_connector(owner, fed.pk)
    assert update_kpi(owner, fed.pk, **change).is_derived


def test_the_library_and_the_list_say_what_is_computed_and_from_what(world: World, won: Kpi):
    for name in ("Double", "Treble"):
        derived(world, "won * 3 + won", {"won": won}, name=name, measure="%", formula="")
    client = world.client("viewer")
    library = text_of(client.get("/kpis/library?q=Won"))
    assert "2 computed KPIs" in library
    library = text_of(client.get("/kpis/library?q=Double"))
    assert "monthly, higher is better, lagging, computed won * 3 + won" in library
    assert "no formula" not in library
    assert "No definition fits" in text_of(client.get("/kpis/library?q=Double&lacks=formula"))
    listed = text_of(client.get("/kpis?unit=all"))
    assert "Double Owner Person, computed" in listed
    assert "Won Owner Person, computed" not in listed


def test_what_is_gone_of_a_computed_value_is_given_back_by_its_key_result(world: World, won: Kpi):
    double = derived(world, "won * 2", {"won": won})
    measure(world, won, [30.0, 40.0], first=20)
    key_result = world.key_results[0]
    update_key_result(world.system, key_result.pk, kpi_id=double.pk)
    assert taken(key_result) == [(date(2026, 10, 31), 80.0)]
    take_values_back(world.system, won.pk, [date(2026, 10, 1)], why="The wrong file.")
    assert taken(key_result) == [(date(2026, 10, 31), None)]


def test_what_is_gone_of_a_whole_of_segments_is_given_back_too(world: World):
    kpi = by_region(world)
    for name in ("North", "South"):
        enter(world, kpi, name, [20.0], first=21)
    key_result = world.key_results[0]
    update_key_result(world.system, key_result.pk, kpi_id=kpi.pk)
    assert taken(key_result) == [(date(2026, 10, 31), 40.0)]
    day = date(2026, 10, 1)
    take_values_back(world.system, kpi.pk, [day], why="The wrong file.", segment="north")
    assert taken(key_result) == [(date(2026, 10, 31), None)]
    enter(world, kpi, "North", [25.0], first=21)
    assert taken(key_result) == [(date(2026, 10, 31), 45.0)]
    add_segment(world.system, kpi.pk, name="West", since=day)
    assert taken(key_result) == [(date(2026, 10, 31), None)]


def test_a_formula_whose_inputs_no_longer_fit_says_so_until_they_do(world: World, won: Kpi):
    cost, fees = (kpi_of(world, name, measure="€") for name in ("Cost", "Fees"))
    both = derived(world, "cost + fees", {"cost": cost, "fees": fees})
    client, lead = world.client("viewer"), world.actor("lead")
    said = "cost is in $ and fees in €"
    assert said not in text_of(client.get(f"/kpis/{both.pk}"))
    update_kpi(lead, cost.pk, measure="$", why="We moved.")
    page = text_of(client.get(f"/kpis/{both.pk}"))
    assert "The units of its inputs do not fit any more." in page
    assert said in page
    update_kpi(lead, fees.pk, measure="$", why="We moved.")
    assert "do not fit" not in text_of(client.get(f"/kpis/{both.pk}"))
