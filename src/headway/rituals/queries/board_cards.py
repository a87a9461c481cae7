"""What a unit plans as cards: each draft with how far it is agreed and what the review finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.planning.focus import MOST_KEY_RESULTS
from headway.kit.prepared import prepared
from headway.okrs.models import Closure, State
from headway.okrs.queries.agreement import Agreement, Asked, agreements_of
from headway.okrs.queries.objectives import ObjectiveRow, rows_of_unit
from headway.okrs.queries.planned import neighbours_of, planned_part
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Unit
from headway.rituals.models import Frame
from headway.rituals.queries.findings import (
    SETTLED_ELSEWHERE,
    FindingRow,
    by_objective,
    counted,
    finding_rows,
)

SHOWN = 60
"""Objectives of one unit that a board shows; five would be focus."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The unit that plans."""

    id: int
    name: str
    path: str
    lead_id: int | None
    lead_name: str | None
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """An objective on the board. ``lacks``: key_results, owner. ``frame_id`` is the frame it was
    made of, ``carried_from_id`` what it was carried over from; ``in_stead`` a lead's signature that
    the reader would give for them."""

    row: ObjectiveRow
    agreement: Agreement
    findings: tuple[FindingRow, ...]
    lacks: tuple[str, ...]
    frame_id: int | None
    carried_from_id: int | None
    may_edit: bool
    may_sign: bool
    in_stead: Asked | None

    @property
    def open_findings(self) -> tuple[FindingRow, ...]:
        return tuple(row for row in self.findings if row.is_open)

    @property
    def open_counts(self) -> tuple[tuple[str, int], ...]:
        """How many of them block and warn."""
        return counted(self.open_findings)

    @property
    def to_settle(self) -> tuple[FindingRow, ...]:
        """What is open of the plan itself: publishing waits for it."""
        return tuple(row for row in self.open_findings if row.is_of_plan)

    @property
    def seen(self) -> tuple[FindingRow, ...]:
        return tuple(row for row in self.findings if row.seen is not None)

    @property
    def hints(self) -> tuple[FindingRow, ...]:
        return tuple(f for f in self.findings if f.severity == "hint" and f.seen is None)

    @property
    def too_many(self) -> bool:
        return len(self.row.key_results) > MOST_KEY_RESULTS

    @property
    def is_void(self) -> bool:
        """Whether it was signed, changed, and has to be signed again."""
        return bool(self.agreement.void) and bool(self.agreement.asked)


def findings_to_settle(
    cards: Iterable[Card], of_unit: Iterable[FindingRow]
) -> tuple[FindingRow, ...]:
    """What is open of a plan itself, in its objectives and in how the unit plans: publishing waits
    for it."""
    in_cards = (row for card in cards for row in card.to_settle)
    return (*in_cards, *(row for row in of_unit if row.is_open and row.is_of_plan))


def unit_facts(actor: Actor, unit_id: int | None) -> UnitFacts | None:
    """The unit, or the one on top. One query."""
    return next((UnitFacts(*row) for row in _unit(actor.organisation_id, unit_id)), None)


@prepared
def _unit(organisation_id: int, unit_id: int | None) -> QuerySet[Unit, tuple[Any, ...]]:
    units = Unit.objects.filter(organisation_id=organisation_id)
    units = units.filter(parent__isnull=True) if unit_id is None else units.filter(pk=unit_id)
    return units.values_list("id", "name", "path", "lead_id", "lead__name", "parent_id")[:1]


def cards_of(
    actor: Actor, unit: UnitFacts, cycle_id: int, *, today: date
) -> tuple[list[Card], list[FindingRow], bool]:
    """What a unit plans, everything that is found in it, and whether there is more than is shown.
    About fifteen queries, and one for each level of links above."""
    found = rows_of_unit(actor, cycle_id, unit.id, most=SHOWN + 1, as_of=today, today=today)
    findings = findings_of(actor, unit, cycle_id, today)
    cards = _cards(actor, found[:SHOWN], by_objective(findings))
    return cards, findings, len(found) > SHOWN


def findings_of(actor: Actor, unit: UnitFacts, cycle_id: int, today: date) -> list[FindingRow]:
    """What is found in the plan of one unit, beside its neighbours and what it serves."""
    part = planned_part(
        actor,
        cycle_id,
        Q(unit_id=unit.id),
        today=today,
        unit_ids=[unit.id],
        beside=neighbours_of([unit.path]) & ~Q(unit_id=unit.id),
    )
    return finding_rows(part.plan, cycle_id, today=today, without=SETTLED_ELSEWHERE)


def _cards(
    actor: Actor, rows: Sequence[ObjectiveRow], findings: Mapping[int, Sequence[FindingRow]]
) -> list[Card]:
    ids = [row.id for row in rows]
    agreements = agreements_of(rows)
    frames, carried = dict(_framed(ids)), dict(_carried(ids))
    return [
        Card(
            row=row,
            agreement=agreements[row.id],
            findings=tuple(findings.get(row.id, ())),
            lacks=_lacks(row),
            frame_id=frames.get(row.id),
            carried_from_id=carried.get(row.id),
            may_edit=not row.is_closed
            and decide(actor, Permission.OBJECTIVE_EDIT, _facts(row)).allowed,
            may_sign=row.state != State.DRAFT and bool(agreements[row.id].open_to(actor)),
            in_stead=agreements[row.id].in_stead(actor),
        )
        for row in rows
    ]


@prepared
def _framed(ids: Collection[int]) -> QuerySet[Frame, tuple[int | None, int]]:
    return Frame.objects.filter(objective_id__in=ids).values_list("objective_id", "id")


@prepared
def _carried(ids: Collection[int]) -> QuerySet[Closure, tuple[int | None, int]]:
    found = Closure.objects.filter(carried_to_id__in=ids)
    return found.values_list("carried_to_id", "objective_id")


def _facts(row: ObjectiveRow) -> Facts:
    owners = frozenset() if row.owner_id is None else frozenset({row.owner_id})
    return Facts(unit_id=row.unit_id, unit_path=row.unit_path, owner_ids=owners)


def _lacks(row: ObjectiveRow) -> tuple[str, ...]:
    lacks = [] if row.owner_id is not None else ["owner"]
    if not any(not part.is_cancelled for part in [*row.key_results, *row.health]):
        lacks.append("key_results")
    return tuple(lacks)
