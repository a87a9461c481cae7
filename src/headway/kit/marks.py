"""The arguments of prepared reads: the values they bind, and marks that stand in for these.

:func:`take` and :class:`Marks` walk through an argument in the same order, so that the n-th mark
stands for the n-th value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeGuard

from django.db import connection
from django.db.models import Q


class Fixed(int):
    """An integer that is part of the SQL rather than bound to it: a limit."""


LONGEST = 1_024
"""Longer collections are not worth keeping the SQL for."""

NO_ITEMS = (0,)
"""An empty collection, in a shape."""

_BOUND = (int, str, date)
_SHAPING = (bool, Fixed, Enum)
_MIN, _MAX = -(2**63), 2**63 - 1  # what both databases can bind as an integer

_FIRST_NUMBER = 2_031_415_927
_FIRST_DAY = date(7321, 1, 1)
_TEXT = "mark %_\\ {}"  # a pattern escapes it, so that one sees how it was used

Adapt = Callable[[Any], Any]
Place = tuple[int, int, Adapt | None]
"""A parameter, the value that goes there, and what the driver must get for it."""


class Unusual(Exception):
    """The ORM had better see this: a number that no column holds, or a long collection."""


def take(argument: Any, shape: list[Any], values: list[Any]) -> None:
    """Add what ``argument`` adds to the shape of a call, and the values it binds. Raises
    Unusual."""
    if _is_bound(argument):
        if isinstance(argument, int) and not _MIN <= argument <= _MAX:
            raise Unusual
        shape.append(type(argument))
        values.append(argument)
    elif isinstance(argument, Q):
        _take_condition(argument, shape, values)
    elif is_dataclass(argument):
        given: Any = argument
        its_shape, its_values = _taken(given, _kinds(given))
        shape += its_shape
        values += its_values
    elif _is_collection(argument):
        items = _filled(argument)
        shape.append((len(items), *{type(item) for item in items}))
        values += items
    else:
        shape.append(argument)


def _take_condition(condition: Q, shape: list[Any], values: list[Any]) -> None:
    """The names of its fields shape the SQL, what they are held against is bound."""
    shape.append((condition.connector, condition.negated, len(condition.children)))
    for child in condition.children:
        if isinstance(child, Q):
            _take_condition(child, shape, values)
        elif isinstance(child, tuple) and _is_plain(child[1]):
            shape.append(child[0])
            take(child[1], shape, values)
        else:
            raise Unusual  # an expression or a query set has values of its own


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (*_BOUND, *_SHAPING, list, tuple, set, frozenset))


def _kinds(argument: Any) -> tuple[Hashable, ...]:
    """The types in a dataclass: an enumeration's text equals the text, and is not bound."""
    kind: Any = type(argument)
    values = _values(kind)(argument)
    kinds = tuple(map(type, values))
    if _nest(kinds):
        return kinds + tuple(_kinds(value) for value in values if is_dataclass(value))
    return kinds


@lru_cache(maxsize=256)
def _nest(kinds: tuple[type, ...]) -> bool:
    return any(map(is_dataclass, kinds))


@lru_cache(maxsize=256)
def _taken(argument: Any, _kinds: Hashable) -> tuple[list[Any], list[Any]]:
    """Of an actor or the filters of a list, which go into several reads of a page."""
    shape: list[Any] = []
    values: list[Any] = []
    kind: Any = type(argument)
    for name in _fields(kind):
        take(getattr(argument, name), shape, values)
    return shape, values


def _is_bound(argument: Any) -> bool:
    """Integers, days and texts; an empty text usually means that there is no condition."""
    if argument == "":
        return False
    return isinstance(argument, _BOUND) and not isinstance(argument, _SHAPING)


def _is_collection(argument: Any) -> TypeGuard[Collection[Any]]:
    return isinstance(argument, Collection) and not isinstance(argument, str)


