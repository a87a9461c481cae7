"""Where values of KPIs come from, and how that goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import Conflict, NotFound
from headway.kit.sealed import Unreadable, unseal
from headway.kpis.models import Connector, ConnectorRun, Kpi
from headway.people.access import Actor

LISTED = 500
"""Connectors on one page."""


class ConnectorState(StrEnum):
    """How it stands at a glance."""

    NEVER = "never"
    RUNNING = "running"
    OK = "ok"
    INCOMPLETE = "incomplete"
    FAILING = "failing"
    GAVE_UP = "gave_up"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class ConnectorRow:
    """A connector in a list or beside its KPI, without its secrets."""

    id: int
    kpi_id: int
    kpi_name: str
    unit_id: int
    unit_name: str
    owner_name: str | None
    kind: str
    settings: Mapping[str, str]
    every: str
    at: time
    weekday: int
    window: int
    is_active: bool
    version: int
    created_at: datetime
    next_at: datetime | None
    running_since: datetime | None
    last_run_at: datetime | None
    last_success_at: datetime | None
    failing_since: datetime | None
    failures: int
    error_code: str
    error: str
    gave_up: bool
    left_out: int
    left_out_why: str
    left_out_since: datetime | None

    @property
    def state(self) -> ConnectorState:
        if self.running_since is not None:
            return ConnectorState.RUNNING
        if not self.is_active:
            return ConnectorState.PAUSED
        if self.gave_up:
            return ConnectorState.GAVE_UP
        if self.failing_since is not None:
            return ConnectorState.FAILING
        if self.left_out:
            return ConnectorState.INCOMPLETE
        return ConnectorState.OK if self.last_success_at else ConnectorState.NEVER


_COLUMNS = (
    "id", "kpi_id", "kpi__name", "kpi__unit_id", "kpi__unit__name", "kpi__owner__name", "kind",
    "settings", "every", "at", "weekday", "window", "is_active", "version", "created_at",
    "next_at", "running_since", "last_run_at", "last_success_at", "failing_since", "failures",
    "error_code", "error", "gave_up", "left_out", "left_out_why", "left_out_since",
)  # fmt: skip

_WORST_FIRST = Case(
    When(failing_since__isnull=False, then=0), When(left_out__gt=0, then=1), default=2
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One time a source was asked."""

    id: int
    started_at: datetime
    ended_at: datetime
    person_name: str | None
    by_hand: bool
    read: int
    created: int
    changed: int
    unchanged: int
    kept: int
    left_out: int
    notes: str
    error_code: str
    error: str
    out_since: datetime | None


_RUN = (
    "id", "started_at", "ended_at", "person__name", "by_hand", "read", "created", "changed",
    "unchanged", "kept", "left_out", "notes", "error_code", "error", "out_since",
)  # fmt: skip


def connector_of(kpi: Kpi, *, lock: bool = False) -> Connector | None:
    """The connector of a KPI that was read through its door, with the KPI; None without one. With
    ``lock`` its row is locked before it is read, so that a run that ends meanwhile is not
    undone."""
    mine = Connector.objects.filter(kpi_id=kpi.pk)
    if lock:
        mine.select_for_update(no_key=True).only("pk").first()
    found = mine.first()
    if found is not None:
        found.kpi = kpi
    return found


def get_connector(kpi: Kpi, *, lock: bool = False) -> Connector:
    """The same. Raises NotFound."""
    found = connector_of(kpi, lock=lock)
    if found is None:
        raise NotFound(_("Its values come from no source. Connect one first."))
    return found


def refuse_computed(kpi: Kpi) -> None:
    """Raise Conflict where no source can tell the values of the KPI, since they are computed. One
    query for a derived KPI."""
    if kpi.is_derived:
        names = kpi.inputs.order_by("id").values_list("input__name", flat=True)
        quoted = ", ".join(_("“%(name)s”") % {"name": name} for name in names)
        said = _("Its values are computed from %(names)s: connect a source there.")
        raise Conflict(said % {"names": quoted}, code="kpi_derived")


def connector_row(kpi_id: int) -> ConnectorRow | None:
    """That of a KPI that was read through its door. One query."""
    for row in _row(kpi_id):
        return ConnectorRow(*row)
    return None


