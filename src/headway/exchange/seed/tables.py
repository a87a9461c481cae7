"""Write many rows into a table the fastest way its database has: COPY on PostgreSQL, executemany on
SQLite. Both take the same rows; values are plain Python, in the order of the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol

from django.db import DatabaseError, connection, models, transaction

Row = Sequence[Any]
BATCH = 20_000


class BulkWriter(Protocol):
    """One database's fastest way in."""

    def write(self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Append rows; ``columns`` are the model's database columns, ``id`` among them."""

    def finish(self, model: type[models.Model]) -> None:
        """Let the next ordinary insert continue after the highest id."""


def bulk_writer() -> BulkWriter:
    """The writer for the database in use."""
    return _PostgresWriter() if connection.vendor == "postgresql" else _SqliteWriter()


class _PostgresWriter:
    def write(self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        table = connection.ops.quote_name(model._meta.db_table)
        names = ", ".join(connection.ops.quote_name(name) for name in columns)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def finish(self, model: type[models.Model]) -> None:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), "  # noqa: S608 - a model's table
                f"(SELECT max(id) FROM {connection.ops.quote_name(table)}))",
                [table],
            )


class _SqliteWriter:
    def write(self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        table = connection.ops.quote_name(model._meta.db_table)
        names = ", ".join(connection.ops.quote_name(name) for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            for batch in _batches(rows, BATCH):
                cursor.executemany(statement, batch)

    def finish(self, model: type[models.Model]) -> None:
        """SQLite counts on from the highest id by itself."""


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def next_id(model: type[models.Model]) -> int:
    """The first id that is free."""
    highest: int | None = model._default_manager.aggregate(top=models.Max("pk"))["top"]
    return (highest or 0) + 1


@contextmanager
def without_foreign_key_checks() -> Iterator[None]:
    """Skip the per-row look-up of foreign keys where the database role may (a superuser's right on
    PostgreSQL): the seeder only names rows it has just written. Nothing happens otherwise."""
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = replica")
        except DatabaseError:
            yield
            return
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")
    else:
        yield
