"""Suggestions of the coach, for who drafted them and who may take them on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.coaching.models import Suggestion, SuggestionState
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.okrs.queries.approvals import requests_below
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.web.formats import number
from headway.web.word_diff import Piece, pieces


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field as it stands and as it is suggested, in words, and word by word. ``drafted_on``:
    as it was when it was drafted, where it was changed to something else since."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    drafted_on: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion. ``drafted_on`` are its fields as they were when it was drafted, ``before`` as
    they stand while it waits; ``differs_by_now``: one of them was changed to something else since.
    ``seen``: the version of what it is about. ``waits_for`` is who is to approve what it became,
    while that waits."""

    id: int
    request_id: int | None
    objective_id: int
    key_result_id: int | None
    title: str
    unit_id: int
    unit_path: str
    unit_name: str
    owner_ids: frozenset[int]
    owner_name: str | None
    author_id: int | None
    author_name: str | None
    why: str
    state: str
    created_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    answer: str
    changes: dict[str, Any]
    before: dict[str, Any]
    drafted_on: dict[str, Any]
    seen: int
    fields: tuple[FieldDiff, ...]
    needs_reason: bool
    waits_for: str = ""

    @property
    def differs_by_now(self) -> bool:
        return any(field.drafted_on is not None for field in self.fields)

    @property
    def url(self) -> str:
        return f"/coach/suggestions/{self.id}"

    @property
    def about_url(self) -> str:
        if self.key_result_id is not None:
            return f"/key-results/{self.key_result_id}"
        return f"/objectives/{self.objective_id}"

    @property
    def is_open(self) -> bool:
        return self.state == SuggestionState.OPEN


def suggestion(actor: Actor, suggestion_id: int) -> SuggestionRow:
    """One that the actor drafted, or may take on, or coaches. Raises NotFound."""
    found = _readable(actor).filter(pk=suggestion_id).first()
    if found is None:
        raise NotFound(_("There is no such suggestion, or it is not yours to read."))
    return replace(_row(actor, found), waits_for=waits_for(actor, found))


def waits_for(actor: Actor, found: Suggestion) -> str:
    """Whose approval it waits for where it was taken on after plan lock; "" where it does not. Two
    queries at most."""
    if found.state != SuggestionState.ACCEPTED or found.key_result_id is None:
        return ""
    for asked in requests_below(actor, found.objective_id, key_result_id=found.key_result_id):
        is_theirs = asked.is_open and asked.author_id == found.answered_by_id
        if is_theirs and asked.changes.keys() <= found.changes.keys():
            return ", ".join(name for _id, name in asked.asked) or _("the administrators")
    return ""


def suggestions_after(
    actor: Actor, *, objective_id: int | None, state: str, after: int, limit: int
) -> list[SuggestionRow]:
    """In the order of their numbers. One query."""
    found = _readable(actor).filter(pk__gt=after)
    if objective_id is not None:
        found = found.filter(objective_id=objective_id)
    if state:
        found = found.filter(state=state)
    return [_row(actor, one) for one in found.order_by("id")[:limit]]


def waiting_suggestions(actor: Actor, limit: int) -> list[SuggestionRow]:
    """Those that wait for the actor as owner. One query."""
    if actor.person_id is None:
        return []
    found = _readable(actor).filter(_owned_by(actor.person_id), state=SuggestionState.OPEN)
    return [_row(actor, one) for one in found.order_by("-id")[:limit]]


def waiting_about(
    actor: Actor, *, objective_id: int | None = None, key_result_id: int | None = None
) -> list[tuple[int, str | None]]:
    """Ids and authors of those that wait for an answer about an objective itself or a key result,
    where the actor may read them. One query."""
    found = _readable(actor).filter(state=SuggestionState.OPEN, key_result_id=key_result_id)
    if objective_id is not None:
        found = found.filter(objective_id=objective_id)
    return list(found.order_by("id").values_list("id", "author__name"))


def suggestions_of(actor: Actor, request_id: int) -> list[SuggestionRow]:
    """Those that answer a question. One query."""
    found = _readable(actor).filter(request_id=request_id).order_by("id")
    return [_row(actor, one) for one in found]


def _owned_by(person_id: int) -> Q:
    of_objective = Q(key_result__isnull=True, objective__owner_id=person_id)
    return of_objective | Q(key_result__owner_id=person_id)


def _readable(actor: Actor) -> QuerySet[Suggestion]:
    """Between the coach and the owner: who drafted it, the owners, the coaches of the unit, and
    those who may edit what it is about, since they may take it on."""
    mine = Q(pk__in=())
    if actor.person_id is not None:
        person = actor.person_id
        mine = Q(author_id=person) | Q(objective__owner_id=person) | Q(key_result__owner_id=person)
    mine |= Q(objective__unit_id__in=sorted(actor.coached_unit_ids))
    for path in actor.led_paths:
        mine |= Q(objective__unit__path__startswith=path)
    if actor.is_admin:
        mine = Q()
    return Suggestion.objects.filter(
        visible_to(actor, "objective__"), mine, organisation_id=actor.organisation_id
    ).select_related(
        "objective__unit", "objective__cycle", "objective__owner", "key_result__owner", "author",
        "answered_by",
    )  # fmt: skip


def _row(actor: Actor, found: Suggestion) -> SuggestionRow:
    about = found.key_result or found.objective
    is_open = found.state == SuggestionState.OPEN
    fields = fields_of(found)
    before = {n: getattr(about, n) for n in found.changes} if is_open else found.before
    owners = {found.objective.owner_id, found.key_result.owner_id if found.key_result else None}
    return SuggestionRow(
        id=found.pk, request_id=found.request_id, objective_id=found.objective_id,
        key_result_id=found.key_result_id, title=about.title, unit_id=found.objective.unit_id,
        unit_path=found.objective.unit.path, unit_name=found.objective.unit.name,
        owner_ids=frozenset(pk for pk in owners if pk is not None),
        owner_name=about.owner.name if about.owner else None, author_id=found.author_id,
        author_name=found.author.name if found.author else None, why=found.why, state=found.state,
        created_at=found.created_at,
        answered_by=found.answered_by.name if found.answered_by else None,
        answered_at=found.answered_at, answer=found.answer, changes=found.changes, before=before,
        drafted_on=found.before, seen=about.version, fields=fields,
        needs_reason=is_open and found.objective.has_locked_plan(clock.today(actor.time_zone)),
    )  # fmt: skip


def fields_of(found: Suggestion) -> tuple[FieldDiff, ...]:
    """What it would change, beside what stands while it waits, and what it changed, after that."""
    about = found.key_result or found.objective
    is_open = found.state == SuggestionState.OPEN
    fields = []
    for name, after in found.changes.items():
        drafted_on = found.before[name]
        before = getattr(about, name) if is_open else drafted_on
        was, will = _written(before), _written(after)
        is_other = before not in (drafted_on, after)
        known = _written(drafted_on) if is_other else None
        fields.append(FieldDiff(name, field_label(name), was, will, pieces(was, will), known))
    return tuple(fields)


def _written(value: Any) -> str:
    if value is None:
        return _("nothing")
    return number(value) if isinstance(value, int | float) else str(value)


def field_label(name: str) -> str:
    """What a field is called."""
    return {
        "title": _("Title"),
        "description": _("Description"),
        "ambition": _("Ambition"),
        "start": _("Start"),
        "target": _("Target"),
        "low": _("From"),
        "high": _("To"),
        "fail": _("Fails at"),
        "measure": _("Unit"),
        "cadence": _("Rhythm"),
    }[name]
