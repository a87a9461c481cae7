"""Confidence that is said in a room is a word on the number of the week, and not that number: it is
still asked for, by reminders and before the next weekly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.coaching.queries.prepared import prepared_for
from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.reminders.queries.matters import matters_of
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.models import Meeting

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 11, 29)


@pytest.fixture
def said(world: World) -> World:
    """Both numbers of two weeks ago are in; in the weekly of today the owner says of each how sure
    they are, and nothing else."""
    owner = world.actor("owner")
    with clock.frozen(NOW - timedelta(days=14)):
        for key_result, value in zip(world.key_results, (45.0, 7.0), strict=True):
            check_in(owner, key_result.pk, value=value, confidence=6)
    room = open_weekly(owner, world.units["blue"].pk)
    for key_result in world.key_results:
        say(world, room, key_result.pk, 5)
    return world


def say(world: World, room: Meeting, key_result_id: int, confidence: int) -> None:
    answer = world.client("owner").post(
        f"/meetings/{room.pk}/step",
        {"do": "confidence", "key_result_id": key_result_id, "confidence": confidence},
    )
    assert answer.status_code == 302


def test_reminders_still_ask_for_it(said: World) -> None:
    asked = [one for one in matters_of(said.actor("owner"), TODAY) if one.kind == "check_in"]
    assert [one.due_on for one in asked] == [date(2026, 11, 22)] * 2


def test_so_does_the_weekly_and_the_calendar_of_the_coach(said: World) -> None:
    page = text_of(said.client("owner").get(f"/weekly?unit={said.units['blue'].pk}"))
    assert "0 of 2 numbers entered" in page
    blue = said.units["blue"].pk
    [found] = prepared_for([(blue, "weekly", SUNDAY)], TODAY).values()
    assert (found.ready, found.all) == (0, 2)


def test_what_happened_tells_the_confidence_and_no_value(said: World) -> None:
    key_result = said.key_results[0]
    room = Meeting.objects.get()
    say(said, room, key_result.pk, 4)  # on second thoughts
    words = text_of(said.client("coach").get(f"/activity?unit={said.units['blue'].pk}"))
    assert "Confidence: 6 5" in words
    assert "Confidence: 5 4" in words
    assert "nothing" not in words
