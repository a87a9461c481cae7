"""Who has signed an objective, who is still asked, and why earlier signatures are void.

Three may have to sign: the owner; a lead of the unit or above who is not the owner (the nearest is
asked; an administrator, where nobody leads); the unit's coach, where it has one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import Objective, Signature, SigningRole, State
from headway.people.access import Actor
from headway.people.models import Membership, MembershipKind
from headway.people.queries.leads import Lead, Leads, leads_on

People = tuple[tuple[int, str], ...]
"""(id, name) pairs."""


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature; ``voided_at`` is set when it no longer counts. The person is None for the
    system."""

    id: int
    role: str
    person_id: int | None
    person_name: str | None
    digest: str
    signed_at: datetime
    voided_at: datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A signature that is missing, and of whom it is asked: (id, name) pairs, any one of them.
    Nobody named: of the administrators."""

    role: str
    people: People


@dataclass(frozen=True, slots=True)
class Agreement:
    """The signatures that count, those that are void (the newest first), and what is missing."""

    objective_id: int
    owner_id: int | None
    unit_id: int
    unit_path: str
    signed: tuple[SignatureRow, ...]
    void: tuple[SignatureRow, ...]
    asked: tuple[Asked, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles that are still asked to sign."""
        return tuple(asked.role for asked in self.asked)

    def open_to(self, actor: Actor) -> tuple[str, ...]:
        """The missing roles in which the actor may sign: each that is theirs, and for an
        administrator the lead's too, unless they answer for the objective themselves."""
        owns = actor.person_id is not None and actor.person_id == self.owner_id
        theirs = {
            SigningRole.OWNER: owns,
            SigningRole.LEAD: not owns and (actor.is_admin or actor.leads(self.unit_path)),
            SigningRole.COACH: self.unit_id in actor.coached_unit_ids,
        }
        return tuple(role for role in self.missing if theirs[SigningRole(role)])

    def in_stead(self, actor: Actor) -> Asked | None:
        """The lead's signature, where the actor may give it and it is asked of somebody else."""
        asked = next((asked for asked in self.asked if asked.role == SigningRole.LEAD), None)
        if asked is None or SigningRole.LEAD not in self.open_to(actor):
            return None
        return None if actor.person_id in dict(asked.people) else asked


def agreement_of(objective: Objective) -> Agreement:
    """How far an objective is agreed. One query; two more where signatures are missing."""
    rows = [SignatureRow(*row) for row in _signatures(objective.pk)]
    signed = tuple(row for row in rows if row.voided_at is None)
    void = tuple(row for row in rows if row.voided_at is not None)
    return Agreement(
        objective_id=objective.pk,
        owner_id=objective.owner_id,
        unit_id=objective.unit_id,
        unit_path=objective.unit.path,
        signed=signed,
        void=void,
        asked=_asked(objective, signed) if _is_open(objective.state, rows) else (),
    )


class Signable(Protocol):
    """An objective as a row of a list."""

    id: int
    owner_id: int | None
    owner_name: str | None
    unit_id: int
    unit_path: str
    state: str


def agreements_of(objectives: Sequence[Signable]) -> dict[int, Agreement]:
    """How far each of several objectives is agreed. Three queries, none for no objective."""
    if not objectives:
        return {}
    rows: dict[int, list[SignatureRow]] = {one.id: [] for one in objectives}
    for objective_id, *row in _given(list(rows)):
        rows[objective_id].append(SignatureRow(*row))
    leads = leads_on({one.unit_path for one in objectives})
    coaches = _coaches_of({one.unit_id for one in objectives})
    return {
        one.id: _agreement(one, rows[one.id], leads, coaches.get(one.unit_id, ()))
        for one in objectives
    }


@prepared
def _given(objective_ids: Collection[int]) -> QuerySet[Signature, tuple[Any, ...]]:
    found = Signature.objects.filter(objective_id__in=objective_ids).order_by("-id")
    return found.values_list("objective_id", *_SIGNATURE)


def _agreement(
    one: Signable,
    rows: Sequence[SignatureRow],
    leads: Leads,
    coaches: People,
) -> Agreement:
    signed = tuple(row for row in rows if row.voided_at is None)
    owner = ((one.owner_id, one.owner_name or ""),) if one.owner_id is not None else ()
    above = leads.nearest(one.unit_path, without=(one.owner_id,))
    return Agreement(
        objective_id=one.id,
        owner_id=one.owner_id,
        unit_id=one.unit_id,
        unit_path=one.unit_path,
        signed=signed,
        void=tuple(row for row in rows if row.voided_at is not None),
        asked=_missing(owner, above, coaches, signed) if _is_open(one.state, rows) else (),
    )


def _coaches_of(unit_ids: Collection[int]) -> dict[int, People]:
    """Coaches by unit. One query."""
    found: dict[int, People] = {}
    for unit_id, person_id, name in _coaching(unit_ids):
        found[unit_id] = (*found.get(unit_id, ()), (person_id, name))
    return found


@prepared
def _coaching(unit_ids: Collection[int]) -> QuerySet[Membership, tuple[int, int, str]]:
    rows = Membership.objects.filter(
        unit_id__in=unit_ids, kind=MembershipKind.COACH, person__is_active=True
    ).order_by("person__name", "person_id")
    return rows.values_list("unit_id", "person_id", "person__name")


def _is_open(state: str, rows: Sequence[SignatureRow]) -> bool:
    """Whether signatures are asked for: before the agreement, and after it when what was signed has
    changed. What came in agreed, by an import, is not asked again."""
    if state in (State.DRAFT, State.PROPOSED):
        return True
    if state == State.CLOSED:
        return False
    return any(row.voided_at is not None for row in rows)


def _asked(objective: Objective, signed: Sequence[SignatureRow]) -> tuple[Asked, ...]:
    path = objective.unit.path
    above = leads_on([path]).nearest(path, without=(objective.owner_id,))
    return _missing(_owner(objective), above, tuple(_coaches(objective.unit_id)), signed)


def _missing(
    owner: People, above: Lead | None, coaches: People, signed: Sequence[SignatureRow]
) -> tuple[Asked, ...]:
    given = {row.role for row in signed}
    wanted = (
        Asked(SigningRole.OWNER, owner),
        Asked(SigningRole.LEAD, (above,) if above else ()),
        *((Asked(SigningRole.COACH, coaches),) if coaches else ()),
    )
    return tuple(asked for asked in wanted if asked.role not in given)


def _owner(objective: Objective) -> People:
    owner = objective.owner
    return ((owner.pk, owner.name),) if owner else ()


_SIGNATURE = (
    "id", "role", "person_id", "person__name", "digest", "signed_at", "voided_at", "void_reason",
)  # fmt: skip


@prepared
def _signatures(objective_id: int) -> QuerySet[Signature, tuple[Any, ...]]:
    return (
        Signature.objects.filter(objective_id=objective_id).order_by("-id").values_list(*_SIGNATURE)
    )


@prepared
def _coaches(unit_id: int) -> QuerySet[Membership, tuple[int, str]]:
    return (
        Membership.objects.filter(
            unit_id=unit_id, kind=MembershipKind.COACH, person__is_active=True
        )
        .order_by("person__name", "person_id")
        .values_list("person_id", "person__name")
    )
