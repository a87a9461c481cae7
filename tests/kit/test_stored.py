"""Writes of one row do what the ORM's would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.kit.stored import RowInsert, RowsPut, RowUpdate
from headway.kit.testing.world import TODAY, World
from headway.kpis.models import KpiState
from headway.kpis.tests.values import STEADY, first_pass_yield, measure
from headway.okrs.models import CheckIn, KeyResult


def test_it_sets_what_it_is_told_of_one_row_only(world: World) -> None:
    one, other = world.key_results
    at = datetime(2026, 11, 3, 8, 41, tzinfo=UTC)
    store = RowUpdate(KeyResult, "value", "anchors", "read_on", "checked_in_at", "owner")
    for value in (1.5, None):
        with CaptureQueriesContext(connection) as queries:
            store(one.pk, value, [[1, 0.5]], TODAY, at, world.people["mate"].pk)
        assert len(queries) == 1
        one.refresh_from_db()
        assert (one.value, one.anchors, one.read_on, one.checked_in_at) == (
            value, [[1, 0.5]], TODAY, at,
        )  # fmt: skip
        assert one.owner == world.people["mate"]
    before = other.__dict__.copy()
    other.refresh_from_db()
    assert {k: v for k, v in other.__dict__.items() if k[0] != "_"} == {
        k: v for k, v in before.items() if k[0] != "_"
    }


def test_every_value_must_be_given(world: World) -> None:
    with pytest.raises(ValueError, match="shorter"):
        RowUpdate(KeyResult, "value", "raw")(world.key_results[0].pk, 1.0)


@pytest.mark.by_hand
def test_an_inserted_row_is_the_one_that_the_orm_would_have_saved(world: World) -> None:
    at = datetime(2026, 11, 3, 8, 41, tzinfo=UTC)
    for done, value in (([3, 5], None), (None, 61.5)):
        given = {
            "organisation": world.organisation, "key_result": world.key_results[0], "value": value,
            "milestones_done": done, "confidence": 6, "note": "%s", "entered_at": at,
            "person": world.people["owner"], "effective_on": TODAY,
        }  # fmt: skip
        ours, theirs = CheckIn(**given), CheckIn.objects.create(**given)
        with CaptureQueriesContext(connection) as queries:
            RowInsert(CheckIn)(ours)
        assert len(queries) == 1
        assert ours.pk is not None
        assert not ours._state.adding
        assert ours.pk != theirs.pk
        one, other = CheckIn.objects.filter(pk__in=[ours.pk, theirs.pk]).values()
        assert one | {"id": 0} == other | {"id": 0}


def test_rows_are_put_in_the_place_of_those_of_their_keys(world: World) -> None:
    kpis = [first_pass_yield(world, name=name) for name in ("A", "B")]
    measure(world, kpis[0], STEADY)
    KpiState.objects.filter(kpi=kpis[1]).delete()
    stored = KpiState.objects.get(kpi=kpis[0])
    given = {"rules": ["LIM"], "since": TODAY, "recent": [None, 1.5]}
    ours = [KpiState(kpi=kpi, organisation=world.organisation, **given) for kpi in kpis]
    for put in (ours, ours[:1]):
        with CaptureQueriesContext(connection) as queries:
            RowsPut(KpiState)(put)
        assert len(queries) == 1
    for kpi in kpis:
        now = KpiState.objects.get(kpi=kpi)
        assert (now.value, now.since, now.rules, now.recent) == (None, TODAY, ["LIM"], [None, 1.5])
        assert now.stage == "none" != stored.stage
    assert KpiState.objects.count() == 2
    RowsPut(KpiState)([])
