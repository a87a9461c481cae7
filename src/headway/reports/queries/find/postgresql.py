"""Finding on PostgreSQL: word starts by the full-text indexes that the migration makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import (
    DEFAULT_DB_ALIAS,
    OperationalError,
    connection,
    connections,
    models,
    transaction,
)

from headway.kit.cursors import fetched
from headway.kit.prepared import Inside
from headway.reports.queries.find.parts import read

_SCANS = ("enable_seqscan", "enable_indexscan")


def ids_of(
    model: type[models.Model], column: str, organisation_id: int, words: Sequence[str], limit: int
) -> list[int]:
    """Ids of the organisation's rows in which every word begins a word of the column, in no order.

    The organisation is a word of the index, so that one tenant never pays for another. Other ways
    to read are switched off: the planner takes a word it does not know for a common one, and would
    look at row after row.
    """
    table = model._meta.db_table
    query = " & ".join([f"zzorg{int(organisation_id)}", *(f"'{_quoted(w)}':*" for w in words)])
    _set("; ".join(f"SET LOCAL {scan} = off" for scan in _SCANS))
    rows = fetched(
        connections[DEFAULT_DB_ALIAS],
        f"SELECT id FROM {table} WHERE to_tsvector('simple', "  # noqa: S608 - our own names
        f"'zzorg' || organisation_id || ' ' || headway_fold({column})) "
        "@@ to_tsquery('simple', %s) LIMIT %s",
        [query, limit],
    )
    _set("; ".join(f"SET LOCAL {scan} TO DEFAULT" for scan in _SCANS))
    return [row[0] for row in rows]


def with_parts(some: Inside | None, column: str, words: Sequence[str]) -> list[tuple[int, str]]:
    """Ids and texts of ``some`` rows that may have each word somewhere; see ``parts``."""
    has_others = f"octet_length({column}) <> char_length({column})"
    return read(some, has_others, f"lower({column})", words)


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "''")


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End a statement that takes too long: what was found before stays found."""
    goes_on = connection.in_atomic_block
    try:
        with transaction.atomic():
            _set(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
            if goes_on:  # otherwise it ends with the transaction
                _set("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise


def _set(statement: str) -> None:
    """Past Django's cursor: this reads nothing, and what a page reads is counted."""
    raw: Any = connection.connection
    raw.execute(statement)
