"""Limits are told the same everywhere: none beyond what is possible."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield, measure

pytestmark = pytest.mark.django_db

LEAVERS = [2.0, 0.0, 1.0, 3.0, 0.0, 1.0, 2.0, 0.0, 0.0, 2.0, 1.0, 1.0, 0.0]


def test_a_count_has_no_limit_below_nothing_wherever_it_is_told(world: World):
    """The picture began at 0, strip, popover and text said −2.5."""
    kpi = first_pass_yield(
        world, name="Leavers", measure="people", decimals=0, low_bound=0, high_bound=None
    )
    measure(world, kpi, LEAVERS)
    client = world.client("owner")
    page = html_of(client.get(f"/kpis/{kpi.pk}"))
    assert "Limits 0.0 to 4.5\xa0people" in page  # the popover
    assert "limits 0.0 to 4.5\xa0people" in page  # the text beside the picture
    assert "The lower limit of −2.5 is shown as 0.0" in page
    assert "−2.5 to" not in page
    assert "0.0 lower limit" in page
    assert "limits 0.0 to 4.5" in html_of(client.get("/kpis?unit=all"))  # the small picture
