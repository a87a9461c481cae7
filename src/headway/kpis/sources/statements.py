"""A query in SQL as text: one statement, whose parameters are bound and never pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from headway.kpis.sources.rows import COLUMNS
from headway.kpis.sources.terms import SourceError

PARAMETERS = ("since", "until")
LONGEST = 20_000
_TOKENS = re.compile(
    r"""
    (?P<text>     [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*`
                | (?<![\w$])\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?\$(?P=tag)\$ )
  | (?P<comment>  --[^\n]* )
  | (?P<block>    /\* )
  | (?P<cast>     :: )
  | (?P<named>    :(?P<name>[A-Za-z_]\w*) )
  | (?P<end>      ; )
  | (?P<bracket>  [()] )
  | (?P<open>     ['"`] )
    """,
    re.VERBOSE | re.DOTALL,
)
_NAMES = {"period": "date", "on": "date", "day": "date", **{name: name for name in COLUMNS}}
_EDGES = re.compile(r"/\*|\*/")


class BadStatement(ValueError):
    """Why a text is no single query; said in a sentence."""


def with_parameters(
    sql: str, write: Callable[[str], str] = ":{}".format, escape: Callable[[str], str] = str
) -> str:
    """One statement without comments, its parameters written as a database takes them and all else
    escaped for it. Raises BadStatement for several statements, for a parameter that is not known,
    for quotes and comments that are not closed.

    >>> with_parameters("SELECT :since::date, ':until' -- why;", "%({})s".format)
    "SELECT %(since)s::date, ':until'"
    """
    parts: list[str] = []
    at = depth = 0
    while found := _TOKENS.search(sql, at):
        parts.append(escape(sql[at : found.start()]))
        at = found.end()
        match found.lastgroup:
            case "open":
                raise BadStatement(_("A quote is not closed."))
            case "comment":
                parts.append(" ")
            case "block":
                at = _end_of_comment(sql, found.start())
                parts.append(" ")
            case "end":
                _refuse_more(sql[at:])
                sql = sql[:at]
            case "bracket":
                depth = _within(depth, found[0])
                parts.append(found[0])
            case "named":
                parts.append(write(_known(found["name"])))
            case _:
                parts.append(escape(found[0]))
    if depth:
        raise BadStatement(_("A bracket is not closed."))
    return "".join([*parts, escape(sql[at:])]).strip()


def columns_of(names: Sequence[str]) -> dict[str, str]:
    """What the columns of a query mean, by their names. Raises SourceError for one that is not
    known, missing or twice."""
    found: dict[str, str] = {}
    for name in names:
        meaning = _NAMES.get(name.lower())
        if meaning is None:
            said = _(
                "The column “%s” is not known. Name them date, value, numerator, denominator and "
                "segment."
            )
            raise SourceError("columns", said % name[:60])
        if meaning in found.values():
            raise SourceError("columns", _("Two columns stand for “%s”.") % meaning)
        found[name] = meaning
    if "date" not in found.values() or not {"value", "numerator"} & set(found.values()):
        said = _(
            "The query must give a column “date” and a column “value”, or “numerator” and "
            "“denominator”."
        )
        raise SourceError("columns", said)
    return found


def _known(name: str) -> str:
    if name not in PARAMETERS:
        said = _("“:%s” is not known. The parameters are :since and :until.")
        raise BadStatement(said % name[:40])
    return name


def _within(depth: int, bracket: str) -> int:
    """In how many brackets what follows stands."""
    if bracket == "(":
        return depth + 1
    if depth == 0:
        raise BadStatement(_("A bracket is closed that was not opened."))
    return depth - 1


def _refuse_more(rest: str) -> None:
    if with_parameters(rest):
        raise BadStatement(_("There are several statements. Keep one, a SELECT."))


def _end_of_comment(sql: str, start: int) -> int:
    """Where a comment ends; others may be within it."""
    depth = 0
    for edge in _EDGES.finditer(sql, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    raise BadStatement(_("A comment is not closed."))