@prepared
def _row(kpi_id: int) -> QuerySet[Connector, tuple[Any, ...]]:
    return Connector.objects.filter(kpi_id=kpi_id).values_list(*_COLUMNS)


def list_connectors(actor: Actor) -> list[ConnectorRow]:
    """All of the organisation's live KPIs, those that fail first, then those that leave rows out,
    each by unit. One query."""
    rows = (
        Connector.objects.filter(
            organisation_id=actor.organisation_id, kpi__archived_at__isnull=True
        )
        .order_by(_WORST_FIRST, "kpi__unit__path", "kpi__position", "pk")
        .values_list(*_COLUMNS)[:LISTED]
    )
    return [ConnectorRow(*row) for row in rows]


def runs_of(kpi_id: int) -> list[RunRow]:
    """Of a KPI's connector, the newest first. One query."""
    return [RunRow(*row) for row in _runs(kpi_id)]


@prepared
def _runs(kpi_id: int) -> QuerySet[ConnectorRun, tuple[Any, ...]]:
    return ConnectorRun.objects.filter(connector__kpi_id=kpi_id).order_by("-id").values_list(*_RUN)


def run_row(run: ConnectorRun) -> RunRow:
    """A run that was just made. One query."""
    [row] = ConnectorRun.objects.filter(pk=run.pk).values_list(*_RUN)
    return RunRow(*row)


def secret_names(connector: Connector | None) -> frozenset[str]:
    """Which secrets are stored; none where they cannot be read any more."""
    if connector is None:
        return frozenset()
    try:
        return frozenset(unseal(connector.sealed))
    except Unreadable:
        return frozenset()


def connected(kpi_ids: Iterable[int]) -> dict[int, datetime | None]:
    """Which of some KPIs have a connector that asks by itself, and since when it fails. One
    query."""
    return dict(_active(list(kpi_ids)))


@prepared
def _active(kpi_ids: Sequence[int]) -> QuerySet[Connector, tuple[int, datetime | None]]:
    rows = Connector.objects.filter(kpi_id__in=kpi_ids, is_active=True)
    return rows.values_list("kpi_id", "failing_since")


def out_of_order(organisation_id: int) -> frozenset[int]:
    """KPIs whose source gives nothing just now. One query."""
    return frozenset(_out(organisation_id))


@prepared
def _out(organisation_id: int) -> QuerySet[Connector, int]:
    return Connector.objects.filter(
        organisation_id=organisation_id, failing_since__isnull=False, is_active=True
    ).values_list("kpi_id", flat=True)


@dataclass(frozen=True, slots=True)
class FailingSource:
    """A source that gives nothing, or of which rows are ``left_out`` (how many, and why), for
    whoever answers for its KPI."""

    kpi_id: int
    kpi_name: str
    owner_id: int | None
    failing_since: datetime | None
    next_at: datetime | None
    error: str
    left_out: int
    left_out_why: str
    left_out_since: datetime | None

    @property
    def since(self) -> datetime:
        """Since when it is not in order."""
        since = self.failing_since or self.left_out_since
        assert since is not None  # noqa: S101 - it would not be here
        return since


_TROUBLE = (
    "kpi_id", "kpi__name", "kpi__owner_id", "failing_since", "next_at", "error", "left_out",
    "left_out_why", "left_out_since",
)  # fmt: skip


def failing_sources(organisation_id: int, person_id: int) -> list[FailingSource]:
    """Those of KPIs that somebody owns or enters, the longest out first. One query."""
    found = [FailingSource(*row) for row in _failing(organisation_id, person_id)]
    return sorted(found, key=lambda one: (one.failing_since is None, one.since))


@prepared
def _failing(organisation_id: int, person_id: int) -> QuerySet[Connector, tuple[Any, ...]]:
    return (
        Connector.objects.filter(
            Q(kpi__owner_id=person_id) | Q(kpi__updater_id=person_id),
            Q(failing_since__isnull=False) | Q(left_out_since__isnull=False),
            organisation_id=organisation_id,
            is_active=True,
            kpi__archived_at__isnull=True,
        )
        .order_by("pk")
        .values_list(*_TROUBLE)
    )
