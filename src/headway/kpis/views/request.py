"""What every view of this app asks of its request."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, cast

from django.http import HttpRequest

from headway.kit import clock
from headway.kit.choices import whole_ids
from headway.kpis.queries.lists.rows import Place
from headway.people.access import Actor, actor_of

__all__ = ["Scope", "actor_of", "cursor_of", "next_address", "scope_of", "today_of"]


class UnitInScope(Protocol):
    """The chosen unit; everything below it belongs to the scope."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...


class Scope(Protocol):
    """What the page looks at, as the frame around it reads it from address and session."""

    @property
    def unit(self) -> UnitInScope | None: ...
    @property
    def today(self) -> date: ...
    @property
    def as_of(self) -> date: ...
    @property
    def kept_day(self) -> str | None: ...


def scope_of(request: HttpRequest) -> Scope:
    """Unit and day of this page."""
    return cast(Scope, cast(Any, request).scope)


def today_of(actor: Actor) -> date:
    """Today where the organisation lives."""
    return clock.today(actor.time_zone)


def cursor_of(text: str) -> Place | None:
    """Where a list goes on, as an address says it; None for what is no place."""
    parts = text.split("~")
    ids = whole_ids(parts[1:])
    return (parts[0], ids[0], ids[1]) if len(parts) == 3 and len(ids) == 2 else None


def next_address(request: HttpRequest, after: Place | None) -> str | None:
    """The address of the page that goes on there."""
    if after is None:
        return None
    query = request.GET.copy()
    query["after"] = "~".join(map(str, after))
    return f"?{query.urlencode()}"
