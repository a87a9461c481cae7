"""Finding on SQLite: the rows are looked at, by the folding function below, for a bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import and_
from typing import Any

from django.db import OperationalError, connection, models
from django.db.models import F, Func, Max, Q
from django.db.models.lookups import Contains, StartsWith

from headway.reports.queries.find.folding import fold

NEWEST = 200_000
STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock."""


def prepare(sender: object, connection: Any, **_given: Any) -> None:
    """Give a new connection the function; called by Django for each."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("headway_fold", 1, fold, deterministic=True)


def word_starts(column: str, words: Sequence[str]) -> Any:
    """A condition: every word begins a word of the column."""
    text = Func(F(column), function="headway_fold", output_field=models.TextField())
    return reduce(and_, (Q(StartsWith(text, w)) | Q(Contains(text, f" {w}")) for w in words))


def newest(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows that a search of all cycles may look at: the newest."""
    last = rows.model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return rows.filter(pk__gt=last - NEWEST)


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
