"""One objective: its page, its form, its steps, its closing and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.activity.queries import history
from headway.core.pace import StatusCode
from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.actions.closures import reopen_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    propose_objective,
    restore_objective,
    return_to_draft,
    update_objective,
)
from headway.okrs.forms import objective_fields, viewer_ids
from headway.okrs.models import (
    Ambition,
    Answer,
    Objective,
    Origin,
    Outcome,
    SigningRole,
    Visibility,
)
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.goal_post_words import field_words, move_words
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.link_page import countable_of
from headway.okrs.queries.objective_page import ObjectivePage, objective_page
from headway.okrs.queries.recovery import answered_signal
from headway.okrs.queries.telling import without_hidden_ends
from headway.okrs.queries.trajectories import trajectory_of
from headway.okrs.views.approvals import say_what_is_void, say_what_waits, signed_names
from headway.okrs.views.request import actor_of, asks_for_all, scope_of, today_of
from headway.people.queries import PeopleChoices, get_unit
from headway.people.queries.told import tell
from headway.web.choosing import finder
from headway.web.panels import panels_of
from headway.web.posted import Posted, fields_again
from headway.web.render import render

CHANGES = 50
"""Events on one page of the history."""


@require_safe
def detail(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Will we get there, and can I believe it?"""
    return page_of(request, objective_id)


def page_of(
    request: HttpRequest, objective_id: int, problem: Problem | None = None
) -> HttpResponse:
    """The page of an objective, after a refused step with its ``problem``."""
    actor, scope = actor_of(request), scope_of(request)
    page = objective_page(
        actor,
        objective_id,
        as_of=scope.as_of,
        today=scope.today,
        every_check_in=asks_for_all(request),
    )
    rows = (*page.objective.key_results, *page.objective.health)
    chosen = _chosen(request, page)
    return render(
        request,
        "okrs/objective.html",
        {
            "page": page,
            "o": page.objective,
            "answers_signal": answered_signal(objective_id),
            "unit": get_unit(actor, page.objective.unit_id),
            "charts": {
                row.id: trajectory_of(
                    row,
                    page.ledger.moves,
                    today=row.seen_on(scope.as_of),
                    is_past=scope.kept_day is not None,
                )
                for row in rows
            },
            "why": {row.id: explain_key_result(row, row.seen_on(scope.as_of)) for row in rows},
            "chosen": chosen,
            "countable": countable_of(rows),
            "parents": finder(ParentChoices(actor), request.POST, "parent", problem=problem),
            "field_words": field_words,
            "move_words": move_words,
            "today": scope.as_of,
            "as_of": scope.as_of,
            "kept_day": scope.kept_day,
            "outcomes": dict(Outcome.choices),
            "roles": dict(SigningRole.choices),
            "answers": dict(Answer.choices),
            "tools": [] if scope.kept_day else panels_of(request, "objective:tools", objective_id),
            "talk": [] if scope.kept_day else panels_of(request, "objective:talk", objective_id),
            "problem": problem,
            "errors": messages_of(problem),
            "typed": request.POST,
        },
        status=problem.status if problem else 200,
    )


def _chosen(request: HttpRequest, page: ObjectivePage) -> int | None:
    """The key result whose large chart is shown: the one asked for, else the most worrying."""
    ids = [row.id for row in page.objective.key_results]
    asked = whole_id(request.GET.get("key_result", ""))
    if asked in ids:
        return asked
    worst = max(page.running or page.objective.key_results, key=_worry, default=None)
    return worst.id if worst else None


_GRAVITY = {StatusCode.OFF_TRACK: 3, StatusCode.WATCH: 2, StatusCode.STALE: 1}


def _worry(row: KeyResultRow) -> tuple[int, float]:
    """The graver the verdict, then the less likely or the further behind."""
    if row.status is None:
        return 0, 0.0
    doubt = 1.0 - row.probability if row.probability is not None else row.status.gap or 0.0
    return _GRAVITY.get(row.status.code, 0), doubt


