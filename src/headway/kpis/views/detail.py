"""One KPI: its page, what can be done there in one step, and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.activity.queries import history as events_of
from headway.core.spc import Colour
from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.models import (
    Frequency,
    MeasurementState,
    ResponseOutcome,
    ResponseStage,
    ValueOrigin,
)
from headway.kpis.queries.connectors import words as connector_words
from headway.kpis.queries.definitions.history import told_events
from headway.kpis.queries.definitions.words import definition_lines, version_changes
from headway.kpis.queries.doors import get_kpi, kpi_facts, may_define_in
from headway.kpis.queries.goal_posts.words import explain_posts, posts_said
from headway.kpis.queries.known.patterns import signal_words
from headway.kpis.queries.page.decimals import places_on_page
from headway.kpis.queries.page.standing import standing_words
from headway.kpis.queries.page.whole import KpiPage, kpi_page
from headway.kpis.queries.periods import all_periods
from headway.kpis.queries.words import (
    assurance_words,
    next_value_words,
    rhythm_words,
    told,
    told_large,
    variation_words,
    waiting_words,
)
from headway.kpis.views.chosen import asked_longer, asked_range, ranges, series_choices
from headway.kpis.views.request import actor_of, scope_of
from headway.kpis.views.steps import STEPS
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
    stored, scope = get_kpi(actor, kpi_id), scope_of(request)
    page = kpi_page(
        actor,
        stored,
        today=scope.today,
        wanted=asked_range(request),
        as_of=scope.as_of,
        segment=request.GET.get("segment", ""),
        by=asked_longer(request, stored),
    )
    kpi, today = page.kpi, page.as_of
    typed: dict[str, Any] = request.POST.dict()
    filled = {**_first(page), **typed}
    response = page.open_response
    looked = page.longer.found if page.longer else page.found
    judged = looked.judged
    return render(
        request,
        "kpis/kpi.html",
        {
            "page": page,
            "k": kpi,
            "now": page.found.now,
            "judged": judged,
            "state": standing_words(page),
            "of_all": all_periods(page.longer.to if page.longer else kpi.frequency),
            "longer_label": _("put together %(rhythm)s")
            % {"rhythm": str(Frequency(page.longer.to).label).lower()}
            if page.longer
            else "",
            "rhythm": rhythm_words(kpi.frequency, kpi.better),
            "seen": page.seen,
            "variation": variation_words(page.seen.judged.variation) if page.seen else "",
            "assurance": _assured_words(page),
            "source_words": connector_words,
            "waits_for": _waits_for(page),
            "ranges": ranges(page),
            "kept_day": today.isoformat() if page.is_past else None,
            **series_choices(page),
            "told": told,
            "told_large": told_large,
            "signal_words": signal_words,
            "places": places_on_page(kpi, page.found),
            "definition": definition_lines(kpi, page.names),
            "version_changes": version_changes(page.versions),
            "states": dict(MeasurementState.choices),
            "origins": dict(ValueOrigin.choices),
            "outcomes": dict(ResponseOutcome.choices),
            "posts_said": posts_said(page.posts) if page.posts else "",
            "posts_why": explain_posts(page.posts, today) if page.posts else None,
            "is_review_due": kpi.review_by is not None and kpi.review_by < today,
            "may_copy": not page.is_past and may_define_in(actor, None, ""),
            "may_restore": kpi.archived_at is not None
            and not page.is_past
            and decide(actor, Permission.KPI_DEFINE, kpi_facts(kpi)).allowed,
            "people": finder(PeopleChoices(actor), filled, "owner_id",
                             problem=problem)
            if page.may_respond and response
            else None,
            "panels": [] if page.is_past else panels_of(request, "kpi", kpi.pk),
            "tools": [] if page.is_past else panels_of(request, "kpi:tools", kpi.pk),
            "talk": [] if page.is_past else panels_of(request, "kpi:talk", kpi.pk),
            "today": today,
            "problem": problem,
            "errors": messages_of(problem),
            "typed": filled,
            "unsaved": _unsaved(page, typed) if problem else [],
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _assured_words(page: KpiPage) -> tuple[str, str]:
    """Whether it meets its target, and how one sees it; of words whether the last one does."""
    now = page.found.now
    if page.seen and page.kpi.levels and now is not None and now.target is not None:
        return (_("Yes") if page.found.judged.colour == Colour.GREEN else _("No")), ""
    return assurance_words(page.seen.judged.assurance, page.seen.misses) if page.seen else ("", "")


def _waits_for(page: KpiPage) -> str:
    """What the open response waits for, or the answered signal; empty without either."""
    if page.open_response:
        return waiting_words(page.open_response.stage)
    return next_value_words(page.period_next) if page.answered else ""


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
        "outcome": _usual_outcome(page),
    }


def _usual_outcome(page: KpiPage) -> str:
    """What is chosen beforehand; nothing while the last value still signals: whoever closes it so
    early says themselves what it was."""
    if page.is_unfounded:
        return str(ResponseOutcome.WITHDRAWN)
    response = page.open_response
    if response and response.action and page.still_signals:
        return ""
    return str(
        ResponseOutcome.RESOLVED if response and response.action else ResponseOutcome.COMMON_CAUSE
    )


_ASKED = {
    ResponseStage.RAISED: ("note",),
    ResponseStage.ACKNOWLEDGED: ("cause", "closing_word"),
    ResponseStage.CAUSE: ("cause", "action", "closing_word"),
    ResponseStage.ACTION: ("cause", "action", "closing_word", "held_because"),
}
"""The texts that the page asks for by the stage of the open response."""


def _unsaved(page: KpiPage, typed: dict[str, Any]) -> list[str]:
    """What was written for a step that others took or closed meanwhile, or put away with the KPI:
    no field shows it again."""
    response = page.open_response if page.may_respond else None
    asked = _ASKED[ResponseStage(response.stage)] if response else ()
    texts = ("note", "cause", "action", "closing_word", "held_because")
    return [typed[name] for name in texts if typed.get(name) and name not in asked]


@require_POST
def step(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """One step of a KPI, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        taken = STEPS.get(posted.text("do"))
        if taken is None:
            raise InvalidInput.on("do", _("Choose what to do with the KPI."))
        said = taken(actor, kpi_id, posted)
    except Refused as problem:
        return page_of(request, kpi_id, problem)
    if said:
        messages.success(request, said)
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
            "rows": told_events(tell(actor.organisation_id, rows), rows),
            "older": rows[-1].sequence if len(rows) == CHANGES else None,
        },
    )
