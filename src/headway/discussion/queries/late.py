"""What is late, and whose turn it is: check-ins, values of KPIs, answers to their signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.discussion.models import Nudge, SubjectKind
from headway.discussion.queries.subjects import Subject, page_of
from headway.kit.prepared import Fixed, prepared
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.lists.rows import late_since
from headway.kpis.queries.lists.strip import overdue
from headway.kpis.queries.words import step_due_on
from headway.okrs.models import KeyResult
from headway.okrs.queries.answers import check_in_due_on
from headway.okrs.queries.due import OPEN
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, Facts, Permission, decide
from headway.web.formats import day

AT_MOST = 200
"""Of each kind that are looked at, the longest unread first: more than anybody asks after in a
day."""


class Turn(StrEnum):
    """What somebody is to do."""

    CHECK_IN = "check_in"
    VALUE = "value"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Late:
    """Something that should have been done by ``since``; ``person_id`` is whose turn it is, by the
    rule of reminders: the updater who still works here, else the owner; for the action that answers
    a signal, who was given it."""

    turn: Turn
    subject_type: str
    subject_id: int
    title: str
    unit_id: int
    unit_name: str
    since: date
    person_id: int | None
    person_name: str | None

    @property
    def key(self) -> tuple[str, int, int]:
        """What :func:`nudged_today` tells it by: the subject, and whose turn it is."""
        return self.subject_type, self.subject_id, self.person_id or 0

    @property
    def url(self) -> str:
        return page_of(self.subject_type, self.subject_id)

    @property
    def words(self) -> str:
        """What is asked for, and since when."""
        said = {
            Turn.CHECK_IN: _("a check-in, due on %(day)s"),
            Turn.VALUE: _("the value of the period from %(day)s"),
            Turn.ANSWER: _("the answer to a signal, due on %(day)s"),
        }[self.turn]
        return said % {"day": day(self.since)}


@dataclass(frozen=True, slots=True)
class Nudged:
    """Who has asked somebody today about a subject."""

    subject_type: str
    subject_id: int
    person_id: int
    author_id: int | None
    author_name: str | None
    at: datetime


def late_in(actor: Actor, paths: tuple[str, ...], today: date) -> list[Late]:
    """All of units and those below them that the actor may read, the longest late first. Four
    queries."""
    check_ins = _check_ins_in(actor, paths, today, Fixed(AT_MOST))
    kpis = _kpis_in(actor.organisation_id, paths, Fixed(AT_MOST))
    answers = _answers_in(actor.organisation_id, paths, today, Fixed(AT_MOST))
    found = [*_check_ins(check_ins, today), *_values(actor, kpis, today), *_answers(answers)]
    return sorted(found, key=lambda one: (one.since, one.subject_type, one.subject_id))


def late_about(actor: Actor, subject: Subject, today: date) -> list[Late]:
    """The same of one subject that the actor may read: a key result, or a KPI, or an objective for
    its key results. One query, three for a KPI, none for what nobody keeps up to date."""
    if subject.kind == SubjectKind.KEY_RESULT:
        return list(_check_ins(_check_in_of(actor, subject.id), today))
    if subject.kind == SubjectKind.OBJECTIVE:
        return list(_check_ins(_check_ins_of(actor, subject.id), today))
    if subject.kind == SubjectKind.KPI:
        values = _values(actor, _kpi(actor.organisation_id, subject.id), today)
        return [*values, *_answers(_answer_of(actor.organisation_id, subject.id, today))]
    return []


def nudged_today(
    organisation_id: int, lates: Iterable[Late], today: date
) -> dict[tuple[str, int, int], Nudged]:
    """Who was asked about these today, by type and id of the subject and by person. One query."""
    ids = {late.subject_id for late in lates} or {0}  # pages ask as much when nothing is late
    rows = Nudge.objects.filter(organisation_id=organisation_id, on=today, subject_id__in=ids)
    columns = ("subject_type", "subject_id", "person_id", "author_id", "author__name", "at")
    found = [Nudged(*row) for row in rows.values_list(*columns)]
    return {(one.subject_type, one.subject_id, one.person_id): one for one in found}


def may_nudge(actor: Actor) -> bool:
    """Whether the actor may ask others to do what is late."""
    return actor.person_id is not None and decide(actor, Permission.NUDGE).allowed


def may_nudge_all(actor: Actor, unit_id: int, unit_path: str) -> bool:
    """Whether the actor may ask everybody of a unit at once: its leads and coaches."""
    facts = Facts(unit_id=unit_id, unit_path=unit_path)
    return actor.person_id is not None and decide(actor, Permission.NUDGE_ALL, facts).allowed


_CHECKED = (
    "id", "title", "kpi_id", "cadence", "added_on", "read_on", "valued_on",
    "objective__cycle__starts_on", "objective__cycle__ends_on", "updater_id", "updater__name",
    "updater__is_active", "owner_id", "owner__name", "objective__unit_id", "objective__unit__name",
)  # fmt: skip


def _below(field: str, paths: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths))


def _running(actor: Actor) -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(
        OPEN, visible_to(actor, "objective__"), organisation_id=actor.organisation_id
    )


@prepared
def _check_ins_in(
    actor: Actor, paths: tuple[str, ...], today: date, limit: Fixed
) -> QuerySet[KeyResult, tuple[Any, ...]]:
    found = _running(actor).filter(_below("objective__unit__path", paths))
    found = found.exclude(valued_on__gte=today)
    order = (F("valued_on").asc(nulls_first=True), "id")
    return found.order_by(*order).values_list(*_CHECKED)[:limit]


@prepared
def _check_in_of(actor: Actor, key_result_id: int) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _running(actor).filter(pk=key_result_id).values_list(*_CHECKED)


@prepared
def _check_ins_of(actor: Actor, objective_id: int) -> QuerySet[KeyResult, tuple[Any, ...]]:
    found = _running(actor).filter(objective_id=objective_id).order_by("position", "id")
    return found.values_list(*_CHECKED)


def _check_ins(rows: Iterable[tuple[Any, ...]], today: date) -> Iterator[Late]:
    for (pk, title, kpi_id, cadence, added_on, read_on, valued_on, starts_on, ends_on, updater_id,
         updater, is_there, owner_id, owner, unit_id, unit) in rows:  # fmt: skip
        due_on = check_in_due_on(
            kpi_id, cadence, read_on, valued_on,
            starts_on=added_on or starts_on, ends_on=ends_on, as_of=today,
        )  # fmt: skip
        if due_on is not None and due_on < today:
            who = (updater_id, updater) if is_there else (owner_id, owner)
            kind = SubjectKind.KEY_RESULT
            yield Late(Turn.CHECK_IN, kind, pk, title, unit_id, unit, due_on, *who)


_ENTERED = (
    "id", "name", "frequency", "due_lag", "state__starts_on", "created_at", "updater_id",
    "updater__name", "updater__is_active", "owner_id", "owner__name", "unit_id", "unit__name",
)  # fmt: skip


def _entered(organisation_id: int) -> QuerySet[Kpi]:
    live = Kpi.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
    return live.filter(expression="")


@prepared
def _kpis_in(
    organisation_id: int, paths: tuple[str, ...], limit: Fixed
) -> QuerySet[Kpi, tuple[Any, ...]]:
    found = _entered(organisation_id).filter(_below("unit__path", paths))
    order = (F("state__starts_on").asc(nulls_first=True), "id")
    return found.order_by(*order).values_list(*_ENTERED)[:limit]


@prepared
def _kpi(organisation_id: int, kpi_id: int) -> QuerySet[Kpi, tuple[Any, ...]]:
    return _entered(organisation_id).filter(pk=kpi_id).values_list(*_ENTERED)


def _values(actor: Actor, rows: list[tuple[Any, ...]], today: date) -> Iterator[Late]:
    if not rows:
        return
    calendar = calendar_of(actor.organisation_id)
    for (pk, name, frequency, lag, last, created_at, updater_id, updater, is_there, owner_id, owner,
         unit_id, unit) in rows:  # fmt: skip
        defined_on = local_date(created_at, actor.time_zone)
        since = late_since(frequency, lag, last, defined_on, calendar, today)
        if since is not None:
            who = (updater_id, updater) if is_there else (owner_id, owner)
            yield Late(Turn.VALUE, SubjectKind.KPI, pk, name, unit_id, unit, since, *who)


_ANSWERED = (
    "kpi_id", "kpi__name", "stage", "cause_due_on", "action_due_on", "action_ends_on", "owner_id",
    "owner__name", "action_owner_id", "action_owner__name", "kpi__unit_id", "kpi__unit__name",
)  # fmt: skip


def _open(organisation_id: int, today: date) -> QuerySet[Response]:
    return Response.objects.filter(
        overdue(today), organisation_id=organisation_id, closed_at__isnull=True,
        kpi__archived_at__isnull=True,
    )  # fmt: skip


@prepared
def _answers_in(
    organisation_id: int, paths: tuple[str, ...], today: date, limit: Fixed
) -> QuerySet[Response, tuple[Any, ...]]:
    found = _open(organisation_id, today).filter(_below("kpi__unit__path", paths))
    return found.order_by("raised_at", "id").values_list(*_ANSWERED)[:limit]


@prepared
def _answer_of(
    organisation_id: int, kpi_id: int, today: date
) -> QuerySet[Response, tuple[Any, ...]]:
    return _open(organisation_id, today).filter(kpi_id=kpi_id).values_list(*_ANSWERED)


def _answers(rows: Iterable[tuple[Any, ...]]) -> Iterator[Late]:
    for (kpi_id, name, stage, cause, action, ends, owner_id, owner, doer_id, doer, unit_id,
         unit) in rows:  # fmt: skip
        due = step_due_on(stage, cause, action, ends) or action
        who = (doer_id, doer) if doer_id else (owner_id, owner)
        yield Late(Turn.ANSWER, SubjectKind.KPI, kpi_id, name, unit_id, unit, due, *who)
