"""Who was asked for a check-in sees on Home who asked, beside what is due."""

from __future__ import annotations

from datetime import timedelta

from headway.discussion.actions import nudge
from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in


def asked(world: World, name: str) -> None:
    nudge(world.actor(name), "key_result", world.key_results[0].pk)


def test_who_asked_and_when_stands_in_its_row(home, world):
    """It stood in the inbox alone."""
    assert "asked for it" not in text_of(home.get("/"))
    asked(world, "mate")
    page = text_of(home.get("/"))
    assert page.count("asked for it") == 1
    assert "Mate Person asked for it today, 09:00" in page
    title = world.key_results[0].title
    assert page.index(title) < page.index("Mate Person asked for it")


def test_the_last_who_asked_is_named_with_the_day(home, world):
    for days, name in ((5, "mate"), (1, "lead")):
        with clock.frozen(NOW - timedelta(days=days)):
            asked(world, name)
    page = text_of(home.get("/"))
    assert "Lead Person asked for it on 23 Nov" in page
    assert "Mate Person asked" not in page


def test_an_answer_settles_it_for_the_next_time_too(home, world):
    asked(world, "mate")
    check_in(world.actor("owner"), world.key_results[0].pk, value=45.0)
    assert "asked for it" not in text_of(home.get("/"))
    for weeks in (1, 2):
        with clock.frozen(NOW + timedelta(weeks=weeks)):
            assert "asked for it" not in text_of(home.get("/"))


def test_others_are_not_told(world: World):
    asked(world, "mate")
    assert "asked for it" not in text_of(world.client("lead").get("/"))
