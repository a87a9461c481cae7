"""What a weekly is made of, gathered for one unit in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from headway.core.cadence import local_date, week_start
from headway.core.rituals import DueFact, KeyResultFact, Topic, topics, worst_first
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.lists.listed import ListedKpi, listed
from headway.kpis.queries.lists.rows import KpiRow, waiting_in
from headway.kpis.queries.words import step_due_on
from headway.okrs.models import Objective, State
from headway.okrs.queries.answers import is_number_in
from headway.okrs.queries.key_results import KeyResultRow, rows_read_by
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.okrs.queries.readings import Reading, readings_of
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.blockers import BlockerRow, open_blockers
from headway.rituals.queries.first import FirstOf
from headway.rituals.queries.items import ActionRow, open_actions
from headway.rituals.queries.weekly.priorities import PriorityRow, priorities_of

WEEK = timedelta(days=7)
LOOK_BACK = timedelta(weeks=3)
"""A weekly that is longer ago than that is not what one compares with."""
MOST_DRAWN = 13
"""Last values of a health metric, a quarter of a weekly one."""


@dataclass(frozen=True, slots=True)
class Place:
    """The unit, cycle and time that a weekly is of. ``since`` is when the unit last met, or a week
    before; ``week`` the first day of the week."""

    unit_id: int
    unit_path: str
    cycle_id: int | None
    today: date
    week: date
    since: datetime
    time_zone: str
    met: bool = False
    meeting_id: int = 0

    @property
    def ends_on(self) -> date:
        """The last day of the week."""
        return self.week + WEEK - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A key result in the weekly: ``number`` counts it among those of the unit, ``said`` is what
    was said of it last since the unit met."""

    number: int
    row: KeyResultRow
    fact: KeyResultFact
    objective_title: str
    is_in: bool
    may_say: bool
    note: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WeeklyFacts:
    """Everything that the agenda and the four-square are made of."""

    place: Place
    standings: tuple[Standing, ...]  # in their own order
    round: tuple[Standing, ...]  # the worst first
    health: tuple[KeyResultRow, ...]
    health_values: Mapping[int, tuple[float, ...]]  # of those that people check in
    kpis: tuple[ListedKpi, ...]
    blockers: FirstOf[BlockerRow]
    actions: FirstOf[ActionRow]
    priorities: tuple[PriorityRow, ...]
    left_over: tuple[PriorityRow, ...]
    topics: tuple[Topic, ...]

    @property
    def missing(self) -> list[Standing]:
        """Whose number is still due this week; one that a KPI gives comes by itself."""
        return [one for one in self.standings if not one.is_in]

    @property
    def entered(self) -> int:
        """How many numbers have come since."""
        return len(self.standings) - len(self.missing)

    @property
    def more(self) -> int:
        """How many open actions and blockers are not looked at: what is due first is."""
        return self.actions.more + self.blockers.more

    @property
    def fell(self) -> list[Standing]:
        """Whose confidence fell, the most first."""
        return [one for one in self.round if (one.fact.change or 0) < 0]

    def standing(self, key_result_id: int) -> Standing | None:
        return next((one for one in self.standings if one.row.id == key_result_id), None)


def place_of(
    actor: Actor,
    unit: tuple[int, str],
    cycle_id: int | None,
    *,
    moment: datetime | None = None,
    week: date | None = None,
    without: int = 0,
) -> Place:
    """Where and when a weekly of a unit (id, path) is: now, and of the week that is now, unless
    others are given. ``without`` is the meeting itself: what is agreed there is not on its agenda.
    Two queries."""
    at = moment or clock.now()
    today = local_date(at, actor.time_zone)
    last = next(iter(_last_met(unit[0], at - LOOK_BACK, at, without)), None)
    first = calendar_of(actor.organisation_id).first_weekday
    return Place(
        unit[0], unit[1], cycle_id, today, week or week_start(today, first_weekday=first),
        last or at - WEEK, actor.time_zone, met=last is not None, meeting_id=without,
    )  # fmt: skip


@prepared
def _last_met(
    unit_id: int, after: datetime, before: datetime, without: int
) -> QuerySet[Meeting, datetime | None]:
    found = Meeting.objects.filter(
        unit_id=unit_id, kind=MeetingKind.WEEKLY, state=MeetingState.CLOSED, closed_at__gt=after,
        closed_at__lt=before,
    )  # fmt: skip
    return found.exclude(pk=without).order_by("-closed_at").values_list("closed_at", flat=True)[:1]


