"""Objectives whose signature is asked of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Length

from headway.kit.prepared import prepared
from headway.okrs.models import Objective, Phase, Signature, SigningRole, State
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit
from headway.people.queries.leads import Leads, leads_on

CANDIDATES = 200
"""Proposals looked at for one person, those nearest to the units they lead first."""


@dataclass(frozen=True, slots=True)
class AskedToSign:
    """An objective that the person is asked to sign. ``void_reason`` says what changed since the
    last signature, where there was one; ``as_owner``, ``as_lead`` and ``as_coach`` why they are
    asked."""

    id: int
    title: str
    unit_name: str
    unit_path: str
    owner_id: int | None
    owner_name: str | None
    cycle_name: str
    updated_at: datetime
    void_reason: str
    as_owner: bool
    as_lead: bool
    as_coach: bool


def asked_to_sign(actor: Actor, today: date, *, limit: int) -> list[AskedToSign]:
    """What the actor is asked to sign: as owner, as the nearest lead who does not own it, as coach;
    an administrator where nobody leads. The longest-waiting first. Two queries."""
    rows = [AskedToSign(*row) for row in _candidates(actor, today)]
    leads = leads_on(row.unit_path for row in rows if row.as_lead)
    mine = [
        row
        for row in rows
        if row.as_owner or row.as_coach or (row.as_lead and _is_asked_as_lead(actor, leads, row))
    ]
    return sorted(mine, key=lambda row: (row.updated_at, row.id))[:limit]


def _is_asked_as_lead(actor: Actor, leads: Leads, row: AskedToSign) -> bool:
    nearest = leads.nearest(row.unit_path, without=(row.owner_id,))
    return actor.is_admin if nearest is None else nearest[0] == actor.person_id


@prepared
def _candidates(actor: Actor, today: date) -> QuerySet[Objective, tuple[Any, ...]]:
    """Proposals without a signature that may be the actor's, and agreed objectives whose signatures
    went void before plan lock."""
    signatures = Signature.objects.filter(objective_id=OuterRef("pk"))
    live = signatures.filter(voided_at__isnull=True)
    void = signatures.filter(voided_at__isnull=False).order_by("-id")
    unlocked = Q(cycle__locked_at__isnull=True, cycle__plan_lock_on__gt=today)
    agreed = Q(state__in=(State.AGREED, State.RUNNING)) & unlocked & Exists(void)
    asked = {
        name: which & ~Exists(live.filter(role=role))
        for name, role, which in (
            ("as_owner", SigningRole.OWNER, Q(owner_id=actor.person_id or 0)),
            ("as_lead", SigningRole.LEAD, _below(actor) & ~Q(owner_id=actor.person_id or 0)),
            ("as_coach", SigningRole.COACH, Q(unit_id__in=[0, *sorted(actor.coached_unit_ids)])),
        )
    }
    return (
        Objective.objects.filter(
            visible_to(actor),
            Q(state=State.PROPOSED) | agreed,
            organisation_id=actor.organisation_id,
            archived_at__isnull=True,
        )
        .exclude(cycle__phase=Phase.CLOSED)
        .annotate(**asked)
        .filter(Q(as_owner=True) | Q(as_lead=True) | Q(as_coach=True))
        .annotate(
            reason=Coalesce(
                Subquery(void.values("void_reason")[:1]), Value(""), output_field=TextField()
            )
        )
        .order_by(Length("unit__path"), "updated_at", "id")
        .values_list(
            "id", "title", "unit__name", "unit__path", "owner_id", "owner__name", "cycle__name",
            "updated_at", "reason", *asked,
        )[:CANDIDATES]
    )  # fmt: skip


def _below(actor: Actor) -> Q:
    """The units one leads with all below; for an administrator what nobody else leads."""
    below = Q(pk__in=[])
    for path in actor.led_paths:
        below |= Q(unit__path__startswith=path)
    if actor.is_admin:
        root = Unit.objects.filter(organisation_id=actor.organisation_id, parent__isnull=True)
        below |= Q(Exists(root.filter(Q(lead__isnull=True) | Q(lead__is_active=False))))
        below |= Q(owner_id=Subquery(root.values("lead_id")[:1]))
    return below
