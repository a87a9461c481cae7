"""Reads whose SQL the ORM writes once.

Building a query set and turning it into SQL costs the ORM ten times what SQLite or PostgreSQL need
to answer it. A read that pages make is therefore *prepared*: its function builds the query set as
usual, :func:`prepared` keeps the SQL, and later calls only bind values::

    @prepared
    def _names(organisation_id: int, since: date) -> QuerySet[Unit, tuple[int, str]]:
        return Unit.objects.filter(
            organisation_id=organisation_id, created_on__gte=since
        ).values_list("id", "name")

    _names(7, date(2026, 1, 1))  # a list of tuples

The SQL is found by calling the function with *marks*, unmistakable values of the arguments' types,
and looking where they arrive among the parameters. So whatever is not a mark (lookups, constants,
an argument that is None) is part of the kept SQL, and a mark that does not arrive as a parameter
exactly as it was given is an error at the first call rather than a wrong answer later.

Bound are integers, days and texts: alone, in a collection, in a condition (a ``Q`` of plain values;
its fields shape the SQL), or as fields of a dataclass such as an actor, of which only what the
function reads has to arrive. None, truth values, enumerations and
:class:`Fixed` integers shape the SQL, which is kept for each shape. Collections are filled up to
the next power of two with their last item, so that their lengths make few shapes: use them where a
repetition changes nothing, in ``__in`` and in conditions joined by "or".

``@prepared(rows=...)`` answers with rows that are made once of the same values; see
:mod:`headway.kit.keeping`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, overload

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Aggregate, Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from headway.kit.cursors import fetched
from headway.kit.keeping import Kept
from headway.kit.marks import NO_ITEMS, Fixed, Marks, Place, Unusual, take

__all__ = ["Fixed", "Inside", "Prepared", "UnpreparableRead", "counted", "inside", "prepared"]

P = ParamSpec("P")
Row = TypeVar("Row")

KEPT = 256
"""Shapes of arguments kept per read: beyond, the read starts anew."""

_Show = Callable[[list[Any]], list[Any]]

Inside = tuple[str, Sequence[Any]]
"""A statement that stands in another one, and its values."""


class UnpreparableRead(TypeError):
    """The query set cannot be kept: its SQL would not follow its arguments."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with its constants, the places of values, and what makes its rows into results."""

    sql: str
    constants: tuple[Any, ...]
    places: tuple[Place, ...]
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]
    show: _Show
    kept: Kept[Any] | None = None

    def bound(self, values: Sequence[Any]) -> list[Any]:
        bound = list(self.constants)
        for position, index, adapt in self.places:
            bound[position] = adapt(values[index]) if adapt else values[index]
        return bound

    def results(self, database: Any, values: Sequence[Any]) -> list[Any]:
        rows = fetched(database, self.sql, self.bound(values))
        if self.kept is not None:
            return self.kept.rows(rows, self.converters)
        if self.converters and rows:
            columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
            for position, convert in self.converters:
                columns[position] = [
                    None if value is None else convert(value) for value in columns[position]
                ]
            rows = list(zip(*columns, strict=True))
        return self.show(rows)


_UNKNOWN = _Statement("", (), (), (), list)
_NOTHING = _Statement("", (), (), (), list)


def inside(queryset: QuerySet[Any, Any]) -> Inside | None:
    """A query set as a part of another statement; None where it finds nothing, whatever there
    is."""
    try:
        return queryset.query.sql_with_params()
    except EmptyResultSet:
        return None


