"""Finding on SQLite: the rows are looked at, by the folding function below, for a bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, models

from headway.kit.cursors import fetched
from headway.kit.prepared import Inside
from headway.reports.queries.find.folding import fold
from headway.reports.queries.find.parts import escaped, read

NEWEST = 200_000
STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock."""


def prepare(sender: object, connection: Any, **_given: Any) -> None:
    """Give a new connection the function; called by Django for each."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("headway_fold", 1, fold, deterministic=True)


def ids_of(
    model: type[models.Model], column: str, organisation_id: int, words: Sequence[str], limit: int
) -> list[int]:
    """Ids of the organisation's rows in which every word begins a word of the column, the newest
    first. Looks at the newest 200 000 rows."""
    table = model._meta.db_table
    fits = " AND ".join([f"' ' || {_folded(column)} LIKE %s ESCAPE '!'"] * len(words))
    rows = fetched(
        connections[DEFAULT_DB_ALIAS],
        f"SELECT id FROM {table} WHERE organisation_id = %s "  # noqa: S608 - our own names
        f"AND id > (SELECT max(id) FROM {table}) - %s AND {fits} ORDER BY id DESC LIMIT %s",
        [organisation_id, NEWEST, *(f"% {escaped(word)}%" for word in words), limit],
    )
    return [row[0] for row in rows]


def with_parts(some: Inside | None, column: str, words: Sequence[str]) -> list[tuple[int, str]]:
    """Ids and texts of ``some`` rows that may have each word somewhere; see ``parts``."""
    return read(some, _has_others(column), column, words)


def _folded(column: str) -> str:
    """The column folded. Texts of plain letters are most: LIKE knows their capitals, and Python
    need not be asked for each row."""
    return f"CASE WHEN {_has_others(column)} THEN headway_fold({column}) ELSE {column} END"


def _has_others(column: str) -> str:
    """Whether there are letters that take more than a byte."""
    return f"length({column}) < length(CAST({column} AS BLOB))"


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End a search that takes too long: what was found before stays found."""
    connection.ensure_connection()
    raw: Any = connection.connection
    end = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" not in str(error):
            raise
    finally:
        raw.set_progress_handler(None, 0)
