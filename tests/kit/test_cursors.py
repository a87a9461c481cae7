"""The cursor that is kept follows its connection."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connections, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from headway.kit.cursors import cursor_of, fetched
from headway.kit.database import Collided
from headway.kit.prepared import prepared
from headway.kit.testing.world import World
from headway.okrs.models import Cycle, KeyResult, Objective


@prepared
def _cycles(organisation_id: int) -> QuerySet[Cycle, int]:
    return Cycle.objects.filter(organisation_id=organisation_id).values_list("pk", flat=True)


def _answer() -> object:
    return fetched(connections[DEFAULT_DB_ALIAS], "SELECT %s", [7])[0][0]


@pytest.mark.django_db(transaction=True)
def test_a_closed_connection_takes_its_cursor_along() -> None:
    database = connections[DEFAULT_DB_ALIAS]
    for _again in range(3):
        with cursor_of(database) as one, cursor_of(database) as other:
            assert one is other
        assert _answer() == 7
        database.close()


@pytest.mark.django_db(transaction=True)
def test_where_a_loop_runs_reads_and_the_orm_have_one_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Django has other connections there, of the same thread: a read by one that is remembered
    would wait for the locks of the other."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    list(_cycles(1))

    async def look() -> bool:
        with transaction.atomic():
            list(_cycles(1))
            database = connections[DEFAULT_DB_ALIAS]
            same = database.__dict__["_headway_cursor"].cursor.connection is database.connection
        database.close()
        return same

    assert asyncio.run(look())


def test_a_statement_that_failed_spoils_nothing_after_it(world: World) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        cursor_of(database) as cursor,
    ):
        cursor.execute("SELECT nothing FROM nowhere")
    assert _answer() == 7


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_dropped_is_replaced_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database was started anew between two requests: nobody gets an error page for it."""
    database = connections[DEFAULT_DB_ALIAS]
    assert _answer() == 7
    if database.vendor == "postgresql":
        _drop(database)
    else:
        monkeypatch.setattr(database, "is_usable", lambda: False)
    closed = Mock(wraps=database.close)
    monkeypatch.setattr(database, "close", closed)
    monkeypatch.setattr(database, "health_check_enabled", True)
    monkeypatch.setattr(database, "health_check_done", False)
    assert [_answer(), _answer()] == [7, 7]
    closed.assert_called_once()


def _drop(database: Any) -> None:
    """As a restart of the server does to every connection."""
    with cursor_of(database) as cursor:
        cursor.execute("SELECT pg_backend_pid()", [])
        ((process,),) = cursor.fetchall()
    other = database.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    finally:
        other.close()


def test_one_read_inside_another_takes_no_rows_away(world: World) -> None:
    """Both use one cursor, and both have fetched all of their rows before the other begins."""

    @prepared
    def objectives(organisation_id: int) -> QuerySet[Objective]:
        return Objective.objects.filter(organisation_id=organisation_id).order_by("id")

    @prepared
    def key_results(objective_id: int) -> QuerySet[KeyResult, str]:
        found = KeyResult.objects.filter(objective_id=objective_id).order_by("id")
        return found.values_list("title", flat=True)

    world.add_objective("Another")
    pairs = zip(objectives(world.organisation.pk), objectives(world.organisation.pk), strict=True)
    seen = [(one.pk, other.pk, len(key_results(one.pk))) for one, other in pairs]
    assert [(one, other) for one, other, _count in seen] == [
        (pk, pk) for pk in Objective.objects.order_by("id").values_list("pk", flat=True)
    ]
    assert [count for *_pair, count in seen] == [
        row.key_results.count() for row in Objective.objects.order_by("id")
    ]


def test_what_is_logged_is_logged_here_too(world: World) -> None:
    with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as queries:
        assert _answer() == 7
    assert len(queries) == 1


def test_whoever_watches_statements_sees_ours(world: World) -> None:
    database, seen = connections[DEFAULT_DB_ALIAS], []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, list(params)))
        return execute(sql, params, many, context)

    with database.execute_wrapper(watch):
        assert fetched(database, "SELECT %s", [7]) == [(7,)]
    assert fetched(database, "SELECT %s", [8]) == [(8,)]
    assert seen == [("SELECT %s", [7])]


def test_what_the_driver_refuses_is_refused_as_everywhere(world: World) -> None:
    """A fault is Django's error, somebody else's writing at this moment one of ours."""
    database, taken = connections[DEFAULT_DB_ALIAS], world.units["blue"]
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        fetched(database, "SELECT name FROM nowhere", [])
    with pytest.raises(Collided) as refused, transaction.atomic():
        fetched(database, "UPDATE people_unit SET id = %s WHERE id <> %s", [taken.pk, taken.pk])
    assert isinstance(refused.value, IntegrityError)
    assert _answer() == 7


def test_nothing_runs_in_a_broken_transaction(world: World) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            fetched(database, "SELECT %s", [7])
