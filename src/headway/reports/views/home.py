"""Home: what is due from me, and the check-ins that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.core.errors import MethodError
from headway.kit.problems import InvalidInput, NotFound, Problem, Refused
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import Phase
from headway.okrs.queries.calendar_page import calendar_page
from headway.okrs.queries.calendars import in_planning
from headway.okrs.queries.moved import NONE, explained, moves_by_key
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.okrs.queries.preview import judged_row, preview
from headway.people.access import Actor
from headway.reports.forms import RowForm, entry, is_touched, typed
from headway.reports.queries.due import DueItem, due_items
from headway.reports.queries.first_steps import first_steps
from headway.reports.queries.movers import Week, moved_in_week
from headway.reports.queries.waiting import own_objectives, waiting_items
from headway.reports.shell import Due, actor_of, due_for, scope_for
from headway.reports.views.rows import Answer, CheckInRow, check_in_row
from headway.web.posted import Posted
from headway.web.render import render

SHOWN = 50
WAITING_SHOWN = 10


@dataclass(slots=True)
class _Table:
    """What is due, as far as it is shown."""

    due: Due
    items: list[DueItem]
    decisions: int = 0

    @property
    def today(self) -> date:
        return self.due.today

    @property
    def answer(self) -> Answer:
        waiting = self.due.waiting
        later = [turn for turn in self.due.turns if turn.due_on and turn not in waiting]
        next_due_on = min((turn.due_on for turn in later if turn.due_on), default=None)
        return Answer(
            waiting=len(waiting),
            late=sum(bool(turn.due_on and turn.due_on < self.today) for turn in waiting),
            saved=sum(turn.saved_today and turn not in waiting for turn in self.due.turns),
            next_due_on=next_due_on,
            next_count=sum(turn.due_on == next_due_on for turn in later),
            decisions=self.decisions,
        )


def _table(
    request: HttpRequest,
    *,
    limit: int | None = None,
    only: int | None = None,
    again: bool = False,
) -> _Table:
    """What waits or was saved today: the first ``limit``, or ``only`` one key result."""
    due = due_for(request, again=again)
    chosen = due.listed
    if only is not None:
        chosen = [turn for turn in chosen if turn.key_result_id == only]
    items = due_items(actor_of(request), due.today, chosen[:limit], due.until)
    return _Table(due, items)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page."""
    everything = request.GET.get("all") == "1"
    correct = Posted(request.GET).integer("correct")
    table = _table(request, limit=None if everything else SHOWN)
    return _page(request, table, {}, correct=correct)


