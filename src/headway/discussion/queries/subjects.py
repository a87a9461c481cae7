"""The doors to what people talk about: each opens as the app that owns it says."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.discussion.models import SubjectKind
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.kpis.queries.doors import get_kpi
from headway.okrs.models import Initiative, Objective, State, Visibility
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor, Facts, actor_for
from headway.people.models import Person
from headway.people.queries import get_unit
from headway.rituals.models import ActionItem, MeetingState
from headway.rituals.queries.addresses import item_url
from headway.rituals.queries.rooms.confidential import OF_SOME, may_read_board
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row
from headway.strategy.models import MidTermGoal
from headway.web.formats import day

_PAGES = {
    SubjectKind.OBJECTIVE: "okrs:objective",
    SubjectKind.KEY_RESULT: "okrs:key_result",
    SubjectKind.KPI: "kpis:kpi",
    SubjectKind.GOAL: "strategy:goal",
    SubjectKind.UNIT: "people:unit",
    SubjectKind.MEETING: "rituals:meeting",
}
_LINES = frozenset({SubjectKind.INITIATIVE, SubjectKind.ACTION})
"""What is a line on the page of something else: the talk on it has a page of its own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is talked about. ``hearing`` are the people who hear of it by themselves: who owns,
    wrote or keeps it. ``objective_id``: who may read that may read it; None: everybody.
    ``meeting``: who may read all of its minutes may. ``stands_at`` is the page of which it is a
    line, ``part_of`` what its notices are about there; else both are itself."""

    kind: str
    id: int
    title: str
    unit_id: int | None
    unit_path: str
    hearing: frozenset[int]
    is_archived: bool
    objective_id: int | None = None
    meeting: MeetingRow | None = None
    stands_at: str = ""
    part_of: tuple[str, int] | None = None

    @property
    def url(self) -> str:
        return page_of(self.kind, self.id)

    @property
    def facts(self) -> Facts:
        """What a decision about the talk on it needs to know."""
        return Facts(unit_id=self.unit_id, unit_path=self.unit_path)


def page_of(kind: str, subject_id: int) -> str:
    """The address of its page, or of the talk on what has none."""
    if kind in _LINES:
        return reverse("discussion:comments", args=(kind, subject_id))
    return reverse(_PAGES[SubjectKind(kind)], args=(subject_id,))


def get_subject(actor: Actor, kind: str, subject_id: int) -> Subject:
    """One query, up to three for a line or a meeting. Raises NotFound, also for what the actor may
    not read."""
    door = _DOORS.get(kind)
    if door is None:
        raise NotFound(
            _(
                "People talk about objectives, key results, initiatives, KPIs, goals, units,"
                " meetings and actions."
            )
        )
    return door(actor, subject_id)


def readers_among(
    organisation_id: int, subject: Subject, person_ids: Collection[int]
) -> dict[int, str]:
    """Names of the active people among these who may read it, by id. One query; where it is not
    for everybody, four more for each of them."""
    if not person_ids:
        return {}
    found = Person.objects.filter(
        organisation_id=organisation_id, is_active=True, pk__in=person_ids
    ).select_related("organisation")
    return {person.pk: person.name for person in found if _reads(person, subject)}


def _reads(person: Person, subject: Subject) -> bool:
    if subject.objective_id is None and subject.meeting is None:
        return True
    actor = actor_for(person)
    if subject.meeting is not None and not may_read_board(actor, subject.meeting):
        return False
    return subject.objective_id is None or bool(visible_ids(actor, [subject.objective_id]))


def _objective(actor: Actor, subject_id: int) -> Subject:
    found = get_objective(actor, subject_id)
    return Subject(
        SubjectKind.OBJECTIVE, found.pk, found.title, found.unit_id, found.unit.path,
        _people(found.owner_id, found.author_id), found.archived_at is not None,
        _unless_open(found),
    )  # fmt: skip


def _key_result(actor: Actor, subject_id: int) -> Subject:
    found = get_key_result(actor, subject_id)
    above = found.objective
    return Subject(
        SubjectKind.KEY_RESULT, found.pk, found.title, above.unit_id, above.unit.path,
        _people(found.owner_id, found.updater_id, above.owner_id), above.archived_at is not None,
        _unless_open(above),
    )  # fmt: skip


def _unless_open(objective: Objective) -> int | None:
    is_open = objective.visibility == Visibility.ORGANISATION and objective.state != State.DRAFT
    return None if is_open else objective.pk


def _kpi(actor: Actor, subject_id: int) -> Subject:
    found = get_kpi(actor, subject_id)
    return Subject(
        SubjectKind.KPI, found.pk, found.name, found.unit_id, found.unit.path,
        _people(found.owner_id, found.updater_id), found.archived_at is not None,
    )  # fmt: skip


def _goal(actor: Actor, subject_id: int) -> Subject:
    found = next(iter(_goals(actor.organisation_id, subject_id)), None)
    if found is None:
        raise NotFound(_("There is no such mid-term goal."))
    title, unit_id, path, owner_id, archived_at = found
    return Subject(
        SubjectKind.GOAL, subject_id, title, unit_id, path or "", _people(owner_id),
        archived_at is not None,
    )  # fmt: skip


@prepared
def _goals(organisation_id: int, goal_id: int) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    found = MidTermGoal.objects.filter(organisation_id=organisation_id, pk=goal_id)
    return found.values_list("title", "unit_id", "unit__path", "owner_id", "archived_at")


def _unit(actor: Actor, subject_id: int) -> Subject:
    found = get_unit(actor, subject_id)
    return Subject(
        SubjectKind.UNIT, found.pk, found.name, found.pk, found.path, _people(found.lead_id),
        found.archived_at is not None,
    )  # fmt: skip


def _meeting(actor: Actor, subject_id: int) -> Subject:
    """The minutes of a meeting that is over, for those who may read all of them: of a retrospective
    whom it lets in (docs/adr/0041), of a planning session who may read the unit's drafts."""
    row = meeting_row(actor, subject_id)
    if not may_read_board(actor, row):
        raise NotFound(_("There is no such meeting."))
    if row.state != MeetingState.CLOSED:
        raise NotFound(_("This meeting is not over. What is said in it belongs in its minutes."))
    title = f"{row.name}, {day(row.held_at)}"
    return Subject(
        SubjectKind.MEETING, row.id, title, row.unit_id, row.unit_path,
        _people(row.facilitator_id), is_archived=False,
        meeting=row if row.kind in OF_SOME else None,
    )  # fmt: skip


