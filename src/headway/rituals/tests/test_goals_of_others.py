"""In the room of a unit's session it is about that unit's goals of that cycle, and no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.problems import NotFound
from headway.kit.testing.world import World, on
from headway.okrs.models import Assessment, Closure, Dependency
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.actions.sessions.planning import ask_in_session
from headway.rituals.actions.sessions.reviewing import assess_in_review, close_in_review


class TestInAReview:
    """Administrators may grade and close any goal, but not in the room of another unit."""

    @pytest.fixture
    def elsewhere(self, world: World) -> int:
        return world.add_objective("Of Green", unit="green").pk

    @pytest.fixture
    def meeting_id(self, world: World) -> int:
        with on(date(2026, 12, 28)):
            return begin_session(
                world.actor("admin"), kind="review", unit_id=world.units["blue"].pk,
                cycle_id=world.cycle.pk,
            ).pk  # fmt: skip

    def test_nothing_is_said_of_them(self, world: World, meeting_id: int, elsewhere: int) -> None:
        key_result = world.add_objective("Of Green, too", unit="green").key_results.get()
        admin = world.actor("admin")
        with on(date(2026, 12, 28)):
            abouts: list[dict[str, Any]] = [
                {"objective_id": elsewhere}, {"key_result_id": key_result.pk},
            ]  # fmt: skip
            for about in abouts:
                with pytest.raises(NotFound):
                    assess_in_review(admin, meeting_id, grade=0.5, **about)
        assert not Assessment.objects.exists()

    def test_none_is_closed(self, world: World, meeting_id: int, elsewhere: int) -> None:
        with on(date(2026, 12, 28)), pytest.raises(NotFound):
            close_in_review(
                world.actor("admin"), meeting_id, elsewhere, outcome="dropped", decision="drop",
                carry_to_id=None, closing_word="Away with it.",
            )  # fmt: skip
        assert not Closure.objects.exists()

    def test_those_of_another_cycle_neither(self, world: World, meeting_id: int) -> None:
        coming = world.add_draft("Next quarter")
        with on(date(2026, 12, 28)), pytest.raises(NotFound):
            assess_in_review(world.actor("admin"), meeting_id, objective_id=coming.pk, grade=0.5)


def test_in_a_planning_session_nobody_asks_for_what_others_plan(world: World) -> None:
    """The key result belongs to the running cycle, and to Green."""
    session = begin_session(
        world.actor("admin"), kind="planning", unit_id=world.units["blue"].pk,
        cycle_id=world.next_cycle().pk,
    )  # fmt: skip
    of_green = world.add_draft("Of Green", unit="green").key_results.get()
    for key_result in (of_green, world.key_results[0]):
        with pytest.raises(NotFound):
            ask_in_session(
                world.actor("admin"), session.pk, key_result.pk,
                unit_id=world.units["works"].pk, title="A truck",
            )  # fmt: skip
    assert not Dependency.objects.exists()
