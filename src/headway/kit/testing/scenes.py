"""Scenes: what many tests begin with, made once in a process and from then on copied.

The actions make the world of the tests with some two hundred statements; to write its rows again
takes one for each table. A scene goes into an empty database, inside a test's transaction or
without one, and what its maker returned comes back fresh each time, so no test sees what another
did to it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")

PARAMETERS = 10_000
"""The most values in one statement; SQLite takes three times as many."""


@dataclass(frozen=True, slots=True)
class _Insert:
    statement: str
    values: list[Any]


class Scene(Generic[Made]):
    """What ``make`` writes into an empty database.

    Parameters:
        make: writes the rows; always the same ones. What it returns must survive pickling.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._inserts: list[_Insert] | None = None
        self._returned = b""

    def set(self) -> Made:
        """Write the scene into the database, and return what its maker returned.

        Identifiers are those of the first time. Nothing else takes them: PostgreSQL never gives
        one twice, and SQLite goes on from the largest.

        Raises:
            AssertionError: the first time, when the database holds rows of the scene's tables.
        """
        if self._inserts is None:
            return self._first()  # in transactions of its own, as whatever acts
        with transaction.atomic(), connection.cursor() as cursor:
            for insert in self._inserts:
                cursor.execute(insert.statement, insert.values)
        made: Made = pickle.loads(self._returned)  # noqa: S301 - its own words, from memory
        return made

    def _first(self) -> Made:
        before = _counts()
        made = self._make()
        written = {table for table, count in _counts().items() if count != before[table]}
        occupied = sorted(table for table in written if before[table])
        assert not occupied, f"A scene needs an empty database; there are rows in {occupied}."
        self._inserts = [insert for table in sorted(written) for insert in _inserts(table)]
        self._returned = pickle.dumps(made)
        return made


def _counts() -> dict[str, int]:
    """How many rows each table holds."""
    quote = connection.ops.quote_name
    counted: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608 - a quoted name
            counted[table] = cursor.fetchone()[0]
    return counted


def _inserts(table: str) -> Iterator[_Insert]:
    """The statements that write the rows of ``table`` again, values just as the database has them.

    Columns are read as expressions: of plain columns Python's SQLite would convert dates.
    """
    quote = connection.ops.quote_name
    name = quote(table)
    with connection.cursor() as cursor:
        columns = [
            quote(column.name)
            for column in connection.introspection.get_table_description(cursor, table)
        ]
        read = ", ".join(f"coalesce({column}, NULL)" for column in columns)
        cursor.execute(f"SELECT {read} FROM {name}")  # noqa: S608 - quoted names
        rows = cursor.fetchall()
    at_once = PARAMETERS // len(columns)
    places = f"({', '.join(['%s'] * len(columns))})"
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        yield _Insert(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES {', '.join([places] * len(some))}",  # noqa: S608 - quoted names
            [value for row in some for value in row],
        )
