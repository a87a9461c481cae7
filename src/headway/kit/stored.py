"""Updates of one row whose SQL is written once, for what every check-in stores anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


class RowUpdate:
    """Sets some columns of one row to plain values, as ``filter(pk=…).update(…)`` does: without
    signals, and without a word where there is no such row. ``names`` are its fields, in the order
    in which their values are given."""

    def __init__(self, model: type[Model], *names: str) -> None:
        self._model = model
        self._names = names
        self._statements: dict[str, tuple[str, Sequence[Field[Any, Any]]]] = {}

    def __call__(self, pk: int, *values: Any) -> None:
        vendor = connection.vendor
        if vendor not in self._statements:
            self._statements[vendor] = self._written()
        sql, fields = self._statements[vendor]
        bound = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, values, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*bound, pk])

    def _written(self) -> tuple[str, Sequence[Field[Any, Any]]]:
        meta, quoted = self._model._meta, connection.ops.quote_name
        fields = [field for field in map(meta.get_field, self._names) if isinstance(field, Field)]
        changes = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
        key = quoted(str(meta.pk.column))
        return f"UPDATE {quoted(meta.db_table)} SET {changes} WHERE {key} = %s", fields  # noqa: S608 - names of ours, quoted
