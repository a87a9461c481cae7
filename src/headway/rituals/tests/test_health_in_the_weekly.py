"""What must not break, in a weekly: its last values are drawn, whoever enters them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.models import KeyResult
from headway.rituals.actions.rooms import close_meeting, open_weekly


def guard(world: World, **definition: Any) -> KeyResult:
    """A health metric of Blue."""
    return add_key_result(
        world.system, objective_id=world.objective.pk, title="Wrong answers", kind="stay_below",
        target=3.0, owner_id=world.people["owner"].pk, is_health=True, **definition,
    ).key_result  # fmt: skip


def read_twice(world: World, key_result: KeyResult) -> None:
    for days, value in ((9, 2.5), (2, 2.75)):
        with clock.frozen(NOW - timedelta(days=days)):
            check_in(world.actor("owner"), key_result.pk, value=value)


def drawn(world: World, meeting_id: int, part: str = "") -> str:
    """The picture beside "Wrong answers"."""
    html = world.client("owner").get(f"/meetings/{meeting_id}{part}").content.decode()
    found = re.findall(r"Wrong answers</a></th>(.*?)</tr>", html, re.DOTALL)
    return str(found[0])


def test_those_that_people_check_in_are_drawn(world: World) -> None:
    """Only those that a KPI gives were; beside all others the column was empty."""
    read_twice(world, guard(world))
    room = open_weekly(world.actor("owner"), world.units["blue"].pk)
    assert re.search(r'class="spark".*aria-label="[^"]*2\.75', drawn(world, room.pk))
    close_meeting(world.actor("owner"), room.pk)
    kept = drawn(world, room.pk, "/four-square")
    assert 'class="spark"' in kept
    with clock.frozen(NOW + timedelta(minutes=5)):
        check_in(world.actor("owner"), KeyResult.objects.latest("pk").pk, value=9.0)
        assert drawn(world, room.pk, "/four-square") == kept


def test_those_of_a_kpi_are_drawn_as_the_kpi_is(world: World) -> None:
    kpi = first_pass_yield(world)
    raised(world, kpi, [*STEADY, 92.0])
    guard(world, kpi_id=kpi.pk)
    room = open_weekly(world.actor("owner"), world.units["blue"].pk)
    assert 'class="lim"' in drawn(world, room.pk)


def test_one_that_nobody_read_says_so(world: World) -> None:
    guard(world)
    room = open_weekly(world.actor("owner"), world.units["blue"].pk)
    assert 'class="spark"' not in drawn(world, room.pk)
