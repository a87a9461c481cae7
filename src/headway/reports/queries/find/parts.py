"""Words somewhere in a text: the database passes over plain texts that lack them.

Texts with other letters are all given, to be folded here: folding them one by one in the database
takes several times as long, and databases lower the letters of some languages in their own ways.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections

from headway.kit.cursors import fetched
from headway.kit.prepared import Inside


def read(
    some: Inside | None, has_others: str, lowered: str, words: Sequence[str]
) -> list[tuple[int, str]]:
    """Rows of ``some``, ids and texts: those whose text has other letters than plain ones, and of
    the rest, by their ``lowered`` texts, those that have each word. One query, none where there is
    nothing to look at."""
    if some is None:
        return []
    inner, given = some
    fits = " AND ".join([f"{lowered} LIKE %s ESCAPE '!'"] * len(words))
    return fetched(
        connections[DEFAULT_DB_ALIAS],
        f"SELECT * FROM ({inner}) AS looked_at WHERE {has_others} OR ({fits})",  # noqa: S608 - our own
        [*given, *(f"%{escaped(word)}%" for word in words)],
    )


def escaped(word: str) -> str:
    """A word as a pattern that ``!`` escapes."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