def _initiative(actor: Actor, subject_id: int) -> Subject:
    row = Initiative.objects.filter(organisation_id=actor.organisation_id, pk=subject_id)
    found = row.values_list("title", "key_result_id", "owner_id").first()
    if found is None:
        raise NotFound(_("There is no such initiative."))
    title, key_result_id, owner_id = found
    above = _key_result(actor, key_result_id)
    hearing = above.hearing | _people(owner_id)
    return replace(
        above, kind=SubjectKind.INITIATIVE, id=subject_id, title=title, hearing=hearing,
        stands_at=above.url, part_of=(above.kind, above.id),
    )  # fmt: skip


def _action(actor: Actor, subject_id: int) -> Subject:
    """Who may read what it is about may talk of it; what is agreed in public is for everybody."""
    found = ActionItem.objects.select_related("unit").filter(
        organisation_id=actor.organisation_id, pk=subject_id
    ).first()  # fmt: skip
    if found is None:
        raise NotFound(_("There is no such action."))
    above = None
    if found.key_result_id is not None:
        above = _key_result(actor, found.key_result_id)
    elif found.objective_id is not None:
        above = _objective(actor, found.objective_id)
    return Subject(
        SubjectKind.ACTION, found.pk, found.title, found.unit_id, found.unit.path,
        _people(found.owner_id, found.created_by_id), is_archived=False,
        objective_id=above.objective_id if above else None,
        stands_at=item_url("action", found.pk, found.unit_id),
        part_of=(above.kind, above.id) if above else None,
    )  # fmt: skip


def _people(*ids: int | None) -> frozenset[int]:
    return frozenset(pk for pk in ids if pk is not None)


_DOORS: dict[str, Callable[[Actor, int], Subject]] = {
    SubjectKind.OBJECTIVE: _objective,
    SubjectKind.KEY_RESULT: _key_result,
    SubjectKind.KPI: _kpi,
    SubjectKind.GOAL: _goal,
    SubjectKind.UNIT: _unit,
    SubjectKind.MEETING: _meeting,
    SubjectKind.INITIATIVE: _initiative,
    SubjectKind.ACTION: _action,
}
