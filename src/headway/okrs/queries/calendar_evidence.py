"""How far each step of a planning calendar is, by what the plan shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from headway.core.planning.calendar import PlanningCalendar
from headway.core.planning.expectations import Step
from headway.kit.prepared import counted, prepared
from headway.okrs.models import (
    Answer,
    Cycle,
    Dependency,
    KeyResult,
    Objective,
    State,
)
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.calendars import Planned
from headway.okrs.queries.figures import KEEP_FIGURES, LARGE_SCOPE
from headway.okrs.queries.orphans import loose


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a step is: ``done`` of ``total`` things it asks for. Nothing to do is not done.
    ``needs_drafts``: it is about objectives, and there is none yet."""

    done: int
    total: int
    needs_drafts: bool = False

    @property
    def is_whole(self) -> bool:
        return 0 < self.total <= self.done


def kept_evidence(
    organisation_id: int, cycle: Planned, calendar: PlanningCalendar, today: date
) -> dict[Step, Evidence]:
    """What the plan shows of each step. At most five queries; of more than 5 000 objectives at most
    a minute old."""
    key = f"calendar:{organisation_id}:{cycle.id}:{today}"
    kept: dict[Step, Evidence] | None = cache.get(key)
    if kept is not None:
        return kept
    found, objectives = _evidence(organisation_id, cycle, calendar, today)
    if objectives > LARGE_SCOPE:
        cache.set(key, found, KEEP_FIGURES)
    return found


def _evidence(
    organisation_id: int, cycle: Planned, calendar: PlanningCalendar, today: date
) -> tuple[dict[Step, Evidence], int]:
    """What the plan shows of each step, and how many objectives were counted."""
    counts = next((_Counts(*row) for row in _counted(cycle.id)), _Counts())
    found = {
        Step.FRAME: Evidence(counts.company_ready, max(counts.company, 1)),
        Step.TELL: Evidence(counts.company_agreed, max(counts.company, 1)),
        Step.REVIEW: Evidence(counts.closed, counts.agreed),
    }
    if not cycle.is_locked(today):
        units = _units(organisation_id, cycle, counts.units)
        without = units.total - units.done
        waiting = sum(number for (number,) in _unanswered(cycle.id))
        waiting += sum(number for (number,) in _open_frames(cycle.id))
        open_ = counts.orphans + waiting + without
        found[Step.DRAFT] = units
        empty = not counts.total
        found[Step.SHARE] = Evidence(counts.total - counts.drafts, counts.total + without, empty)
        found[Step.ALIGN] = Evidence(counts.total, counts.total + open_, empty)
    else:
        found[Step.SHARE] = Evidence(counts.total - counts.drafts, counts.total)
        if calendar.dates(Step.MID_CYCLE).starts_on <= today:
            read = _read(cycle.id, calendar.dates(Step.MID_CYCLE).starts_on)
            found[Step.MID_CYCLE] = next((Evidence(*row) for row in read), Evidence(0, 0))
    return found, counts.total


def _live(cycle_id: int) -> Q:
    return Q(cycle_id=cycle_id, archived_at__isnull=True)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Live objectives of a cycle: of the company (with owner and key results, agreed), drafts,
    those agreed at least, closed, without a link that nobody acknowledged; and the units below the
    root that have any."""

    total: int = 0
    company: int = 0
    company_ready: int = 0
    company_agreed: int = 0
    drafts: int = 0
    agreed: int = 0
    closed: int = 0
    orphans: int = 0
    units: int = 0


@prepared
def _counted(cycle_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    company, drafts = Q(unit__parent__isnull=True), Q(state=State.DRAFT)
    measured = Exists(KeyResult.objects.filter(objective_id=OuterRef("pk"), is_health=False))
    return counted(
        Objective.objects.filter(_live(cycle_id)),
        "cycle_id",
        total=Count("id"),
        company=Count("id", filter=company),
        company_ready=Count("id", filter=company & Q(measured, owner__isnull=False)),
        company_agreed=Count("id", filter=company & Q(state__in=COUNTING_STATES)),
        drafts=Count("id", filter=drafts),
        agreed=Count("id", filter=Q(state__in=COUNTING_STATES)),
        closed=Count("id", filter=Q(state=State.CLOSED)),
        orphans=Count("id", filter=loose()),
        units=Count("unit_id", distinct=True, filter=~company),
    )


def _units(organisation_id: int, cycle: Planned, planning: int) -> Evidence:
    """Units with a plan, of these and those that had one in the cycle before."""
    silent = 0
    for before in _before(organisation_id, cycle.starts_on):
        silent = sum(units for (units,) in _silent(before, cycle.id))
    return Evidence(planning, planning + silent)


@prepared
def _before(organisation_id: int, starts_on: date) -> QuerySet[Cycle, int]:
    """The last cycle that ended before a day."""
    over = Cycle.objects.filter(organisation_id=organisation_id, ends_on__lt=starts_on)
    return over.order_by("-ends_on", "-starts_on").values_list("id", flat=True)[:1]


@prepared
def _silent(before_id: int, cycle_id: int) -> QuerySet[Objective, tuple[int]]:
    """How many units had a plan in the one cycle and have none in the other."""
    now = Objective.objects.filter(_live(cycle_id)).values("unit_id")
    planned = Objective.objects.filter(
        _live(before_id), unit__parent__isnull=False, unit__archived_at__isnull=True
    ).exclude(unit_id__in=now)
    return counted(planned, "cycle_id", units=Count("unit_id", distinct=True))


@prepared
def _unanswered(cycle_id: int) -> QuerySet[Dependency, tuple[int]]:
    """How many requests to other units wait for an answer."""
    waiting = Dependency.objects.filter(
        key_result__objective__cycle_id=cycle_id,
        key_result__objective__archived_at__isnull=True,
        state=Answer.WAITING,
    )
    return counted(waiting, "state", waiting=Count("id"))


@prepared
def _open_frames(cycle_id: int) -> QuerySet[Cycle, tuple[int]]:
    """How many frames from above wait for an answer. Frames belong to planning, above this app:
    they are counted by their relation to the cycle."""
    asked = Cycle.objects.filter(pk=cycle_id, frames__state="open")
    return counted(asked, "id", waiting=Count("frames"))


@prepared
def _read(cycle_id: int, since: date) -> QuerySet[KeyResult, tuple[int, int]]:
    """Running key results with a check-in since a day, and all running ones."""
    running = KeyResult.objects.filter(
        objective__cycle_id=cycle_id,
        objective__archived_at__isnull=True,
        objective__state__in=(State.AGREED, State.RUNNING),
        cancelled_on__isnull=True,
    )
    return counted(
        running,
        "objective__cycle_id",
        done=Count("id", filter=Q(valued_on__gte=since)),
        total=Count("id"),
    )
