"""What sources are spoken of in: values, what a kind asks for, limits, and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise

from headway.core.calendars import ORDINARY, Calendar

Text = str | Promise
"""Words for people: ``str()`` of them speaks the reader's language."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One value as the source tells it. A ratio has ``numerator`` and ``denominator`` instead of
    ``value``; ``segment`` is empty for the KPI as a whole."""

    on: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    segment: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row, or a value, that cannot be taken over. ``code`` is stable, as that of SourceError;
    ``message`` names it and says what to do. ``on`` is its day where that is known."""

    code: str
    message: str
    on: date | None = None
    segment: str = ""


class Values(list[Fetched]):
    """What a source told. ``notes`` say what is not asked for, and what the source itself warned
    of; ``left_out`` are the rows that cannot be read."""

    def __init__(
        self,
        values: Iterable[Fetched] = (),
        notes: Iterable[str] = (),
        left_out: Iterable[LeftOut] = (),
    ) -> None:
        super().__init__(values)
        self.notes = tuple(notes)
        self.left_out = tuple(left_out)


class SourceError(Exception):
    """A source gave nothing that can be taken over. ``code`` is stable; ``message`` is for people,
    says what to do and holds no secret. ``is_lasting``: trying again is of no use before somebody
    changes the settings, here or at the source."""

    def __init__(self, code: str, message: str, *, is_lasting: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_lasting = is_lasting


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a kind of source asks for. ``choices`` are (value, label); a secret one is
    kept apart and never shown again."""

    name: str
    label: Text
    help: Text = ""
    input: Literal["text", "url", "area", "choice"] = "text"
    is_required: bool = False
    is_secret: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take and where it may go; by default nowhere.

    ``hosts`` are names, ``*.suffix`` for all below one, ``*`` for every public one, each perhaps
    with ``:port``. ``networks`` are those not public that may be asked all the same; ``plain``
    allows connections without encryption. ``authorities`` is a file of certificate authorities to
    trust besides the system's. ``folder`` is where watched files and SQLite databases lie.
    """

    seconds: float = 20
    rows: int = 10_000
    bytes: int = 10_000_000
    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    plain: bool = False
    authorities: Path | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which days are asked for, both ends included, and how they lie in periods. A source that has
    but one value tells it for ``until``; instants become days in
    ``time_zone``."""

    since: date
    until: date
    frequency: str = "daily"
    calendar: Calendar = field(default=ORDINARY)
    time_zone: str = "UTC"


Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. ``check`` gives the messages of fields that cannot be used, by name;
    ``fetch`` gives the values and raises SourceError."""

    code: str
    label: Text
    help: Text
    fields: tuple[Field, ...]
    check: Callable[[Settings, Settings], dict[str, str]]
    fetch: Callable[[Settings, Settings, Window, Limits], Values]
