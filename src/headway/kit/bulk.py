"""Read and change very many rows the way each database does it fastest: no instances, no converters
but the driver's own. For figures that are computed for a whole organisation at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, models, transaction

Row = Sequence[Any]
BATCH = 20_000


def read_rows(rows: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What a query set of values selects, as the driver gives it: right for whole and real numbers
    and texts, which need no converter on either database."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def change_unmoved(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row], *, guard: Sequence[str]
) -> int:
    """Set columns of many rows, each row as (id, new values …, values of ``guard`` as they were
    read); a row whose guarded columns have changed since is left alone. Returns how many were
    written. Numbers and days only. In one transaction.

    On PostgreSQL the rows go by COPY to a table of their own and from there in one statement; on
    SQLite one prepared statement takes them one by one.
    """
    source = iter(rows)
    first = list(islice(source, 1))
    if not first:
        return 0
    every = chain(first, source)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            return _by_copy(model, names, every, guard)
        return _one_by_one(model, names, every, guard)


def _by_copy(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row], guard: Sequence[str]
) -> int:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    was = [f"was_{name}" for name in guard]
    selected = [
        "id",
        *map(quote, names),
        *(f"{quote(name)} AS {quote(alias)}" for name, alias in zip(guard, was, strict=True)),
    ]
    settings = ", ".join(f"{quote(name)} = n.{quote(name)}" for name in names)
    unmoved = " AND ".join(
        f"t.{quote(name)} IS NOT DISTINCT FROM n.{quote(alias)}"
        for name, alias in zip(guard, was, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS headway_new")
        cursor.execute(
            f"CREATE TEMPORARY TABLE headway_new ON COMMIT DROP AS "  # noqa: S608 - names of our own columns
            f"SELECT {', '.join(selected)} FROM {table} WITH NO DATA"
        )
        with cursor.copy("COPY headway_new FROM STDIN") as copy:
            for batch in _batches(rows, BATCH):
                copy.write("".join(map(_line, batch)))
        cursor.execute("ANALYZE headway_new")
        cursor.execute(
            f"UPDATE {table} AS t SET {settings} FROM headway_new AS n "  # noqa: S608 - as above
            f"WHERE t.id = n.id AND {unmoved}"
        )
        return int(cursor.rowcount)


def _line(row: Row) -> str:
    """A row as COPY reads it: numbers and days only, so nothing needs escaping."""
    return "\t".join(["\\N" if value is None else str(_bound(value)) for value in row]) + "\n"


def _bound(value: Any) -> Any:
    """A number as it is, and a day as both databases write it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError("Only numbers and days are written this way.")


def _one_by_one(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Row], guard: Sequence[str]
) -> int:
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(name)} = %s" for name in names)
    unmoved = " AND ".join(f"{quote(name)} IS %s" for name in guard)
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {settings} "  # noqa: S608 - as above
        f"WHERE id = %s AND {unmoved}"
    )
    written, cut = 0, 1 + len(names)
    with connection.cursor() as cursor:
        for batch in _batches(rows, BATCH):
            bound = [tuple(map(_bound, row)) for row in batch]
            cursor.executemany(statement, [(*row[1:cut], row[0], *row[cut:]) for row in bound])
            written += cursor.rowcount
    return written


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
