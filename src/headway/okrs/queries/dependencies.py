"""What key results need from other units: asked, answered, waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Answer, Dependency, Objective, Phase, State
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class DependencyRow:
    """Something that a key result needs from another unit. Titles of what the reader may not see
    (a draft of another unit, say) are empty; what is asked for never is."""

    id: int
    title: str
    due_on: date | None
    state: str
    key_result_id: int
    key_result_title: str
    objective_id: int
    objective_title: str
    asking_unit_id: int
    asking_unit_name: str
    unit_id: int
    unit_name: str
    unit_path: str
    requested_by: str | None
    requested_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    answer: str
    delivered_by_id: int | None
    delivered_by_title: str | None
    is_readable: bool

    @property
    def is_open(self) -> bool:
        return self.state == Answer.WAITING


def get_dependency(actor: Actor, dependency_id: int, *, lock: bool = False) -> Dependency:
    """The dependency with its key result, objective and units. Who reads its objective, or leads
    the unit that is asked, may see it. Raises NotFound."""
    rows = _readable(actor).filter(pk=dependency_id)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.select_related(
        "key_result__objective__unit", "key_result__objective__cycle", "unit"
    ).first()
    if found is None:
        raise NotFound(_("There is no such dependency."))
    return found


def dependency_row(actor: Actor, dependency_id: int) -> DependencyRow:
    """One, as a row. Raises NotFound."""
    found = _shown(_values(actor, _readable(actor).filter(pk=dependency_id)))
    if not found:
        raise NotFound(_("There is no such dependency."))
    return found[0]


def dependencies_below(
    actor: Actor, *, objective_id: int | None = None, key_result_id: int | None = None
) -> list[DependencyRow]:
    """What one key result, or all of an objective, need. One query."""
    return _shown(_below(actor, objective_id, key_result_id))


@prepared
def _below(
    actor: Actor, objective_id: int | None, key_result_id: int | None
) -> QuerySet[Dependency, tuple[Any, ...]]:
    found = _readable(actor)
    if objective_id is not None:
        found = found.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        found = found.filter(key_result_id=key_result_id)
    return _values(actor, found.order_by("id"))


def asked_of_unit(
    actor: Actor,
    unit_path: str,
    cycle_id: int | None = None,
    *,
    state: str = "",
    exactly: bool = False,
    limit: int = AT_MOST,
) -> list[DependencyRow]:
    """What others need from a unit or one below it (or ``exactly`` from it), the first due first.
    One query."""
    of = Q(unit__path=unit_path) if exactly else Q(unit__path__startswith=unit_path)
    return _of_unit(actor, of, cycle_id, state, limit)


def needed_by_unit(
    actor: Actor,
    unit_path: str,
    cycle_id: int | None = None,
    *,
    state: str = "",
    exactly: bool = False,
    limit: int = AT_MOST,
) -> list[DependencyRow]:
    """What a unit and those below it (or ``exactly`` it) need from others. One query."""
    by = "key_result__objective__unit__path"
    inside = Q(**{by if exactly else f"{by}__startswith": unit_path})
    return _of_unit(actor, inside, cycle_id, state, limit)


def waiting_for(actor: Actor, limit: int) -> list[DependencyRow]:
    """What waits for the actor's answer, the longest-waiting first: asked of units they lead, or of
    units below that nobody leads. One query."""
    return _shown(_waiting(actor, Fixed(limit))) if actor.led_paths else []


@prepared
def _waiting(actor: Actor, limit: Fixed) -> QuerySet[Dependency, tuple[Any, ...]]:
    led = [
        Q(unit__path=path) | Q(unit__path__startswith=path, unit__lead__isnull=True)
        for path in actor.led_paths
    ]
    found = _readable(actor).filter(reduce(or_, led), _live(), state=Answer.WAITING)
    return _values(actor, found.order_by("requested_at", "id"), limit)


def declined_to(actor: Actor, limit: int) -> list[DependencyRow]:
    """What the actor asked for and others declined, the longest-declined first: until it is asked
    anew of the same unit, withdrawn or accepted after all, or its key result or cycle ends. One
    query."""
    return _shown(_declined(actor, Fixed(limit))) if actor.person_id is not None else []


@prepared
def _declined(actor: Actor, limit: Fixed) -> QuerySet[Dependency, tuple[Any, ...]]:
    asked_anew = Dependency.objects.filter(
        key_result_id=OuterRef("key_result_id"),
        unit_id=OuterRef("unit_id"),
        requested_at__gt=OuterRef("answered_at"),
    ).exclude(state=Answer.WITHDRAWN)
    found = _readable(actor).filter(
        ~Q(answered_by_id=actor.person_id or 0),
        ~Exists(asked_anew),
        _live(),
        requested_by_id=actor.person_id or 0,
        state=Answer.DECLINED,
        key_result__cancelled_on__isnull=True,
    )
    found = found.exclude(key_result__objective__cycle__phase=Phase.CLOSED)
    return _values(actor, found.order_by("answered_at", "id"), limit)


def deliverers(actor: Actor, dependency: Dependency) -> list[tuple[int, str]]:
    """Objectives by which the asked unit may deliver: its own and those below, in cycles that
    overlap the asker's. One query."""
    return list(delivering(actor, dependency).order_by("unit__path", "position", "id")
                .values_list("id", "title")[:AT_MOST])  # fmt: skip


