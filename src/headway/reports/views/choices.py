"""What ``finder.js`` asks while one types into a field: suggestions, best first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import NotFound
from headway.people.access import actor_of
from headway.reports.queries.find.choices import suggest
from headway.reports.shell import scope_for
from headway.reports.views.find import LONGEST
from headway.web.render import render


@require_safe
def suggestions(request: HttpRequest, kind: str) -> HttpResponse:
    """Options that fit ``q``: people, units, own-units (to write in) or parents (to serve)."""
    actor, scope = actor_of(request), scope_for(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    cycle_id = scope.cycle.id if scope.cycle else 0
    choices = suggest(actor, kind, query, cycle_id=cycle_id)
    if choices is None:
        raise NotFound(_("There is nothing of this kind to choose from."))
    return render(request, "web/choices.html", {"choices": choices, "query": query})
