"""Rooms held by scripts that were not thought of: nothing secret stays, nothing breaks."""

from __future__ import annotations

import pytest

from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.models import Objective
from headway.rituals.actions import rooms
from headway.rituals.actions.cards import reveal_cards, write_card
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


FAR = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize("at", FAR)
class TestMomentsBeyondAnyCalendar:
    @pytest.mark.parametrize("mode", ["live", "async"])
    def test_no_meeting_is_planned_there(
        self, world: World, caller: CallerOf, at: str, mode: str
    ) -> None:
        asked = {"unit_id": world.units["blue"].pk, "planned_at": at, "mode": mode}
        assert caller("owner").refused("POST", "meetings", asked)["status"] == 422

    def test_nor_put_off_to_it(self, world: World, caller: CallerOf, at: str) -> None:
        planned = rooms.schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly",
            planned_at=clock.now(), mode="async",
        )  # fmt: skip
        step = {"do": "put_off", "planned_at": at}
        refused = caller("owner").refused("POST", f"meetings/{planned.pk}/steps", step)
        assert refused["status"] == 422


class TestWhoReadsThePlan:
    @pytest.mark.parametrize(
        ("who", "reads"),
        [("mate", True), ("coach", True), ("admin", True), ("lead", False), ("viewer", False)],
    )
    def test_minutes_name_drafts_to_who_may_read_them(
        self, world: World, session: Meeting, caller: CallerOf, who: str, *, reads: bool
    ) -> None:
        rooms.move_to_stage(world.actor("owner"), session.pk, 1)
        write_card(world.actor("owner"), session.pk, column="drafts", text="Sell the house")
        rooms.move_to_stage(world.actor("owner"), session.pk, 2)
        reveal_cards(world.actor("owner"), session.pk)
        rooms.add_minute(world.actor("owner"), session.pk, kind="decision", text="We go on")
        caller("owner").send("POST", f"meetings/{session.pk}/steps", {"do": "close"})
        found = caller(who).get(f"meetings/{session.pk}/minutes")["sections"]
        assert any("Sell the house" in str(one) for one in found) == reads
        assert any("We go on" in str(one) for one in found)
        page = world.client(who).get(f"/meetings/{session.pk}").content.decode()
        assert ("Sell the house" in page) == reads
