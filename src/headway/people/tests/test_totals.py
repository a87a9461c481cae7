"""Counts of people: fresh, and in a large organisation at most a minute old."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from headway.kit.testing.world import World
from headway.people.actions import add_person
from headway.people.queries import person_totals, totals


def _join(world: World, name: str) -> None:
    add_person(world.system, name=name, email=f"{name}@aster.example")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_they_are_fresh(world: World) -> None:
    before = person_totals(world.system)
    _join(world, "joining")
    after = person_totals(world.system)
    assert after.people == before.people + 1
    assert after.without_access == before.without_access + 1


def test_of_many_people_they_are_kept_for_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "MANY", 3)
    before = person_totals(world.system)
    _join(world, "joining")
    assert person_totals(world.system) == before
    cache.clear()
    assert person_totals(world.system).people == before.people + 1
