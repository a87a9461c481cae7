"""Writes whose SQL is written once, for what every check-in and every measurement stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import CharField, Field, FloatField, Model, TextField

from headway.kit.cursors import fetched


def _bound(field: Field[Any, Any], value: Any, database: Any) -> Any:
    """What the driver gets for a value; texts and numbers go as they are, which is most of them."""
    kind = type(value)
    if value is None or (kind is str and isinstance(field, _TEXTS)):
        return value
    if kind is float and isinstance(field, FloatField):
        return value
    return field.get_db_prep_save(value, database)


_TEXTS = (CharField, TextField)


class RowUpdate:
    """Sets some columns of one row to plain values, as ``filter(pk=…).update(…)`` does: without
    signals, and without a word where there is no such row. ``names`` are its fields, in the order
    in which their values are given."""

    def __init__(self, model: type[Model], *names: str) -> None:
        self._model = model
        self._names = names
        self._statements: dict[str, tuple[str, Sequence[Field[Any, Any]]]] = {}

    def __call__(self, pk: int, *values: Any) -> None:
        database = connections[DEFAULT_DB_ALIAS]
        vendor = database.vendor
        if vendor not in self._statements:
            self._statements[vendor] = self._written()
        sql, fields = self._statements[vendor]
        bound = [
            _bound(field, value, database) for field, value in zip(fields, values, strict=True)
        ]
        fetched(database, sql, [*bound, pk])

    def _written(self) -> tuple[str, Sequence[Field[Any, Any]]]:
        meta, quoted = self._model._meta, connection.ops.quote_name
        fields = [field for field in map(meta.get_field, self._names) if isinstance(field, Field)]
        changes = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
        key = quoted(str(meta.pk.column))
        return f"UPDATE {quoted(meta.db_table)} SET {changes} WHERE {key} = %s", fields  # noqa: S608 - names of ours, quoted


class RowInsert:
    """Inserts one instance with a key that the database gives, as ``save(force_insert=True)`` does
    but without signals and in a third of the time: the ORM writes the SQL of an insert anew."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._statements: dict[str, tuple[str, Sequence[Field[Any, Any]]]] = {}

    def __call__(self, instance: Model) -> None:
        database = connections[DEFAULT_DB_ALIAS]
        vendor = database.vendor
        if vendor not in self._statements:
            self._statements[vendor] = self._written()
        sql, fields = self._statements[vendor]
        bound = [_bound(field, getattr(instance, field.attname), database) for field in fields]
        ((instance.pk,),) = fetched(database, sql, bound)
        instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS

    def _written(self) -> tuple[str, Sequence[Field[Any, Any]]]:
        meta, quoted = self._model._meta, connection.ops.quote_name
        fields = [field for field in meta.local_concrete_fields if not field.primary_key]
        columns = ", ".join(quoted(str(field.column)) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        key = quoted(str(meta.pk.column))
        return (
            f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({marks}) RETURNING {key}",  # noqa: S608 - names of ours, quoted
            fields,
        )


class RowsPut:
    """Puts instances in the place of the rows of their keys, and inserts those that have none,
    without signals: one statement, which the driver runs for all of them."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._statements: dict[str, tuple[str, Sequence[Field[Any, Any]]]] = {}

    def __call__(self, instances: Sequence[Model]) -> None:
        database = connections[DEFAULT_DB_ALIAS]
        vendor = database.vendor
        if vendor not in self._statements:
            self._statements[vendor] = self._written()
        sql, fields = self._statements[vendor]
        bound = [
            [_bound(field, getattr(instance, field.attname), database) for field in fields]
            for instance in instances
        ]
        if len(bound) == 1:
            fetched(database, sql, bound[0])
        elif bound:
            with database.cursor() as cursor:
                cursor.executemany(sql, bound)

    def _written(self) -> tuple[str, Sequence[Field[Any, Any]]]:
        meta, quoted = self._model._meta, connection.ops.quote_name
        fields = meta.local_concrete_fields
        names = [quoted(str(field.column)) for field in fields]
        key = quoted(str(meta.pk.column))
        changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
        marks = ", ".join(["%s"] * len(names))
        sql = (
            f"INSERT INTO {quoted(meta.db_table)} ({', '.join(names)}) VALUES ({marks}) "  # noqa: S608 - names of ours, quoted
            f"ON CONFLICT ({key}) DO UPDATE SET {changes}"
        )
        return sql, fields