def gather(actor: Actor, place: Place) -> WeeklyFacts:
    """The facts. About twenty-five queries, however much there is."""
    objectives = _objectives(actor, place)
    health = tuple(row for one in objectives for row in one.health if not row.is_cancelled)
    readings = _readings(objectives, health, place.today)
    standings = _standings(actor, place, objectives, readings)
    kpis, responses = _kpis(actor, place, [row.kpi_id for row in health if row.kpi_id])
    blockers = open_blockers(actor, place.unit_id)
    actions = open_actions(actor, place.unit_id)
    now, before = priorities_of(actor, place.unit_id, place.week)
    carried = {one.carried_from_id for one in now}
    left_over = tuple(one for one in before if one.is_open and one.id not in carried)
    facts = [one.fact for one in standings]
    acted_on = {one.blocker_id for one in actions.rows}  # the action is talked about in its place
    by_id = {one.row.id: one for one in standings}
    return WeeklyFacts(
        place=place,
        standings=standings,
        round=tuple(by_id[fact.id] for fact in worst_first(facts)),
        health=health,
        health_values={row.id: _last_values(readings[row.id]) for row in health},
        kpis=kpis,
        blockers=blockers,
        actions=actions,
        priorities=now,
        left_over=left_over,
        topics=topics(
            facts,
            responses=responses,
            blockers=[
                DueFact(one.id, local_date(one.raised_at, place.time_zone), one.due_on)
                for one in blockers.rows
                if one.id not in acted_on
            ],
            actions=[
                DueFact(one.id, local_date(one.created_at, place.time_zone), one.due_on)
                for one in actions.rows
                if not place.meeting_id or one.meeting_id != place.meeting_id
            ],
            priorities=[one.id for one in left_over],
            today=place.today,
            until=place.ends_on,
        ),
    )


def _objectives(actor: Actor, place: Place) -> list[ObjectiveRow]:
    """Those of the unit itself that run, in their order, as far as the actor may read them."""
    ids = _ids(actor, place.unit_id, place.cycle_id or 0)
    found = objective_rows_by_id(ids, as_of=place.today, today=place.today)
    return [found[pk] for pk in ids if pk in found]


@prepared
def _ids(actor: Actor, unit_id: int, cycle_id: int) -> QuerySet[Objective, int]:
    return (
        Objective.objects.filter(
            visible_to(actor), organisation_id=actor.organisation_id, unit_id=unit_id,
            cycle_id=cycle_id, archived_at__isnull=True, state__in=(State.AGREED, State.RUNNING),
        )
        .order_by("position", "id")
        .values_list("id", flat=True)
    )  # fmt: skip


def _readings(
    objectives: Iterable[ObjectiveRow], health: Iterable[KeyResultRow], today: date
) -> Mapping[int, list[Reading]]:
    """All check-ins of what is measured, by key result. One query."""
    measured = [*(row for one in objectives for row in one.key_results), *health]
    ids = [row.id for row in measured if not row.is_cancelled]
    return readings_of(ids, as_of=today) if ids else {}


def _last_values(readings: Iterable[Reading]) -> tuple[float, ...]:
    return tuple(one.value for one in readings if one.value is not None)[-MOST_DRAWN:]


def _standings(
    actor: Actor,
    place: Place,
    objectives: list[ObjectiveRow],
    readings: Mapping[int, list[Reading]],
) -> tuple[Standing, ...]:
    rows = [(one, row) for one in objectives for row in one.key_results if not row.is_cancelled]
    ids = [row.id for _one, row in rows]
    if not ids:
        return ()
    since = local_date(place.since, place.time_zone)
    before = {row.id: row for row in rows_read_by(ids, since)}
    return tuple(
        _standing(actor, place, number, objective, row, before.get(row.id), readings[row.id])
        for number, (objective, row) in enumerate(rows, 1)
    )


def _standing(
    actor: Actor,
    place: Place,
    number: int,
    objective: ObjectiveRow,
    row: KeyResultRow,
    before: KeyResultRow | None,
    readings: list[Reading],
) -> Standing:
    earlier = [one for one in readings if one.entered_at <= place.since]
    known = [one.confidence for one in earlier if one.confidence is not None]
    later = [one for one in readings if one.entered_at > place.since]
    said = [one for one in later if one.confidence is not None]
    is_stale = row.status is not None and row.status.code == "stale"
    fact = KeyResultFact(
        row.id,
        row.confidence,
        known[-1] if known else None,
        row.status.code if row.status else None,
        before.status.code if before and before.status else None,
        (place.today - (row.valued_on or row.starts_on)).days if is_stale else None,
    )
    owners = frozenset({row.owner_id} if row.owner_id else ())
    updaters = frozenset({row.updater_id} if row.updater_id else ())
    facts = Facts(objective.unit_id, objective.unit_path, owners, updaters)
    return Standing(
        number=number,
        row=row,
        fact=fact,
        objective_title=objective.title,
        is_in=is_number_in(row.kpi_id, row.due_on, place.ends_on),
        may_say=decide(actor, Permission.CHECK_IN, facts).allowed,
        said_at=said[-1].entered_at if said else None,
    )


def _kpis(
    actor: Actor, place: Place, also: list[int]
) -> tuple[tuple[ListedKpi, ...], list[DueFact]]:
    """KPIs of the unit with an open signal, and those behind health metrics. Two queries."""
    rows = waiting_in(actor, place.unit_id, also)
    calendar = calendar_of(actor.organisation_id)
    shown = tuple(listed(row, calendar, place.today, place.time_zone) for row in rows)
    open_ones = [_response(row, place) for row in rows if row.response_id is not None]
    return shown, open_ones


def _response(row: KpiRow, place: Place) -> DueFact:
    due_on = None
    if row.response_stage and row.response_cause_due_on and row.response_action_due_on:
        due_on = step_due_on(
            row.response_stage, row.response_cause_due_on, row.response_action_due_on,
            row.response_action_ends_on,
        )  # fmt: skip
    return DueFact(row.id, row.since or place.today, due_on)
