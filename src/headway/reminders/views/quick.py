"""The links of letters: check in without signing in; get no more e-mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from headway.kit import clock
from headway.kit.choices import whole_ids
from headway.kit.problems import Problem, Refused, messages_of
from headway.okrs.actions.checkins import CheckedIn
from headway.okrs.forms import check_in_fields
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.reminders.actions.leaving import find_leaver, leave_by_link
from headway.reminders.actions.quick import Quick, UsedLink, check_in_by_link, open_link
from headway.web.leaving import left_page
from headway.web.posted import Posted, plain_number
from headway.web.render import render


@dataclass(frozen=True, slots=True)
class _Same:
    """What the button "same as last time" sends; ``words`` say it."""

    value: str
    confidence: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest, secret: str) -> HttpResponse:
    """The form, filled with the last values; and what it sent. Looking writes nothing, since mail
    scanners look at every link."""
    try:
        found = open_link(secret)
        with override(found.person.organisation.language), timezone.override(found.actor.time_zone):
            return _answered(request, secret, found)
    except UsedLink as used:
        return _no_more(request, used)


def _answered(request: HttpRequest, secret: str, found: Quick) -> HttpResponse:
    problem: Problem | None = None
    today = clock.today(found.actor.time_zone)
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = check_in_fields(posted, found.key_result.kind)
            fields.pop("supersedes_id")
            posted.refuse()
            done = check_in_by_link(secret, **fields)
        except Refused as refused:
            if isinstance(refused, UsedLink):
                raise
            problem = refused
        else:
            return _done(request, found, done)
    [row] = rows_by_id([found.key_result.pk], as_of=today, today=today, with_readings=True)
    typed: dict[str, Any] = request.POST.dict() if problem else _last(row)
    context = {
        "k": row,
        "objective": found.key_result.objective,
        "name": found.person.name,
        "organisation": found.person.organisation.name,
        "typed": typed,
        "done": _ticked(request, row, problem),
        "same": _same(row),
        "ready": "same" in request.GET,
        "today": today,
        "problem": problem,
        "errors": messages_of(problem),
    }
    status = problem.status if problem else 200
    return render(request, "reminders/quick.html", context, status=status)


def _done(request: HttpRequest, found: Quick, done: CheckedIn) -> HttpResponse:
    today = clock.today(found.actor.time_zone)
    [row] = rows_by_id([found.key_result.pk], as_of=today, today=today)
    context = {
        "k": row,
        "before": done.score_before,
        "organisation": found.person.organisation.name,
    }
    return render(request, "reminders/quick_done.html", context)


def _no_more(request: HttpRequest, used: UsedLink) -> HttpResponse:
    context = {"said": used.detail, "key_result_id": used.key_result_id}
    return render(request, "reminders/quick_void.html", context, status=410)


def _last(row: KeyResultRow) -> dict[str, str]:
    """The form begins with what was said last; of what adds up, with nothing."""
    adds_up = row.aggregation == "sum"
    value = "" if row.value is None or adds_up else plain_number(row.value)
    return {"value": value, "confidence": "" if row.confidence is None else str(row.confidence)}


def _same(row: KeyResultRow) -> _Same | None:
    """None where there is nothing to repeat: no value yet, one that adds up, or steps."""
    is_number = row.kind != "milestone" and row.aggregation != "sum" and row.kpi_id is None
    if not is_number or row.value is None:
        return None
    return _Same(**_last(row))


def _ticked(request: HttpRequest, row: KeyResultRow, problem: Problem | None) -> frozenset[int]:
    if problem is None:
        return frozenset(row.steps_done)
    return frozenset(whole_ids(request.POST.getlist("milestones")))


left = left_page(find_leaver, leave_by_link, "reminders/left.html")
