"""One KPI: its page, what can be done there in one step, and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.activity.queries import history as events_of
from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.actions.definitions import archive_kpi, restore_kpi
from headway.kpis.actions.rebases import undo_rebase
from headway.kpis.actions.remarks import annotate, follow, remove_annotation
from headway.kpis.models import MeasurementState, Origin, Outcome
from headway.kpis.queries import connector_words
from headway.kpis.queries.definition_words import definition_lines, version_changes
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.kpis.queries.page import RANGES, KpiPage, kpi_page
from headway.kpis.queries.patterns import signal_words
from headway.kpis.queries.words import (
    assurance_words,
    limit_places,
    rhythm_words,
    shown,
    state_words,
    variation_words,
    waiting_words,
)
from headway.kpis.views.request import actor_of, today_of
from headway.people.access import Permission, decide
from headway.people.queries import PeopleChoices
from headway.people.queries.told import tell
from headway.web.choosing import finder
from headway.web.panels import panels_of
from headway.web.posted import Posted
from headway.web.render import render

CHANGES = 50
"""Events on one page of the history."""


@require_safe
def detail(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Is the process healthy?"""
    return page_of(request, kpi_id)


def page_of(request: HttpRequest, kpi_id: int, problem: Problem | None = None) -> HttpResponse:
    """The page of a KPI, after a refused step with its ``problem``."""
    actor = actor_of(request)
    kpi, today = get_kpi(actor, kpi_id), today_of(actor)
    page = kpi_page(actor, kpi, today=today, wanted=_range(request))
    typed: dict[str, Any] = request.POST.dict()
    response = page.open_response
    judged, segment = page.found.judged, page.found.segment
    return render(
        request,
        "kpis/kpi.html",
        {
            "page": page,
            "k": kpi,
            "now": page.found.now,
            "judged": judged,
            "state": state_words(
                judged.advice,
                str(segment.stage) if segment else "none",
                has_value=page.found.now is not None,
            ),
            "rhythm": rhythm_words(kpi.frequency, kpi.better),
            "variation": variation_words(judged.variation),
            "assurance": assurance_words(judged.assurance),
            "source_words": connector_words,
            "waits_for": waiting_words(response.stage) if response else "",
            "ranges": _ranges(page),
            "shown": shown,
            "signal_words": signal_words,
            "places": limit_places(kpi.decimals),
            "definition": definition_lines(kpi, page.names),
            "version_changes": version_changes(page.versions),
            "states": dict(MeasurementState.choices),
            "origins": dict(Origin.choices),
            "outcomes": dict(Outcome.choices),
            "may_restore": kpi.archived_at is not None
            and decide(actor, Permission.KPI_DEFINE, kpi_facts(kpi)).allowed,
            "people": finder(PeopleChoices(actor), typed or _first(page), "owner_id",
                             problem=problem)
            if page.may_respond and response
            else None,
            "panels": panels_of(request, "kpi", kpi.pk),
            "today": today,
            "problem": problem,
            "errors": messages_of(problem),
            "typed": typed or _first(page),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _first(page: KpiPage) -> dict[str, Any]:
    """What the forms of the page say before anything is typed."""
    response = page.open_response
    if response is None:
        return {}
    ends_on = response.action_ends_on or response.action_due_on
    return {
        "owner_id": response.action_owner_id or page.kpi.owner_id,
        "ends_on": ends_on.isoformat(),
        "cause": response.cause,
        "action": response.action,
        "outcome": "resolved" if response.action else "common_cause",
    }


def _range(request: HttpRequest) -> int | None:
    asked = request.GET.get("periods", "")
    return 0 if asked == "all" else whole_id(asked)


def _ranges(page: KpiPage) -> list[tuple[str, str, bool]]:
    """The ranges that differ, with their addresses and which is shown."""
    fitting = [count for count in RANGES if count < page.periods]
    if not fitting:
        return []
    known = page.shown in fitting or page.shown == page.periods
    counts = fitting if known else sorted({*fitting, page.shown})
    links = [(str(count), f"?periods={count}", count == page.shown) for count in counts]
    return [*links, (_("all %(count)d") % {"count": page.periods}, "?periods=all",
                     page.shown == page.periods)]  # fmt: skip


@require_POST
def step(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """One step of a KPI, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "follow":
                follow(actor, kpi_id, wanted=True)
                messages.success(request, _("You hear of its signals from now on."))
            case "unfollow":
                follow(actor, kpi_id, wanted=False)
            case "archive":
                archive_kpi(actor, kpi_id, why=posted.text("why"))
                messages.success(request, _("Archived with all its values. It can be restored."))
            case "restore":
                restore_kpi(actor, kpi_id)
            case "remark":
                on = posted.day("on")
                posted.refuse()
                if on is None:
                    raise InvalidInput.on("on", _("Say when it happened."))
                annotate(actor, kpi_id, on=on, text=posted.text("text"))
            case "unremark":
                remove_annotation(actor, kpi_id, posted.integer("remark_id") or 0)
            case "undo_rebase":
                rebase_id = posted.integer("rebase_id") or 0
                undo_rebase(actor, kpi_id, rebase_id, why=posted.text("why"))
                messages.success(request, _("Undone: the limits are as they were before."))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the KPI."))
    except Refused as problem:
        return page_of(request, kpi_id, problem)
    return redirect("kpis:kpi", kpi_id)


@require_safe
def history(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """What changed on the KPI, by whom and why."""
    actor = actor_of(request)
    kpi = get_kpi(actor, kpi_id)
    rows = events_of(
        actor.organisation_id,
        subject_type="kpi",
        subject_id=kpi.pk,
        before_sequence=whole_id(request.GET.get("before", "")),
        limit=CHANGES,
    )
    return render(
        request,
        "kpis/history.html",
        {
            "k": kpi,
            "rows": tell(actor.organisation_id, rows),
            "older": rows[-1].sequence if len(rows) == CHANGES else None,
        },
    )
