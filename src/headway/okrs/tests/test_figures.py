"""The figures above a list, of few objectives and of very many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from headway.kit import clock
from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.pages import heading_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective
from headway.okrs.queries import figures as module
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.figures import figures


@pytest.fixture
def many(world, monkeypatch):
    """Four objectives, which are "very many" once a test says so."""
    for number in range(3):
        with clock.frozen(NOW - timedelta(weeks=1)):
            made = world.add_objective(f"Objective {number}")
        check_in(world.system, made.key_results.get().pk, value=number * 4.0)
    link_objective(world.system, made.pk, goal_id=world.goal.pk)
    cache.clear()

    def say_so():
        monkeypatch.setattr(module, "LARGE_SCOPE", 3)
        cache.clear()

    yield say_so
    cache.clear()


def cycle_of(world):
    return next(row for row in list_cycles(world.actor("viewer")) if row.id == world.cycle.pk)


def read(world, name="viewer", as_of=TODAY):
    return figures(world.actor(name), cycle_of(world), "", as_of=as_of, today=TODAY, now=NOW)


def test_very_many_have_the_same_mean_bands_and_counts_as_few(world, many):
    few = read(world)
    many()
    found = read(world)
    assert found.score == few.score
    assert (found.by_origin, found.linked, found.open) == (few.by_origin, few.linked, few.open)
    assert found.computed_at == NOW
    assert found.key_results == found.objectives == {}


def test_very_many_are_those_that_everybody_may_read(world, many):
    Objective.objects.filter(title="Objective 2").update(visibility="people")
    many()
    world.add_objective("One more")
    cache.clear()
    assert read(world, "admin").total_objectives == 4, "the hidden one is counted for nobody"


def test_of_an_earlier_day_very_many_have_no_mean(world, many):
    many()
    found = read(world, as_of=TODAY - timedelta(days=3))
    assert found.score.mean is None
    assert found.total_objectives == 4


def test_the_page_of_very_many_claims_nothing_about_their_key_results(world, many):
    many()
    with clock.frozen(NOW):
        page = world.client("viewer").get("/objectives?unit=all&state=running")
    assert heading_of(page).startswith("Four objectives in Aster.")
    assert "Nothing is off track" not in heading_of(page)
    assert "Choose a unit" in heading_of(page)


def test_very_many_cost_three_queries(world, many):
    many()
    actor, cycle = world.actor("viewer"), cycle_of(world)
    with recorded_queries() as asked:
        figures(actor, cycle, "", as_of=TODAY, today=TODAY, now=NOW)
    assert len(asked) == 3
