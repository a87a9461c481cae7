"""The cursor that is kept follows its connection."""

from __future__ import annotations

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext

from headway.kit.cursors import cursor_of
from headway.kit.testing.world import World


def _answer() -> object:
    with cursor_of(connections[DEFAULT_DB_ALIAS]) as cursor:
        cursor.execute("SELECT %s", [7])
        return cursor.fetchall()[0][0]


@pytest.mark.django_db(transaction=True)
def test_a_closed_connection_takes_its_cursor_along() -> None:
    database = connections[DEFAULT_DB_ALIAS]
    for _again in range(3):
        with cursor_of(database) as one, cursor_of(database) as other:
            assert one is other
        assert _answer() == 7
        database.close()


def test_a_statement_that_failed_spoils_nothing_after_it(world: World) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        cursor_of(database) as cursor,
    ):
        cursor.execute("SELECT nothing FROM nowhere")
    assert _answer() == 7


def test_what_is_logged_is_logged_here_too(world: World) -> None:
    with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as queries:
        assert _answer() == 7
    assert len(queries) == 1
