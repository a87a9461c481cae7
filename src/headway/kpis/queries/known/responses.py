"""Responses as far as they had come at a moment of the past, in the words of that moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from headway.activity.models import Event
from headway.activity.queries import EventRow, event_rows
from headway.core.spc import Variation
from headway.kpis.models import KpiState, ResponseStage
from headway.kpis.queries.known.records import ResponseRow
from headway.people.access import Actor
from headway.people.models import Person

_CAUSE, _ACTION = "response.cause", "response.action"
_Heard = Mapping[tuple[int, str], EventRow]
"""What was told last by then: by the response and the verb."""


def responses_then(actor: Actor, rows: Iterable[ResponseRow], at: datetime) -> list[ResponseRow]:
    """Those that were raised by then, later steps taken away. Of a cause or an action that was told
    again later, what was told by then is read from the events: one query, and one for the owners of
    such actions; none where nothing was told later."""
    known = [row for row in rows if row.raised_at <= at]
    later = [row for row in known if _is_later(row.cause_at, at) or _is_later(row.action_at, at)]
    heard = _heard(actor, later, at) if later else {}
    names = _names(event for (_id, verb), event in heard.items() if verb == _ACTION)
    return [_then(row, at, heard, names) for row in known]


def still_worse(kpi_id: int) -> bool:
    """Whether the last value signals worse. One query."""
    worse = KpiState.objects.filter(kpi_id=kpi_id, variation=Variation.WORSENING)
    return worse.exists()


def _heard(actor: Actor, rows: Collection[ResponseRow], at: datetime) -> _Heard:
    wanted = {row.id for row in rows}
    events = Event.objects.filter(
        organisation_id=actor.organisation_id,
        subject_type="kpi",
        subject_id__in={row.kpi_id for row in rows},
        verb__in=(_CAUSE, _ACTION),
        at__lte=at,
    ).order_by("sequence")
    found = {}
    for event in event_rows(events):
        response_id = (event.after or {}).get("response_id")
        if response_id in wanted:
            found[response_id, event.verb] = event
    return found


def _names(events: Iterable[EventRow]) -> dict[int, str]:
    told = ((event.after or {}).get("action_owner_id") for event in events)
    ids = {int(one) for one in told if one is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("id", "name")) if ids else {}


def _then(row: ResponseRow, at: datetime, heard: _Heard, names: Mapping[int, str]) -> ResponseRow:
    if not _was(row.closed_at, at):
        row = replace(
            row, closed_at=None, closed_by=None, closing_word="", outcome="", held_because=""
        )
    if not _was(row.action_at, at):
        row = replace(row, **_action(heard.get((row.id, _ACTION)), names))
    if not _was(row.cause_at, at):
        row = replace(row, **_cause(heard.get((row.id, _CAUSE))))
    if not _was(row.acknowledged_at, at):
        row = replace(row, acknowledged_at=None, acknowledged_by=None, note="")
    return replace(row, stage=_stage(row))


def _cause(event: EventRow | None) -> dict[str, Any]:
    if event is None or event.after is None:
        return {"cause": "", "cause_at": None, "cause_by": None}
    return {
        "cause": event.after["cause"],
        "cause_at": event.at,
        "cause_by": event.person_name or None,
    }


def _action(event: EventRow | None, names: Mapping[int, str]) -> dict[str, Any]:
    told = (event.after if event else None) or {}
    owner_id, ends_on = told.get("action_owner_id"), told.get("action_ends_on")
    return {
        "action": told.get("action", ""),
        "action_at": event.at if event else None,
        "action_by": (event.person_name or None) if event else None,
        "action_owner_id": owner_id if owner_id in names else None,
        "action_owner_name": names.get(owner_id) if owner_id else None,
        "action_ends_on": date.fromisoformat(ends_on) if ends_on else None,
    }


def _stage(row: ResponseRow) -> str:
    if row.closed_at is not None:
        return str(ResponseStage.CLOSED)
    if row.action:
        return str(ResponseStage.ACTION)
    if row.cause:
        return str(ResponseStage.CAUSE)
    return str(ResponseStage.ACKNOWLEDGED if row.acknowledged_at else ResponseStage.RAISED)


def _was(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _is_later(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment > at
