"""How does this unit work with its goals?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.coaching.queries.unit_page import read_unit
from headway.coaching.views.desk import span_of, spans
from headway.okrs.views.request import actor_of, scope_of
from headway.web.render import render


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Every habit with its value, its course and what to do, and the things themselves."""
    actor, scope = actor_of(request), scope_of(request)
    span = span_of(request)
    page = read_unit(actor, unit_id, span=span, cycle=scope.cycle, today=scope.today)
    return render(
        request,
        "coaching/unit.html",
        {
            "page": page,
            "spans": spans(request, span),
            "cells": {cell.metric: cell for cell in page.row.cells},
            "today": scope.today,
        },
    )
