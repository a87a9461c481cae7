"""Rows of a source that cannot be taken over: the others are, and these are named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.queries.connectors.rows import ConnectorState, connector_row, run_row
from headway.kpis.queries.connectors.words import answer, run_words
from headway.kpis.sources import Fetched, Values
from headway.kpis.sources.terms import LeftOut
from headway.kpis.tests.stand_in import (
    DOWN,
    SETTINGS,
    Scripted,
    connect,
    fresh,
    ran,
    rows,
    verbs,
)
from headway.kpis.tests.values import by_region, first_pass_yield
from headway.reports.queries.kpi_work import kpi_items

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
SAID = "Row 2: “n/a” in “value” is no ordinary number. Give it as 94.2, or leave it empty."
ROW = LeftOut("not_a_number", SAID, OCTOBER)
FORM: dict[str, Any] = {"kind": "scripted", "settings": SETTINGS}


def test_readable_rows_are_stored_and_the_others_are_named(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = Values([Fetched(NOVEMBER, 92.0)], left_out=[ROW])
    tried = try_connector(world.actor("owner"), kpi.pk, **FORM)
    assert (tried.left_out, tried.counts, tried.error) == ((SAID,), {"new": 1}, "")
    run = ran(connector)
    assert (run.created, run.left_out, run.notes, run.error) == (1, 1, SAID, "")
    assert run_words(run_row(run)) == "1 value read: 1 new. 1 row left out."
    assert rows(kpi) == [(NOVEMBER, 92.0, "estimated", "connector")]


def test_a_value_that_the_kpi_cannot_take_holds_the_others_back_no_more(
    world: World, source: Scripted
) -> None:
    """What the test foretells, the run does."""
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 195.0, 92.0)
    tried = try_connector(world.actor("owner"), kpi.pk, **FORM)
    assert tried.counts == {"new": 2, "refused": 1}
    run = ran(connector)
    assert (run.read, run.created, run.left_out) == (3, 2, 1)
    assert run.notes.startswith("Oct 2026: 195 is not possible")
    assert [row[1] for row in rows(kpi)] == [94.0, 92.0]


def test_segments_that_make_an_impossible_whole_are_left_out_together(
    world: World, source: Scripted
) -> None:
    kpi = by_region(world, high_bound=100.0)
    connector = connect(world, kpi)
    source.says = [
        Fetched(day, value, segment=name)
        for day, value in ((OCTOBER, 70.0), (NOVEMBER, 40.0))
        for name in ("north", "south")
    ]
    run = ran(connector)
    assert (run.created, run.left_out) == (2, 2)
    assert run.notes.startswith("Oct 2026, North: The whole of Oct 2026 would not be possible.")
    assert {row[0] for row in rows(kpi)} == {NOVEMBER}


def test_a_segment_under_its_key_and_under_its_name_is_one_segment(
    world: World, source: Scripted
) -> None:
    """Neither of its two values is taken."""
    kpi = by_region(world)
    connector = connect(world, kpi)
    told = [("north", 1.0), ("North", 2.0), ("south", 4.0)]
    source.says = [Fetched(NOVEMBER, value, segment=name) for name, value in told]
    run = ran(connector)
    assert (run.created, run.left_out) == (1, 1)
    assert run.notes.startswith("There are two values for one period")


def test_it_is_told_at_the_kpi_and_on_home_until_all_is_read(
    world: World, source: Scripted
) -> None:
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connector = connect(world, kpi)
    source.says = Values([Fetched(NOVEMBER, 92.0)], left_out=[ROW] * 7)
    ran(connector)
    with clock.frozen(NOW + timedelta(hours=5)):
        ran(connector)
    row = connector_row(kpi.pk)
    assert row is not None
    assert (row.state, row.left_out, row.left_out_since) == (ConnectorState.INCOMPLETE, 7, NOW)
    assert row.left_out_why.splitlines() == [SAID] * 5 + ["2 more were left out."]
    assert answer(row, kpi.name) == "Scripted works, but 7 rows cannot be taken over."
    [item] = [one for one in kpi_items(owner, clock.today()) if one.kind == "kpi_source"]
    assert item.reason.startswith("Its source works, but 7 rows are left out since")
    assert SAID in item.reason
    source.says = [Fetched(NOVEMBER, 92.0)]
    ran(connector)
    now = fresh(connector)
    assert (now.left_out, now.left_out_since, now.left_out_why) == (0, None, "")
    assert not [one for one in kpi_items(owner, clock.today()) if one.kind == "kpi_source"]
    told = [verb for verb in verbs(kpi) if verb.startswith("connector.")]
    assert told == ["connector.set", "connector.incomplete", "connector.complete"]
    assert SAID in str(Event.objects.get(verb="connector.incomplete").after)


def test_a_source_that_gives_nothing_says_that_first(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = Values([Fetched(NOVEMBER, 92.0)], left_out=[ROW])
    ran(connector)
    source.says = DOWN
    ran(connector)
    row = connector_row(kpi.pk)
    assert row is not None
    assert row.state == ConnectorState.FAILING
    [item] = kpi_items(world.actor("owner"), clock.today())
    assert item.reason.startswith("Its source gives nothing")
