"""A KPI waits for its first value from the first period on that ends after it was defined."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import World, on
from headway.kpis.models import Kpi
from headway.kpis.tests.values import by_region, first_pass_yield, measure
from headway.people.actions import create_token

pytestmark = pytest.mark.django_db

DEFINED = date(2026, 11, 24)
DUE = date(2026, 12, 5)
"""Until when the value of November is due, five days after its end."""


def told(world: World, day: date) -> dict[str, bool]:
    """Where a day says that its value is missing."""
    with on(day):
        client = world.client("mate")
        mate = world.people["mate"].pk
        _token, secret = create_token(world.system, name=str(day), scopes=["read"], person_id=mate)
        bearer = {"Authorization": f"Bearer {secret}"}
        answer = client.get("/api/v1/kpis", headers=bearer).json()["items"]
        grid = client.get("/kpis/enter")
        return {
            "list": "missing" in text_of(client.get("/kpis?unit=all")),
            "grid": "is missing" in text_of(grid) or "data-missing" in grid.content.decode(),
            "heading": heading_of(grid) != "Everything that is due is entered.",
            "home": "KPI has no value yet" in text_of(client.get("/")),
            "api": any(one["missing_since"] for one in answer),
        }


def everywhere(is_missing: bool) -> dict[str, bool]:
    return dict.fromkeys(("list", "grid", "heading", "home", "api"), is_missing)


@pytest.mark.parametrize("define", [first_pass_yield, by_region])
def test_nothing_is_missing_of_the_time_before_it_was_defined(world: World, define):
    """It was overdue from the day on which it was defined."""
    with on(DEFINED):
        define(world)
    assert told(world, DEFINED) == everywhere(False)
    assert told(world, DUE) == everywhere(False)
    assert told(world, date(2026, 12, 6)) == everywhere(True)


def test_a_period_that_ends_on_the_day_it_is_defined_is_asked_for(world: World):
    with on(date(2026, 11, 30)):
        first_pass_yield(world)
    assert told(world, date(2026, 12, 6)) == everywhere(True)


def test_nor_is_one_that_ended_the_day_before(world: World):
    with on(date(2026, 12, 1)):
        first_pass_yield(world)
    assert told(world, date(2026, 12, 20)) == everywhere(False)
    assert told(world, date(2027, 1, 6)) == everywhere(True)


def test_history_that_was_entered_goes_on_where_it_ends(world: World, kpi: Kpi):
    """Values of a year before it was defined, up to December 2025."""
    assert told(world, DEFINED) == everywhere(True)
    measure(world, kpi, [94.2] * 10, first=12)
    assert told(world, DEFINED) == everywhere(False)


@pytest.mark.parametrize(
    ("zone", "is_missing"), [("Pacific/Auckland", False), ("America/Los_Angeles", True)]
)
def test_the_day_is_that_of_the_organisation(world: World, zone: str, is_missing: bool):
    """At noon of 30 November in Greenwich it is December in Auckland."""
    world.organisation.time_zone = zone
    world.organisation.save()
    with on(date(2026, 11, 30)):
        first_pass_yield(world)
    assert told(world, date(2026, 12, 8))["list"] is is_missing
