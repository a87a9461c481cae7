"""A KPI that grows and has a season: its page says what to do, and limits that follow both."""

from __future__ import annotations

import math

import pytest

from headway.core.spc import outgrown
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.models import Kpi, KpiState
from headway.kpis.tests.values import first_pass_yield, measure

pytestmark = pytest.mark.django_db

NO_BOUNDS = {"low_bound": None, "high_bound": None}
NOISE = [0.3, -0.2, 0.1, -0.4, 0.2, 0.0, -0.1, 0.3, -0.3, 0.1, 0.2, -0.2, 0.1]
SALES = [200 + 2 * at + 15 * math.sin(math.tau * at / 12) + 4 * NOISE[at % 13] for at in range(72)]
SHOUT = "above its usual level"


def sales(world: World, values: list[float], **definition: object) -> Kpi:
    kpi = first_pass_yield(world, name="Sales", measure="M€", **NO_BOUNDS, **definition)
    measure(world, kpi, values, first=-52)
    return kpi


@pytest.mark.parametrize("form", ["level", "season", "season_ratio"])
def test_its_page_says_what_to_do_instead_of_how_long(world: World, form: str) -> None:
    kpi = sales(world, SALES, form=form)
    page = text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    assert SHOUT not in page.partition("Process behaviour")[0]
    assert "Compare it with the year before." in page
    assert "Nobody can tell: it grows and has a season" in page
    assert "Limits around the change on the year before do" in page
    assert "Outgrew its limits" in page
    assert "a false alarm in the next 12 weeks" not in page
    assert "a line as the centre" not in page
    update_kpi(world.system, kpi.pk, form="year_on_year")
    page = text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    assert "It keeps to its rising trend." in page
    assert "around the change on the year before" in page
    assert "Compare it" not in page
    assert "The centre is the value of the year before and the baseline's average change" in page


def test_one_that_only_has_a_season_is_judged_as_ever(world: World) -> None:
    flat = [value - 2 * at for at, value in enumerate(SALES)]
    kpi = sales(world, [*flat[:64], *[value + 30 for value in flat[64:]]], form="season")
    page = text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    assert f"It has been {SHOUT} for 8 months" in page
    assert "the year before" not in page


def test_a_change_of_what_grows_is_told_by_its_change(world: World) -> None:
    kpi = sales(world, [*SALES[:64], *[value - 9 for value in SALES[64:]]], form="year_on_year")
    page = text_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
    assert "below its usual change on the year before for 9 months" in page


def test_the_list_does_not_praise_what_outgrew_its_limits_and_one_click_helps(world: World) -> None:
    """It stood among the green ones, as improving, while its page said that nobody can tell."""
    kpi = sales(world, SALES)
    state = KpiState.objects.get(kpi=kpi)
    assert (state.colour, state.advice, state.variation) == ("grey", "refit", "changed")
    page = text_of(world.client("owner").get("/kpis"))
    assert ("Outgrew its limits" in page, "Improving" in page) == (True, False)
    client = world.client("lead")
    assert client.post(f"/kpis/{kpi.pk}/step", {"do": "refit"}).status_code == 302
    state.refresh_from_db()
    assert (state.colour, state.advice) == ("grey", "set_target")
    assert kpi.versions.get(number=2).fields["form"] == "year_on_year"


@pytest.mark.parametrize("side", [1, -1])
def test_only_whole_cycles_on_one_side_are_outgrown(side: int) -> None:
    grown = [side * value for value in SALES]
    centre = [side * (200.0 + 15)] * len(grown)
    assert outgrown(grown, centre, 12) == side
    assert outgrown([*grown[:-5], side * 100.0, *grown[-4:]], centre, 12) == 0
    assert outgrown(grown[-20:], centre[-20:], 12) == 0
