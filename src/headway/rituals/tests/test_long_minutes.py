"""A room shows what was written down last, however much it is; all of it is one link away."""

from __future__ import annotations

import gzip
from datetime import timedelta
from functools import partial

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.models import Meeting, Minute
from headway.rituals.queries.rooms.minutes import SHOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Meeting:
    return open_weekly(world.actor("owner"), world.units["blue"].pk)


def write(room: Meeting, total: int) -> None:
    """Lines up to a number of them, a second apart."""
    Minute.objects.bulk_create(
        Minute(
            meeting=room, kind="note", text=f"Line number {number}.",
            written_at=NOW + timedelta(seconds=number),
        )
        for number in range(Minute.objects.count(), total)
    )  # fmt: skip


def test_the_room_shows_the_last_lines_and_how_many_came_before(
    world: World, room: Meeting
) -> None:
    write(room, SHOWN + 7)
    html = html_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert f"Line number {SHOWN + 6}." in html
    assert "Line number 7." in html
    assert "Line number 6." not in html
    assert "with 7 lines more" in html


def test_as_many_as_fit_are_all_there_are(world: World, room: Meeting) -> None:
    write(room, SHOWN)
    html = html_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert "Line number 0." in html
    assert "All minutes so far" not in html


def test_all_minutes_are_a_page_while_the_meeting_goes_on(world: World, room: Meeting) -> None:
    write(room, SHOWN + 7)
    html = html_of(world.client("mate").get(f"/meetings/{room.pk}/minutes"))
    assert "Line number 0." in html
    assert f"Line number {SHOWN + 6}." in html
    assert f'href="/meetings/{room.pk}"' in html


def test_two_thousand_lines_are_light(world: World, room: Meeting) -> None:
    write(room, 2_000)
    mate = world.client("mate")
    assert len(mate.get(f"/meetings/{room.pk}").content) < 60_000
    assert len(gzip.compress(mate.get(f"/meetings/{room.pk}/minutes").content)) < 100_000


@pytest.mark.once
def test_it_costs_the_same_however_much_is_written(world: World, room: Meeting) -> None:
    mate = world.client("mate")
    with clock.frozen(NOW):
        mate.get(f"/meetings/{room.pk}/minutes")
        assert_budget("minutes so far", lambda: mate.get(f"/meetings/{room.pk}/minutes"))
        for address in (f"/meetings/{room.pk}", f"/meetings/{room.pk}/minutes"):
            Minute.objects.all().delete()
            assert_no_growth(
                partial(write, room), partial(mate.get, address), sizes=(SHOWN + 2, SHOWN + 200)
            )
