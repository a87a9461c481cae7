"""Meetings as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.core.rituals import Timing, counts_until, timing
from headway.kit import clock
from headway.kit.keeping import Kept
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingState

HELD_AT = Coalesce("opened_at", "planned_at")
"""When a meeting took place, for a query; see :attr:`MeetingRow.held_at`."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting; ``stages`` as they are stored, see :meth:`timing`."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    cycle_id: int | None
    cycle_name: str | None
    kind: str
    mode: str
    state: str
    week: date | None
    planned_at: datetime
    ends_at: datetime | None
    facilitator_id: int | None
    facilitator_name: str | None
    format: str
    is_anonymous: bool
    stages: list[dict[str, Any]]
    stage: int
    running_since: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    content: dict[str, Any] | None
    version: int
    focus: str = ""
    heard_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == MeetingState.OPEN

    @property
    def is_live(self) -> bool:
        """Whether it is under way with a clock: one that is async has a deadline instead."""
        return self.is_open and self.mode == "live"

    @property
    def held_at(self) -> datetime:
        """When it took place: when it opened; before that, when it is planned."""
        return self.opened_at or self.planned_at

    @property
    def lacks_cycle(self) -> bool:
        """Whether the cycle that it was about is no more: then there is nothing to go through."""
        return self.cycle_id is None and self.kind != MeetingKind.WEEKLY

    @property
    def closed_by_itself(self) -> bool:
        """Whether everybody had left it and nobody closed it."""
        return bool((self.content or {}).get("by_itself"))

    @property
    def name(self) -> str:
        """What it is called: "Weekly, Blue"."""
        return f"{MeetingKind(self.kind).label}, {self.unit_name}"

    @property
    def stage_key(self) -> str:
        """The stage under way; empty before it opens."""
        return self.stages[self.stage]["key"] if self.stages else ""

    @property
    def facts(self) -> Facts:
        """What decisions about it need to know."""
        owner = frozenset({self.facilitator_id} if self.facilitator_id is not None else ())
        return Facts(unit_id=self.unit_id, unit_path=self.unit_path, owner_ids=owner)

    def timing(self, now: datetime | None = None) -> Timing:
        """Its clock now; of a room that was left, where it stood when it fell quiet. In one's own
        time none runs, though one did before it was known to be."""
        stages = [(one["key"], one["minutes"], one["seconds"]) for one in self.stages]
        until = counts_until(self.heard_at, now or clock.now())
        since = self.running_since if self.mode == MeetingMode.LIVE else None
        return timing(stages, at=self.stage, running_since=since, now=until)


_FIELDS = (
    "pk", "unit_id", "unit__name", "unit__path", "cycle_id", "cycle__name", "kind", "mode", "state",
    "week", "planned_at", "ends_at", "facilitator_id", "facilitator__name", "format",
    "is_anonymous", "stages", "stage", "running_since", "opened_at", "closed_at", "content",
    "version", "focus", "heard_at",
)  # fmt: skip


def meeting_row(actor: Actor, meeting_id: int) -> MeetingRow:
    """A meeting of the actor's organisation. One query. Raises NotFound."""
    rows = _by_id(actor.organisation_id, meeting_id)
    if not rows:
        raise NotFound(_("There is no such meeting."))
    return MeetingRow(*rows[0])


@prepared
def _by_id(organisation_id: int, meeting_id: int) -> QuerySet[Meeting, tuple[Any, ...]]:
    return as_rows(Meeting.objects.filter(organisation_id=organisation_id, pk=meeting_id))


def as_rows(found: QuerySet[Meeting]) -> QuerySet[Meeting, tuple[Any, ...]]:
    """What :class:`MeetingRow` is made of, for a prepared read."""
    return found.values_list(*_FIELDS)