def edit(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Change the wording, owner, ambition or origin."""
    actor = actor_of(request)
    stored = get_objective(actor, objective_id)
    people = PeopleChoices(actor, also=[stored.owner_id])
    signed = signed_names(actor, stored)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = objective_fields(posted, people)
            named = viewer_ids(posted, people)
            version = posted.integer("version")
            posted.refuse()
            asked = update_objective(
                actor,
                objective_id,
                version=version,
                reason=posted.text("reason"),
                viewer_ids=named,
                **fields,
            )
        except Refused as refused:
            problem = refused
        else:
            say_what_waits(request, asked)
            say_what_is_void(request, objective_id, signed)
            return redirect("okrs:objective", objective_id)
    typed: dict[str, Any] = fields_again(request, problem) or _as_stored(stored)
    locked = stored.has_locked_plan(today_of(actor))
    return render(
        request,
        "okrs/objective_edit.html",
        {
            "stored": stored,
            "typed": typed,
            "locked": locked,
            "signed": signed,
            "people": finder(people, typed, "owner_id", problem=problem),
            "ambitions": Ambition.choices,
            "origins": Origin.choices,
            "visibilities": Visibility.choices,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _as_stored(objective: Objective) -> dict[str, Any]:
    """What the form shows before anything is typed. One query."""
    viewers = objective.viewers.values_list("name", "email")
    return {
        "title": objective.title,
        "description": objective.description,
        "owner_id": objective.owner_id,
        "ambition": objective.ambition,
        "origin": objective.origin,
        "is_local": objective.is_local,
        "visibility": objective.visibility,
        "viewers": "\n".join(email or name for name, email in viewers),
    }


@require_POST
def step(request: HttpRequest, objective_id: int) -> HttpResponse:
    """One step of an objective's life, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    why = posted.text("why")
    try:
        match posted.text("do"):
            case "propose":
                propose_objective(actor, objective_id, focus_reason=posted.text("focus_reason"))
                messages.success(request, _("Proposed. The lead can sign now."))
            case "sign":
                for_everybody = bool(posted.text("for_everybody"))
                signed = sign_objective(actor, objective_id, for_everybody=for_everybody)
                say_how_far(request, signed)
            case "unsign":
                withdraw_signature(actor, objective_id, why=why)
            case "return":
                return_to_draft(actor, objective_id, why=why)
            case "archive":
                archive_objective(actor, objective_id, why=why)
                messages.success(request, _("Archived. It can be restored."))
            case "restore":
                restore_objective(actor, objective_id)
            case "reopen":
                reopen_objective(actor, objective_id, why=why)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the objective."))
    except Refused as problem:
        return page_of(request, objective_id, problem)
    return redirect("okrs:objective", objective_id)


def say_how_far(request: HttpRequest, objective: Objective) -> None:
    """Agreed, or signed and by whom it is still to be signed."""
    roles = dict(SigningRole.choices)
    missing = [str(roles[role]).lower() for role in agreement_of(objective).missing]
    if missing:
        words = _("Signed. Still to sign: %(roles)s.") % {"roles": ", ".join(missing)}
        messages.success(request, words)
    else:
        messages.success(request, _("Signed by everybody: agreed."))


@require_safe
def changes(request: HttpRequest, objective_id: int) -> HttpResponse:
    """What changed on the objective and its key results, by whom and why."""
    actor = actor_of(request)
    stored = get_objective(actor, objective_id)
    rows = history(
        actor.organisation_id,
        subject_type="objective",
        subject_id=stored.pk,
        also={"key_result": list(stored.key_results.values_list("pk", flat=True))},
        before_sequence=whole_id(request.GET.get("before", "")),
        limit=CHANGES,
    )
    return render(
        request,
        "okrs/history.html",
        {
            "stored": stored,
            "rows": tell(actor.organisation_id, without_hidden_ends(actor, rows)),
            "older": rows[-1].sequence if len(rows) == CHANGES else None,
        },
    )
