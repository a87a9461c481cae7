"""What every view of this app asks of its request."""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.http import HttpRequest

from headway.okrs.queries.cycles import CycleRow
from headway.people.access import actor_of
from headway.people.views import request as people
from headway.people.views.request import UnitInScope, today_of

__all__ = ["Scope", "UnitInScope", "actor_of", "asks_for_all", "scope_of", "today_of"]


class Scope(people.Scope, Protocol):
    """With the cycle that the page looks at."""

    @property
    def cycle(self) -> CycleRow | None: ...


def scope_of(request: HttpRequest) -> Scope:
    """Unit, cycle and day of this page."""
    return cast(Scope, cast(Any, request).scope)


def asks_for_all(request: HttpRequest) -> bool:
    """Whether the address asks for earlier check-ins than the page begins with."""
    return request.GET.get("check_ins") == "all"
