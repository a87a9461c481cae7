"""Statements of ours, run by the driver.

Django makes a cursor for every statement and passes it through five functions: 15 µs of looking
whether the connection is there, this thread's, and outside asynchronous code, and as many of
handing on, before the driver takes 8 µs to answer. That was a third of the smallest pages. What is
read or written with SQL of ours fetches everything at once, so one cursor does for all of it, one
statement after the other, and the driver is asked directly. What else Django does for a statement
stays: a connection is asked once a request whether it still works, errors are translated, a broken
transaction is refused; and where statements are being logged or watched, Django runs them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from headway.kit.database import translated

_NAME = "_headway_cursor"


def fetched(database: Any, sql: str, values: Sequence[Any]) -> list[Any]:
    """The rows that a statement gives, none for one that gives none."""
    if _is_watched(database):
        with cursor_of(database) as cursor:
            cursor.execute(sql, values)
            return [] if cursor.description is None else list(cursor.fetchall())
    driver = _kept(database).cursor
    try:
        if database.vendor == "sqlite":
            sqlite3.Cursor.execute(driver, _converted(sql), values)
        else:
            driver.execute(sql, values)
        return [] if driver.description is None else list(driver.fetchall())
    except database.Database.Error as error:
        translated(_failing(database, error), sql, values, False, {})
        raise


def _is_watched(database: Any) -> bool:
    """Whether somebody looks at statements (one is there always: who translates errors), or one
    may not be run."""
    is_usual = len(database.execute_wrappers) == 1
    return not is_usual or database.queries_logged or database.needs_rollback


def _failing(database: Any, error: Exception) -> Callable[..., Any]:
    """What fails as Django's own cursor would."""

    def fail(*_statement: Any) -> Any:
        with database.wrap_database_errors:
            raise error

    return fail


def cursor_of(database: Any) -> AbstractContextManager[Any]:
    """The cursor that a connection keeps, for one statement whose rows are fetched at once; a new
    one after it was closed or lost, and where statements are being logged."""
    if database.queries_logged:
        found: AbstractContextManager[Any] = database.cursor()
        return found
    return nullcontext(_kept(database))


def _kept(database: Any) -> Any:
    database.close_if_health_check_failed()  # a server that was started anew is not an error
    kept = database.__dict__.get(_NAME)
    if kept is None or kept.cursor.connection is not database.connection:
        kept = database.cursor()
        setattr(database, _NAME, kept)
        if database.vendor == "sqlite":
            kept.cursor.convert_query = _converted
    return kept


@lru_cache(maxsize=2048)
def _converted(sql: str, *, param_names: None = None) -> str:
    """Django writes its marks anew as SQLite's with each statement, which took a twentieth of a
    page; of SQL that is kept once is enough."""
    of_no_cursor: Any = None
    return SQLiteCursorWrapper.convert_query(of_no_cursor, sql, param_names=param_names)