@lru_cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@lru_cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of a dataclass at once."""
    names = _fields(kind)
    read: Any = attrgetter(*names)
    return read if len(names) > 1 else lambda argument: (read(argument),)


def _filled(items: Collection[Any]) -> list[Any]:
    """The items, the last one again up to a power of two, without numbers that no row has."""
    if len(items) > LONGEST:
        raise Unusual
    found = [item for item in items if not isinstance(item, int) or _MIN <= item <= _MAX]
    room = 1 << (len(found) - 1).bit_length() if found else 0
    return found + found[-1:] * (room - len(found))


class Marks:
    """Unmistakable values, and where they arrive among the parameters of a statement."""

    def __init__(self) -> None:
        self._names: list[tuple[object, str]] = []  # of each mark: whose, and what
        self._read: set[tuple[object, str]] = set()
        self._arriving: dict[Any, tuple[int, Adapt | None]] = {}

    def stand_in(self, argument: Any, number: int) -> Any:
        """The same argument, with a mark for every value it binds. Raises TypeError."""
        name = (None, f"argument {number}")
        self._read.add(name)
        return self._stand_in(argument, name)

    def _stand_in(self, argument: Any, name: tuple[object, str]) -> Any:
        if _is_bound(argument):
            return self._mark(argument, name)
        if isinstance(argument, Q):
            return self._condition(argument, name)
        if is_dataclass(argument):
            return self._watched(argument)
        if _is_collection(argument):
            marks = [self._mark(item, name) for item in _filled(argument)]
            return frozenset(marks) if isinstance(argument, frozenset) else tuple(marks)
        return argument

    def _condition(self, condition: Q, name: tuple[object, str]) -> Q:
        given: list[Any] = condition.children
        children = [
            self._condition(child, name)
            if isinstance(child, Q)
            else (child[0], self._stand_in(child[1], name))
            for child in given
        ]
        return Q(*children, _connector=condition.connector, _negated=condition.negated)

    def _watched(self, argument: Any) -> Any:
        """The same dataclass of marks, which notes what is read of it: only that has to arrive."""
        kind: Any = type(argument)
        owner, read = object(), self._read

        class Watched(kind):  # type: ignore[misc]  # of whatever class the argument is
            __slots__ = ()

            def __getattribute__(self, field: str) -> Any:
                read.add((owner, f"{kind.__name__}.{field}"))
                return super().__getattribute__(field)

        return Watched(
            *(
                self._stand_in(getattr(argument, field), (owner, f"{kind.__name__}.{field}"))
                for field in _fields(kind)
            )
        )

    def _mark(self, example: Any, name: tuple[object, str]) -> Any:
        index = len(self._names)
        self._names.append(name)
        if isinstance(example, datetime):
            return self._expected(index, datetime(7321, 1, 1, tzinfo=UTC) + timedelta(index))
        if isinstance(example, date):
            return self._expected(index, _FIRST_DAY + timedelta(index))
        if isinstance(example, str) and not isinstance(example, Enum):
            return self._expected_text(index, _TEXT.format(index))
        if isinstance(example, int) and not isinstance(example, bool):
            self._arriving[_FIRST_NUMBER + index] = index, None
            return _FIRST_NUMBER + index
        raise TypeError(f"collections hold integers, days or texts, not {example!r}")

    def _expected(self, index: int, mark: date) -> date:
        self._arriving[_adapted(mark)] = index, _adapted
        return mark

    def _expected_text(self, index: int, mark: str) -> str:
        """As it is, or in a pattern."""
        self._arriving[mark] = index, None
        for adapt in (_pattern, _beginning, _part, _end):
            self._arriving[adapt(mark)] = index, adapt
        return mark

    def places(self, parameters: Sequence[Any]) -> Iterator[Place]:
        """Where values go, of all parameters of a statement."""
        for position, parameter in enumerate(parameters):
            if isinstance(parameter, Hashable) and parameter in self._arriving:
                index, adapt = self._arriving[parameter]
                if isinstance(parameter, int) and type(parameter) is not int:
                    adapt = type(parameter)  # psycopg's integers say their width
                yield position, index, adapt

    def lost(self, arrived: set[int]) -> list[str]:
        """The names of what was read and did not arrive as it was given."""
        lost = {
            what: None
            for index, (whose, what) in enumerate(self._names)
            if index not in arrived and (whose, what) in self._read
        }
        return list(lost)


def _adapted(value: date) -> Any:
    """The day or instant as the database's driver gets it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def _pattern(text: str) -> str:
    escaped: str = connection.ops.prep_for_like_query(text)
    return escaped


def _beginning(text: str) -> str:
    return f"{_pattern(text)}%"


def _part(text: str) -> str:
    return f"%{_pattern(text)}%"


def _end(text: str) -> str:
    return f"%{_pattern(text)}"
