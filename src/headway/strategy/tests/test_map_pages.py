"""The pages of the strategy map: drawn by hand, held against data, read in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Kpi
from headway.kpis.tests.values import first_pass_yield, month
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    add_perspective,
    end_link,
    test_links,
    update_link,
)
from headway.strategy.models import CauseEffectLink, MidTermGoal
from headway.strategy.tests.test_links import FREE, ago, driven, goal, measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(world: World) -> tuple[MidTermGoal, MidTermGoal]:
    """The one below drives the one above, two months later."""
    MidTermGoal.objects.all().delete()
    x, y = driven(2, 0.8)
    above = measured(world, "A quiet winter", y)
    below = measured(world, "Right first time", x)
    MidTermGoal.objects.filter(pk=above.pk).update(
        perspective=add_perspective(world.system, name="Money").pk
    )
    MidTermGoal.objects.filter(pk=below.pk).update(
        perspective=add_perspective(world.system, name="Growth").pk
    )
    return below, above


def link(world: World, pair, **declared) -> CauseEffectLink:
    made = {"lag": 2, **declared}
    return add_link(world.system, cause_id=pair[0].pk, effect_id=pair[1].pk, **made)


def test_an_arrow_is_drawn_tested_and_read(world, pair):
    client = world.client("admin")
    page = client.get("/strategy/map")
    assert heading_of(page) == "Nobody has said yet which goal moves which."
    sent = {
        "do": "add", "cause_id": pair[0].pk, "effect_id": pair[1].pk, "sign": "1", "lag": "2",
        "per": "monthly", "strength": "large", "rationale": "It hides in the field.",
    }  # fmt: skip
    assert client.post("/strategy/map/step", sent).status_code == 302
    page = client.get("/strategy/map")
    assert heading_of(page) == "One arrow is drawn, and data have said nothing of it yet."
    assert client.post("/strategy/map/step", {"do": "test"}).status_code == 302
    page = client.get("/strategy/map")
    assert heading_of(page) == "Data can test one of one arrow, and bear out one."
    said = text_of(page)
    assert "better after 2 months" in said
    assert "consistent with a cause, not proof" in said
    made = CauseEffectLink.objects.get()
    assert f'href="/strategy/links/{made.pk}"' in html_of(page)
    arrow = client.get(f"/strategy/links/{made.pk}")
    together = "Yes: “Right first time” and “A quiet winter” move together as believed."
    assert heading_of(arrow) == together
    assert "“A quiet winter” gets better after 2 months." in text_of(arrow)
    assert "It hides in the field." in text_of(arrow)
    assert html_of(arrow).count('<circle class="dot"') == 57
    card = client.get("/scorecard")
    assert '<svg class="map' in html_of(card)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(world, pair):
    link(world, pair)
    client = world.client("admin")
    sent = {
        "do": "add", "cause_id": pair[1].pk, "effect_id": pair[0].pk, "sign": "1", "lag": "2",
        "per": "monthly", "strength": "large", "rationale": "Round and round.",
    }  # fmt: skip
    page = client.post("/strategy/map/step", sent)
    assert page.status_code == 409
    assert "This would close a circle" in text_of(page)
    assert "Round and round." in text_of(page)
    for wrong, field in (({"lag": ""}, "lag"), ({"lag": "many"}, "lag"), ({"cause_id": ""}, "")):
        page = client.post("/strategy/map/step", {**sent, **wrong})
        assert page.status_code == 422, wrong
        if field:
            assert f'id="{field}-e"' in html_of(page) or "aria-invalid" in html_of(page)
    assert CauseEffectLink.objects.count() == 1


def test_an_arrow_changes_and_ends_on_its_page(world, pair):
    with ago(30):
        first = link(world, pair)
    client = world.client("admin")
    sent = {"sign": "-1", "lag": "2", "per": "monthly", "strength": "small", "rationale": "Or not."}
    answer = client.post(f"/strategy/links/{first.pk}", sent)
    now = CauseEffectLink.objects.get(until__isnull=True)
    assert answer["Location"] == f"/strategy/links/{now.pk}"
    page = client.get(f"/strategy/links/{first.pk}")
    assert "Change this arrow" not in text_of(page)
    assert "until 24 Nov 2026" in text_of(page)
    assert client.post(f"/strategy/links/{now.pk}", {"do": "end"}).status_code == 302
    assert not CauseEffectLink.objects.filter(until__isnull=True).exists()
    assert client.get(f"/strategy/links/{now.pk}").status_code == 404


def test_who_may_not_edit_reads_only(world, pair):
    made = link(world, pair)
    client = world.client("viewer")
    assert "Draw an arrow" not in text_of(client.get("/strategy/map"))
    assert "Change this arrow" not in text_of(client.get(f"/strategy/links/{made.pk}"))
    assert client.post("/strategy/map/step", {"do": "test"}).status_code == 403
    assert world.client("outsider").get(f"/strategy/links/{made.pk}").status_code == 404


def test_what_makes_a_map_hard_to_believe_is_said(world, pair):
    add_link(world.system, cause_id=pair[1].pk, effect_id=pair[0].pk)
    alone = add_goal(world.system, title="Alone", starts_on=month(0), ends_on=month(36))
    said = text_of(world.client("viewer").get("/strategy/map"))
    assert "“A quiet winter” lies above “Right first time”" in said
    assert "One goal has no arrow: “Alone”." in said
    assert alone.pk


def test_a_past_day_shows_its_arrows(world):
    MidTermGoal.objects.all().delete()
    with ago(40):
        made = link(world, (goal(world, "Right first time"), goal(world, "A quiet winter")))
    with ago(20):
        test_links(world.system)
    end_link(world.system, made.pk)
    client = world.client("viewer")
    assert "Nobody has said yet" in heading_of(client.get("/strategy/map"))
    day = (TODAY - timedelta(days=30)).isoformat()
    page = client.get(f"/strategy/map?as_of={day}")
    assert heading_of(page) == "One arrow is drawn, and data have said nothing of it yet."
    assert "Not seen" in text_of(page)
    later = client.get(f"/strategy/map?as_of={(TODAY - timedelta(days=10)).isoformat()}")
    assert "A goal of it is measured by no KPI." in text_of(later)


def test_why_an_arrow_cannot_be_tested_is_said_with_what_to_do(world, pair):
    made = link(world, pair)
    few = measured(world, "Few", [1.0, 2.0, 1.5] * 4)
    kpi = Kpi.objects.get(name="Few")
    update_link(world.system, made.pk, cause_kpi_id=kpi.pk)
    test_links(world.system)
    said = text_of(world.client("viewer").get("/strategy/map"))
    assert "12 of 18 periods in a row have values of both." in said
    assert "it can be tested after Apr 2027" in said
    assert few.pk


@pytest.mark.parametrize(("per", "first", "last"), [
    ("daily", "25 Sep 2026", "23 Nov 2026"), ("weekly", "wk 40 2025", "wk 47 2026"),
])  # fmt: skip
def test_the_values_of_a_test_are_told_with_their_years(world, per, first, last):
    """Week 40 of which year? Two years have one."""
    MidTermGoal.objects.all().delete()
    step = timedelta(days=1 if per == "daily" else 7)
    newest = TODAY - timedelta(days=1 if per == "daily" else 8)
    x, y = driven(0, 0.8)
    ends = []
    for name, values in (("Right", x), ("Quiet", y)):
        kpi = first_pass_yield(world, name=name, frequency=per, **FREE)
        record_measurements(world.system, kpi.pk, [
            Reading(newest - step * at, value) for at, value in enumerate(values)
        ])  # fmt: skip
        ends.append(goal(world, name))
        add_measure(world.system, ends[-1].pk, kpi_id=kpi.pk)
    made = link(world, ends, lag=0, per=per)
    test_links(world.system)
    said = text_of(world.client("viewer").get("/strategy/map"))
    assert f"Values from {first} to {last}" in said
    page = text_of(world.client("viewer").get(f"/strategy/links/{made.pk}"))
    assert f"in {last}, " in page


def test_reads_stay_within_their_budgets(world, pair):
    made = link(world, pair)
    test_links(world.system)
    client = world.client("viewer")
    assert_budget("strategy-map", lambda: client.get("/strategy/map"))
    assert_budget("strategy-link", lambda: client.get(f"/strategy/links/{made.pk}"))

    def grow(count: int) -> None:
        while CauseEffectLink.objects.count() < count:
            at = CauseEffectLink.objects.count()
            other = measured(world, f"More {at}", driven(1, 0.5, seed=at)[0][:20])
            add_link(world.system, cause_id=other.pk, effect_id=pair[1].pk)

    assert_no_growth(grow, lambda: client.get("/strategy/map"), sizes=(2, 8))
