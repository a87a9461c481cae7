"""A source that tells values by segment: they are those of the KPI, or the error names these."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis import sources
from headway.kpis.actions.connectors.definition import set_connector
from headway.kpis.actions.connectors.running import run_connector
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Kpi, Measurement
from headway.kpis.tests.values import by_region, first_pass_yield
from tests.sources.asking import OPEN

pytestmark = pytest.mark.django_db

SOURCE: dict[str, Any] = {
    "kind": "sql",
    "settings": {"query": "SELECT day AS date, amount AS value, region AS segment FROM sales"},
    "secrets": {"address": "sqlite:///sales.db"},
    "window": 2,
}


@pytest.fixture(autouse=True)
def sales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of sales by region, which the server may read."""
    path = tmp_path / "sales.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE sales (day TEXT, amount REAL, region TEXT);
            INSERT INTO sales VALUES
                ('2026-10-01', 40, 'North'), ('2026-10-01', 60, 'south'),
                ('2026-11-01', 7, 'north');
            """
        )
    limits = replace(OPEN, folder=tmp_path)
    monkeypatch.setattr(sources, "limits_of_server", lambda _slug: limits)
    return path


def stored(kpi: Kpi) -> dict[tuple[str, date], tuple[float | None, str, str]]:
    rows = Measurement.objects.filter(series__kpi=kpi).select_related("series")
    return {(m.series.key, m.starts_on): (m.value, m.state, m.origin) for m in rows}


def test_each_value_goes_to_its_segment_and_makes_the_whole(world: World) -> None:
    kpi = by_region(world)
    owner = world.actor("owner")
    set_connector(owner, kpi.pk, **SOURCE)
    run = run_connector(owner, kpi.pk)
    assert (run.error, run.read, run.created) == ("", 3, 3)
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert stored(kpi) == {
        ("north", october): (40.0, "final", "connector"),
        ("south", october): (60.0, "final", "connector"),
        ("", october): (100.0, "final", "derived"),
        ("north", november): (7.0, "estimated", "connector"),
    }
    again = run_connector(owner, kpi.pk)
    assert (again.error, again.created, again.changed, again.unchanged) == ("", 0, 0, 3)


def test_what_somebody_entered_of_a_segment_stands(world: World) -> None:
    kpi, owner = by_region(world), world.actor("owner")
    october = date(2026, 10, 1)
    record_measurements(owner, kpi.pk, [Reading(october, 41.0, segment="north")])
    set_connector(owner, kpi.pk, **SOURCE)
    run = run_connector(owner, kpi.pk)
    assert (run.error, run.kept, run.created) == ("", 1, 2)
    assert stored(kpi)["", october][0] == 101.0


def test_the_preview_tells_the_segment_of_each_value(world: World) -> None:
    kpi, owner = by_region(world), world.actor("owner")
    october = date(2026, 10, 1)
    record_measurements(owner, kpi.pk, [Reading(october, 41.0, segment="north")])
    tried = try_connector(owner, kpi.pk, **SOURCE)
    assert [(one.starts_on.month, one.segment, one.was, str(one.verdict))
            for one in tried.values] == [
        (11, "North", None, "new"), (10, "North", 41.0, "kept"), (10, "South", None, "new"),
    ]  # fmt: skip
    page = world.client("owner").post(
        f"/kpis/{kpi.pk}/connector",
        {"do": "test", "kind": "sql", "set-query": SOURCE["settings"]["query"],
         "set-address": SOURCE["secrets"]["address"], "every": "day", "at": "06:00",
         "weekday": "0", "window": "2"},
    )  # fmt: skip
    assert "Oct 2026 North 40" in text_of(page)


@pytest.mark.parametrize(
    ("names", "said"), [(("North", "East"), "It has North, East."), ((), "has no segments")]
)
def test_a_segment_that_the_kpi_does_not_have_is_named_and_nothing_is_stored(
    world: World, names: tuple[str, ...], said: str
) -> None:
    kpi = by_region(world, *names) if names else first_pass_yield(world)
    owner = world.actor("owner")
    connector = set_connector(owner, kpi.pk, **SOURCE)
    run = run_connector(owner, kpi.pk)
    assert run.error_code == "segments"
    assert said in run.error
    assert "“south”" in run.error or not names
    connector.refresh_from_db()
    assert connector.gave_up
    assert stored(kpi) == {}
