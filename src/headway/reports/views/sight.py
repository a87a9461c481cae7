"""Line of sight: how our work leads to the mission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import NotFound
from headway.reports.queries.sight import MISSION, Source, read_sight
from headway.reports.queries.sight.scope import left_out_in
from headway.reports.shell import actor_of, scope_for
from headway.reports.views.sight_rows import Addresses, default_open, rows_below, tree_rows
from headway.reports.views.sight_views import STATUSES, compare_of, number_of, status_of, view_of
from headway.reports.views.sight_words import facts, heading
from headway.strategy.queries import perspectives
from headway.web.render import render

DEEPEST_LEVEL = 20


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The tree, folded out as the address says or as far as fits."""
    actor, scope = actor_of(request), scope_for(request)
    common = {
        "scope": scope,
        "statuses": STATUSES,
        "perspectives": perspectives(actor),
        "status": status_of(request),
        "perspective": number_of(request, "perspective"),
        "compare": compare_of(request, scope),
    }
    view = view_of(request, scope)
    if view is None:
        return render(request, "reports/no_cycle.html", common)
    source = read_sight(actor, view)
    addresses = Addresses.of(request.GET, _open(request, source))
    hidden = left_out_in(actor, view) if source.is_counted else 0
    return render(
        request,
        "reports/line_of_sight.html",
        {
            **common,
            "heading": heading(source, hidden),
            "facts": facts(source, hidden),
            "tree": tree_rows(source, addresses, _after(request)),
            "is_counted": source.is_counted,
            "is_empty": source.is_empty,
        },
    )


@require_safe
def branch(request: HttpRequest) -> HttpResponse:
    """The rows below one node, as a fragment for the tree."""
    actor, scope = actor_of(request), scope_for(request)
    view = view_of(request, scope)
    key, level = request.GET.get("node", ""), number_of(request, "level") or 1
    source = read_sight(actor, view) if view else None
    if source is None or source.node(key) is None:
        raise NotFound(_("This branch is not in view any more. Load the page again."))
    rows = rows_below(
        source,
        key,
        min(level, DEEPEST_LEVEL),
        Addresses.of(request.GET, frozenset()),
        after=number_of(request, "after") or 0,
    )
    shown = {"rows": rows, "day": source.view.as_of, "compare": source.view.compare}
    return render(request, "reports/_branch.html", shown)


def _open(request: HttpRequest, source: Source) -> frozenset[str]:
    if "open" in request.GET:
        return frozenset(request.GET["open"].split(",")) | {MISSION}
    return default_open(source)


def _after(request: HttpRequest) -> tuple[str, int]:
    key, _colon, after = request.GET.get("after", "").partition(":")
    return key, int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0
