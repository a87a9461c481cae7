"""What the heading, the strip and the rows of the list count is the same."""

from __future__ import annotations

import re
from html import unescape

import pytest

from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.responses import close_response
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.lists import page as list_page
from headway.kpis.tests.values import STEADY, by_region, enter, first_pass_yield, month, raised

pytestmark = pytest.mark.django_db


def red(world: World, name: str, **definition) -> Kpi:
    kpi = first_pass_yield(world, name=name, **definition)
    set_target(world.system, kpi.pk, kind="at_least", low=98.0, effective_on=month(0))
    raised(world, kpi, [*STEADY, 90.0])
    return kpi


def close(world: World, kpi: Kpi) -> None:
    response = kpi.responses.get()
    close_response(
        world.actor("owner"), response.pk, outcome="common_cause", closing_word="A holiday."
    )


def strip_of(page: str) -> str:
    """Its words."""
    strip = page.partition('<dl class="stats">')[2].partition("</dl>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", strip)).split())


def test_what_is_answered_is_told_beside_the_colours(world: World):
    """The heading said that two ask for action, and the strip that three are red."""
    for at in range(3):
        red(world, f"KPI {at}")
    close(world, Kpi.objects.get(name="KPI 1"))
    page = world.client("lead").get("/kpis?unit=all")
    assert heading_of(page).startswith("Two of 3 KPIs ask for action.")
    told = strip_of(html_of(page))
    assert told.startswith("KPIs, and how they stand 3 3 act 1 of them answered"), told
    of_unit = text_of(world.client("lead").get(f"/units/{world.units['blue'].pk}"))
    assert "KPIs , and how they stand 3 3 act 1 of them answered" in of_unit, of_unit


def test_a_segmented_one_is_one(world: World):
    kpi = by_region(world)
    for part in ("North", "South"):
        enter(world, kpi, part, STEADY)
    page = world.client("lead").get("/kpis?unit=all")
    assert heading_of(page).startswith("One KPI")
    assert strip_of(html_of(page)).startswith("KPIs, and how they stand 1 ")
    assert html_of(page).count('class="sparked"') == 1


def test_archived_ones_ask_for_nothing(world: World):
    """The heading said that they ask for action, a row what its response waits for, and the strip
    that none is open."""
    for at in range(2):
        archive_kpi(world.system, red(world, f"KPI {at}").pk)
    page = world.client("lead").get("/kpis?unit=all&whose=archived")
    assert heading_of(page) == "Two KPIs are archived, and ask for nothing."
    said = text_of(page)
    for words in ("To acknowledge", "missing since", "Responses open", "Ask for action"):
        assert words not in said
    assert said.count("KPI 0") == 1


def test_no_unit_is_blamed_for_what_a_filter_left_out(world: World):
    """It said "0 of 1 lead" of a unit that has three that lead."""
    for at in range(3):
        first_pass_yield(world, name=f"Early {at}", nature="leading")
    red(world, "Late")
    client = world.client("lead")
    assert "lead: 3 of 10 should" not in text_of(client.get("/kpis?unit=all"))
    assert "lead: 3 of 10 should" not in text_of(client.get("/kpis?unit=all&colour=red"))


def test_without_a_filter_it_is_told(world: World):
    for at in range(3):
        first_pass_yield(world, name=f"Late {at}")
    assert "0 of 3 lead: 3 of 10 should" in text_of(world.client("lead").get("/kpis?unit=all"))


@pytest.mark.parametrize("query", ["", "&q=KPI", "&whose=mine", "&colour=red"])
def test_each_page_of_a_long_list_names_the_same(world: World, monkeypatch, query: str):
    """The second page named those of its own, and counted them alone."""
    monkeypatch.setattr(list_page, "PAGE", 2)
    for at in range(4):
        red(world, f"KPI {at}", unit_id=world.units["blue" if at < 2 else "green"].pk)
    client = world.client("owner")
    first = client.get(f"/kpis?unit=all{query}")
    follows = unescape(re.findall(r'href="([^"]*after=[^"]*)"', html_of(first))[0])
    said = "Four of 4 KPIs ask for action. KPI 0, KPI 1 and 2 more got worse."
    assert heading_of(first) == said
    assert heading_of(client.get(f"/kpis{follows}")) == said
