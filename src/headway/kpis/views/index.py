"""The KPIs of a unit and all below it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.core.spc import Colour
from headway.kpis.actions.room import MANY_KPIS
from headway.kpis.queries.doors import may_define_in
from headway.kpis.queries.lists.page import kpi_list_page
from headway.kpis.queries.lists.rows import KpiFilters
from headway.kpis.views.request import actor_of, cursor_of, next_address, scope_of
from headway.people.access import Actor, organisation_of
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, by unit; narrowed by whose they are, colour and words."""
    actor, scope = actor_of(request), scope_of(request)
    asked, unit = Posted(request.GET), scope.unit
    whose, colour, words = asked.text("whose"), asked.text("colour"), asked.text("q")
    is_archived = whose == "archived"
    filters = KpiFilters(
        unit_path=unit.path if unit and whose not in ("mine", "followed") else "",
        colour=colour if colour in tuple(Colour) else "",
        words=tuple(words.split()),
        archived=is_archived,
        person_id=actor.person_id if whose == "mine" else None,
        follower_id=actor.person_id if whose == "followed" else None,
    )
    page = kpi_list_page(
        actor, filters, scope.today, after=cursor_of(asked.text("after")), as_of=scope.as_of
    )
    return render(
        request,
        "kpis/index.html",
        {
            "page": page,
            "place": unit.name if unit else organisation_of(request).name,
            "whose": whose,
            "colour": filters.colour,
            "words": words,
            "is_filtered": bool(whose or filters.colour or words),
            "is_archived": is_archived,
            "whose_choices": _whose(actor),
            "colours": _colours(),
            "many": MANY_KPIS,
            "more": next_address(request, page.after),
            "all_red": f"?{_with(request, colour=str(Colour.RED))}",
            "kept_day": scope.kept_day,
            "as_of": scope.as_of,
            "may_define": scope.kept_day is None
            and may_define_in(actor, unit.id if unit else None, unit.path if unit else ""),
        },
    )


def _with(request: HttpRequest, **changes: str) -> str:
    """The query of this page with some fields changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def _whose(actor: Actor) -> list[tuple[str, str]]:
    mine = [("mine", _("mine")), ("followed", _("followed by me"))]
    return [*(mine if actor.person_id else []), ("archived", _("archived"))]


def _colours() -> list[tuple[str, str]]:
    return [
        ("red", _("red: act")),
        ("amber", _("amber: look")),
        ("green", _("green: on target")),
        ("grey", _("grey: not judged")),
    ]
