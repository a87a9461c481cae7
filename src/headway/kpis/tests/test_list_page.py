"""The list of KPIs: what it says, what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.lists import page as list_page
from headway.kpis.tests.days import on
from headway.kpis.tests.values import (
    STEADY,
    first_pass_yield,
    measure,
    month,
    raised,
)

pytestmark = pytest.mark.django_db


def grow(world: World, count: int) -> None:
    """So many KPIs, over units, each with values and an open response."""
    units = list(world.units)
    while (have := Kpi.objects.count()) < count:
        unit = world.units[units[have % len(units)]]
        raised(world, first_pass_yield(world, name=f"KPI {have}", unit_id=unit.pk),
               [*STEADY, 92.0])  # fmt: skip


class TestList:
    def test_it_says_how_the_business_is_and_what_waits(self, world, kpi):
        client = world.client("owner")
        assert "nothing to judge it by yet" in html_of(client.get("/kpis?unit=all"))
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, effective_on=month(0))
        raised(world, kpi, [92.0], first=12)
        page = html_of(client.get("/kpis?unit=all"))
        assert "The only KPI here asks for action. First-pass yield got worse." in page
        assert "To acknowledge" in page
        assert "due Tue 1 Dec" in page
        assert "missing since Feb 2026" in page
        assert "0.1 false alarms expected in 12 weeks" in page

    def test_what_it_links_to_is_of_the_same_day(self, world, kpi):
        Kpi.objects.update(created_at=datetime(2025, 1, 1, tzinfo=UTC))
        with on(2026, 11, 20):
            raised(world, kpi, [90.0], first=12)
        page = html_of(world.client("viewer").get("/kpis?unit=all&as_of=2026-11-23"))
        links = re.findall(r'href="(/(?:library|kpis|units|goal-posts)[^"]*)"', page)
        main = [link for link in links if "/kpis/" in link or "/units/" in link or "#kpis" in link
                or "library" in link]  # fmt: skip
        assert len(main) >= 4
        assert [link for link in main if "as_of=2026-11-23" not in link] == []

    @pytest.mark.parametrize("day", ["", "&as_of=2026-11-23"])
    def test_all_that_the_strip_counts_is_of_the_same_kpis(self, world, day):
        """Responses and goal posts of KPIs that the filters left out were counted."""
        red = first_pass_yield(world, name="Red")
        amber = first_pass_yield(world, name="Amber")
        Kpi.objects.update(created_at=datetime(2025, 1, 1, tzinfo=UTC))
        with on(2026, 11, 20):
            for kpi in (red, amber):
                raised(world, kpi, [*STEADY, 90.0])
        with on(2026, 11, 23):
            for low in (98.0, 97.0):
                set_target(world.system, red.pk, kind="at_least", low=low, why="It is.",
                           effective_on=month(0))  # fmt: skip
        client = world.client("lead")
        for words, shown in (("Red", ("1", "1 of 1")), ("Amber", ("1", "0 of 1")),
                             ("", ("2", "1 of 2")), ("Neither", None)):  # fmt: skip
            page = text_of(client.get(f"/kpis?unit=all&q={words}{day}"))
            told = re.search(r"Responses open (\d+) .*?Goal posts moved (\d+ of \d+) KPIs", page)
            assert (told and told.groups()) == shown, words

    def test_what_asks_for_action_stands_first_in_a_long_list(self, world, monkeypatch):
        """In several hundred KPIs one had to look for what the heading counts."""
        monkeypatch.setattr(list_page, "FEW", 3)
        monkeypatch.setattr(list_page, "PAGE", 4)
        for at in range(5):
            measure(world, first_pass_yield(world, name=f"Steady {at}"), STEADY)
        worse = first_pass_yield(world, name="Worse", unit_id=world.units["green"].pk)
        never = first_pass_yield(world, name="Never", unit_id=world.units["green"].pk)
        measure(world, worse, [*STEADY, 90.0])
        measure(world, never, STEADY)
        for kpi in (worse, never):
            set_target(world.system, kpi.pk, kind="at_least", low=98.0, effective_on=month(0))
        client = world.client("lead")
        page = text_of(client.get("/kpis?unit=all"))
        assert "Two of 7 KPIs ask for action. Worse got worse." in page
        assert (
            page.index("Ask for action") < page.index("Worse Green,") < page.index("Never Green,")
        )
        assert page.index("Never Green,") < page.index("Steady 0")
        assert "Ask for action" not in text_of(client.get("/kpis?unit=all&colour=red"))
        monkeypatch.setattr(list_page, "FIRST", 1)
        assert 'href="?unit=all&amp;colour=red">all 2 that are red</a>' in html_of(
            client.get("/kpis?unit=all")
        )

    def test_an_empty_unit_says_what_to_do_first(self, world):
        page = html_of(world.client("lead").get("/kpis?unit=all"))
        assert "No KPI is watched here yet" in page
        assert 'href="/kpis/new"' in page
        assert 'href="/kpis/new"' not in html_of(world.client("viewer").get("/kpis?unit=all"))

    def test_filters_narrow_it_to_mine_a_colour_and_words(self, world, kpi):
        other = first_pass_yield(
            world, name="Claims", owner_id=world.people["lead"].pk, updater_id=None
        )
        client = world.client("mate")

        def names(query: str) -> set[str]:
            page = html_of(client.get(f"/kpis?unit=all&{query}"))
            return {name for name in ("First-pass yield", "Claims") if f">{name}</a>" in page}

        assert names("") == {"First-pass yield", "Claims"}
        assert names("whose=mine") == {"First-pass yield"}
        assert names("q=CLAIM") == {"Claims"}
        assert names("colour=red") == set()
        assert "No KPI here fits." in html_of(client.get("/kpis?unit=all&colour=red"))
        client.post(f"/kpis/{other.pk}/step", {"do": "follow"})
        assert names("whose=followed") == {"Claims"}
        archive_kpi(world.system, other.pk)
        assert names("whose=archived") == {"Claims"}

    def test_more_than_eight_are_too_many_to_watch(self, world):
        for at in range(9):
            first_pass_yield(world, name=f"KPI {at}")
        assert "9 KPIs are more than people watch" in html_of(
            world.client("lead").get("/kpis?unit=all")
        )

    def test_it_goes_on_where_it_stopped_and_counts_everything(self, world, monkeypatch):
        monkeypatch.setattr("headway.kpis.queries.lists.page.PAGE", 3)
        for unit in ("blue", "green"):
            for at in range(2):
                first_pass_yield(world, name=f"{unit} {at}", unit_id=world.units[unit].pk)
        client = world.client("lead")
        first = html_of(client.get("/kpis?unit=all"))
        assert ("blue 1<" in first, "green 0<" in first) == (True, False)
        assert "4 KPIs are watched" in first
        following = first.split('class="more"')[1].split('href="')[1].split('"')[0]
        rest = html_of(client.get(f"/kpis{following.replace('&amp;', '&')}"))
        assert ("blue 1<" in rest, "green 1<" in rest) == (False, True)

    def test_it_costs_the_same_for_two_and_for_twenty(self, world):
        client = world.client("lead")
        listed, grid = "/kpis?unit=all", "/kpis/enter?whose=unit&unit=all"
        assert_no_growth(lambda n: grow(world, n), lambda: (client.get(listed), client.get(grid)))
        assert_budget("KPIs", lambda: client.get(listed))
        assert_budget("grid of values", lambda: client.get(grid))
