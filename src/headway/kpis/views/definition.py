"""Define a KPI, change its definition and its baseline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.actions.definitions import create_kpi, update_kpi
from headway.kpis.actions.rebases import ANSWERS, rebase
from headway.kpis.forms.definitions import (
    FIRST,
    copied_typed,
    definition_choices,
    definition_fields,
    definition_typed,
)
from headway.kpis.forms.formulas import said_of
from headway.kpis.models import Kpi
from headway.kpis.queries.choices import KpiChoices, units_to_define_in
from headway.kpis.queries.definitions.families import shared_inputs, shared_words
from headway.kpis.queries.definitions.library_words import listed_alone
from headway.kpis.queries.doors import (
    calendar_of,
    get_kpi,
    has_values,
    kpi_facts,
    may_define_in,
)
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.rebasing import suggested_start
from headway.kpis.queries.words import shown
from headway.kpis.views.request import actor_of, scope_of, today_of
from headway.people.access import Actor, Permission, require
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted, fields_again
from headway.web.render import render


def new(request: HttpRequest) -> HttpResponse:
    """What is watched, how is it counted, and who answers for it?"""
    actor, unit = actor_of(request), scope_of(request).unit
    if not may_define_in(actor, None, ""):
        require(actor, Permission.KPI_DEFINE)
    asked = whole_id(request.GET.get("from", ""))
    original = get_kpi(actor, asked) if asked is not None else None
    problem: Problem | None = None
    posted = Posted.of(request)
    if request.method == "POST" and posted.text("do") != "check":
        try:
            fields = definition_fields(posted, PeopleChoices(actor), KpiChoices(actor))
            unit_id = posted.chosen_id("unit_id", units_to_define_in(actor))
            posted.refuse()
            if unit_id is None:
                raise InvalidInput.on("unit_id", _("Choose whose KPI it is."))
            kpi = create_kpi(
                actor, unit_id=unit_id, copied_from_id=original.pk if original else None, **fields
            )
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("Defined. Now set a target, and enter the first values."))
            _tell_gaps(request, actor, kpi.pk)
            if original is not None and (shared := shared_inputs([kpi.pk])):
                said = _("It is computed from %(names)s. Choose KPIs of its own unit in its "
                         "definition if it is to tell what happens there.")  # fmt: skip
                messages.warning(request, said % {"names": shared_words(shared)})
            return redirect("kpis:kpi", kpi.pk)
    typed: dict[str, Any] = request.POST.dict() or {
        **FIRST,
        **(copied_typed(original, unit.id if unit else None) if original else {}),
        "owner_id": actor.person_id or "",
        "unit_id": unit.id if unit and may_define_in(actor, unit.id, unit.path) else "",
    }
    return _form(request, typed, problem, original=original)


def edit(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Change a definition: a new version, and a new baseline where the figures become others."""
    actor = actor_of(request)
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    problem: Problem | None = None
    posted = Posted.of(request)
    if request.method == "POST" and posted.text("do") != "check":
        try:
            people = PeopleChoices(actor, also=[kpi.owner_id, kpi.updater_id])
            kpis = KpiChoices(actor, without=kpi.pk, also=[kpi.leads_id])
            fields = definition_fields(posted, people, kpis, in_words=kpi.in_words)
            version, day = posted.integer("version"), posted.day("effective_on")
            unit_id = posted.chosen_id("unit_id", units_to_define_in(actor))
            posted.refuse()
            update_kpi(
                actor,
                kpi_id,
                unit_id=unit_id if unit_id != kpi.unit_id else None,
                version=version,
                why=posted.text("why"),
                effective_on=day,
                new_baseline=False if posted.switched("only_wording") else None,
                **fields,
            )
        except Refused as refused:
            problem = refused
        else:
            _tell_gaps(request, actor, kpi_id)
            return redirect("kpis:kpi", kpi_id)
    typed = fields_again(request, problem) or {
        **definition_typed(kpi),
        "effective_on": "" if kpi.is_derived else today_of(actor).isoformat(),
    }
    return _form(request, typed, problem, kpi=kpi)


def _tell_gaps(request: HttpRequest, actor: Actor, kpi_id: int) -> None:
    """What makes the definition doubtful, on the next page: it was saved all the same."""
    said = listed_alone(actor, kpi_id, today_of(actor))
    if said is not None and said.grave:
        what = ", ".join(said.grave)
        messages.warning(
            request, _("Its definition leaves something open: %(what)s.") % {"what": what}
        )


def _form(
    request: HttpRequest,
    typed: dict[str, Any],
    problem: Problem | None,
    *,
    kpi: Kpi | None = None,
    original: Kpi | None = None,
) -> HttpResponse:
    """The form as it is filled, or only what its formula means where the page asks for that."""
    actor = actor_of(request)
    said = said_of(actor, kpi, typed, problem)
    if request.headers.get("HX-Request") and request.POST.get("do") == "check":
        return render(request, "kpis/_formula.html", {"formula": said, "errors": {}})
    also = [kpi.owner_id, kpi.updater_id] if kpi else []
    people = PeopleChoices(actor, also=also)
    units = units_to_define_in(actor)
    may_place = kpi is None or may_define_in(actor, kpi.unit_id, kpi.unit.path)
    kpis = KpiChoices(actor, without=kpi.pk if kpi else None, also=[kpi.leads_id if kpi else None])
    return render(
        request,
        "kpis/form.html",
        {
            "k": kpi,
            "original": original,
            "typed": typed,
            "choices": definition_choices(typed),
            "people": finder(people, typed, "owner_id", "updater_id", problem=problem),
            "units": finder(units, typed, "unit_id", problem=problem) if may_place else None,
            "kpis": finder(kpis, typed, "leads_id", problem=problem),
            "formula": said,
            "address": request.get_full_path(),
            "has_values": kpi is not None and has_values(kpi),
            "today": today_of(actor),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def rebase_page(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Did the process change for good? Four questions decide."""
    actor = actor_of(request)
    kpi, today = get_kpi(actor, kpi_id), today_of(actor)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            day = posted.day("starts_on")
            posted.refuse()
            if day is None:
                raise InvalidInput.on("starts_on", _("Say from when on it is different."))
            rebase(actor, kpi_id, starts_on=day, **{name: posted.text(name) for name in ANSWERS})
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("New limits begin there. They count from 12 values on."))
            return redirect("kpis:kpi", kpi_id)
    start, signal = suggested_start(kpi)
    calendar = calendar_of(actor.organisation_id)
    typed = request.POST.dict() or {"starts_on": (start or today).isoformat()}
    return render(
        request,
        "kpis/rebase.html",
        {
            "k": kpi,
            "signal": signal,
            "period": period_in_full(start, kpi.frequency, calendar) if start else "",
            "shown": shown,
            "typed": typed,
            "today": today,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )
