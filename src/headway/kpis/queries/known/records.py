"""What a KPI's page tells besides its chart: versions, re-bases, responses, remarks, revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kpis.models import (
    Annotation,
    Follow,
    KpiSignal,
    KpiVersion,
    Rebase,
    Response,
    Revision,
)
from headway.kpis.queries.words import step_due_on
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a definition, in full."""

    number: int
    fields: dict[str, Any]
    effective_on: date
    breaks: bool
    why: str
    author_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RebaseRow:
    """A re-base and its four answers."""

    id: int
    starts_on: date
    different: str
    reason: str
    wanted: str
    lasting: str
    author_name: str | None
    created_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """The work on a signal. ``signals`` are added by :func:`responses_of`."""

    id: int
    kpi_id: int
    kpi_name: str
    number: int
    stage: str
    owner_id: int | None
    owner_name: str | None
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str
    cause_due_on: date
    cause: str
    cause_at: datetime | None
    cause_by: str | None
    action_due_on: date
    action: str
    action_at: datetime | None
    action_by: str | None
    action_owner_id: int | None
    action_owner_name: str | None
    action_ends_on: date | None
    outcome: str
    closing_word: str
    held_because: str
    closed_at: datetime | None
    closed_by: str | None
    version: int

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def due_on(self) -> date | None:
        """Until when the next step is due; None when closed."""
        return step_due_on(self.stage, self.cause_due_on, self.action_due_on, self.action_ends_on)


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal as it was raised."""

    id: int
    rule: str
    starts_on: date
    first_on: date
    side: int
    variation: str
    raised_at: datetime
    withdrawn_at: datetime | None
    response_id: int | None


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """A remark at a period."""

    id: int
    starts_on: date
    text: str
    author_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A value as it was before another replaced it."""

    starts_on: date
    revision: int
    value: float | None
    state: str
    reason: str
    origin: str
    person_name: str | None
    entered_at: datetime
    replaced_at: datetime


def versions_of(kpi_id: int) -> list[VersionRow]:
    """Newest first. One query."""
    return [VersionRow(*row) for row in _versions(kpi_id)]


@prepared
def _versions(kpi_id: int) -> QuerySet[KpiVersion, tuple[Any, ...]]:
    return (
        KpiVersion.objects.filter(kpi_id=kpi_id)
        .order_by("-number")
        .values_list(
            "number", "fields", "effective_on", "breaks", "why", "author__name", "created_at"
        )
    )


def rebases_of(kpi_id: int) -> list[RebaseRow]:
    """Newest first, undone ones too. One query."""
    return [RebaseRow(*row) for row in _rebases(kpi_id)]


@prepared
def _rebases(kpi_id: int) -> QuerySet[Rebase, tuple[Any, ...]]:
    return (
        Rebase.objects.filter(kpi_id=kpi_id)
        .order_by("-id")
        .values_list(
            "id", "starts_on", "different", "reason", "wanted", "lasting", "author__name",
            "created_at", "undone_at",
        )
    )  # fmt: skip


_RESPONSE = (
    "id", "kpi_id", "kpi__name", "number", "stage", "owner_id", "owner__name", "raised_at",
    "acknowledged_at", "acknowledged_by__name", "note", "cause_due_on", "cause", "cause_at",
    "cause_by__name", "action_due_on", "action", "action_at", "action_by__name",
    "action_owner_id", "action_owner__name", "action_ends_on", "outcome", "closing_word",
    "held_because",
    "closed_at", "closed_by__name", "version",
)  # fmt: skip


def responses_of(kpi_id: int) -> list[ResponseRow]:
    """Of a KPI, newest first. One query."""
    return [ResponseRow(*row) for row in _responses(kpi_id)]


@prepared
def _responses(kpi_id: int) -> QuerySet[Response, tuple[Any, ...]]:
    return Response.objects.filter(kpi_id=kpi_id).order_by("-number").values_list(*_RESPONSE)


def response_row(actor: Actor, response_id: int) -> ResponseRow | None:
    """One of them. One query."""
    for row in _response(actor.organisation_id, response_id):
        return ResponseRow(*row)
    return None


@prepared
def _response(organisation_id: int, response_id: int) -> QuerySet[Response, tuple[Any, ...]]:
    return Response.objects.filter(organisation_id=organisation_id, pk=response_id).values_list(
        *_RESPONSE
    )


def open_responses(
    actor: Actor, *, unit_path: str = "", owner_id: int | None = None
) -> list[ResponseRow]:
    """Those not closed, of a unit and all below it or of an owner, the longest open first. One
    query."""
    wanted = Response.objects.filter(
        organisation_id=actor.organisation_id,
        closed_at__isnull=True,
        kpi__archived_at__isnull=True,
    )
    if unit_path:
        wanted = wanted.filter(kpi__unit__path__startswith=unit_path)
    if owner_id is not None:
        wanted = wanted.filter(owner_id=owner_id)
    return [ResponseRow(*row) for row in wanted.order_by("raised_at", "id").values_list(*_RESPONSE)]


def responses_between(
    actor: Actor, which: Q, *, raised_by: datetime, closed_after: datetime
) -> list[ResponseRow]:
    """Responses that were raised by a moment and not closed before another, the oldest
    first: those that were open between the two, or at the moment where both are the same. One
    query."""
    rows = Response.objects.filter(
        which,
        Q(closed_at__isnull=True) | Q(closed_at__gt=closed_after),
        organisation_id=actor.organisation_id,
        raised_at__lte=raised_by,
    )
    return [ResponseRow(*row) for row in rows.order_by("raised_at", "id").values_list(*_RESPONSE)]


def signals_of(kpi_id: int) -> list[SignalRow]:
    """Of a KPI, newest first, withdrawn ones too. One query."""
    return _signals(kpi_id)


@prepared(rows=Kept(SignalRow))
def _signals(kpi_id: int) -> QuerySet[KpiSignal, tuple[Any, ...]]:
    return (
        KpiSignal.objects.filter(kpi_id=kpi_id)
        .order_by("-starts_on", "rule")
        .values_list(
            "id", "rule", "starts_on", "first_on", "side", "variation", "raised_at",
            "withdrawn_at", "response_id",
        )
    )  # fmt: skip


ANNOTATION = ("id", "starts_on", "text", "author__name", "created_at")
"""Columns of :class:`AnnotationRow`."""


def annotations_of(kpi_id: int) -> list[AnnotationRow]:
    """Oldest first. One query."""
    return [AnnotationRow(*row) for row in _annotations(kpi_id)]


@prepared
def _annotations(kpi_id: int) -> QuerySet[Annotation, tuple[Any, ...]]:
    return (
        Annotation.objects.filter(kpi_id=kpi_id, removed_at__isnull=True)
        .order_by("starts_on", "id")
        .values_list(*ANNOTATION)
    )


def revisions_of(series_id: int) -> list[RevisionRow]:
    """What was replaced in a series, by period and revision. One query."""
    return [RevisionRow(*row) for row in _revisions(series_id)]


@prepared
def _revisions(series_id: int) -> QuerySet[Revision, tuple[Any, ...]]:
    return (
        Revision.objects.filter(series_id=series_id)
        .order_by("starts_on", "revision")
        .values_list(
            "starts_on", "revision", "value", "state", "reason", "origin", "person__name",
            "entered_at", "replaced_at",
        )
    )  # fmt: skip


def follows(actor: Actor, kpi_id: int) -> bool:
    """Whether the actor follows the KPI. One query."""
    if actor.person_id is None:
        return False
    return bool(_follows(kpi_id, actor.person_id))


@prepared
def _follows(kpi_id: int, person_id: int) -> QuerySet[Follow, int]:
    return Follow.objects.filter(kpi_id=kpi_id, person_id=person_id).values_list("id", flat=True)
