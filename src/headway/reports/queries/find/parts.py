"""Words somewhere in a text: the database passes over plain texts that lack them.

Texts with other letters are all given, to be folded here: folding them one by one in the database
takes several times as long, and databases lower the letters of some languages in their own ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def read(
    some: QuerySet[Any, Any], has_others: str, lowered: str, words: Sequence[str]
) -> list[tuple[int, str]]:
    """Rows of ``some``, ids and texts: those whose text has other letters than plain ones, and of
    the rest, by their ``lowered`` texts, those that have each word. One query, none where there is
    nothing to look at."""
    try:
        inner, given = some.query.sql_with_params()
    except EmptyResultSet:
        return []
    fits = " AND ".join([f"{lowered} LIKE %s ESCAPE '!'"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({inner}) AS looked_at WHERE {has_others} OR ({fits})",  # noqa: S608 - our own
            [*given, *(f"%{escaped(word)}%" for word in words)],
        )
        return list(cursor.fetchall())


def escaped(word: str) -> str:
    """A word as a pattern that ``!`` escapes."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
