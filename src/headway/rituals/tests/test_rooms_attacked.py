"""Rooms under nonsense: ids of others, days beyond any calendar, clocks that go backwards."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.problems import Conflict, NotFound
from headway.kit.testing.world import NOW, World
from headway.reminders.actions.feeds import make_feed
from headway.rituals.actions import rooms
from headway.rituals.actions.rooms.minutes import add_minute, remove_minute
from headway.rituals.actions.rooms.retrospectives import settle_board
from headway.rituals.actions.series import start_series
from headway.rituals.models import ActionItem, Attendance, Blocker, Meeting, MeetingSeries

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Meeting:
    """A weekly of Blue that its lead has opened."""
    return rooms.open_weekly(world.actor("owner"), world.units["blue"].pk)


def step(client: Client, meeting: Meeting, do: str, **fields: Any) -> Any:
    client.raise_request_exception = False
    return client.post(f"/meetings/{meeting.pk}/step", {"do": do, **fields})


@pytest.mark.parametrize("word", ["Action", "Blocker"])
def test_a_day_beyond_any_calendar_breaks_nobodys_calendar(
    world: World, room: Meeting, word: str
) -> None:
    _made, address = make_feed(world.actor("owner"))
    refused = step(world.client("owner"), room, "line", line=f"{word}: call @me by 9999-12-31")
    assert refused.status_code == 422
    assert not ActionItem.objects.exists()
    assert not Blocker.objects.exists()
    stranger = Client(raise_request_exception=False)
    assert stranger.get("/feeds/" + address.rpartition("/feeds/")[2]).status_code == 200


def test_who_comes_again_while_the_clock_was_put_back_stays(world: World, room: Meeting) -> None:
    with clock.frozen(NOW - timedelta(seconds=30)):
        assert step(world.client("owner"), room, "join").status_code == 302
    assert Attendance.objects.get().seen_at == NOW


@pytest.mark.parametrize("name", ["owner", "coach"])
def test_a_weekly_does_not_become_anonymous(world: World, room: Meeting, name: str) -> None:
    with pytest.raises(Conflict) as refused:
        settle_board(world.actor(name), room.pk, format="", is_anonymous=True)
    assert refused.value.code == "no_board"


class TestSeries:
    def plan(self, world: World, series_id: int) -> int:
        client = world.client("coach")
        client.raise_request_exception = False
        asked = {
            "do": "plan", "unit_id": world.units["blue"].pk, "kind": "weekly", "at": "09:00",
            "day": "2026-12-03", "series_id": series_id,
        }  # fmt: skip
        return client.post("/coach/calendar/step", asked).status_code

    @pytest.mark.parametrize("unit", ["green", "works"])
    def test_a_meeting_takes_no_place_in_that_of_another_unit(
        self, world: World, unit: str
    ) -> None:
        series = start_series(world.system, unit_id=world.units[unit].pk, weekday=0, at=time(9))
        assert self.plan(world, series.pk) == 422
        assert not Meeting.objects.exists()

    def test_nor_in_one_that_is_not_there(self, world: World) -> None:
        assert self.plan(world, 987_654) == 422

    def test_its_own_is_fine(self, world: World) -> None:
        series = start_series(world.system, unit_id=world.units["blue"].pk, weekday=0, at=time(9))
        assert self.plan(world, series.pk) == 302
        assert Meeting.objects.get().series_id == series.pk

    def test_a_time_with_a_zone_is_that_time(self, world: World) -> None:
        client = world.client("coach")
        client.raise_request_exception = False
        asked = {
            "do": "series", "unit_id": world.units["blue"].pk, "kind": "weekly", "weekday": "1",
            "at": "09:00+05:00",
        }  # fmt: skip
        assert client.post("/coach/calendar/step", asked).status_code == 302
        assert MeetingSeries.objects.get().at == time(9)


def test_a_line_of_another_organisation_is_no_line(world: World, room: Meeting) -> None:
    line = add_minute(world.actor("owner"), room.pk, kind="note", text="Ours")
    said = set()
    for pk in (line.pk, line.pk + 1_000):
        with pytest.raises(NotFound) as refused:
            remove_minute(world.actor("outsider"), pk)
        said.add(refused.value.detail)
    assert len(said) == 1
