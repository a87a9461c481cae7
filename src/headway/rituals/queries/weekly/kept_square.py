"""The four-square of a weekly as it stood when it closed: kept by value, read by whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from headway.core.pace import Status
from headway.okrs.models import KeyResult
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.weekly.facts import gather
from headway.rituals.queries.weekly.rooms import place_of_row
from headway.rituals.queries.weekly.square import square_of
from headway.web.charts import ProcessSpark

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class KeptSquare:
    """The parts of :class:`square.FourSquare` that are drawn, by the same names, with what the
    reader may read."""

    priorities: Rows
    left_over: Rows
    round: Rows
    coming: Rows
    health: Rows
    signals: Rows
    numbers: dict[int, int]

    @property
    def fell(self) -> list[str]:
        """The titles whose confidence fell, the most first."""
        return [one["title"] for one in self.round if (one["change"] or 0) < 0]


def square_to_keep(system: Actor, row: MeetingRow) -> dict[str, Any]:
    """All of it, for ``Meeting.content``, whoever may read which part. About fifty queries."""
    facts = gather(system, place_of_row(system, row))
    found = square_of(system, facts, meeting_id=row.id, opened_at=row.opened_at)
    return {
        "priorities": [_fields(one, _PRIORITY) for one in found.priorities],
        "left_over": [_fields(one, _PRIORITY) for one in found.left_over],
        "round": [
            {
                **_fields(one, _ROUND),
                "row": {"status": _status(one.row.status)},
                "objective_id": one.row.objective_id,
            }
            for one in found.round
        ],
        "coming": [
            {**_fields(one, ("week", "title", "note", "url")), "on": one.on.isoformat()}
            for one in found.coming
        ],
        "health": [
            {
                "row": {**_fields(one.row, _HEALTH), "status": _status(one.row.status)},
                "objective_id": one.row.objective_id,
                "spark": _spark(one.spark) if one.spark else None,
            }
            for one in found.health
        ],
        "signals": [{**_fields(one, _SIGNAL), "spark": _spark(one.spark)} for one in found.signals],
    }


def kept_square(actor: Actor, row: MeetingRow) -> KeptSquare | None:
    """As far as the actor may read it; None of a meeting that kept none. Two queries."""
    kept: Mapping[str, Any] | None = (row.content or {}).get("square")
    if row.is_open or kept is None:
        return None
    of_key_result = _objectives_of(_key_results_in(kept))
    named = {one["objective_id"] for one in (*kept["round"], *kept["health"])}
    readable = visible_ids(actor, named | set(of_key_result.values()))

    def may_read(key_result_id: int | None) -> bool:
        return key_result_id is None or of_key_result.get(key_result_id) in readable

    shown = [one for one in kept["round"] if one["objective_id"] in readable]
    return KeptSquare(
        priorities=kept["priorities"],
        left_over=kept["left_over"],
        round=[{"said": "", **one, "may_say": False} for one in shown],
        coming=[
            {**one, "on": date.fromisoformat(one["on"]), "heads_up_id": None}
            for one in kept["coming"]
            if may_read(_key_result_of(one))
        ],
        health=[_drawn(one) for one in kept["health"] if one["objective_id"] in readable],
        signals=[{**one, "spark": _spark_again(one["spark"])} for one in kept["signals"]],
        numbers={one["id"]: one["number"] for one in shown},
    )


_PRIORITY = ("id", "title", "person_name", "key_result_id", "carried_from_id", "is_open")
_ROUND = (
    "id",
    "number",
    "title",
    "owner_name",
    "forecast",
    "confidence",
    "before",
    "change",
    "why",
    "said",
)
_HEALTH = ("id", "title", "value", "measure")
_SIGNAL = (
    "id", "name", "value", "variation", "colour", "state", "waits_for", "due", "is_overdue",
)  # fmt: skip


def _fields(one: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _status(status: Status | None) -> dict[str, str | None] | None:
    if status is None:
        return None
    return {
        "code": str(status.code),
        "was": str(status.was) if status.was else None,
        "source": status.source,
    }


def _drawn(one: dict[str, Any]) -> dict[str, Any]:
    """A kept health metric. Those of earlier versions kept only the spark of a KPI."""
    kept = one["spark"] if "spark" in one else (one["kpi"] or {}).get("spark")
    return {**one, "spark": kept and _spark_again(kept)}


def _spark(spark: ProcessSpark) -> dict[str, Any]:
    return {one.name: getattr(spark, one.name) for one in fields(spark)}


def _spark_again(kept: Mapping[str, Any]) -> ProcessSpark:
    """JSON knows no tuples."""
    band = tuple(held and (held[0], held[1], held[2]) for held in kept["band"])
    return ProcessSpark(**{**kept, "values": tuple(kept["values"]), "band": band})


def _key_results_in(kept: Mapping[str, Any]) -> set[int]:
    found = {_key_result_of(one) for one in kept["coming"]}
    return {pk for pk in found if pk is not None}


def _key_result_of(coming: Mapping[str, Any]) -> int | None:
    before, _slash, pk = str(coming["url"]).rpartition("/")
    return int(pk) if before == "/key-results" else None


def _objectives_of(key_result_ids: set[int]) -> dict[int, int]:
    found = KeyResult.objects.filter(pk__in=key_result_ids)
    return dict(found.values_list("pk", "objective_id")) if key_result_ids else {}
