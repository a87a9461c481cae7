"""Updates of one row do what the ORM's would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.kit.stored import RowUpdate
from headway.kit.testing.world import TODAY, World
from headway.okrs.models import KeyResult


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
