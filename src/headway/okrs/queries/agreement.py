"""Who has signed an objective, who is still asked, and why earlier signatures are void.

Three may have to sign: the owner; a lead of the unit or above who is not the owner (the nearest is
asked; an administrator, where nobody leads); the unit's coach, where it has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import Objective, Signature, SigningRole, State
from headway.people.access import Actor
from headway.people.models import Membership, MembershipKind, Unit


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
    people: tuple[tuple[int, str], ...]


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
        asked=_asked(objective, signed) if _is_open(objective, rows) else (),
    )


def _is_open(objective: Objective, rows: Sequence[SignatureRow]) -> bool:
    """Whether signatures are asked for: before the agreement, and after it when what was signed has
    changed. What came in agreed, by an import, is not asked again."""
    if objective.state in (State.DRAFT, State.PROPOSED):
        return True
    if objective.state == State.CLOSED:
        return False
    return any(row.voided_at is not None for row in rows)


def _asked(objective: Objective, signed: Sequence[SignatureRow]) -> tuple[Asked, ...]:
    given = {row.role for row in signed}
    coaches = tuple(_coaches(objective.unit_id))
    wanted = (
        Asked(SigningRole.OWNER, _owner(objective)),
        Asked(SigningRole.LEAD, nearest_lead(objective.unit.path, objective.owner_id)),
        *((Asked(SigningRole.COACH, coaches),) if coaches else ()),
    )
    return tuple(asked for asked in wanted if asked.role not in given)


def _owner(objective: Objective) -> tuple[tuple[int, str], ...]:
    owner = objective.owner
    return ((owner.pk, owner.name),) if owner else ()


def nearest_lead(unit_path: str, owner_id: int | None) -> tuple[tuple[int, str], ...]:
    """The lead of the unit, or of the nearest unit above, who does not own the objective; empty
    where there is none. One query."""
    line = tuple(int(part) for part in unit_path.split("/") if part)
    leads = sorted(_leads(line), key=lambda row: len(row[0]), reverse=True)
    others = ((lead, name) for _path, lead, name in leads if lead != owner_id)
    return tuple(islice(others, 1))


@prepared
def _signatures(objective_id: int) -> QuerySet[Signature, tuple[Any, ...]]:
    return (
        Signature.objects.filter(objective_id=objective_id)
        .order_by("-id")
        .values_list(
            "id", "role", "person_id", "person__name", "digest", "signed_at", "voided_at",
            "void_reason",
        )
    )  # fmt: skip


@prepared
def _leads(unit_ids: tuple[int, ...]) -> QuerySet[Unit, tuple[str, int, str]]:
    return Unit.objects.filter(pk__in=unit_ids, lead__is_active=True).values_list(
        "path", "lead_id", "lead__name"
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
