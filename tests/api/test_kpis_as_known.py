"""Each read of a KPI that takes ``as_of`` tells of a past day what it told on that day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.days import history, on
from headway.kpis.tests.values import STEADY, by_region, first_pass_yield, measure, month
from tests.api.conftest import Caller, CallerOf

pytestmark = pytest.mark.django_db

LISTS = (
    "versions", "measurements", "revisions", "aggregates", "signals", "targets", "rebases",
    "annotations", "responses",
)  # fmt: skip


def told(caller: Caller, kpi: Kpi, **asked: Any) -> dict[str, Any]:
    """All that the API tells of a KPI."""
    path = f"kpis/{kpi.pk}"
    found = {name: caller.get(f"{path}/{name}", **asked)["items"] for name in LISTS}
    kpis = caller.get("kpis", **asked)["items"]
    for row in found["responses"]:
        del row["version"]  # what a step must name is that of today
    return {
        "kpi": caller.get(path, **asked),
        "chart": caller.get(f"{path}/chart", **asked),
        "listed": [row for row in kpis if row["id"] == kpi.pk],
        **found,
    }


def test_each_day_is_told_later_as_it_was_told_then(world: World, caller: CallerOf) -> None:
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
    lead, days = caller("lead"), {}
    for day, happens in history(world, kpi):
        with on(day.year, day.month, day.day):
            happens()
            days[day] = told(lead, kpi)
    for day, then in days.items():
        again = told(lead, kpi, as_of=day)
        assert {name: one for name, one in again.items() if then[name] != one} == {}, day


def test_a_derived_kpi_is_told_with_the_formula_and_the_inputs_of_the_day(
    world: World, caller: CallerOf
) -> None:
    with on(2026, 2, 1):
        won, visits = first_pass_yield(world, name="Won"), first_pass_yield(world, name="Visits")
        rate = first_pass_yield(
            world,
            name="Rate",
            expression="won / visits",
            inputs={"won": won.pk, "visits": visits.pk},
        )
        measure(world, won, [20.0])
        measure(world, visits, [50.0])
    lead = caller("lead")
    with on(2026, 2, 2):
        then = told(lead, rate)
    measure(world, won, [30.0])
    lead.send("PATCH", f"kpis/{rate.pk}", {"expression": "won * 2", "why": "Simpler."})
    again = told(lead, rate, as_of="2026-02-02")
    assert again == then
    assert [(one["name"], one["value"]) for one in again["kpi"]["inputs"]] == [
        ("won", 20.0), ("visits", 50.0),
    ]  # fmt: skip
    assert told(lead, rate)["kpi"]["expression"] == "won * 2"


def test_a_day_that_cannot_be_told_is_refused(world: World, caller: CallerOf) -> None:
    with on(2026, 2, 1):
        kpi = by_region(world)
    viewer, path = caller("viewer"), f"kpis/{kpi.pk}"
    for tail in ("", "/chart", *(f"/{name}" for name in LISTS)):
        early = viewer.refused("GET", f"{path}{tail}?as_of=2026-01-31")
        assert (early["status"], "not defined yet on 31 Jan 2026" in early["detail"]) == (404, True)
    for tail in ("chart", "measurements", "aggregates"):
        asked = f"{path}/{tail}?segment=north&as_of=2026-02-02"
        refused = viewer.refused("GET", asked)
        assert [one["field"] for one in refused["errors"]] == ["segment"], tail
    assert viewer.get("kpis", as_of="2026-01-31")["items"] == []
    assert viewer.get(path, as_of="2030-01-01") == viewer.get(path)


def test_what_is_missing_is_missing_on_that_day(world: World, caller: CallerOf) -> None:
    """Not by the day of who asks: in February nothing was late yet."""
    with on(2026, 2, 1):
        kpi = first_pass_yield(world)
        measure(world, kpi, [*STEADY, 94.2])
    lead = caller("lead")
    [now], [then] = lead.get("kpis")["items"], lead.get("kpis", as_of="2026-02-02")["items"]
    assert now["missing_since"] is not None
    assert then["missing_since"] is None


def test_periods_are_asked_for_alike(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    measure(world, kpi, STEADY)
    measure(world, kpi, [value + 0.1 for value in STEADY])
    viewer, days = caller("viewer"), {"first": month(3), "last": month(5)}
    for name, count in (("measurements", 3), ("revisions", 3), ("aggregates", 1)):
        rows = viewer.get(f"kpis/{kpi.pk}/{name}", **days)["items"]
        assert len(rows) == count, name
    [quarter] = rows
    assert (quarter["starts_on"], quarter["present"]) == (str(date(2025, 4, 1)), 3)


def test_codes_that_there_are_none_of_are_null(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    viewer, path = caller("viewer"), f"kpis/{kpi.pk}"
    state, chart = viewer.get(path)["state"], viewer.get(f"{path}/chart")
    alike = ("starts_on", "value", "state", "assurance", "variation", "colour", "advice")
    assert {name: state[name] for name in alike} == {name: chart[name] for name in alike}
    assert state["state"] is state["assurance"] is None
    measure(world, kpi, [94.2, None, 94.3])
    gap = viewer.get(f"{path}/measurements")["items"][1]
    assert gap["state"] is gap["origin"] is gap["revision"] is None
    state, chart = viewer.get(path)["state"], viewer.get(f"{path}/chart")
    assert {name: state[name] for name in alike} == {name: chart[name] for name in alike}


def test_followed_ones_can_be_listed(world: World, caller: CallerOf) -> None:
    kpi, _other = first_pass_yield(world), first_pass_yield(world, name="Visits")
    viewer = caller("viewer")
    assert viewer.get("kpis", followed=True)["items"] == []
    viewer.send("PUT", f"kpis/{kpi.pk}/follow")
    assert [row["id"] for row in viewer.get("kpis", followed=True)["items"]] == [kpi.pk]
