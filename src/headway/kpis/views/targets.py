"""Say what is wanted of a KPI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.actions.targets import NUMBERS, set_target
from headway.kpis.forms.curves import point_fields, points_typed, scored_choices
from headway.kpis.forms.definitions import target_fields
from headway.kpis.models import Kpi, TargetKind
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.queries.series.charts import TargetRow, target_at, targets_of
from headway.kpis.queries.target_form import decide_by, held_words, meant_words
from headway.kpis.views.request import actor_of, today_of
from headway.people.access import Permission, require
from headway.web.posted import Posted, plain_number
from headway.web.render import render


def target(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """What is wanted of it, from when on, and why?"""
    actor = actor_of(request)
    kpi, today = get_kpi(actor, kpi_id), today_of(actor)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    calendar = calendar_of(actor.organisation_id)
    if request.headers.get("HX-Request") and request.method == "GET":
        meant = meant_words(kpi, _day(request.GET), calendar)
        return render(request, "kpis/_meant.html", {"meant": meant})
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = target_fields(posted)
            posted.refuse()
            if posted.text("do") == "end":
                fields |= dict.fromkeys((*NUMBERS, "curve", "by"))
            elif "curve" not in fields and fields["low"] is None and fields["high"] is None:
                name = "high" if fields["kind"] == TargetKind.AT_MOST else "low"
                raise InvalidInput.on(name, _("Enter the number that is wanted."))
            made = set_target(actor, kpi_id, **fields)
        except Refused as refused:
            problem = refused
        else:
            held = held_words(kpi, targets_of(kpi.pk), made.effective_on, calendar)
            messages.success(request, held)
            return redirect("kpis:kpi", kpi_id)
    by = decide_by(kpi, calendar)
    rows = [row for _words, row in reversed(by.targets)]
    now = target_at(rows, today)
    typed = request.POST.dict() or _typed(kpi, now, today)
    return render(
        request,
        "kpis/target.html",
        {
            "k": kpi,
            "by": by,
            "now": now,
            "today": today,
            "meant": meant_words(kpi, _day(typed), calendar),
            "typed": typed,
            "kinds": TargetKind.choices,
            "scored": scored_choices(),
            "levels": [(plain_number(score), name) for name, score in kpi.levels] or None,
            "points": point_fields(typed),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _day(typed: QueryDict | Mapping[str, str]) -> date | None:
    """The day from which on it is to hold; None for what is no day, which the form says itself."""
    try:
        return Posted(typed).day("effective_on")
    except InvalidInput:
        return None


def _typed(kpi: Kpi, now: TargetRow | None, today: date) -> dict[str, Any]:
    """What the form says before anything is typed."""
    kind = {"up": "at_least", "down": "at_most"}.get(kpi.better, "within")
    typed: dict[str, Any] = {"kind": kind, "effective_on": today.isoformat(), **points_typed(now)}
    if now is not None:
        typed["kind"] = now.kind
        typed |= {n: plain_number(getattr(now, n)) for n in NUMBERS}
        typed["by"] = now.by.isoformat() if now.by else ""
    return typed
