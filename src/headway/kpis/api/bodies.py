"""Rows as the API tells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from headway.core.calendars import Calendar
from headway.kit import clock
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.known.records import ResponseRow, VersionRow
from headway.kpis.queries.lists.rows import KpiRow
from headway.kpis.queries.series.computing import Computation, InputRow, misfit, uses_of
from headway.people.access import Actor

Body = dict[str, Any]

_ITEM = (
    "id", "name", "external_id", "unit_id", "unit_name", "owner_id", "owner_name", "updater_id",
    "measure", "decimals", "better", "nature", "frequency", "review_by", "archived_at",
    "is_derived", "levels", "former_levels",
)  # fmt: skip
_STATE = (
    "starts_on", "value", "points", "stage", "baseline", "variation",
    "colour", "advice", "since", "recent",
)  # fmt: skip
_DEFINITION = (
    "version", "question", "formula", "expression", "missing", "leads_id", "leads_lag", "due_lag",
    "in_time", "scale", "is_count", "segmented_by", "partial", "low_bound", "high_bound", "source",
    "query", "limitations", "counter_metric", "response_plan", "cause_days", "action_days", "form",
    "season", "spread", "screened", "rules", "colouring", "created_at", "copied_from_id",
    "copied_version",
)  # fmt: skip


def items_of(actor: Actor, as_of: date | None = None) -> Callable[[KpiRow], Body]:
    """How to tell a row of a list on the actor's day, or an earlier one. One query."""
    calendar, today = calendar_of(actor.organisation_id), clock.today(actor.time_zone)
    day = min(as_of or today, today)
    return lambda row: kpi_item(row, calendar, day, actor.time_zone)


def kpi_item(row: KpiRow, calendar: Calendar, day: date, time_zone: str) -> Body:
    """A KPI in a list."""
    response = {
        "id": row.response_id,
        "stage": row.response_stage,
        "cause_due_on": row.response_cause_due_on,
        "action_due_on": row.response_action_due_on,
    }
    return {
        **{name: getattr(row, name) for name in _ITEM},
        "missing_since": row.missing_since(calendar, day, time_zone),
        "state": {
            **{name: getattr(row, name) for name in _STATE},
            **row.shown_limits._asdict(),
            "state": row.state or None,
            "assurance": row.assurance or None,
            "signals": row.signal_rules,
        },
        "response": response if row.response_id else None,
    }


_INPUT = ("name", "kpi_id", "kpi_name", "unit_name", "starts_on", "value")
_USE = ("kpi_id", "kpi_name", "expression")


def definition(kpi: Kpi, inputs: Sequence[InputRow]) -> Body:
    """What a KPI alone tells beyond its row in a list. One query."""
    told: Body = {name: getattr(kpi, name) for name in _DEFINITION}
    told["inputs"] = [
        {**{name: getattr(row, name) for name in _INPUT}, "state": row.state or None}
        for row in inputs
    ]
    told["misfit"] = misfit(kpi, inputs)
    told["used_by"] = [{name: getattr(row, name) for name in _USE} for row in uses_of(kpi.pk)]
    return told


def computation(found: Computation, inputs: Sequence[InputRow]) -> Body:
    """How a derived KPI came to its value in one period."""
    one = found.one
    ids = {row.name: row.kpi_id for row in inputs}
    return {
        "starts_on": one.period.start,
        "ends_on": one.period.end,
        "value": one.value,
        "expression": found.written,
        "is_estimated": one.is_estimated,
        "why_none": found.why_none,
        "inputs": [
            {
                "name": name,
                "kpi_id": ids[name],
                "value": part.value,
                "expected": part.expected,
                "present": part.present,
            }
            for name, part in one.parts.items()
        ],
    }


_VERSION = ("fields", "effective_on", "breaks", "why", "author_name", "created_at")


def version(row: VersionRow) -> Body:
    """A version of a definition."""
    return {"version": row.number, **{name: getattr(row, name) for name in _VERSION}}


def response(row: ResponseRow) -> Body:
    """A response with the day its next step is due."""
    told: Body = {one.name: getattr(row, one.name) for one in fields(row)}
    return {**told, "due_on": row.due_on, "outcome": row.outcome or None}
