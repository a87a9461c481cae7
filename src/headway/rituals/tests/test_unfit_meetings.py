"""What cannot be held says so, and stands in the way of nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.kit.testing.world import NOW, World
from headway.okrs.models import Cycle
from headway.people.access import Actor
from headway.people.actions import create_unit
from headway.people.models import Unit
from headway.rituals.actions.rooms import (
    close_meeting,
    open_meeting,
    open_weekly,
    reschedule_meeting,
    schedule_meeting,
)
from headway.rituals.actions.rooms.retrospectives import hold_retrospective
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.jobs import turn_due
from headway.rituals.models import Meeting


def archive(world: World, *units: Unit) -> None:
    Unit.objects.filter(pk__in=[one.pk for one in units]).update(archived_at=clock.now())


def own_time(world: World, unit: Unit, hours: int = 1) -> Meeting:
    return schedule_meeting(
        world.system, unit_id=unit.pk, kind="weekly", mode="async",
        planned_at=NOW + timedelta(hours=hours),
    )  # fmt: skip


class TestAnArchivedUnit:
    def test_plans_and_holds_nothing(self, world: World) -> None:
        owner, blue = world.actor("owner"), world.units["blue"]
        planned = schedule_meeting(owner, unit_id=blue.pk, kind="weekly", planned_at=NOW)
        archive(world, blue)
        about: dict[str, Any] = {"unit_id": blue.pk, "cycle_id": world.cycle.pk}
        for attempt in (
            lambda: schedule_meeting(owner, kind="review", planned_at=NOW, **about),
            lambda: open_weekly(owner, blue.pk),
            lambda: begin_session(owner, kind="review", **about),
            lambda: hold_retrospective(owner, **about),
        ):
            with pytest.raises(NotFound, match="Choose one from the tree of units"):
                attempt()
        with pytest.raises(Conflict, match="archived"):
            open_meeting(owner, planned.pk)
        assert Meeting.objects.get().state == "planned"


class TestMeetingsThatCannotOpen:
    def test_do_not_stand_in_the_way_of_others(self, world: World) -> None:
        """Sixty of archived units, due for longer, are more than are looked at at once."""
        above = world.units["works"].pk
        stuck = [
            create_unit(world.system, name=f"Old {number}", parent_id=above) for number in range(60)
        ]
        for unit in stuck:
            own_time(world, unit)
        archive(world, *stuck)
        mine = own_time(world, world.units["blue"], hours=2)
        with clock.frozen(NOW + timedelta(hours=3)):
            turn_due()
        mine.refresh_from_db()
        assert mine.state == "open"

    def test_nor_where_another_weekly_runs_on(self, world: World) -> None:
        """A weekly of the week before that nobody closed."""
        blue, green = world.units["blue"], world.units["green"]
        open_weekly(world.actor("owner"), blue.pk)
        late = own_time(world, blue, hours=24 * 7)
        mine = own_time(world, green, hours=24 * 7 + 1)
        with clock.frozen(NOW + timedelta(days=7, hours=2)):
            turn_due()
            states = [Meeting.objects.get(pk=one.pk).state for one in (late, mine)]
            assert states == ["planned", "open"]
            running = Meeting.objects.get(unit=blue, state="open")
            close_meeting(world.actor("owner"), running.pk)
            turn_due()
        late.refresh_from_db()
        assert late.state == "open"

    def test_one_that_breaks_leaves_the_others_alone(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = own_time(world, world.units["blue"]), own_time(world, world.units["green"])

        def breaks(actor: Actor, meeting_id: int) -> Meeting:
            if meeting_id == first.pk:
                raise RuntimeError("The disk is full.")
            return open_meeting(actor, meeting_id)

        monkeypatch.setattr("headway.rituals.actions.rooms.deadlines.open_meeting", breaks)
        with clock.frozen(NOW + timedelta(hours=2)), pytest.raises(RuntimeError):
            turn_due()
        second.refresh_from_db()
        assert second.state == "open"


class TestASessionWhoseCycleIsGone:
    @pytest.mark.parametrize("kind", ["planning", "review", "retrospective"])
    def test_says_so_and_can_be_closed(self, world: World, kind: str) -> None:
        about = world.next_cycle() if kind == "planning" else world.cycle
        Cycle.objects.filter(pk=world.cycle.pk).update(phase="review")
        meeting = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind=kind, planned_at=NOW,
            cycle_id=about.pk,
        )  # fmt: skip
        owner = world.client("owner")
        open_meeting(world.actor("owner"), meeting.pk)
        Meeting.objects.update(cycle=None)
        shown = owner.get(f"/meetings/{meeting.pk}")
        assert shown.status_code == 200
        assert "The cycle that it was about is gone." in shown.content.decode()
        closed = owner.post(f"/meetings/{meeting.pk}/step", {"do": "close"})
        assert closed.status_code == 302
        assert owner.get(f"/meetings/{meeting.pk}").status_code == 200


class TestADayThatIsOver:
    @pytest.mark.parametrize("kind", ["weekly", "retrospective"])
    def test_is_no_day_to_meet(self, world: World, kind: str) -> None:
        owner, blue = world.actor("owner"), world.units["blue"].pk
        about: dict[str, Any] = {"unit_id": blue, "kind": kind, "cycle_id": world.cycle.pk}
        with pytest.raises(InvalidInput) as refused:
            schedule_meeting(owner, planned_at=NOW - timedelta(days=1), **about)
        assert [(one.field, one.code) for one in refused.value.errors] == [("planned_at", "past")]
        made = schedule_meeting(owner, planned_at=NOW + timedelta(days=2), **about)
        with pytest.raises(InvalidInput):
            reschedule_meeting(owner, made.pk, planned_at=NOW - timedelta(days=1))

    def test_is_told_at_its_field(self, world: World) -> None:
        blue, cycle = world.units["blue"].pk, world.cycle.pk
        asked = {"on": "2026-11-01", "at": "09:00", "unit_id": blue, "cycle_id": cycle}
        for address in ("/retrospectives/plan", f"/weekly/plan?unit={blue}"):
            answer = world.client("owner").post(address, asked)
            assert answer.status_code == 422
            assert "This day has passed." in answer.content.decode()
        assert not Meeting.objects.exists()
