"""One cursor for as long as a connection lives.

Django makes a cursor for every statement: 15 µs of looking whether the connection is there, this
thread's, and outside asynchronous code, which is a tenth of the smallest pages. What is read or
written with SQL of ours fetches everything at once, so one cursor does for all of it, one statement
after the other. Everything else that Django does for a statement stays: a connection is asked once
a request whether it still works, errors are translated, and a broken transaction is refused.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

_NAME = "_headway_cursor"


def cursor_of(database: Any) -> AbstractContextManager[Any]:
    """The cursor that a connection keeps, for one statement whose rows are fetched at once; a new
    one after it was closed or lost, and where statements are being logged."""
    if database.queries_logged:
        found: AbstractContextManager[Any] = database.cursor()
        return found
    database.close_if_health_check_failed()  # a server that was started anew is not an error
    kept = database.__dict__.get(_NAME)
    if kept is None or kept.cursor.connection is not database.connection:
        kept = database.cursor()
        setattr(database, _NAME, kept)
        if database.vendor == "sqlite":
            kept.cursor.convert_query = _converted
    return nullcontext(kept)


@lru_cache(maxsize=2048)
def _converted(sql: str, *, param_names: None = None) -> str:
    """Django writes its marks anew as SQLite's with each statement, which took a twentieth of a
    page; of SQL that is kept once is enough."""
    of_no_cursor: Any = None
    return SQLiteCursorWrapper.convert_query(of_no_cursor, sql, param_names=param_names)
