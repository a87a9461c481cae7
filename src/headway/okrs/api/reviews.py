"""What a cycle teaches, and how it stands beside those before it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from headway.core.spread import Spread
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id
from headway.okrs.api.bodies import Body
from headway.okrs.api.cycles import row_of
from headway.okrs.api.days import days
from headway.okrs.api.review_outputs import LearningsOut, ReportOut
from headway.okrs.queries.cycle_report import cycle_report
from headway.okrs.queries.cycle_review import cycle_review
from headway.okrs.queries.figures import figures_and_rows
from headway.okrs.queries.learning import LEARN_AT_ONCE, learn
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Cycles"])


@router.get(
    "cycles/{cycle_id}/learnings",
    response=LearningsOut,
    operation_id="get_cycle_learnings",
    summary="Read what a cycle teaches",
)
def read_learnings(
    request: ApiRequest, cycle_id: Id, unit_id: Id | None = None, as_of: Day | None = None
) -> HttpResponse:
    """How its scores lie, what was committed and missed and why, what goes on, and whether own
    grades and confidence were worth their word."""
    actor, row, on = request.auth, row_of(request, cycle_id), days(request.auth, as_of)
    path = path_of(actor, unit_id)
    whole, rows = figures_and_rows(
        actor, row, path, as_of=on.as_of, today=on.today, now=clock.now()
    )
    if rows is None or len(rows) > LEARN_AT_ONCE:
        raise Conflict(
            _("These are more objectives than one learns from at once. Ask for a unit."),
            code="too_many",
        )
    found = cycle_review(learn(actor, rows, as_of=on.as_of), hidden=whole.hidden)
    body = {
        "cycle_id": row.id,
        "unit_id": unit_id,
        "as_of": on.as_of,
        "hidden": whole.hidden,
        "key_results": spread_body(found.key_results),
        "objectives": spread_body(found.objectives),
        "misses": found.misses,
        "decisions": dict(found.decisions),
        "going": found.going,
        "grades": found.grades,
        "confidence": found.confidence,
        "confidence_by_week": {str(week): one for week, one in found.by_week.items()},
        "by_unit": found.by_unit,
        "halfway": found.halfway,
        "explanations": dict(found.explanations),
    }
    return answers.one(request, body)


@router.get(
    "cycles/{cycle_id}/report",
    response=ReportOut,
    operation_id="get_cycle_report",
    summary="Compare a cycle with those before it",
)
def read_report(
    request: ApiRequest, cycle_id: Id, unit_id: Id | None = None, as_of: Day | None = None
) -> HttpResponse:
    """Up to eight cycles of the same kind, each with the same figures and their explanations."""
    actor, row, on = request.auth, row_of(request, cycle_id), days(request.auth, as_of)
    path = path_of(actor, unit_id)
    report = cycle_report(actor, row, path, as_of=on.as_of, today=on.today)
    columns = [
        {
            "cycle_id": column.cycle.id,
            "name": column.cycle.name,
            "phase": column.cycle.phase,
            "objectives": column.objectives,
            "hidden": column.hidden,
            "spread": spread_body(column.spread),
            "figures": column.figures,
        }
        for column in report.columns
    ]
    body = {"cycle_id": row.id, "unit_id": unit_id, "as_of": on.as_of, "cycles": columns}
    return answers.one(request, body)


def spread_body(found: Spread) -> Body:
    """A spread with its shares."""
    return {
        "total": found.total,
        "scored": found.scored,
        "bins": found.bins,
        "share_at_zero": found.share_at_zero,
        "share_at_one": found.share_at_one,
        "mean": found.mean,
        "median": found.median,
        "coverage": found.coverage,
    }