def meeting_rows(
    found: QuerySet[Meeting], actor: Actor, limit: int | None = None
) -> list[MeetingRow]:
    """Those of the actor's organisation, in the order of the query set. One query."""
    mine = found.filter(organisation_id=actor.organisation_id)
    return [MeetingRow(*values) for values in mine.values_list(*_FIELDS)[:limit]]


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """A meeting as a list of very many shows it: without its clock and what its minutes keep."""

    id: int
    kind: str
    unit_name: str
    cycle_name: str | None
    facilitator_name: str | None
    state: str
    planned_at: datetime
    opened_at: datetime | None

    @property
    def held_at(self) -> datetime:
        """When it took place: when it opened; before that, when it is planned."""
        return self.opened_at or self.planned_at

    @property
    def name(self) -> str:
        """What it is called: "Weekly, Blue"."""
        return f"{MeetingKind(self.kind).label}, {self.unit_name}"


def meetings_of(
    unit_ids: Collection[int], *, kind: str | None = None, limit: int = 50
) -> list[ListedMeeting]:
    """Meetings of units that somebody was let in to, the latest first. One query."""
    found = _latest(unit_ids, kind, Fixed(limit))
    return sorted(found, key=lambda row: (row.held_at, row.id), reverse=True)


def meetings_of_all(
    organisation_id: int, *, kind: str | None = None, limit: int = 50
) -> list[ListedMeeting]:
    """Meetings of all units, the latest first. A query for each state: each reads only the latest,
    however many there were."""
    found = [
        row for state in MeetingState
        for row in _latest_in(organisation_id, state.value, kind, Fixed(limit))
    ]  # fmt: skip
    latest = sorted(found, key=lambda row: (row.planned_at, row.id), reverse=True)[:limit]
    return sorted(latest, key=lambda row: (row.held_at, row.id), reverse=True)


@prepared(rows=Kept(ListedMeeting))
def _latest_in(
    organisation_id: int, state: str, kind: str | None, limit: Fixed
) -> QuerySet[Meeting, tuple[Any, ...]]:
    found = Meeting.objects.filter(organisation_id=organisation_id, state=state)
    if kind is not None:
        found = found.filter(kind=kind)
    return _listed(found.order_by("-planned_at"))[:limit]


@prepared(rows=Kept(ListedMeeting))
def _latest(
    unit_ids: Collection[int], kind: str | None, limit: Fixed
) -> QuerySet[Meeting, tuple[Any, ...]]:
    found = Meeting.objects.filter(unit_id__in=unit_ids)
    if kind is not None:
        found = found.filter(kind=kind)
    return _listed(found.order_by("-planned_at", "-pk"))[:limit]


def _listed(found: QuerySet[Meeting]) -> QuerySet[Meeting, tuple[Any, ...]]:
    return found.values_list(
        "id", "kind", "unit__name", "cycle__name", "facilitator__name", "state", "planned_at",
        "opened_at",
    )  # fmt: skip


def meetings_after(
    actor: Actor, unit_id: int, *, kind: str | None, cursor: str | None, limit: int
) -> Page[MeetingRow]:
    """A page of the meetings of a unit, the latest first. One query. Raises InvalidInput."""
    found = Meeting.objects.filter(unit_id=unit_id).order_by("-planned_at", "-pk")
    if kind is not None:
        found = found.filter(kind=kind)
    if cursor is not None:
        at, last = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(planned_at__lt=at) | Q(planned_at=at, pk__lt=last))
    rows = meeting_rows(found, actor, limit + 1)
    shown = rows[:limit]
    key = (shown[-1].planned_at, shown[-1].id) if len(rows) > limit else None
    return Page(shown, encode_cursor(key) if key else None)


def may_lead(actor: Actor, row: MeetingRow) -> bool:
    """Whether the actor may move the meeting on and close it."""
    return decide(actor, Permission.MEETING_LEAD, row.facts).allowed


def may_take_part(actor: Actor, row: MeetingRow) -> bool:
    """Whether the actor may write in the room."""
    return decide(actor, Permission.MEETING_TAKE_PART, row.facts).allowed
