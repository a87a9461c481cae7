"""Rows that are made once of what the database gave.

A page reads everything anew, and most of what it reads is what it read before. To make a row of
what a driver gave, columns to days and documents and both to a dataclass, takes longer than the
database took to find it. :class:`Kept` remembers the row under *all* the values it was made of::

    _units = Kept(UnitChoice)

    @prepared(rows=_units)
    def _by_id(organisation_id: int, ids: Collection[int]) -> QuerySet[Unit, tuple[Any, ...]]: ...

Equal values give the very same row, to everybody and in every thread: rows are never changed, and
"the same row" is an answer that costs nothing, so that what follows from rows may in turn be kept
by them. Values are the only key: a row that was changed has others, so nothing is ever stale.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

from headway.kit import clock

Row = TypeVar("Row")
P = ParamSpec("P")
Said = TypeVar("Said")

ROOM = 6 * 2**20
"""Bytes that one memory of rows takes at most: some thousands of them."""
LARGEST = 8 * 2**10
"""Bytes of a row that is kept; a title has a hundred, what people write in notes has no end."""
OF_A_VALUE = 100
"""Bytes of a value on average, as the driver gave it and in the row; a text has its letters too."""
MANY = 512
"""Rows of one read, above which none is kept: lists show fifty, reports of everything thousands."""

Convert = Callable[[Any], Any]


class Kept(Generic[Row]):
    """The rows that ``make`` made, by the values that it made them of. Reads may share one if they
    ask for the same columns."""

    def __init__(self, make: Callable[..., Row]) -> None:
        self.make = make
        self._rows: dict[tuple[Any, ...], Row] = {}
        self._bytes = 0

    def rows(
        self, given: Sequence[tuple[Any, ...]], converters: Sequence[tuple[int, Convert]]
    ) -> list[Row]:
        """A row of each tuple of a driver, whose columns the ORM would convert like this."""
        if len(given) > MANY:
            return [self._made(values, converters) for values in given]
        found: list[Any] = list(map(self._rows.get, given))
        if all(found):
            return found
        return [
            row or self._keep(values, converters) for row, values in zip(found, given, strict=True)
        ]

    def _made(self, values: tuple[Any, ...], converters: Sequence[tuple[int, Convert]]) -> Row:
        converted = list(values)
        for position, convert in converters:
            if converted[position] is not None:
                converted[position] = convert(converted[position])
        return self.make(*converted)

    def _keep(self, values: tuple[Any, ...], converters: Sequence[tuple[int, Convert]]) -> Row:
        row = self._made(values, converters)
        size = OF_A_VALUE * len(values) + 2 * sum(len(one) for one in values if type(one) is str)
        if size > LARGEST:
            return row
        if self._bytes + size > ROOM:
            self._rows.clear()
            self._bytes = 0
        self._bytes += size
        return self._rows.setdefault(values, row)  # the same values may come twice in one read


def how_it_is_said() -> tuple[Hashable, ...]:
    """What words depend on besides what they tell: the language, the place whose time it is, and
    the year, without which days of this year are written."""
    return get_language(), get_current_timezone(), clock.now().year


def said_once(most: int) -> Callable[[Callable[P, Said]], Callable[P, Said]]:
    """Keep what a function makes of rows and other values for people to read, ``most`` times: under
    all of them, and how it is said. What it returns is not to be changed."""

    def decorate(say: Callable[P, Said]) -> Callable[P, Said]:
        def in_these_words(_how: tuple[Hashable, ...], *values: Any, **named: Any) -> Any:
            return say(*values, **named)

        kept: Any = lru_cache(maxsize=most)(in_these_words)

        @wraps(say)
        def said(*values: P.args, **named: P.kwargs) -> Said:
            return cast(Said, kept(how_it_is_said(), *values, **named))

        return said

    return decorate
