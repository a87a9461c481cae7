"""What KPIs say on pages that stand below them."""

from __future__ import annotations

from django.http import HttpRequest

from headway.kpis.queries.lists.strip import strip_of
from headway.kpis.views.request import actor_of, today_of
from headway.people.queries import get_unit


def about_unit(request: HttpRequest, unit_id: int) -> tuple[str, dict[str, object]]:
    """The KPIs of a unit and all below it at a glance."""
    actor = actor_of(request)
    unit = get_unit(actor, unit_id)
    found = strip_of(actor, unit.path, today_of(actor))
    return "kpis/_of_unit.html", {"strip": found, "unit_id": unit_id}
