"""Three things come first for somebody in a week, and no fourth by a way round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.priorities import add_priority, carry_priority, settle_priority
from headway.rituals.actions.rooms import close_meeting, open_meeting, schedule_meeting
from headway.rituals.models import Meeting, Priority


def first_things(world: World, *titles: str) -> list[Priority]:
    return [
        add_priority(world.actor("mate"), unit_id=world.units["blue"].pk, title=title)
        for title in titles
    ]


def test_a_dropped_one_comes_back_only_where_there_is_room(world: World) -> None:
    """It was opened again beside three others."""
    dropped, second, *_rest = first_things(world, "Call", "Write", "Ask")
    settle_priority(world.actor("mate"), dropped.pk, state="dropped")
    first_things(world, "Ship")
    for state in ("open", "done"):
        with pytest.raises(Conflict, match="Three priorities a week are enough"):
            settle_priority(world.actor("mate"), dropped.pk, state=state)
    settle_priority(world.actor("mate"), second.pk, state="dropped")
    assert settle_priority(world.actor("mate"), dropped.pk, state="open").state == "open"


def test_one_of_three_is_done_and_open_again(world: World) -> None:
    one, *_rest = first_things(world, "Call", "Write", "Ask")
    settle_priority(world.actor("mate"), one.pk, state="done")
    assert settle_priority(world.actor("mate"), one.pk, state="open").state == "open"


def test_one_that_was_carried_and_dropped_is_carried_again(world: World) -> None:
    """It was offered again, and the button did nothing."""
    [old] = first_things(world, "Call")
    with clock.frozen(NOW + timedelta(weeks=1)):
        carried = carry_priority(world.actor("mate"), old.pk)
        assert carry_priority(world.actor("mate"), old.pk) == carried
        settle_priority(world.actor("mate"), carried.pk, state="dropped")
        again = carry_priority(world.actor("mate"), old.pk)
    assert (again.state, again.week) == ("open", date(2026, 11, 30))


class TestAWeeklyOverTheBorderOfAWeek:
    """In one's own time, from Thursday to Monday."""

    @pytest.fixture
    def room(self, world: World) -> Meeting:
        meeting = schedule_meeting(
            world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly", mode="async",
            planned_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=6, hours=2),
        )  # fmt: skip
        with clock.frozen(NOW + timedelta(days=2)):
            open_meeting(world.actor("coach"), meeting.pk)
            self.step(world, meeting, "priority", priority="Ship it")
        return meeting

    def step(self, world: World, room: Meeting, do: str, **fields: str) -> str:
        sent = {"do": do, "person_id": str(world.people["mate"].pk), **fields}
        found = world.client("mate").post(f"/meetings/{room.pk}/step", sent, follow=True)
        return str(found.content.decode())

    def test_on_monday_its_priorities_are_still_those_of_its_week(
        self, world: World, room: Meeting
    ) -> None:
        """All of them stood there as not done last time."""
        with clock.frozen(NOW + timedelta(days=6)):
            shown = world.client("mate").get(f"/meetings/{room.pk}").content.decode()
            assert "Ship it" in shown
            assert "Not done last time" not in shown
            close_meeting(world.actor("coach"), room.pk)
            square = world.client("mate").get(f"/meetings/{room.pk}/four-square").content.decode()
        assert "Ship it" in square

    def test_what_is_carried_on_there_is_of_its_week_too(self, world: World, room: Meeting) -> None:
        with clock.frozen(NOW - timedelta(weeks=1)):
            [old] = first_things(world, "Call")
        with clock.frozen(NOW + timedelta(days=6)):
            self.step(world, room, "carry", priority_id=str(old.pk))
        assert Priority.objects.get(carried_from=old).week == room.week
