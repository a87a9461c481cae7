"""Reads whose SQL the ORM writes once.

Building a query set and turning it into SQL costs the ORM several times what SQLite or PostgreSQL
need to answer it. A read that every page makes is therefore *prepared*: its function builds the
query set as usual, :func:`prepared` keeps the SQL, and later calls only bind values::

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
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from itertools import count
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable

P = ParamSpec("P")
Row = TypeVar("Row")

KEPT = 256
"""Shapes of arguments kept per read: beyond, the read starts anew."""

_MIN, _MAX = -(2**63), 2**63 - 1  # what both databases can bind as an integer

_FIRST_MARK = 2_031_415_927
_FIRST_DAY = date(7321, 1, 1)

LONGEST = 1_024
"""Longer collections are not worth keeping the SQL for."""


class Fixed(int):
    """An integer that is part of the SQL rather than bound to it: a limit."""


_Place = tuple[int, int]
"""Which argument, and which of its items when it is a collection."""


class UnpreparableRead(TypeError):
    """The query set cannot be kept: its SQL would not follow its arguments."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with its parameters: constants, and the places of arguments."""

    sql: str
    constants: tuple[Any, ...]
    places: tuple[tuple[int, _Place, Callable[[Any], Any]], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    flat: bool

    def rows(self, arguments: Sequence[Any]) -> list[Any]:
        bound = list(self.constants)
        for position, (argument, item), adapt in self.places:
            value = arguments[argument]
            bound[position] = adapt(value if item < 0 else value[item])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            rows: list[Any] = cursor.fetchall()
        if self.converters:
            rows = [self._converted(row) for row in rows]
        return [row[0] for row in rows] if self.flat else rows

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for position, functions, expression in self.converters:
            value = values[position]
            for function in functions:
                value = function(value, expression, connection)
            values[position] = value
        return tuple(values)


_UNKNOWN = _Statement("", (), (), (), flat=False)


class Prepared(Generic[P, Row]):
    """A read; call it with positional arguments. ``queryset`` is the function that builds it.

    Integers and days (alone or several in a collection) are bound; None, truth values, texts and
    :class:`Fixed` integers are part of the shape, of which only some are kept. Collections are
    filled up to the next power of two with their last item, so that their lengths make few shapes:
    use them only in ``__in``.
    """

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self.queryset = build
        self._kept: dict[Hashable, _Statement | None] = {}  # shared by threads: read it once
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        if kwargs:
            raise TypeError(f"{self!r} takes positional arguments only")
        if any(_is_unusual(argument) for argument in args):
            return list(self.queryset(*args, **kwargs))
        arguments = [_filled(argument) for argument in args]
        shape = (connection.vendor, *[_shape(argument) for argument in arguments])
        statement = self._kept.get(shape, _UNKNOWN)
        if statement is _UNKNOWN:
            statement = self._prepare(arguments)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[shape] = statement
        return [] if statement is None else statement.rows(arguments)

    def _prepare(self, arguments: Sequence[Any]) -> _Statement | None:
        marks, marked = _marked(arguments)
        queryset = self.queryset(*marked)  # type: ignore[call-arg]  # stand-ins of the same types
        if not issubclass(queryset._iterable_class, ValuesListIterable | FlatValuesListIterable):
            raise UnpreparableRead(f"{self!r} must end in values_list()")
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            if all(_is_bound(argument) for argument in arguments):
                raise UnpreparableRead(f"{self!r} finds nothing, whatever it is given") from None
            return None
        expressions = [chosen[0] for chosen in compiler.select[: compiler.col_count]]
        places = tuple(_places(parameters, marks))
        lost = set(marks.values()) - {place for _position, place, _adapt in places}
        if lost:
            raise UnpreparableRead(f"{self!r}: arguments {sorted(lost)} are not bound as they are")
        return _Statement(
            sql=sql,
            constants=tuple(parameters),
            places=places,
            converters=tuple(
                (position, tuple(functions), expression)
                for position, (functions, expression) in compiler.get_converters(
                    expressions
                ).items()
            ),
            flat=issubclass(queryset._iterable_class, FlatValuesListIterable),
        )

    def __repr__(self) -> str:
        return f"prepared read {self.queryset.__module__}.{self.queryset.__qualname__}"


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Keep the SQL of the query set that ``build`` returns; answer with its rows as a list."""
    return Prepared(build)


def _is_unusual(argument: Any) -> bool:
    """Whether the ORM had better see it: a number that no column holds, or a long collection."""
    if isinstance(argument, int):
        return not _MIN <= argument <= _MAX
    return isinstance(argument, Sized) and len(argument) > LONGEST


def _filled(argument: Any) -> Any:
    """Collections as tuples whose length is a power of two, without numbers that no row has."""
    if isinstance(argument, str) or not isinstance(argument, Collection):
        return argument
    items = tuple(item for item in argument if not _is_unusual(item))
    if not items:
        return items
    length = 1 << (len(items) - 1).bit_length()
    return items + items[-1:] * (length - len(items))


def _shape(argument: Any) -> Hashable:
    if isinstance(argument, tuple):
        return (len(argument), *{type(item).__name__ for item in argument})
    if _is_bound(argument):
        return type(argument).__name__
    return ("as it is", argument)


def _is_bound(argument: Any) -> bool:
    return isinstance(argument, int | date) and not isinstance(argument, bool | Fixed)


def _marked(arguments: Sequence[Any]) -> tuple[dict[Any, _Place], list[Any]]:
    """Stand-ins for the arguments, and the place each stands for by its value as a parameter."""
    marks: dict[Any, _Place] = {}
    numbers = count()

    def mark(example: Any, place: _Place) -> Any:
        if not _is_bound(example):
            raise UnpreparableRead(f"collections hold integers or days, not {example!r}")
        stand_in = _stand_in(example, next(numbers))
        marks[_parameter(stand_in)] = place
        return stand_in

    marked = []
    for index, argument in enumerate(arguments):
        if isinstance(argument, tuple):
            marked.append(tuple(mark(item, (index, i)) for i, item in enumerate(argument)))
        else:
            marked.append(mark(argument, (index, -1)) if _is_bound(argument) else argument)
    return marks, marked


def _stand_in(example: Any, number: int) -> Any:
    if isinstance(example, datetime):
        return datetime(7321, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if isinstance(example, date):
        return _FIRST_DAY + timedelta(days=number)
    return _FIRST_MARK + number


def _parameter(value: Any) -> Any:
    """The value as the database's driver gets it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _places(
    parameters: Sequence[Any], marks: dict[Any, _Place]
) -> Iterator[tuple[int, _Place, Callable[[Any], Any]]]:
    for position, parameter in enumerate(parameters):
        if isinstance(parameter, Hashable) and parameter in marks:
            # psycopg's Int and BigInt are integers that say their width
            adapt = type(parameter) if isinstance(parameter, int) else _parameter
            yield position, marks[parameter], adapt
