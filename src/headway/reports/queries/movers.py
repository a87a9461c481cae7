"""What moved most in a unit within a week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from headway.core.bands import TOLERANCE
from headway.core.goalposts import Plan
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id, rows_read_by
from headway.okrs.queries.scores import counted_by
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit
from headway.reports.queries.places import of_object
from headway.reports.queries.units import UnitChoice
from headway.web.formats import difference

WEEK = timedelta(days=7)
UNITS_AT_MOST = 50
LOOKED_AT = 60
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Mover:
    """A key result now and a week before."""

    now: KeyResultRow
    before: KeyResultRow
    unit_name: str

    @property
    def change(self) -> float:
        """Progress made by the plan of record, as a share: what a moved goal post made is none."""
        return _of_record(self.now) - _of_record(self.before)

    @property
    def points(self) -> float:
        """The same in points of a hundred, as it is written."""
        return 100 * (difference(_of_record(self.now), _of_record(self.before)) or 0.0)

    @property
    def by_goal_post(self) -> float:
        """How many points more the figures by the plan as it stands differ, of a hundred."""
        whole = difference(self.now.raw or 0.0, self.before.raw or 0.0) or 0.0
        return 100 * whole - self.points

    @property
    def has_help(self) -> bool:
        """Whether that shows in whole points."""
        return abs(self.by_goal_post) >= 0.5

    @property
    def url(self) -> str:
        return of_object("key_result", self.now.id)

    @property
    def turned(self) -> bool:
        """Whether the verdict changed."""
        then, now = self.before.status, self.now.status
        return then is not None and now is not None and then.code != now.code


@dataclass(frozen=True, slots=True)
class Week:
    """What moved, and whether anything was checked in on at all."""

    movers: tuple[Mover, ...] = ()
    is_read: bool = False


def _of_record(row: KeyResultRow) -> float:
    return counted_by(Plan.OF_RECORD, row).raw or 0.0


def moved_in_week(actor: Actor, unit: UnitChoice | None, cycle_id: int, today: date) -> Week:
    """Key results of a unit and what lies below that were checked in on within seven days and
    moved, the largest step first. Six to seven queries over a bounded number of rows: of a unit
    with more than fifty below it only those right below are looked at."""
    unit_names = dict(_recent(actor, cycle_id, _unit_ids(actor, unit), today - WEEK))
    if not unit_names:
        return Week()
    before = {row.id: row for row in rows_read_by(unit_names, today - WEEK)}
    found = [
        Mover(row, before.get(row.id) or _unread(row), unit_names[row.id])
        for row in rows_by_id(unit_names, as_of=today, today=today)
    ]
    moved = [mover for mover in found if abs(mover.change) > TOLERANCE or mover.turned]
    largest = sorted(moved, key=lambda mover: (-abs(mover.change), mover.now.id))
    return Week(tuple(largest[:SHOWN]), is_read=True)


def _unread(row: KeyResultRow) -> KeyResultRow:
    """The same before anybody read it: it was added since."""
    return replace(row, raw=None, raw_original=None, raw_of_record=None, status=None)


@prepared
def _recent(
    actor: Actor, cycle_id: int, unit_ids: Collection[int], since: date
) -> QuerySet[KeyResult, tuple[int, str]]:
    return (
        KeyResult.objects.filter(
            visible_to(actor, "objective__"),
            organisation_id=actor.organisation_id,
            objective__cycle_id=cycle_id,
            objective__unit_id__in=unit_ids,
            objective__archived_at__isnull=True,
            cancelled_on__isnull=True,
            is_health=False,
            read_on__gt=since,
        )
        .order_by("-read_on", "id")
        .values_list("id", "objective__unit__name")[:LOOKED_AT]
    )


def _unit_ids(actor: Actor, unit: UnitChoice | None) -> list[int]:
    ids = _below(actor.organisation_id, unit.path if unit else "")
    if len(ids) <= UNITS_AT_MOST:
        return ids
    return _near(actor.organisation_id, unit.id if unit else None)


@prepared
def _below(organisation_id: int, path: str) -> QuerySet[Unit, int]:
    """All units below a path, and one more than are looked at."""
    live = _live(organisation_id)
    below = live.filter(path__startswith=path) if path else live
    return below.values_list("id", flat=True)[: UNITS_AT_MOST + 1]


@prepared
def _near(organisation_id: int, unit_id: int | None) -> QuerySet[Unit, int]:
    """A unit (None: the root) and those right below."""
    live = _live(organisation_id)
    top = live.filter(parent=None) if unit_id is None else live.filter(pk=unit_id)
    near = live.filter(Q(parent__in=top) | Q(pk__in=top))
    return near.order_by("position", "id").values_list("id", flat=True)[:UNITS_AT_MOST]


def _live(organisation_id: int) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
