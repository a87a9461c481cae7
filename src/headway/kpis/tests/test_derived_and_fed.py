"""A KPI is computed from others or told by a source, never both; and what is computed feeds on."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.connectors.definition import remove_connector
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.models import Connector, Kpi
from headway.kpis.tests.stand_in import SETTINGS, Scripted, connect, source
from headway.kpis.tests.test_derived import derived, kpi_of

__all__ = ["source"]

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
