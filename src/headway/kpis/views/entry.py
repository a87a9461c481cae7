"""Enter values: a grid of KPIs and their last periods."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.choices import whole_id
from headway.kit.problems import Problem
from headway.kpis.actions.deriving import Recomputed
from headway.kpis.actions.measurements import Recorded, record_many
from headway.kpis.forms.cells import Typed, read_cells, refused_cells
from headway.kpis.queries.entry.grid import MANY_PERIODS, PERIODS, EntryPage, entry_page
from headway.kpis.queries.entry.rows import entry_rows
from headway.kpis.queries.known.patterns import moved_patterns
from headway.kpis.queries.words import state_words
from headway.kpis.views.request import actor_of, cursor_of, next_address, scope_of
from headway.people.access import Actor
from headway.web.posted import Posted
from headway.web.render import render

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
    is_long = asked.text("periods") == "more"
    periods = MANY_PERIODS if is_long else PERIODS
    page = entry_page(actor, rows, scope.today, periods=periods)
    errors: dict[str, str] = {}
    general: list[str] = []
    moved: list[dict[str, Any]] = []
    if request.method == "POST":
        errors, general, moved = _save(actor, request, page)
        if not errors and not general:
            request.session[MOVED] = moved
            return redirect(request.get_full_path())
        page = entry_page(actor, rows, scope.today, periods=periods)
    else:
        moved = request.session.pop(MOVED, [])
    typed = request.POST if errors or general else {}
    return render(
        request,
        "kpis/enter.html",
        {
            "page": page,
            "more": next_address(request, page.after),
            "whose": whose,
            "kpi_id": kpi_id,
            "is_long": is_long,
            "unit": unit,
            "typed": typed,
            "errors": errors,
            "general": general,
            "moved": moved,
            "address": request.get_full_path(),
        },
        status=422 if errors or general else 200,
    )


def _save(
    actor: Actor, request: HttpRequest, page: EntryPage
) -> tuple[dict[str, str], list[str], list[dict[str, Any]]]:
    """Errors by cell, those of no cell, and what moved."""
    sent = {name: str(value) for name, value in request.POST.items()}
    errors: dict[str, str] = {}
    general: list[str] = []
    moved: list[dict[str, Any]] = []
    count = 0
    cells = read_cells(sent, page)
    for typed in cells.values():
        errors |= typed.errors
    wanted = {  # a KPI is saved whole or not at all
        kpi_id: typed.readings
        for kpi_id, typed in cells.items()
        if typed.readings and not typed.errors
    }
    answers = record_many(actor, wanted) if wanted else {}
    for kpi_id, done in answers.items():
        if isinstance(done, Problem):
            found = _cells_of(cells[kpi_id], done)
            errors |= found
            if not found:
                general.append(done.detail)
        else:
            count += len(done.created) + len(done.changed)
            moved += [_moved(done), *map(_moved, done.derived)]
    if count:
        words = ngettext("%(num)d value saved.", "%(num)d values saved.", count)
        messages.success(request, words % {"num": count})
    elif not errors and not general:
        messages.info(request, _("Nothing was changed."))
    return errors, general, moved


def _cells_of(typed: Typed, refused: Problem) -> dict[str, str]:
    return refused_cells(typed, [(error.field, error.message) for error in refused.errors])


def _moved(done: Recorded | Recomputed) -> dict[str, Any]:
    """What the values of a KPI led to, as plain data that a session keeps; of a derived one what
    those it is made of led to."""
    judged = done.judged
    told: dict[str, Any] = {
        "kpi_id": done.kpi.pk,
        "name": done.kpi.name,
        "values": len(done.days),
        "variation": "common",
        "colour": "grey",
        "state": "",
        "signals": 0,
        "withdrawn": 0,
        "response": None,
    }
    if judged is None:
        return told
    state, stretch = judged.standing.state, judged.standing.stretch
    came, went = moved_patterns(judged.standing, judged.appeared, judged.vanished)
    told |= {
        "variation": str(state.variation),
        "colour": str(state.colour),
        "state": state_words(
            state.advice, str(stretch.stage) if stretch else "none", done.kpi.form
        ),
        "signals": came,
        "withdrawn": went,
        "response": judged.response.number if judged.response and judged.appeared else None,
    }
    return told
