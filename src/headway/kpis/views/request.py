"""What every view of this app asks of its request."""

from __future__ import annotations

from django.http import HttpRequest

from headway.kit.choices import whole_ids
from headway.kpis.queries.lists.rows import Place
from headway.people.access import actor_of
from headway.people.views.request import Scope, scope_of, today_of

__all__ = ["Scope", "actor_of", "cursor_of", "next_address", "scope_of", "today_of"]


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
