"""Goal posts of KPIs: how often and how far targets moved, with the value in sight or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from headway.kit import clock
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.rebases import rebase, undo_rebase
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Target
from headway.kpis.queries.goal_posts.moves import moved_of, posts_of_kpi, posts_of_unit
from headway.kpis.queries.lists.rows import KpiFilters, filtered
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def kpi(world: World) -> Kpi:
    """Defined a year and a half ago, with steady values and a target it does not always meet."""
    with clock.frozen(datetime(2025, 6, 1, 9, tzinfo=UTC)):
        made = first_pass_yield(world)
        set_target(world.system, made.pk, kind="at_least", low=95.0, red=90.0,
                   effective_on=month(0))  # fmt: skip
    measure(world, made, STEADY)
    return made


def posts(world: World, kpi: Kpi, day: date = TODAY):
    return posts_of_kpi(world.actor("viewer"), kpi, day, today=TODAY)


def move(world: World, kpi: Kpi, low: float | None, **more):
    return set_target(world.system, kpi.pk, **{
        "kind": "at_least", "low": low, "red": 90.0 if low else None, "why": "It is asked.", **more
    })  # fmt: skip


def test_a_first_target_and_the_same_again_are_no_moves(world, kpi):
    assert posts(world, kpi) is None
    move(world, kpi, 95.0)
    assert Target.objects.count() == 1
    assert posts(world, kpi) is None


def test_it_tells_how_far_which_way_and_whether_the_value_was_known(world, kpi):
    move(world, kpi, 94.0, effective_on=TODAY)  # no value of November yet
    move(world, kpi, 93.0, effective_on=month(5))  # values were known
    found = posts(world, kpi)
    known = [(one.direction, one.is_known, round(one.movement, 3)) for one in found.moves]
    assert sorted(known) == [("eased", False, 0.2), ("eased", True, 0.8)]
    assert round(found.index.movement, 3) == 1.0
    assert str(found.severity) == "error"


def moved(world: World, path: str, day: date) -> int:
    actor = world.actor("viewer")
    return moved_of(actor, filtered(actor, KpiFilters(unit_path=path)), day)


def test_what_is_older_than_a_year_or_later_than_the_day_is_left_out(world, kpi):
    with clock.frozen(datetime(2025, 11, 1, 9, tzinfo=UTC)):
        move(world, kpi, 94.0)
    move(world, kpi, 93.0)
    assert [round(one.movement, 2) for one in posts(world, kpi).moves] == [0.25]
    assert [round(one.movement, 2) for one in posts(world, kpi, date(2025, 12, 1)).moves] == [0.2]
    assert posts(world, kpi, date(2025, 10, 1)) is None


def test_which_targets_move_is_stored_and_found_again_by_an_upgrade(world, kpi):
    with clock.frozen(datetime(2025, 6, 1, 15, tzinfo=UTC)):
        move(world, kpi, 95.5, effective_on=month(0))  # still the day it was defined
    assert moved(world, "", TODAY) == 0
    assert moved(world, "", date(2025, 7, 1)) == 0
    move(world, kpi, 93.0)
    other = first_pass_yield(world, name="Claims", unit_id=world.units["green"].pk)
    Kpi.objects.filter(pk=other.pk).update(created_at=datetime(2025, 1, 1, tzinfo=UTC))
    move(world, other, 92.0)  # its first
    assert moved(world, "", TODAY) == 1
    assert moved(world, world.units["green"].path, TODAY) == 0
    stored = list(Target.objects.order_by("id").values_list("moves", flat=True))
    assert stored == [False, False, True, False]

    Target.objects.update(moves=False)
    import_module("headway.kpis.migrations.0012_targets_that_move").fill(apps, None)
    assert list(Target.objects.order_by("id").values_list("moves", flat=True)) == stored


@pytest.mark.parametrize(("hour", "moves"), [(22, False), (23, True)])
def test_the_day_it_was_defined_ends_at_midnight_where_the_organisation_lives(world, hour, moves):
    type(world.organisation).objects.update(time_zone="Europe/Berlin")
    with clock.frozen(datetime(2026, 11, 2, 15, tzinfo=UTC)):
        kpi = first_pass_yield(world)
        move(world, kpi, 95.0)
        measure(world, kpi, [*STEADY, 90.0])
    with clock.frozen(datetime(2026, 11, 2, hour, 30, tzinfo=UTC)):  # half past the next hour there
        lead = world.actor("lead")
        set_target(lead, kpi.pk, kind="at_least", low=94.0, red=90.0, why="It is asked.")
        rebase(lead, kpi.pk, starts_on=month(12), different="Below.", reason="New jig.",
               wanted="Yes.", lasting="Sold.")  # fmt: skip
    assert [one.moves for one in kpi.targets.order_by("id")] == [False, moves]
    found = posts(world, kpi)
    assert (found is not None and len(found.moves) == 2) is moves
    assert moved(world, "", TODAY) == moves


def test_the_heading_of_all_goal_posts_tells_of_those_of_kpis(world, kpi):
    """It said that nothing was made easier, above a target that was."""
    move(world, kpi, 93.0)
    page = world.client("viewer").get("/goal-posts?unit=all")
    said = "No target moved. One target of a KPI moved within twelve months: one made easier"
    assert heading_of(page).startswith(said)
    assert "a value that it judges was known already" in text_of(page)


def test_a_colour_that_is_owed_to_the_easing_is_said(world, kpi):
    move(world, kpi, 90.0, red=80.0, effective_on=month(0))
    found = posts(world, kpi)
    assert found.is_rescued
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert "The target moved once in twelve months, made easier, when its value was known." in page
    assert "Better coloured only since its target was eased." in page
    assert "Goal-post index" in page


def test_limits_that_began_anew_count_until_they_are_taken_back(world, kpi):
    measure(world, kpi, [90.0], first=12)
    made = rebase(world.system, kpi.pk, starts_on=month(12), different="Below.", reason="New jig.",
                  wanted="Yes.", lasting="Sold.")  # fmt: skip
    found = posts(world, kpi)
    assert (found.rebases, found.index.changes, found.moves[0].why) == (1, 0, "New jig.")
    undo_rebase(world.system, kpi.pk, made.pk, why="A slip.")
    assert posts(world, kpi) is None


def test_the_ledger_of_a_unit_lists_them_beside_objectives(world, kpi):
    first_pass_yield(world, name="Claims", unit_id=world.units["green"].pk)
    move(world, kpi, 93.0)
    page = text_of(world.client("viewer").get("/goal-posts?unit=all"))
    assert "One target of a KPI moved within twelve months: one made easier." in page
    assert "Target at least 95 %, red from 90 to at least 93 %, red from 90" in page
    assert "Of 2 KPIs here, 1 moved:" in page
    green = text_of(world.client("viewer").get(f"/goal-posts?unit={world.units['green'].pk}"))
    assert "No target of a KPI moved" in green
    outside = posts_of_unit(world.actor("outsider"), unit_path="", until=TODAY, today=TODAY)
    assert (outside.kpis, outside.rate.active) == ([], 0)


def test_a_target_taken_away_and_set_again_has_no_size(world, kpi):
    move(world, kpi, None)
    with clock.frozen(clock.now() + timedelta(days=1)):
        move(world, kpi, 95.0)
        found = posts_of_kpi(world.actor("viewer"), kpi, TODAY + timedelta(days=1), today=TODAY)
    assert [(str(one.direction), one.movement) for one in found.moves] == [("changed", 0.0)] * 2
