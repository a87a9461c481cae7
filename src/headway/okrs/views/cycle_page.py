"""The page of a cycle: the plan while it is made, the review when it ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from headway.core.cadence import week_of
from headway.core.pace import elapsed_share
from headway.kit import clock
from headway.kit.problems import Problem, messages_of
from headway.kpis.models import ResponseOutcome
from headway.kpis.queries.responses import responses_said, responses_since
from headway.okrs.models import Decision, Outcome, Phase
from headway.okrs.queries.calendar_page import calendar_page
from headway.okrs.queries.closing import (
    AT_ONCE,
    ClosingRow,
    count_open,
    open_objectives,
    still_open,
)
from headway.okrs.queries.cycle_pages import (
    SHOWN,
    first_objectives,
    plan,
    planned_states,
    review,
    unseen,
)
from headway.okrs.queries.cycle_review import cycle_review
from headway.okrs.queries.cycles import CycleRow, cycles_then, list_cycles
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.figures import explain_figures, figures_and_rows, left_out_words
from headway.okrs.queries.goal_post_words import field_words, move_words
from headway.okrs.queries.learning import LEARN_AT_ONCE, learn
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.phase_steps import last_step, next_phases
from headway.okrs.queries.recovery import recoveries_by_response
from headway.okrs.queries.review_explanations import bin_words
from headway.okrs.queries.reviewable import is_reviewable
from headway.okrs.views.cycle_words import review_heading
from headway.okrs.views.plan_words import empty_heading, plan_heading
from headway.okrs.views.request import Scope, actor_of, scope_of
from headway.people.access import Actor, Facts, Permission, decide, organisation_of
from headway.web.explanation import Explanation
from headway.web.panels import panels_of
from headway.web.render import render

CLOSING = (Phase.RUNNING, Phase.REVIEW, Phase.RETROSPECTIVE)
"""The phases in which objectives are closed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The objective whose closing form stands open in the list, with what was typed into it."""

    row: ClosingRow
    explanation: Explanation
    why: dict[int, Explanation]
    typed: dict[str, str]
    problem: Problem | None = None

    @property
    def errors(self) -> Any:
        return messages_of(self.problem)


@dataclass(frozen=True, slots=True)
class Ends:
    """The choices of a closing form: how it ended, what becomes of it, and the cycles it may be
    carried over to, the next one last."""

    outcomes: list[tuple[str, Any]]
    decisions: list[tuple[str, Any]]
    cycles: list[tuple[int, str]]


def ends(actor: Actor, cycle_id: int) -> Ends:
    """The choices for objectives of a cycle. One query."""
    cycles = list_cycles(actor)
    here = next(cycle for cycle in cycles if cycle.id == cycle_id)
    later = [c for c in cycles if c.phase != Phase.CLOSED and c.id != cycle_id]
    coming = [c for c in later if c.starts_on > here.starts_on]
    others = [c for c in later if c not in coming]
    return Ends(
        outcomes=list(Outcome.choices),
        decisions=list(Decision.choices),
        cycles=[(c.id, c.name) for c in [*others, *coming]],
    )


def page_of(
    request: HttpRequest,
    cycle_id: int,
    *,
    problem: Problem | None = None,
    opened: Opened | None = None,
) -> HttpResponse:
    """The page, after a refused step with its ``problem``, or with a closing form ``opened``."""
    actor, scope = actor_of(request), scope_of(request)
    stored = get_cycle(actor, cycle_id)
    is_past = scope.as_of < scope.today
    may_manage = decide(actor, Permission.CYCLE_MANAGE).allowed and not is_past
    cycle = cycle_on(actor, scope, cycle_id)
    asked = "review" if opened else request.GET.get("view")
    view = asked or ("plan" if cycle.phase == Phase.PLANNING else "review")
    context = _shared(actor, scope, cycle) | {
        "view": view,
        "may_manage": may_manage,
        "may_review": not is_past and _may_review(actor, scope, cycle),
        "last": last_step(actor, stored, clock.now()) if may_manage else None,
        "panels": panels_of(request, "cycle", cycle_id),
        "problem": problem,
        "errors": messages_of(problem),
    }
    where = scope.unit.name if scope.unit else organisation_of(request).name
    if view == "plan":
        context |= _plan(actor, scope, cycle, where)
    else:
        context |= _review(
            actor, scope, cycle, context["in_scope"], context["as_of"], context["figures"].hidden
        )
        mean, still_open = context["figures"].score.mean, context["open"]
        spread = context["learned"].key_results if context["learned"] else None
        context["heading"] = review_heading(mean, cycle.phase, where, still_open, spread)
        context["opened"] = opened
    refused = problem or (opened.problem if opened else None)
    return render(request, "okrs/cycle.html", context, status=refused.status if refused else 200)


def _may_review(actor: Actor, scope: Scope, cycle: CycleRow) -> bool:
    """Whether the actor may begin the review of the chosen unit now."""
    if scope.unit is None:
        return False
    if not is_reviewable(cycle.phase, cycle.ends_on, scope.today):
        return False
    facts = Facts(unit_id=scope.unit.id, unit_path=scope.unit.path)
    return decide(actor, Permission.MEETING_TAKE_PART, facts).allowed


def cycle_on(actor: Actor, scope: Scope, cycle_id: int) -> CycleRow:
    """The cycle as it was on the day looked at. One query, two of a past day."""
    found = [row for row in list_cycles(actor) if row.id == cycle_id]
    is_past = scope.as_of < scope.today
    return (cycles_then(actor, found, scope.as_of) if is_past else found)[0]


def _shared(actor: Actor, scope: Scope, cycle: CycleRow) -> dict[str, Any]:
    path = scope.unit.path if scope.unit else ""
    as_of, is_past = scope.as_of, scope.as_of < scope.today
    found, rows = figures_and_rows(
        actor, cycle, path, as_of=as_of, today=scope.today, now=clock.now()
    )
    return {
        "in_scope": rows,
        "as_of": as_of,
        "cycle": cycle,
        "unit": scope.unit,
        "phases": dict(Phase.choices),
        "next": next_phases(cycle.phase),
        "week": week_of(cycle.starts_on, cycle.ends_on, as_of),
        "elapsed": elapsed_share(cycle.starts_on, cycle.ends_on, as_of),
        "locked": cycle.is_locked(as_of),
        "blocking": open_objectives(cycle.id),
        "calendar": None
        if is_past
        else calendar_page(actor.organisation_id, cycle.name, cycle, as_of),
        "figures": found,
        "explanation": explain_figures(
            found, min(as_of, cycle.ends_on) if cycle.phase == Phase.CLOSED else as_of
        ),
        "left_out": left_out_words(found),
        "today": as_of,
        "kept_day": scope.kept_day,
    }


def _plan(actor: Actor, scope: Scope, cycle: CycleRow, where: str) -> dict[str, Any]:
    path = scope.unit.path if scope.unit else ""
    plans, more = plan(actor, cycle.id, path, as_of=scope.as_of, today=scope.today)
    is_past = scope.as_of < scope.today
    hidden = 0 if is_past else unseen(actor, cycle.id, path)
    lacking = sum(bool(row.lacks) for unit_plan in plans for row in unit_plan.rows)
    if is_past:
        states = dict(Counter(row.objective.state for one in plans for row in one.rows))
    else:
        states = planned_states(actor, cycle.id, path)
    return {
        "plans": plans,
        "more": more,
        "unseen": hidden,
        "heading": empty_heading(where, is_unit=bool(path))
        if not states and not hidden and cycle.phase == Phase.PLANNING
        else plan_heading(states, where, lacking, hidden),
    }


def _review(
    actor: Actor,
    scope: Scope,
    cycle: CycleRow,
    in_scope: list[ObjectiveRow] | None,
    as_of: date,
    hidden: int,
) -> dict[str, Any]:
    path, today = scope.unit.path if scope.unit else "", scope.today
    is_closing = cycle.phase in CLOSING and scope.as_of >= today
    shown = in_scope
    if shown is None:
        shown = first_objectives(actor, cycle.id, path, as_of=as_of, today=today)
    still = still_open(actor, shown, today=today) if is_closing else []
    rows = still[:AT_ONCE]
    ended = [row for row in shown if row.is_closed or not is_closing]
    learned = None
    if in_scope is not None and len(in_scope) <= LEARN_AT_ONCE:
        learned = cycle_review(learn(actor, in_scope, as_of=as_of), hidden=hidden)
    until = min(as_of, cycle.ends_on) if cycle.phase == Phase.CLOSED else as_of
    signals = responses_since(actor, path, cycle.starts_on, until)
    return {
        "signals": signals,
        "signals_said": responses_said(signals, until),
        "signals_on": until,
        "recoveries": recoveries_by_response(actor, [one.response.id for one in signals]),
        "signal_outcomes": dict(ResponseOutcome.choices),
        "learned": learned,
        "bin_words": bin_words,
        "field_words": field_words,
        "move_words": move_words,
        "is_closing": is_closing,
        "rows": rows,
        "open": count_open(actor, cycle.id, path) if in_scope is None else len(still),
        "by_themselves": 0
        if cycle.phase == Phase.RUNNING and today < cycle.ends_on
        else sum(row.closes_by_itself for row in rows),
        "ends": ends(actor, cycle.id),
        "closed": review(ended),
        "more": in_scope is None or len(ended) > SHOWN,
        "outcomes": dict(Outcome.choices),
        "decisions": dict(Decision.choices),
    }
