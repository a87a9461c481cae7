"""What every view asks of its request."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, cast

from django.http import HttpRequest

from headway.kit import clock
from headway.people.access import Actor


class UnitInScope(Protocol):
    """The chosen unit; everything below it belongs to the scope."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...


class Scope(Protocol):
    """What the page looks at, as ``reports.shell`` reads it from address and session."""

    @property
    def unit(self) -> UnitInScope | None: ...
    @property
    def as_of(self) -> date: ...
    @property
    def today(self) -> date: ...
    @property
    def kept_day(self) -> str | None: ...


def scope_of(request: HttpRequest) -> Scope:
    """Unit and day of this page."""
    return cast(Scope, cast(Any, request).scope)


def today_of(actor: Actor) -> date:
    """Today where the organisation lives."""
    return clock.today(actor.time_zone)
