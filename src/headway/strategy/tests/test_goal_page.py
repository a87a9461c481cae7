"""The page of a mid-term goal: score, KPIs, arrows and reviews, of today and of a past day."""

from __future__ import annotations

from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.tests.days import on
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    archive_goal,
    restore_goal,
    review_goal,
    update_goal,
)
from headway.strategy.models import GoalMeasure, GoalReview, MidTermGoal
from headway.strategy.queries import goals_then
from headway.strategy.tests.test_scorecard import kpi_at

pytestmark = pytest.mark.django_db


def goal(world: World, title: str) -> MidTermGoal:
    return add_goal(world.system, title=title, starts_on=date(2026, 1, 1),
                    ends_on=date(2026, 12, 31))  # fmt: skip


@pytest.fixture
def paid(world: World) -> MidTermGoal:
    return goal(world, "They pay in time")


def test_the_page_tells_the_score_its_kpis_and_its_arrows(world, paid):
    for name, value, weight in (("A", 85.0, 1.0), ("B", 100.0, 3.0)):
        add_measure(world.system, paid.pk, kpi_id=kpi_at(world, name, value).pk, weight=weight)
    margin, served = goal(world, "A margin that pays"), goal(world, "They come back")
    add_link(world.system, cause_id=paid.pk, effect_id=margin.pk, lag=2)
    add_link(world.system, cause_id=served.pk, effect_id=paid.pk)
    add_link(world.system, cause_id=served.pk, effect_id=margin.pk)
    page = text_of(world.client("viewer").get(f"/strategy/goals/{paid.pk}"))
    assert "They pay in time: 87.5 of 100" in page
    assert "KPIs that measure it 2" in page
    for words in ("at least 90", "25 %", "75 %", "A: 50.0 of 100"):
        assert words in page
    assert "Arrows of the strategy map 2" in page
    assert "They come back moves it better after 1 month" in page
    assert "A margin that pays moved by it better after 2 months" in page


def test_a_goal_without_kpis_arrows_or_reviews_says_so(world, paid):
    page = text_of(world.client("viewer").get(f"/strategy/goals/{paid.pk}"))
    for words in ("no KPI measures it", "Nobody has said yet what moves it",
                  "Nobody has asked yet whether it is still the right goal"):  # fmt: skip
        assert words in page
    assert "Review it" not in page


def test_on_a_past_day_it_is_as_it_was(world: World):
    kpi = kpi_at(world, "A", 85.0)
    with on(2026, 3, 2):
        paid = goal(world, "They pay")
        margin = goal(world, "A margin that pays")
        review_goal(world.system, paid.pk, outcome="kept")
    with on(2026, 5, 4):
        update_goal(world.system, paid.pk, title="They pay in time")
        review_goal(world.system, paid.pk, outcome="changed", why="In time matters.")
        add_link(world.system, cause_id=paid.pk, effect_id=margin.pk)
        add_measure(world.system, paid.pk, kpi_id=kpi.pk)
    client, address = world.client("admin"), f"/strategy/goals/{paid.pk}"
    then = text_of(client.get(f"{address}?as_of=2026-04-01"))
    assert "They pay in time" not in then
    assert "In time matters." not in then
    assert "Kept on 2 Mar 2026" in then
    assert "KPIs that measure it 0" in then
    assert "Nobody has said yet what moves it" in then
    assert "Review it" not in then
    now = text_of(client.get(address))
    for words in ("They pay in time", "In time matters.", "Arrows of the strategy map 1"):
        assert words in now
    early = text_of(client.get(f"{address}?as_of=2026-02-01"))
    assert "Written down later, on 2 Mar 2026" in early
    assert "They pay in time" in early
    before = client.get(f"{address}?as_of=2025-02-01")
    assert (before.status_code, "was not there on 1 Feb 2025" in html_of(before)) == (404, True)


