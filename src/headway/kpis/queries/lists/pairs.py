"""Words of names and questions by an index, where there are very many KPIs.

PostgreSQL looks at every name to find a word somewhere in it. An index of the pairs of letters that
a name and its question have (``kpis.0016``) gives the few that may have the word, of one
organisation, to be looked at. SQLite looks at every name.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Value


class MayHave(Func):
    """Whether a KPI has all pairs of letters of a word; one letter alone has none."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_given: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # nothing else is given
        written = [compiler.compile(one) for one in self.source_expressions]
        within, name, question, organisation, word = (sql for sql, _values in written)
        return (
            f"(headway_pairs({name} || ' ' || {question}) || ('organisation ' || {within})) "
            f"@> (headway_pairs({word}) || ('organisation ' || {organisation}))"
        ), [value for part in (written[4], written[3]) for value in part[1]]


def may_have(organisation_id: int, word: str) -> list[MayHave]:
    """The condition, where the database has such an index."""
    if connection.vendor != "postgresql":
        return []
    columns = (F("organisation_id"), F("name"), F("question"))
    return [MayHave(*columns, Value(organisation_id), Value(word))]
