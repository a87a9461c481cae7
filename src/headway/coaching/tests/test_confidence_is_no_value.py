"""What is said in the confidence round is no number of the week: that stays due everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.coaching.queries.desk import read_desk
from headway.coaching.queries.windows import Span
from headway.core.practice import Metric
from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.queries.cycles import current_cycle, list_cycles
from headway.people.actions import create_token
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.actions.rooms.confidence import say_confidence

pytestmark = pytest.mark.django_db

TITLE = "Searches that end in a purchase"


@pytest.fixture
def said(world: World) -> World:
    """Numbers two weeks ago; last week and today nothing but a word in the weekly."""
    owner, key_result = world.actor("owner"), world.key_results[0]
    with clock.frozen(NOW - timedelta(weeks=2)):
        check_in(owner, key_result.pk, value=45.0, confidence=7)
    for weeks in (1, 0):
        with clock.frozen(NOW - timedelta(weeks=weeks)):
            meeting = open_weekly(owner, world.units["blue"].pk)
            say_confidence(
                owner, meeting.pk, key_result_id=key_result.pk, confidence=6 - weeks, note="Hm."
            )
            close_meeting(owner, meeting.pk)
    return world


def page(world: World, address: str, name: str = "owner") -> str:
    return text_of(world.client(name).get(address))


def test_home_and_the_weekly_still_ask_for_it(said: World) -> None:
    assert TITLE in page(said, "/").partition("My objectives")[0]
    with clock.frozen(NOW + timedelta(weeks=1)):
        weekly = page(said, f"/weekly?unit={said.units['blue'].pk}")
    assert "Two numbers are still missing" in weekly


def test_it_is_late_for_whoever_nudges(said: World) -> None:
    assert TITLE in page(said, f"/units/{said.units['blue'].pk}/late", "coach")


def test_for_the_coach_it_is_neither_fresh_nor_on_time(said: World) -> None:
    def read() -> tuple[int | None, float | None]:
        coach = said.actor("coach")
        cycle = current_cycle(list_cycles(coach), TODAY)
        desk = read_desk(coach, below="", span=Span.DAYS, cycle=cycle, today=TODAY)
        [row] = [row for row in desk.rows if row.unit.id == said.units["blue"].pk]
        return row.figures[Metric.CHECK_INS].part, row.figures[Metric.FRESHNESS].value

    on_time, age = read()
    assert age == (14 + 50) / 2 / 7
    with clock.frozen(NOW - timedelta(weeks=1)):
        check_in(said.actor("owner"), said.key_results[0].pk, value=46.0)
    assert read() == ((on_time or 0) + 1, (7 + 50) / 2 / 7)


def test_the_feed_tells_the_confidence_and_no_missing_value(said: World) -> None:
    feed = page(said, "/activity")
    assert "Confidence: 5 6" in feed
    assert "nothing" not in feed.lower()


def test_the_api_tells_both_days(said: World) -> None:
    _token, secret = create_token(said.actor("owner"), name="x", scopes=["read"])
    told: Any = said.client(None).get(
        f"/api/v1/key-results/{said.key_results[0].pk}",
        headers={"Authorization": f"Bearer {secret}"},
    ).json()  # fmt: skip
    assert (told["read_on"], told["valued_on"], told["due_on"]) == (
        "2026-11-24", "2026-11-10", "2026-11-22",
    )  # fmt: skip