def _page(
    request: HttpRequest,
    table: _Table,
    forms: dict[int, RowForm],
    *,
    correct: int | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, scope = actor_of(request), scope_for(request)
    beside = _beside(request)
    planned = in_planning(scope.cycles, scope.today)
    waiting = waiting_items(actor, beside["own"], scope.today)
    table.decisions = len(waiting)
    shown = len(waiting) if request.GET.get("all") == "waiting" else WAITING_SHOWN
    return render(
        request,
        "reports/home.html",
        {
            "today_words": date_format(scope.today, "l j F Y"),
            "answer": table.answer,
            "rows": _rows(actor_of(request), table, forms, correct),
            "hidden": len(table.due.waiting) - sum(item.waits for item in table.items),
            "waiting": waiting[:shown],
            "waiting_more": max(len(waiting) - shown, 0),
            "has_cycle": scope.cycle is not None,
            "still": scope.cycle.name
            if scope.cycle is not None and scope.cycle.phase != Phase.RUNNING
            else "",
            "first_steps": first_steps(actor),
            "planned": planned
            and calendar_page(actor.organisation_id, planned.name, planned, scope.today),
            "today": scope.today,
            **beside,
        },
        status=status,
    )


def _beside(request: HttpRequest) -> dict[str, Any]:
    """What every check-in may move beside the table: one's own objectives, and what moved in the
    unit. About ten queries."""
    actor, scope = actor_of(request), scope_for(request)
    cycle = scope.cycle
    runs = cycle is not None and cycle.phase == Phase.RUNNING
    return {
        "own": own_objectives(actor, scope.today),
        "week": moved_in_week(actor, scope.unit, cycle.id, scope.today)
        if cycle and runs
        else Week(),
        "since": cycle.starts_on if cycle else scope.today,
        "unit": scope.unit,
    }


def _rows(
    actor: Actor, table: _Table, forms: dict[int, RowForm], correct: int | None = None
) -> list[CheckInRow]:
    """A few more queries when something was saved today: what explains the scores it moved."""
    moves = {item.row.id: item.move for item in table.items if item.move is not None}
    moved = {item.row.objective_id for item in table.items if item.row.id in moves}
    rows = objective_rows_by_id(moved, as_of=table.today, today=table.today)
    why = explained(actor, rows.values(), table.today)
    above = {key: list(move.above.items()) for key, move in moves.items() if move.above}
    went_along = moves_by_key(actor, above, table.today)
    return [
        check_in_row(
            item,
            table.today,
            forms.get(item.row.id),
            correct=item.row.id == correct,
            explanation=why.get(item.row.objective_id),
            above=went_along.get(item.row.id, NONE),
        )
        for item in table.items
    ]


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save one row (``save`` or ``same`` holds its key result) or all that were touched."""
    posted = Posted.of(request)
    wanted, same = posted.text("save", "all"), posted.integer("same")
    only = same if same is not None else (int(wanted) if wanted.isdecimal() else None)
    is_fragment = bool(request.headers.get("HX-Request")) and only is not None
    before = _table(request, only=only if is_fragment else None)
    forms = {item.row.id: typed(posted, item.row) for item in before.items}
    chosen = [
        item
        for item in before.items
        if (item.row.id == only if only is not None else is_touched(forms[item.row.id], item.row))
    ]
    if only is not None and not chosen:
        raise NotFound(_not_yours())
    saved = [
        item.row.id for item in chosen if _save(request, item, forms[item.row.id], same is not None)
    ]
    kept = {
        item.row.id: forms[item.row.id]
        for item in before.items
        if item.row.id not in saved
        and (forms[item.row.id].errors or is_touched(forms[item.row.id], item.row))
    }
    if is_fragment and only is not None:
        return _saved_row(request, only, kept)
    return _saved_page(request, saved, kept)


def _save(request: HttpRequest, item: DueItem, form: RowForm, same: bool) -> bool:
    """Whether the row was saved; its errors stay with the form."""
    try:
        entered = entry(Posted.of(request), item.row, same=same)
        check_in(
            actor_of(request),
            item.row.id,
            value=entered.value,
            milestones_done=entered.milestones_done,
            confidence=entered.confidence,
            note=entered.note,
            supersedes_id=entered.supersedes_id,
        )
    except Refused as problem:
        form.refuse(problem)
        return False
    except Problem as problem:
        form.errors = {"value": str(problem.detail)}
        return False
    return True


def _saved_row(request: HttpRequest, only: int, kept: dict[int, RowForm]) -> HttpResponse:
    """The row as it stands now, the counts around it, and what stands beside the table."""
    table = _table(request, only=only, again=True)
    row = _rows(actor_of(request), table, kept)[0]
    return render(
        request,
        "reports/_saved_row.html",
        {"row": row, "answer": table.answer, **_beside(request)},
    )


def _saved_page(request: HttpRequest, saved: list[int], kept: dict[int, RowForm]) -> HttpResponse:
    """The page anew; where something is still typed it is answered at once, to keep that."""
    wrong = any(form.errors for form in kept.values())
    if saved:
        words = ngettext("%(count)d check-in saved.", "%(count)d check-ins saved.", len(saved))
        messages.success(request, words % {"count": len(saved)})
    elif not wrong:
        messages.info(request, _("Nothing was entered yet. Type a value, then save."))
    if kept:
        return _page(request, _table(request, again=True), kept, status=422 if wrong else 200)
    return redirect("reports:home")


@require_safe
def show_preview(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """The status that the row would give, as a fragment."""
    actor, today = actor_of(request), scope_for(request).today
    row = judged_row(actor, key_result_id, today)
    posted = Posted(request.GET)
    found, words = None, ""
    try:
        entered = entry(posted, row)
        found = preview(
            row,
            today,
            value=entered.value,
            milestones_done=entered.milestones_done,
            confidence=entered.confidence,
            replaces=entered.supersedes_id,
        )
    except (InvalidInput, MethodError) as problem:
        words = str(problem) if isinstance(problem, MethodError) else str(problem.errors[0].message)
        if not posted.text(f"value-{key_result_id}"):
            words = ""
    return render(request, "reports/_preview.html", {"row": row, "preview": found, "words": words})


@require_safe
def show_row(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """A row of the table as it stands; with ``correct`` as a form again. Without htmx, the page."""
    correct = request.GET.get("correct") == "1"
    if not request.headers.get("HX-Request"):
        return redirect(f"/?correct={key_result_id}" if correct else "/")
    table = _table(request, only=key_result_id)
    if not table.items:
        raise NotFound(_not_yours())
    row = _rows(actor_of(request), table, {}, correct=key_result_id if correct else None)[0]
    return render(request, "reports/_row.html", {"row": row})


def _not_yours() -> str:
    return _("This check-in is not one of yours. Open the key result to check in.")
