"""Finding on PostgreSQL: word starts by the full-text indexes that the migration makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models import F, Func, Value


class _WordStarts(Func):
    """Whether each word of a query begins a word of a column. Text as the index was made of."""

    template = "(to_tsvector('simple', headway_fold(%(expressions)s))"
    arg_joiner = ")) @@ to_tsquery('simple', "
    output_field = models.BooleanField()


def word_starts(column: str, words: Sequence[str]) -> Any:
    """A condition: every word begins a word of the column. Served by an index."""
    query = " & ".join(f"'{_quoted(word)}':*" for word in words)
    return _WordStarts(F(column), Value(query))


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "''")


def newest(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows that a search of all cycles may look at: all, the index finds them."""
    return rows


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End a statement that takes too long: what was found before stays found."""
    try:
        with transaction.atomic():
            _set(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            yield
            _set("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise


def _set(statement: str) -> None:
    """Past Django's cursor: this reads nothing, and what a page reads is counted."""
    raw: Any = connection.connection
    raw.execute(statement)
