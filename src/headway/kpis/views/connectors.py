"""Where the values of a KPI come from: set it up, try it, look how it goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis import sources
from headway.kpis.actions.connectors.definition import (
    pause_connector,
    remove_connector,
    resume_connector,
    set_connector,
)
from headway.kpis.actions.connectors.running import run_connector
from headway.kpis.actions.connectors.trying import Tried, try_connector
from headway.kpis.forms.connectors import connector_typed, read_connector, read_schedule
from headway.kpis.models import Every, Kpi
from headway.kpis.queries.connectors import words as words
from headway.kpis.queries.connectors.rows import (
    connector_of,
    connector_row,
    list_connectors,
    refuse_computed,
    run_row,
    runs_of,
    secret_names,
)
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.words import shown
from headway.kpis.views.request import actor_of
from headway.people.access import Permission, decide, require
from headway.web.posted import Posted, fields_again
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Do the sources of our KPIs work?"""
    actor = actor_of(request)
    require(actor, Permission.ORGANISATION_MANAGE)
    rows = list_connectors(actor)
    return render(
        request,
        "kpis/connectors.html",
        {"rows": rows, "words": words, "heading": words.list_answer(rows)},
    )


def detail(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Where do its values come from?"""
    actor = actor_of(request)
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_computed(kpi)
    if request.method != "POST":
        return _page(request, kpi)
    posted = Posted.of(request)
    try:
        typed = read_connector(posted)
        if posted.text("do") == "test":
            posted.refuse()
            return _page(request, kpi, tried=try_connector(actor, kpi_id, **typed.source()))
        schedule, version = read_schedule(posted), posted.integer("version")
        posted.refuse()
        set_connector(actor, kpi_id, **typed.source(), **schedule, version=version)
    except Refused as problem:
        return _page(request, kpi, problem)
    messages.success(request, _("Saved. The source is asked in a moment, or press “Run now”."))
    return redirect("kpis:connector", kpi_id)


def _page(
    request: HttpRequest,
    kpi: Kpi,
    problem: Problem | None = None,
    *,
    tried: Tried | None = None,
) -> HttpResponse:
    connector = connector_of(kpi)
    asked = request.POST.get("kind") or request.GET.get("kind") or ""
    kind = asked if asked in sources.KINDS else (connector.kind if connector else "")
    row = connector_row(kpi.pk)
    typed: dict[str, Any] = fields_again(request, problem) or connector_typed(connector, kind)
    is_stored = connector is not None and connector.kind == kind
    return render(
        request,
        "kpis/connector.html",
        {
            "k": kpi,
            "row": row,
            "runs": runs_of(kpi.pk) if row else [],
            "words": words,
            "heading": words.answer(row, kpi.name),
            "kinds": list(sources.KINDS.values()),
            "kind": sources.KINDS.get(kind),
            "typed": typed,
            "stored": secret_names(connector) if is_stored else frozenset(),
            "every": Every.choices,
            "weekdays": words.weekdays(),
            "tried": tried,
            "periods": _periods(kpi, tried),
            "shown": shown,
            "problem": problem,
            "errors": messages_of(problem),
        },
        fragment="kpis/_tried.html",
        status=problem.status if problem and not request.headers.get("HX-Request") else 200,
    )


def _periods(kpi: Kpi, tried: Tried | None) -> list[str]:
    """What the periods of the shown values are called, in their order."""
    if tried is None:
        return []
    calendar = calendar_of(kpi.organisation_id)
    return [period_in_full(one.starts_on, kpi.frequency, calendar) for one in tried.values]


@require_POST
def step(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """One step with a source, named by the field ``do``; back to where it was taken."""
    actor, posted = actor_of(request), Posted.of(request)
    back = posted.text("back")
    try:
        match posted.text("do"):
            case "run":
                periods = posted.integer("periods")
                posted.refuse()
                replace = posted.switched("replace_entered")
                made = run_connector(actor, kpi_id, periods=periods, replace_entered=replace)
                run = run_row(made)
                tell = messages.error if run.error else messages.success
                after = " ".join(words.after_words(run).splitlines())
                tell(request, f"{words.run_words(run)} {after}".strip())
            case "pause":
                pause_connector(actor, kpi_id)
                messages.success(request, _("Paused. The values are entered by people until then."))
            case "resume":
                resume_connector(actor, kpi_id)
                messages.success(request, _("The source is asked by itself again."))
            case "remove":
                remove_connector(actor, kpi_id)
                messages.success(request, _("Removed. What it brought stays."))
                back = "kpi"
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the source."))
    except Refused as problem:
        said = [error.message for error in problem.errors] or [problem.detail]
        messages.error(request, " ".join(said))
    kpi = get_kpi(actor, kpi_id)
    if back == "connector" and decide(actor, Permission.KPI_DEFINE, kpi_facts(kpi)).allowed:
        return redirect("kpis:connector", kpi_id)
    return redirect(f"{reverse('kpis:kpi', args=[kpi_id])}#source")
