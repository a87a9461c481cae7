"""Which targets a retrospective talks about: reached early, by far more than was aimed at, or
missed by far (docs/methods 10.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.rituals.queries.retrospective_data import retrospective_data
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.tests.meeting import retrospective

OCTOBER, DECEMBER = datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 12, 20, 9, tzinfo=UTC)


def read(world: World, value: float, at: datetime) -> None:
    """Searches that end in a purchase, from 40 to 60 %."""
    with clock.frozen(at):
        check_in(
            world.actor("owner"), world.key_results[0].pk, value=value, confidence=8, note="So far."
        )


def told(world: World) -> list[str]:
    """What is said when the cycle is over."""
    with clock.frozen(datetime.combine(date(2027, 1, 5), OCTOBER.timetz())):
        meeting = retrospective(world)
        coach = world.actor("coach")
        found = retrospective_data(coach, meeting_row(coach, meeting.pk))
        return [one.words.replace("\xa0", " ") for one in found.reach]


@pytest.mark.parametrize(
    ("at", "words"),
    [(OCTOBER, ["reached before 60 % of the cycle: was it too easy?"]), (DECEMBER, [])],
)
def test_one_that_was_reached_early_is_told_when_all_is_over(
    world: World, at: datetime, words: list[str]
) -> None:
    """How much time had passed was told by the day one looks, when all of it has."""
    read(world, 60.0, at)
    assert told(world) == words


def test_what_fell_again_was_not_reached(world: World) -> None:
    read(world, 60.0, OCTOBER)
    read(world, 55.0, DECEMBER)
    assert told(world) == []


def test_one_that_went_far_beyond_is_told(world: World) -> None:
    read(world, 70.0, DECEMBER)
    assert told(world) == ["reached 150 % of its way: was it too easy?"]
