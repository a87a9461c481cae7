"""Enter values: a grid of KPIs and their last periods."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit.choices import whole_id
from headway.kpis.forms.cells import read_cells, typed_of
from headway.kpis.queries.entry.grid import entry_page
from headway.kpis.queries.entry.rows import entry_rows
from headway.kpis.queries.words import in_measure
from headway.kpis.views.entry_saving import Outcome, save_cells, saved_words
from headway.kpis.views.entry_undo import keep_written, undo, undoable
from headway.kpis.views.request import actor_of, cursor_of, next_address, scope_of
from headway.people.access import Actor
from headway.web.posted import Posted
from headway.web.render import render

LOOKS = ("periods", "back", "whose")
"""The buttons that lead to another grid."""
MOVED = "kpis moved"
"""Where the session keeps, until the next page, what the last values moved."""


def enter(request: HttpRequest) -> HttpResponse:
    """What did they come to? All changed cells are saved at once, each KPI whole or not at all."""
    actor, scope = actor_of(request), scope_of(request)
    asked = Posted(request.GET)
    whose = asked.text("whose") or "mine"
    kpi_id = whole_id(asked.text("kpi"))
    unit = scope.unit
    after = cursor_of(asked.text("after"))
    path = unit.path if unit else ""
    rows = entry_rows(actor, whose=whose, unit_path=path, kpi_id=kpi_id, after=after)
    if not rows and whose == "mine" and not kpi_id and not after and unit is not None:
        whose = "unit"
        rows = entry_rows(actor, whose=whose, unit_path=unit.path)
    periods, back = whole_id(asked.text("periods")) or 0, whole_id(asked.text("back")) or 0
    page = entry_page(
        actor, rows, scope.today, periods=periods, back=back, own=whose == "mine" and not kpi_id
    )
    outcome, typed, moved = Outcome(), {}, []
    address, is_saved, is_unsaved = request.get_full_path(), False, False
    if "undo" in request.POST:
        undo(actor, request)
        return redirect(address)
    if request.method == "POST":
        sent = {name: str(value) for name, value in request.POST.items()}
        cells = read_cells(sent, page)
        look = _look(request)
        if look and not cells:
            return redirect(look)
        if look and "periods" in sent:
            address, periods = look, whole_id(sent["periods"]) or 0
            typed = typed_of(sent, cells.values())
        elif look:  # the other page has no room for what is typed on this one
            typed, is_unsaved = typed_of(sent, cells.values()), True
        else:
            outcome = save_cells(actor, cells)
            if not outcome.is_refused:
                _tell(request, outcome)
                return redirect(address)
            typed = typed_of(sent, [cells[kpi_id] for kpi_id in outcome.held])
            moved = outcome.moved
            keep_written(request, outcome.written)
        page = entry_page(
            actor, rows, scope.today, periods=periods, back=back, own=whose == "mine" and not kpi_id
        )
    else:
        is_saved = MOVED in request.session
        moved = request.session.pop(MOVED, [])
    return render(
        request,
        "kpis/enter.html",
        {
            "page": page,
            "more": next_address(request, page.after),
            "whose": whose,
            "in_measure": in_measure,
            "kpi_id": kpi_id,
            "unit": unit,
            "typed": typed,
            "is_unsaved": is_unsaved,
            "outcome": outcome,
            "wrong": len(outcome.errors),
            "moved": moved,
            "undoable": undoable(request),
            "address": address,
            "is_saved": is_saved,
            "kept": _kept(actor, request, whose, unit.id if unit else 0, page.window.back),
        },
        status=422 if outcome.is_refused else 200,
    )


def _look(request: HttpRequest) -> str:
    """The address of more, earlier or later periods, or of one's own KPIs or those of the unit,
    where their button was pressed."""
    asked = {name: request.POST[name] for name in LOOKS if name in request.POST}
    if not asked:
        return ""
    query = request.GET.copy()
    if "whose" in asked:
        query.pop("after", None)
    for name, text in asked.items():
        query[name] = text
    return f"{request.path}?{query.urlencode()}"


def _kept(actor: Actor, request: HttpRequest, whose: str, unit_id: int, back: int) -> str:
    """By what the browser keeps what is typed: whose, and of which cells; that there are more of
    them does not matter."""
    of = [request.GET.get(name, "") for name in ("kpi", "after")]
    return " ".join(map(str, ("values", actor.person_id, unit_id, whose, *of, back)))


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    """On the next page: how many values were saved, and what they moved."""
    request.session[MOVED] = outcome.moved
    keep_written(request, outcome.written)
    if outcome.saved:
        messages.success(request, saved_words(outcome.saved))
    else:
        messages.info(request, _("Nothing was changed."))