class Prepared(Generic[P, Row]):
    """A read; call it with positional arguments. ``queryset`` is the function that builds it."""

    def __init__(
        self, build: Callable[P, QuerySet[Any, Any]], rows: Kept[Row] | None = None
    ) -> None:
        self.queryset = build
        self._rows = rows
        self._kept: dict[Hashable, _Statement] = {}  # shared by threads: read it once
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        if kwargs:
            raise TypeError(f"{self!r} takes positional arguments only")
        database = connections[DEFAULT_DB_ALIAS]
        try:
            statement, values = self._statement(database, args)
        except Unusual:
            return self.answer(self.queryset(*args, **kwargs))
        return [] if statement is _NOTHING else statement.results(database, values)

    def inside(self, *args: P.args, **kwargs: P.kwargs) -> Inside | None:
        """The statement and its values, to be put into another one; None where it finds nothing,
        whatever there is."""
        try:
            statement, values = self._statement(connections[DEFAULT_DB_ALIAS], args)
        except Unusual:
            return inside(self.queryset(*args, **kwargs))
        return None if statement is _NOTHING else (statement.sql, statement.bound(values))

    def _statement(self, database: Any, args: Sequence[Any]) -> tuple[_Statement, list[Any]]:
        """What is kept for such arguments, and the values to be bound. Raises Unusual."""
        parts: list[Hashable] = [database.vendor]
        values: list[Any] = []
        for argument in args:
            take(argument, parts, values)
        shape = tuple(parts)
        statement = self._kept.get(shape, _UNKNOWN)
        if statement is _UNKNOWN:
            statement = self._prepare(args, may_be_empty=NO_ITEMS in parts)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[shape] = statement
        return statement, values

    def answer(self, queryset: QuerySet[Any, Any]) -> list[Row]:
        """What is answered with the results of a query set, without anything kept."""
        found: list[Any] = list(queryset)
        return found if self._rows is None else [self._rows.make(*values) for values in found]

    def _prepare(self, arguments: Sequence[Any], *, may_be_empty: bool) -> _Statement:
        marks = Marks()
        try:
            marked = [marks.stand_in(one, number) for number, one in enumerate(arguments)]
        except TypeError as error:
            raise UnpreparableRead(f"{self!r}: {error}") from None
        queryset = self.queryset(*marked)  # type: ignore[call-arg]  # stand-ins of the same types
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            if may_be_empty:
                return _NOTHING
            raise UnpreparableRead(f"{self!r} finds nothing, whatever it is given") from None
        places = tuple(marks.places(parameters))
        if lost := marks.lost({index for _position, index, _adapt in places}):
            raise UnpreparableRead(f"{self!r}: not bound as given: {', '.join(lost)}")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns).items()  # on neither database of a None
        return _Statement(
            sql=sql,
            constants=tuple(parameters),
            places=places,
            converters=tuple((at, _converter(chain, of)) for at, (chain, of) in converters),
            show=self._show(queryset, compiler),
            kept=self._rows,
        )

    def _show(self, queryset: QuerySet[Any, Any], compiler: Any) -> _Show:
        """What makes rows into what the query set would give."""
        kind = queryset._iterable_class
        if issubclass(kind, ValuesListIterable):
            return list
        if issubclass(kind, FlatValuesListIterable):
            return _first_of_each
        if issubclass(kind, ModelIterable) and not _prefetches(queryset):
            return _instances(compiler)
        raise UnpreparableRead(
            f"{self!r} must end in values_list(), or give models without prefetching"
        )

    def __repr__(self) -> str:
        return f"prepared read {self.queryset.__module__}.{self.queryset.__qualname__}"


@overload
def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]: ...


@overload
def prepared(
    *, rows: Kept[Row]
) -> Callable[[Callable[P, QuerySet[Any, tuple[Any, ...]]]], Prepared[P, Row]]: ...


def prepared(build: Any = None, *, rows: Any = None) -> Any:
    """Keep the SQL of the query set that ``build`` returns; answer with its results as a list,
    with ``rows`` as what is kept there of them."""
    return Prepared(build) if rows is None else lambda build: Prepared(build, rows)


def counted(
    queryset: QuerySet[Any], group: str, **counts: Aggregate
) -> QuerySet[Any, tuple[Any, ...]]:
    """What ``aggregate`` would count, as a query set that can be prepared: one row, or none where
    there is nothing to count. All rows have the same ``group``."""
    found: QuerySet[Any, tuple[Any, ...]] = (
        queryset.order_by().values(group).annotate(**counts).values_list(*counts)
    )
    return found


def _converter(chain: Sequence[Callable[..., Any]], expression: Any) -> Callable[[Any], Any]:
    """What the ORM does to a value of a column, one function after the other."""
    of_instants = getattr(connection.ops, "convert_datetimefield_value", None)  # SQLite's
    is_instant = list(chain) == [of_instants] and connection.timezone is UTC
    chain = [_of_any_thread(function) for function in chain]

    def convert(value: Any) -> Any:
        for function in chain:
            value = function(value, expression, connection)
        return value

    def instant(value: Any) -> Any:
        # What Django's function comes to, in a fifth of the time: it asks the settings, the
        # connection and twice the value.
        is_plain = type(value) is datetime and value.tzinfo is None
        return value.replace(tzinfo=UTC) if is_plain else convert(value)

    return instant if is_instant else convert


def _of_any_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    """The SQL outlives the thread that asked first. Its functions hold that thread's connection,
    which would stay open with its cache when the server ends the thread."""
    operations = connection.ops
    if getattr(function, "__self__", None) is not operations:
        return function
    any_threads: Callable[..., Any] = getattr(type(operations)(connection), function.__name__)
    return any_threads


def _prefetches(queryset: QuerySet[Any, Any]) -> bool:
    return bool(queryset._prefetch_related_lookups)  # type: ignore[attr-defined]  # not in the stubs


def _first_of_each(rows: list[Any]) -> list[Any]:
    return [row[0] for row in rows]


def _instances(compiler: Any) -> _Show:
    """Models with what was selected along, as the ORM's own ``ModelIterable`` makes them."""
    select, klass, annotations = compiler.select, compiler.klass_info, compiler.annotation_col_map
    first, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:end]]
    related = get_related_populators(  # type: ignore[call-arg]  # the stubs are ahead
        klass, select, connection.alias
    )

    def instance(row: Sequence[Any]) -> Model:
        found: Model = klass["model"].from_db(connection.alias, names, row[first:end])
        for populator in related:
            populator.populate(row, found)
        for name, position in annotations.items():
            setattr(found, name, row[position])
        return found

    return lambda rows: [instance(row) for row in rows]
