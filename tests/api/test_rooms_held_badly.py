"""Rooms held by scripts that were not thought of: nothing secret stays, nothing breaks."""

from __future__ import annotations

import pytest

from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.models import Objective
from headway.rituals.actions import rooms
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.models import Meeting, Vote
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(world: World) -> Meeting:
    """A planning session of Blue with one draft, at its last stage; two people came."""
    world.add_draft()
    owner = world.actor("owner")
    meeting = begin_session(
        owner, kind="planning", unit_id=world.units["blue"].pk, cycle_id=world.next_cycle().pk
    )
    rooms.join_meeting(world.actor("mate"), meeting.pk)
    return rooms.move_to_stage(owner, meeting.pk, len(meeting.stages) - 1)


class TestWhatAScriptCloses:
    def test_a_planning_session_forgets_who_voted_what(
        self, world: World, session: Meeting, caller: CallerOf
    ) -> None:
        owner, draft = caller("owner"), Objective.objects.get(cycle=session.cycle)
        votes = {"votes": [{"objective_id": draft.pk, "value": 3}]}
        owner.send("PUT", f"meetings/{session.pk}/plan-confidence", votes)
        owner.send("POST", f"meetings/{session.pk}/steps", {"do": "close"})
        assert not Vote.objects.filter(meeting=session).exists()

    def test_a_review_keeps_its_numbers(self, world: World, caller: CallerOf) -> None:
        owner = caller("owner")
        planned = rooms.schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="review",
            cycle_id=world.cycle.pk, planned_at=clock.now(),
        )  # fmt: skip
        for do in ("open", "close"):
            owner.send("POST", f"meetings/{planned.pk}/steps", {"do": do})
        titles = [one["title"] for one in owner.get(f"meetings/{planned.pk}/minutes")["sections"]]
        assert "Scores" in titles