class TestReviews:
    def test_what_a_review_needs_and_who_may(self, world, paid):
        for name in ("owner", "coach", "viewer"):
            with pytest.raises(NotAllowed):
                review_goal(world.actor(name), paid.pk, outcome="kept")
        for wrong in ({"outcome": "changed"}, {"outcome": "dropped", "why": " "}, {"outcome": "x"}):
            with pytest.raises(InvalidInput):
                review_goal(world.system, paid.pk, **wrong)
        assert not GoalReview.objects.exists()
        review_goal(world.system, paid.pk, outcome="kept")
        told = Event.objects.filter(subject_id=paid.pk, verb="goal.reviewed")
        assert [event.why for event in told] == [""]

    def test_a_dropped_goal_is_archived_with_it_and_was_there_before(self, world, paid):
        with on(2026, 12, 1):
            review_goal(world.system, paid.pk, outcome="dropped", why="Nobody pays late.")
            paid.refresh_from_db()
            assert paid.archived_at is not None
            with pytest.raises(Conflict):
                review_goal(world.system, paid.pk, outcome="kept")
            told = Event.objects.filter(subject_id=paid.pk, subject_type="goal")
            assert [(one.verb, one.why) for one in told.order_by("sequence")][1:] == [
                ("goal.reviewed", "Nobody pays late."), ("goal.archived", "Nobody pays late."),
            ]  # fmt: skip
            before = goals_then(world.actor("viewer"), date(2026, 11, 30))
            assert paid.pk in {row.id for row in before}

    def test_a_goal_is_reviewed_on_its_page(self, world, paid):
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}"
        refused = client.post(f"{address}/reviews", {"outcome": "changed", "why": ""})
        assert refused.status_code == 422
        assert "Say why it is changed or dropped." in html_of(refused)
        assert '<option value="changed" selected' in html_of(refused)
        sent = {"outcome": "changed", "why": "Half is enough."}
        assert client.post(f"{address}/reviews", sent).headers["Location"] == address
        page = text_of(client.get(address))
        assert "Changed: Half is enough." in page
        assert world.people["admin"].name in page

    def test_a_dropped_goal_says_so_and_is_brought_back_from_its_page(self, world, paid):
        archive_goal(world.system, paid.pk)
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}"
        assert "This goal is archived" in text_of(client.get(address))
        assert "Restore it" not in text_of(world.client("viewer").get(address))
        assert client.post(f"{address}/step", {"do": "restore"}).status_code == 302
        assert "This goal is archived" not in text_of(client.get(address))

    def test_a_step_that_is_not_one_archives_nothing(self, world, paid):
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}"
        for sent in ({}, {"do": "Archive"}):
            refused = client.post(f"{address}/step", sent)
            assert refused.status_code == 422
            assert "Choose what to do with the goal." in text_of(refused)
        paid.refresh_from_db()
        assert paid.archived_at is None

    def test_what_keeps_a_goal_from_coming_back_is_said_on_its_page(self, world, paid):
        served, margin = goal(world, "They come back"), goal(world, "A margin that pays")
        add_link(world.system, cause_id=served.pk, effect_id=paid.pk)
        add_link(world.system, cause_id=paid.pk, effect_id=margin.pk)
        archive_goal(world.system, paid.pk)
        add_link(world.system, cause_id=margin.pk, effect_id=served.pk)
        page = world.client("admin").post(f"/strategy/goals/{paid.pk}/step", {"do": "restore"})
        assert page.status_code == 409
        assert "This would close a circle" in text_of(page)
        assert "This goal is archived" in text_of(page)

    @pytest.mark.parametrize(
        ("reviewed", "words"),
        [
            (None, "Never reviewed"),
            (date(2026, 6, 30), "Not reviewed since 30 Jun 2026"),
            (date(2026, 7, 1), ""),
            (date(2026, 11, 1), ""),
        ],
    )
    def test_it_waits_when_a_whole_quarter_passed_without_one(self, world, reviewed, words):
        """Today is in the fourth quarter, so the third must have one."""
        with on(2026, 1, 5):
            old = goal(world, "Old")
        if reviewed:
            with on(reviewed.year, reviewed.month, reviewed.day):
                review_goal(world.system, old.pk, outcome="kept")
        page = text_of(world.client("viewer").get(f"/strategy/goals/{old.pk}"))
        assert (words or "Kept on") in page
        assert ("A quarter of the fiscal year has passed" in page) is bool(words)


def test_its_page_costs_the_same_for_few_and_many(world, paid):
    def grow(count: int) -> None:
        for at in range(GoalMeasure.objects.count(), count):
            other = goal(world, f"Goal {at}")
            add_link(world.system, cause_id=other.pk, effect_id=paid.pk)
            add_measure(world.system, paid.pk, kpi_id=kpi_at(world, f"KPI {at}", 85.0).pk)
            review_goal(world.system, paid.pk, outcome="kept")

    client = world.client("viewer")
    assert_no_growth(grow, lambda: client.get(f"/strategy/goals/{paid.pk}"), sizes=(2, 8))
    assert_budget("strategy-goal", lambda: client.get(f"/strategy/goals/{paid.pk}"))


def test_a_restored_goal_keeps_its_reviews(world, paid):
    review_goal(world.system, paid.pk, outcome="dropped", why="Nobody pays late.")
    restore_goal(world.system, paid.pk)
    page = text_of(world.client("viewer").get(f"/strategy/goals/{paid.pk}"))
    assert "Dropped: Nobody pays late." in page
