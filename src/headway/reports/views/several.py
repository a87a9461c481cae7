"""Check in on everything of an objective that one may, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from headway.kit.problems import FieldError, InvalidInput, Refused, messages_of
from headway.okrs.actions.several import CheckInEntry, check_in_on_several
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objective_page import checkable_rows
from headway.reports.forms import RowForm, entry, is_touched, typed
from headway.reports.queries.due import DueItem
from headway.reports.shell import actor_of, scope_for
from headway.reports.views.rows import check_in_row
from headway.web.posted import Posted
from headway.web.render import render


def check_in_page(request: HttpRequest, objective_id: int) -> HttpResponse:
    """The table, and what was entered: all of it, or nothing with what is wrong."""
    actor, today = actor_of(request), scope_for(request).today
    objective, rows = checkable_rows(actor, objective_id, today=today)
    posted, forms = Posted.of(request), {}
    problem: Refused | None = None
    if request.method == "POST":
        forms = {row.id: typed(posted, row) for row in rows}
        touched = [row for row in rows if is_touched(forms[row.id], row)]
        try:
            day = posted.day("effective_on")
            entries = _entries(request, touched, forms)
            posted.refuse()
            done = check_in_on_several(actor, objective_id, entries, effective_on=day)
        except Refused as refused:
            problem = refused
            _stand_at_their_rows(refused, forms)
        else:
            words = ngettext("%(count)d check-in saved.", "%(count)d check-ins saved.", len(done))
            messages.success(request, words % {"count": len(done)})
            return redirect("okrs:objective", objective_id)
    items = [DueItem(row, objective.unit_name, objective.title, waits=True) for row in rows]
    return render(
        request,
        "reports/several.html",
        {
            "o": objective,
            "rows": [check_in_row(item, today, forms.get(item.row.id)) for item in items],
            "day": posted.text("effective_on") or today.isoformat(),
            "today": today,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _entries(
    request: HttpRequest, rows: list[KeyResultRow], forms: dict[int, RowForm]
) -> list[CheckInEntry]:
    """What was entered. Raises InvalidInput with everything that cannot be read."""
    found, errors = [], []
    for row in rows:
        try:
            read = entry(Posted.of(request), row)
        except InvalidInput as refused:
            errors += [
                FieldError(f"{row.id}-{e.field.partition('-')[0]}", e.code, e.message)
                for e in refused.errors
            ]
            continue
        found.append(
            CheckInEntry(row.id, read.value, None, read.milestones_done, read.confidence, read.note)
        )
    if errors:
        raise InvalidInput(str(errors[0].message), errors=errors)
    return found


def _stand_at_their_rows(refused: Refused, forms: dict[int, RowForm]) -> None:
    for error in refused.errors:
        key, _dash, field = error.field.partition("-")
        if key.isdecimal() and int(key) in forms:
            forms[int(key)].errors[field] = str(error.message)
