"""What is planned in one's own time comes at its time, whatever kind of meeting it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.rooms import schedule_meeting
from headway.rituals.jobs import turn_due
from headway.rituals.models import Meeting


@pytest.mark.parametrize("kind", ["retrospective", "planning", "review"])
def test_it_opens_by_itself_and_closes_when_somebody_says_so(world: World, kind: str) -> None:
    """It stayed planned for ever: only weeklies were opened."""
    meeting = schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind=kind, mode="async",
        planned_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=3),
        cycle_id=world.cycle.pk, format="keep_stop_start" if kind == "retrospective" else "",
    )  # fmt: skip

    def state(after: timedelta) -> str:
        with clock.frozen(NOW + after):
            turn_due()
        return Meeting.objects.get(pk=meeting.pk).state

    assert state(timedelta()) == "planned"
    assert state(timedelta(hours=1)) == "open"
    assert state(timedelta(hours=4)) == "open"
