"""Mid-term goals stand on the page of their time."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.strategy.models import MidTermGoal

NEXT = {
    "title": "Two plants run on their own heat",
    "starts_on": "2028-01-01",
    "ends_on": "2028-12-31",
}


@pytest.fixture
def admin(world):
    return world.client("admin")


def test_what_was_saved_for_another_year_is_shown_with_that_year(world, admin):
    saved = admin.post("/strategy/goals/new", NEXT)
    assert saved.headers["Location"] == "/strategy?goals=2028"
    page = text_of(admin.get(saved.headers["Location"]))
    assert NEXT["title"] in page
    assert "1 mid-term goal in 2028" in page
    assert world.goal.title not in page
    today = text_of(admin.get("/strategy"))
    assert NEXT["title"] not in today
    assert "Today 2026 2027 2028 All years" in today
    both = text_of(admin.get("/strategy?goals=all"))
    assert NEXT["title"] in both
    assert world.goal.title in both


def test_what_is_in_force_is_shown_with_what_is_in_force(world, admin):
    saved = admin.post(
        "/strategy/goals/new", {**NEXT, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    )
    assert saved.headers["Location"] == "/strategy"
    assert "All years" not in text_of(admin.get("/strategy"))


def test_where_none_is_in_force_the_page_says_where_they_are(world, admin):
    fields = {**NEXT, "title": world.goal.title, "version": world.goal.version}
    moved = admin.post(f"/strategy/goals/{world.goal.pk}", fields)
    assert moved.headers["Location"] == "/strategy?goals=2028"
    page = text_of(admin.get("/strategy"))
    assert "No mid-term goal is in force 1 is of another time." in page


@pytest.mark.parametrize("page", ["/strategy/map", "/scorecard"])
def test_map_and_scorecard_lead_on_to_goals_of_other_times(world, admin, page):
    """A published scorecard of years past came in, and its pages said only that there was none."""
    assert "of another time" not in text_of(admin.get(page))
    MidTermGoal.objects.update(starts_on="2013-01-01", ends_on="2014-12-31")
    count = MidTermGoal.objects.filter(unit=None).count()
    told = "1 goal is of another time" if count == 1 else f"{count} goals are of other times"
    answer = admin.get(page)
    assert f"{told}. Look at 31 Dec 2014 Show all years" in text_of(answer)
    assert 'href="/strategy?goals=all"' in answer.content.decode()
    assert f'href="{page}?as_of=2014-12-31"' in answer.content.decode()
    seen = text_of(admin.get(page, {"as_of": "2014-12-31"}))
    assert "What is here was written down later, on " in seen
    then = text_of(admin.get(page, {"as_of": "2014-12-31", "known": "then"}))
    assert "written down later. As it is known now" in then
    MidTermGoal.objects.all().delete()
    assert "Show all years" not in text_of(admin.get(page))


@pytest.mark.parametrize("asked", ["0000", "20271", "soon", "²⁰²⁷"])
def test_a_year_that_is_none_shows_what_is_in_force(world, admin, asked):
    assert world.goal.title in text_of(admin.get("/strategy", {"goals": asked}))
