"""Who serves what: the matrix of units and mid-term goals, and its loose ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.kit.problems import Conflict, FieldError, InvalidInput, Problem, messages_of
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.queries.explanations import explain_cycle, hidden_words
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.people.access import Actor
from headway.reports.queries.places import address
from headway.reports.queries.sight import View
from headway.reports.queries.sight.loose import LooseEnds, loose_ends
from headway.reports.queries.sight.matrix import ALL, NO_GOAL, Matrix, read_matrix
from headway.reports.shell import actor_of, scope_for
from headway.reports.views.sight_views import number_of, view_of
from headway.strategy.queries import perspectives
from headway.web.choosing import finder
from headway.web.explanation import Explanation
from headway.web.formats import count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render

LISTED = 50


@dataclass(frozen=True, slots=True)
class _Listed:
    """The objectives behind one cell, how their mean comes about, and what it leaves out."""

    title: str
    rows: list[ObjectiveRow]
    count: int
    explanation: Explanation
    left_out: str


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Which unit works for which mid-term goal, and how far."""
    actor, scope = actor_of(request), scope_for(request)
    common = {"scope": scope, "perspectives": perspectives(actor),
              "perspective": number_of(request, "perspective")}  # fmt: skip
    view = view_of(request, scope)
    if view is None:
        return render(request, "reports/no_cycle.html", common)
    found = read_matrix(actor, view)
    return render(
        request,
        "reports/matrix.html",
        {
            **common,
            "matrix": found,
            "left_out": _left_out(found.total.cells[ALL].hidden) if found else "",
            "heading": _matrix_heading(found),
            "listed": _listed(request, view, found) if found else None,
            "cell_url": lambda unit_id, key: _cell_address(request, unit_id, key),
            "NO_GOAL": NO_GOAL,
            "ALL": ALL,
        },
    )


def _cell_address(request: HttpRequest, unit_id: int, key: str) -> str:
    kept = {name: request.GET[name] for name in ("as_of", "perspective") if request.GET.get(name)}
    return "?" + urlencode({**kept, "row": unit_id, "column": key}) + "#listed"


def _matrix_heading(found: Matrix | None) -> str:
    if found is None:
        return _("There is too much to count at once. Choose a unit at the top.")
    if not found.goals:
        return _("There is no mid-term goal to serve yet.")
    empty = found.unserved
    if not empty:
        words = ngettext(
            "The one mid-term goal is served.", "All %(count)s mid-term goals are served.",
            len(found.goals),
        )  # fmt: skip
        return words % {"count": count_word(len(found.goals))}
    if len(empty) == 1:
        return _("Nobody works for “%(goal)s”.") % {"goal": empty[0].title}
    words = _("Nobody works for %(empty)s of %(all)s mid-term goals.")
    return sentence(words % {"empty": count_word(len(empty)), "all": count_word(len(found.goals))})


def _listed(request: HttpRequest, view: View, found: Matrix) -> _Listed | None:
    row_id, key = number_of(request, "row"), request.GET.get("column", "")
    row = found.row(row_id) if row_id is not None else None
    if row is None or key not in row.cells:
        return None
    cell = row.cells[key]
    rows = objective_rows_by_id(cell.ids[:LISTED], as_of=view.as_of, today=view.today)
    goal = next((goal.title for goal in found.goals if str(goal.id) == key), "")
    where = {"unit": row.name, "goal": goal}
    if key == NO_GOAL:
        title = _("%(unit)s, leading to no goal") % where
    elif key == ALL:
        title = row.name
    else:
        title = _("%(unit)s, for “%(goal)s”") % where
    explanation = explain_cycle(cell.score, view.as_of, hidden=cell.hidden)
    return _Listed(title, list(rows.values()), len(cell.ids), explanation, _left_out(cell.hidden))


def _left_out(hidden: int) -> str:
    """That a number of objectives counts in no mean here; "" where none is left out."""
    return hidden_words(hidden) if hidden else ""


def loose(request: HttpRequest) -> HttpResponse:
    """What leads nowhere, and what nothing leads to; each can be mended where it stands."""
    actor, scope = actor_of(request), scope_for(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            _mend(request, actor)
        except (InvalidInput, Conflict) as refused:
            problem = refused
        else:
            return redirect(request.get_full_path())
    view = view_of(request, scope)
    if view is None:
        return render(request, "reports/no_cycle.html", {"scope": scope})
    found = loose_ends(actor, view)
    return render(
        request,
        "reports/loose_ends.html",
        {
            "scope": scope,
            "found": found,
            "heading": _loose_heading(found),
            "parents": finder(ParentChoices(actor), request.POST, "parent", problem=problem),
            "typed": request.POST,
            "about": Posted.of(request).integer("objective_id"),
            "problem": problem,
            "errors": messages_of(problem),
            "new_url": address("okrs:objective_new"),
        },
        status=problem.status if problem else 200,
    )


_ARGUMENTS = {"objective": "parent_objective_id", "key_result": "key_result_id", "goal": "goal_id"}


def _mend(request: HttpRequest, actor: Actor) -> None:
    """Link an objective, or mark it as local and say why."""
    posted = Posted.of(request)
    objective_id = posted.integer("objective_id") or 0
    if posted.text("do") == "local":
        why = posted.text("why")
        if not why:
            message = _("Say why it need not serve a mid-term goal.")
            raise InvalidInput(message, errors=[FieldError("why", "required", message)])
        update_objective(actor, objective_id, is_local=True, reason=why)
        messages.success(request, _("Local on purpose. Its history says why."))
        return
    chosen = posted.chosen("parent", ParentChoices(actor))
    posted.refuse()
    kind, _dash, number = (chosen or "").partition("-")
    to: dict[str, Any] = {_ARGUMENTS[kind]: int(number)} if kind in _ARGUMENTS else {}
    link_objective(actor, objective_id, **to)
    messages.success(request, _("Linked."))


def _loose_heading(found: LooseEnds | None) -> str:
    if found is None:
        return _("There is too much to look through at once. Choose a unit at the top.")
    parts = []
    if found.orphan_count:
        words = ngettext(
            "%(count)s of %(all)d objectives leads to no mid-term goal.",
            "%(count)s of %(all)d objectives lead to no mid-term goal.",
            found.orphan_count,
        )
        count = count_word(found.orphan_count)
        parts.append(sentence(words % {"count": count, "all": found.objective_count}))
    if found.unserved:
        words = ngettext(
            "Nobody works for %(count)s mid-term goal.",
            "Nobody works for %(count)s mid-term goals.",
            len(found.unserved),
        )
        parts.append(words % {"count": count_word(len(found.unserved))})
    return " ".join(parts) or _("There are no loose ends: everything leads to a goal.")