def delivering(actor: Actor, dependency: Dependency) -> QuerySet[Objective]:
    """The same as a query set."""
    cycle = dependency.key_result.objective.cycle
    return Objective.objects.filter(
        visible_to(actor),
        organisation_id=actor.organisation_id,
        archived_at__isnull=True,
        unit__path__startswith=dependency.unit.path,
        cycle__starts_on__lte=cycle.ends_on,
        cycle__ends_on__gte=cycle.starts_on,
    ).exclude(pk=dependency.key_result.objective_id)


def _readable(actor: Actor) -> QuerySet[Dependency]:
    """A dependency is for whoever reads its objective, and for those who are asked."""
    asked = [Q(unit__path__startswith=path) for path in actor.led_paths]
    who = Q(pk__in=_seen(actor).values("pk"))
    return Dependency.objects.filter(reduce(or_, asked, who), organisation_id=actor.organisation_id)


def _seen(actor: Actor) -> QuerySet[Dependency]:
    return Dependency.objects.filter(
        visible_to(actor, "key_result__objective__"), organisation_id=actor.organisation_id
    )


def _live() -> Q:
    return Q(key_result__objective__archived_at__isnull=True) & ~Q(
        key_result__objective__state=State.CLOSED
    )


def _of_unit(
    actor: Actor, which: Q, cycle_id: int | None, state: str, limit: int = AT_MOST
) -> list[DependencyRow]:
    return _shown(_asked(actor, which, cycle_id, state, Fixed(limit)))


@prepared
def _asked(
    actor: Actor, which: Q, cycle_id: int | None, state: str, limit: Fixed
) -> QuerySet[Dependency, tuple[Any, ...]]:
    found = _readable(actor).filter(which, key_result__objective__archived_at__isnull=True)
    found = found.filter(state=state) if state else found.exclude(state=Answer.WITHDRAWN)
    if cycle_id is not None:
        found = found.filter(key_result__objective__cycle_id=cycle_id)
    return _values(actor, found.order_by("due_on", "id"), limit)


def _values(
    actor: Actor, dependencies: QuerySet[Dependency], limit: int = AT_MOST
) -> QuerySet[Dependency, tuple[Any, ...]]:
    return dependencies.annotate(
        is_readable=_flag(actor, "key_result__objective__"),
        shows_deliverer=_flag(actor, "delivered_by__"),
    ).values_list(
        "id", "title", "due_on", "state", "key_result_id", "key_result__title",
        "key_result__objective_id", "key_result__objective__title",
        "key_result__objective__unit_id", "key_result__objective__unit__name", "unit_id",
        "unit__name", "unit__path", "requested_by__name", "requested_at", "answered_by__name",
        "answered_at", "answer", "delivered_by_id", "delivered_by__title", "is_readable",
        "shows_deliverer",
    )[:limit]  # fmt: skip


def _shown(values: Iterable[tuple[Any, ...]]) -> list[DependencyRow]:
    return [
        _as_seen(DependencyRow(*shown), shows_deliverer=shows_deliverer)
        for *shown, shows_deliverer in values
    ]


def _as_seen(row: DependencyRow, *, shows_deliverer: bool) -> DependencyRow:
    """Without the titles that the reader may not see."""
    if not row.is_readable:
        row = replace(row, key_result_title="", objective_title="")
    return row if shows_deliverer else replace(row, delivered_by_id=None, delivered_by_title=None)


def _flag(actor: Actor, prefix: str) -> Case | Value:
    """Whether the actor reads the objective at the end of ``prefix``."""
    if actor.is_admin:
        return Value(value=True, output_field=BooleanField())
    return Case(When(visible_to(actor, prefix), then=True), default=False)
