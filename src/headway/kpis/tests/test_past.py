"""A past day shows what was known then, whatever was entered, corrected or decided later."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.removing import remove_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.lists.page import kpi_list_page
from headway.kpis.queries.lists.rows import KpiFilters
from headway.kpis.queries.lists.then import list_kpis_then, rows_after
from headway.kpis.queries.page.whole import KpiPage, kpi_page
from headway.kpis.tests.days import history, on
from headway.kpis.tests.values import STEADY, by_region, first_pass_yield, measure, month, raised

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def seen(page: KpiPage) -> dict[str, object]:
    """All that a page says of the KPI itself."""
    return {
        "answer": page.answer,
        "values": page.found.values,
        "points": [
            (p.lower, p.centre, p.upper, p.target, len(p.signals)) for p in page.found.points
        ],
        "judged": page.found.judged,
        "definition": (page.kpi.name, page.kpi.formula, page.kpi.owner_id, page.kpi.rules),
        "versions": [row.number for row in page.versions],
        "targets": page.targets,
        "rebases": page.rebases,
        "responses": [
            (
                r.number,
                r.stage,
                r.cause,
                r.cause_by,
                r.action,
                r.action_by,
                r.action_owner_name,
                r.action_ends_on,
                r.closed_at,
            )
            for r in page.responses
        ],
        "signals": {key: len(rows) for key, rows in page.signals.items()},
        "remarks": page.remarks,
        "rows": [(row.period, row.value, row.was, row.state) for row in page.rows],
        "moved": page.posts and (page.posts.moves, page.posts.index),
    }


def listed(world: World, today: date, as_of: date | None = None) -> list[object]:
    """All that the list says of it."""
    page = kpi_list_page(world.actor("lead"), KpiFilters(), today, as_of=as_of)
    rows = [row for group in page.groups for row in group.rows]
    return [page.heading, rows, page.strip.open, page.strip.overdue, page.health]


def test_each_day_is_shown_later_as_it_was_seen_then(world):
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
    lead, days = world.actor("lead"), {}
    for day, happens in history(world, kpi):
        with on(day.year, day.month, day.day):
            happens()
            kpi = Kpi.objects.select_related("unit").get(pk=kpi.pk)
            days[day] = seen(kpi_page(lead, kpi, today=day)), listed(world, day)
    for day, (page, rows) in days.items():
        again = seen(kpi_page(lead, kpi, today=TODAY, as_of=day))
        assert {k: v for k, v in again.items() if page[k] != v} == {}, day
        assert listed(world, TODAY, day) == rows, day


def test_a_day_before_it_was_defined_has_none(world):
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
    client = world.client("viewer")
    answer = client.get(f"/kpis/{kpi.pk}?as_of=2026-01-31")
    assert answer.status_code == 404
    assert "was not defined yet on 31 Jan 2026" in text_of(answer)
    assert "No KPI is watched here yet" in text_of(client.get("/kpis?unit=all&as_of=2026-01-31"))


def test_the_pages_say_the_day_and_offer_nothing_to_do(world):
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
        measure(world, kpi, STEADY)
    measure(world, kpi, [90.0], first=12)
    client = world.client("lead")
    page = client.get(f"/kpis/{kpi.pk}?as_of=2026-02-01")
    assert "As it was known on 1 Feb 2026" in text_of(page)
    for offered in ("/edit", "/target", "/rebase", "/step", "kpis/enter"):
        assert offered not in page.content.decode(), offered
    listed_page = client.get("/kpis?unit=all&as_of=2026-02-01").content.decode()
    assert f"/kpis/{kpi.pk}?as_of=2026-02-01" in listed_page
    assert "To acknowledge" not in listed_page


def test_what_is_shown_for_today_only_says_so(world):
    with on(2026, 2, 1):
        orders = by_region(world, name="Orders")
        visits = first_pass_yield(world, name="Visits")
        share = first_pass_yield(world, name="Share", expression="orders / visits",
                                 inputs={"orders": orders.pk, "visits": visits.pk})  # fmt: skip
    update_kpi(world.actor("lead"), share.pk, expression="visits / orders", why="The other way.")
    client = world.client("viewer")

    def then(kpi):
        return text_of(client.get(f"/kpis/{kpi.pk}?as_of=2026-02-01"))

    assert "Its segments are shown for today only." in then(orders)
    assert "orders / visits How a value came about is shown for today only." in then(share)
    assert "for today only" not in then(visits)
    assert "for today only" not in text_of(client.get(f"/kpis/{share.pk}"))


def test_a_segment_that_is_asked_for_on_a_past_day_is_said_not_to_be_shown(world):
    with on(2026, 2, 1):
        kpi = by_region(world)
    viewer, then = world.client("viewer"), "as_of=2026-02-01"
    page = f"/kpis/{kpi.pk}?segment=north"
    past = text_of(viewer.get(f"{page}&{then}"))
    assert "This is the whole. What North alone was like on 1 Feb 2026 is not shown" in past
    assert "North today" in past
    assert "This is the whole" not in text_of(viewer.get(page))
    assert viewer.get(f"/kpis/{kpi.pk}?segment=east&{then}").status_code == 404


def test_colour_and_owner_are_those_of_the_day(world):
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
        set_target(world.system, kpi.pk, kind="at_least", low=90.0, effective_on=month(0))
        measure(world, kpi, STEADY)
    measure(world, kpi, [60.0], first=12)
    update_kpi(world.system, kpi.pk, owner_id=world.people["lead"].pk)
    actor, day = world.actor("viewer"), date(2026, 2, 2)

    def count(as_of, **filters):
        page = kpi_list_page(actor, KpiFilters(**filters), TODAY, as_of=as_of)
        return page.health.kpis

    assert (count(day, colour="green"), count(day, colour="red")) == (1, 0)
    assert (count(None, colour="green"), count(None, colour="red")) == (0, 1)
    owner, lead = world.people["owner"].pk, world.people["lead"].pk
    assert (count(day, owner_id=owner), count(day, owner_id=lead)) == (1, 0)


def test_more_than_can_be_judged_anew_ask_for_a_unit(world, monkeypatch):
    monkeypatch.setattr("headway.kpis.queries.lists.then.AT_MOST", 1)
    with on(2026, 2, 1):
        for at in range(2):
            first_pass_yield(world, name=f"KPI {at}")
    answer = world.client("viewer").get("/kpis?unit=all&as_of=2026-02-02")
    assert answer.status_code == 422
    assert "choose a unit" in text_of(answer)


def test_a_past_day_costs_the_same_for_two_and_for_twenty(world):
    def grow(count: int) -> None:
        with on(2026, 2, 1):
            while (have := Kpi.objects.count()) < count:
                measure(world, first_pass_yield(world, name=f"KPI {have}"), STEADY)
        Kpi.objects.update(archived_at=None)

    client = world.client("lead")
    address = "/kpis?unit=all&as_of=2026-02-02"
    assert_no_growth(grow, lambda: client.get(address), sizes=(2, 11))
    assert_budget("KPIs of a past day", lambda: client.get(address))
    kpi = Kpi.objects.first()
    assert_budget("one KPI of a past day", lambda: client.get(f"/kpis/{kpi.pk}?as_of=2026-02-02"))


def test_a_list_of_a_past_day_goes_on_where_what_it_stopped_at_is_gone(world: World):
    """It began again from the first row."""
    with on(2026, 2, 1):
        made = [first_pass_yield(world, name=name) for name in ("One", "Two", "Three", "Four")]
    with on(2026, 2, 2):
        calendar = calendar_of(world.organisation.pk)
        day = date(2026, 2, 1)
        rows = list_kpis_then(world.actor("lead"), KpiFilters(), calendar, day)
        stopped = rows[1].place
        remove_kpi(world.system, made[1].pk, why="Imported by mistake.")
        left = list_kpis_then(world.actor("lead"), KpiFilters(), calendar, day)
    assert [row.name for row in rows_after(left, stopped)] == ["Three", "Four"]


def test_a_spell_in_the_archive_is_remembered(world: World):
    """Once it was back, it had never been away."""
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
        raised(world, kpi, [*STEADY, 80.0])
    with on(2026, 2, 3):
        archive_kpi(world.system, kpi.pk)
    with on(2026, 2, 5):
        seen_then = listed(world, date(2026, 2, 5))
    with on(2026, 2, 10):
        restore_kpi(world.system, kpi.pk)
    with on(2026, 3, 1):
        today = date(2026, 3, 1)
        assert listed(world, today, date(2026, 2, 5)) == seen_then
        away = KpiFilters(archived=True)
        lead, day = world.actor("lead"), date(2026, 2, 5)
        page = kpi_list_page(lead, away, today, as_of=day)
        assert [row.name for group in page.groups for row in group.rows] == ["First-pass yield"]
        of_it = text_of(world.client("lead").get(f"/kpis/{kpi.pk}?as_of={day}"))
        assert "Archived on 3 Feb 2026." in of_it
        for other in (date(2026, 2, 2), date(2026, 2, 11)):
            there = kpi_list_page(lead, KpiFilters(), today, as_of=other)
            assert len(there.groups) == 1
