"""The planning board of a unit: what it plans for a cycle, what is missing, whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from headway.core.planning.focus import (
    BottomUp,
    Focus,
    Load,
    bottom_up_share,
    focus,
)
from headway.kit.prepared import counted, prepared
from headway.okrs.models import CycleKind, Objective, Phase, State
from headway.okrs.queries.calendar_page import CalendarPage, calendar_page
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.dependencies import DependencyRow, asked_of_unit, needed_by_unit
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.planned import loads_of
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Person, Unit
from headway.rituals.queries.board_cards import Card, UnitFacts, cards_of
from headway.rituals.queries.carried import CarryOvers, carry_overs
from headway.rituals.queries.findings import (
    FindingRow,
)
from headway.rituals.queries.frames import FrameRow, frames_of
from headway.rituals.queries.published import VersionRow, has_changed, versions_of

COLUMNS = ("draft", "proposed", "agreed")
_COLUMN = {
    State.DRAFT: "draft",
    State.PROPOSED: "proposed",
    State.AGREED: "agreed",
    State.RUNNING: "agreed",
    State.CLOSED: "agreed",
}


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """What an owner carries in the cycle, wherever it is."""

    name: str
    load: Load


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page needs; ``columns`` are draft, proposed and agreed, ``to_answer`` the
    frames that wait for the reader, ``unit_findings`` what is found in no single objective, but in
    how the unit plans."""

    unit: UnitFacts
    cycle: CycleRow
    is_locked: bool
    columns: Mapping[str, tuple[Card, ...]]
    more: bool
    unseen: int
    unit_findings: tuple[FindingRow, ...]
    focus: Focus
    bottom_up: BottomUp
    loads: tuple[OwnerLoad, ...]
    frames: tuple[FrameRow, ...]
    asked: tuple[DependencyRow, ...]
    needed: tuple[DependencyRow, ...]
    carried: CarryOvers
    calendar: CalendarPage
    versions: tuple[VersionRow, ...]
    is_changed: bool
    may_write: bool
    may_answer: bool
    may_publish: bool
    may_ask: bool
    to_answer: frozenset[int]
    has_units_below: bool
    cards: tuple[Card, ...] = field(default=())

    @property
    def open_frames(self) -> tuple[FrameRow, ...]:
        return tuple(frame for frame in self.frames if frame.is_open)

    @property
    def waiting_for_us(self) -> tuple[DependencyRow, ...]:
        return tuple(row for row in self.asked if row.is_open)

    @property
    def waiting_for_others(self) -> tuple[DependencyRow, ...]:
        return tuple(row for row in self.needed if row.state != "accepted")

    @property
    def overloaded(self) -> tuple[OwnerLoad, ...]:
        return tuple(one for one in self.loads if one.load.is_over)

    @property
    def published(self) -> VersionRow | None:
        return self.versions[0] if self.versions else None

    @property
    def to_carry(self) -> int:
        return sum(row.draft_id is None for row in self.carried.rows)


def board_of(
    actor: Actor, unit: UnitFacts, cycle: CycleRow, cycles: Sequence[CycleRow], *, today: date
) -> Board:
    """The board. About 30 queries, and one for each level of links above; their number does not
    depend on how much is planned."""
    cards, findings, more = cards_of(actor, unit, cycle.id, today=today)
    rows = [card.row for card in cards]
    taken_on = [card for card in cards if card.row.state != State.CLOSED]
    facts = Facts(unit_id=unit.id, unit_path=unit.path)
    is_open = cycle.phase != Phase.CLOSED
    versions = versions_of(actor, unit.id, cycle.id)
    frames = tuple(frames_of(actor, cycle.id, unit_id=unit.id))
    return Board(
        unit=unit,
        cycle=cycle,
        is_locked=cycle.is_locked(today),
        columns={name: tuple(c for c in cards if _COLUMN[State(c.row.state)] == name)
                 for name in COLUMNS},
        more=more,
        unseen=_unseen(actor, unit, cycle, len(rows) if not more else None),
        unit_findings=tuple(row for row in findings if row.objective_id is None),
        focus=focus([len(card.row.key_results) for card in taken_on]),
        bottom_up=bottom_up_share([card.row.origin for card in cards]),
        loads=_loads(actor, unit, cycle, rows),
        frames=frames,
        asked=tuple(asked_of_unit(actor, unit.path, cycle.id, exactly=True)),
        needed=tuple(needed_by_unit(actor, unit.path, cycle.id, exactly=True)),
        carried=carry_overs(actor, unit.id, cycle.id, _before(cycle, cycles)),
        calendar=calendar_page(actor.organisation_id, cycle.name, cycle, today),
        versions=tuple(versions),
        is_changed=bool(versions) and has_changed(unit.id, cycle.id),
        may_write=is_open and decide(actor, Permission.OBJECTIVE_CREATE, facts).allowed,
        may_answer=is_open and decide(actor, Permission.FRAME_ANSWER, facts).allowed,
        may_publish=is_open and decide(actor, Permission.PLAN_PUBLISH, facts).allowed,
        may_ask=is_open and decide(actor, Permission.FRAME_HAND_DOWN, facts).allowed,
        to_answer=frozenset(frame.id for frame in frames if frame.waits_for(actor)),
        has_units_below=Unit.objects.filter(parent_id=unit.id, archived_at__isnull=True).exists(),
        cards=tuple(cards),
    )  # fmt: skip


def _before(cycle: CycleRow, cycles: Sequence[CycleRow]) -> tuple[int, str] | None:
    """The cycle of the same kind that ended last before this one began."""
    earlier = [
        row
        for row in cycles
        if row.ends_on < cycle.starts_on
        and (row.kind == CycleKind.YEAR) == (cycle.kind == CycleKind.YEAR)
    ]
    last = max(earlier, key=lambda row: row.ends_on, default=None)
    return (last.id, last.name) if last else None


def _loads(
    actor: Actor, unit: UnitFacts, cycle: CycleRow, rows: Sequence[ObjectiveRow]
) -> tuple[OwnerLoad, ...]:
    people = {row.owner_id for row in rows} | {
        part.owner_id for row in rows for part in row.key_results
    }
    known = [pk for pk in people if pk is not None]
    names = dict(_names(known))
    loads = loads_of(actor, cycle.id, unit.id, known)
    return tuple(OwnerLoad(names[load.person_id], load) for load in loads)


@prepared
def _names(person_ids: Collection[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=person_ids).values_list("id", "name")


def _unseen(actor: Actor, unit: UnitFacts, cycle: CycleRow, shown: int | None) -> int:
    """Objectives of the unit that are not for the reader."""
    if actor.is_admin or shown is None:
        return 0
    live = next(iter(_live(unit.id, cycle.id)), (0,))[0]
    return live - shown


@prepared
def _live(unit_id: int, cycle_id: int) -> QuerySet[Objective, tuple[int, ...]]:
    live = Objective.objects.filter(unit_id=unit_id, cycle_id=cycle_id, archived_at__isnull=True)
    return counted(live, "unit_id", many=Count("id"))
