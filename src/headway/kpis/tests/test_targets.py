"""What is wanted of a KPI: refused where it cannot be meant, and taken back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.removing import remove_target
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Target
from headway.kpis.queries.goal_posts.moves import moved_of, posts_of_unit
from headway.kpis.tests.values import STEADY, first_pass_yield, measure

pytestmark = pytest.mark.django_db

THRESHOLDS: dict[str, Any] = {"low": 90.0, "worst": 80.0, "red": 88.0, "best": 99.0,
                              "by": date(2027, 6, 30)}  # fmt: skip


@pytest.fixture
def kpi(world: World) -> Kpi:
    """Of earlier than today, so that what is set today may move."""
    made = first_pass_yield(world)
    Kpi.objects.update(created_at="2025-06-01T09:00:00Z")
    return made


def wanted(world: World, kpi: Kpi, **fields: Any) -> Target:
    return set_target(world.system, kpi.pk, **{"kind": "at_least", "why": "It is asked.", **fields})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"low": 3.0, "worst": 5.0}, "worst"),
        ({"low": 3.0, "red": 5.0}, "red"),
        ({"low": 3.0, "best": 2.0}, "best"),
        ({"low": 9.0, "worst": 5.0, "red": 4.0}, "red"),
        ({"kind": "at_most", "high": 3.0, "worst": 2.0}, "worst"),
        ({"kind": "within", "low": 3.0, "high": 2.0}, "high"),
    ],
)
def test_what_is_out_of_order_is_refused_at_a_field_that_was_sent(world, kpi, fields, field):
    with pytest.raises(InvalidInput) as refused:
        wanted(world, kpi, **fields)
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"red": 88.0}, "low"),
        ({"best": 99.0}, "low"),
        ({"by": date(2027, 6, 30)}, "low"),
        ({"kind": "at_most", "worst": 88.0}, "high"),
    ],
)
def test_thresholds_without_the_number_that_is_wanted_do_not_end_a_target(
    world, kpi, fields, field
):
    wanted(world, kpi, low=90.0)
    with pytest.raises(InvalidInput) as refused:
        wanted(world, kpi, **fields)
    assert [error.field for error in refused.value.errors] == [field]
    assert Target.objects.get().low == 90.0


def test_a_target_ends_from_its_page_with_all_it_had(world, kpi):
    wanted(world, kpi, **THRESHOLDS)
    sent = {"kind": "at_least", "low": "90", "red": "88", "by": "2027-06-30", "do": "end",
            "why": "We measure it no more.", "effective_on": TODAY.isoformat()}  # fmt: skip
    assert world.client("owner").post(f"/kpis/{kpi.pk}/target", sent).status_code == 302
    last = Target.objects.latest("pk")
    assert (last.low, last.red, last.by) == (None, None, None)


def test_the_trail_keeps_all_of_a_target_that_is_taken_back(world, kpi):
    made = wanted(world, kpi, **THRESHOLDS)
    remove_target(world.system, kpi.pk, made.pk, why="A slip.")
    before = json.loads(Event.objects.get(verb="target.removed").before)
    assert {name: before[name] for name in THRESHOLDS} == THRESHOLDS | {"by": "2027-06-30"}


def test_what_is_judged_follows_a_target_that_is_taken_back(world, kpi):
    measure(world, kpi, STEADY)
    made = wanted(world, kpi, low=99.5, effective_on=date(2025, 1, 1))
    kpi.state.refresh_from_db()
    never = kpi.state.assurance
    remove_target(world.system, kpi.pk, made.pk, why="A slip.")
    kpi.state.refresh_from_db()
    assert never == "never"
    assert kpi.state.assurance != never


def test_nothing_moved_once_the_first_target_is_taken_back(world, kpi):
    """It was counted as moved, and not listed."""
    first = wanted(world, kpi, low=90.0)
    wanted(world, kpi, low=91.0)
    viewer = world.actor("viewer")
    assert moved_of(viewer, Kpi.objects.all(), TODAY) == 1
    remove_target(world.system, kpi.pk, first.pk, why="A slip.")
    found = posts_of_unit(viewer, unit_path="", until=TODAY, today=TODAY)
    assert (found.rate.moved, found.kpis, moved_of(viewer, Kpi.objects.all(), TODAY)) == (0, [], 0)
