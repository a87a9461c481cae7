"""Find units, objectives, key results and people in the database, a bounded number of rows each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from headway.kit.prepared import Fixed, Inside, prepared
from headway.kpis.models import Kpi
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Person, Unit
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import has_all, rank

MANY = 300
"""Rows that a step of a search gives; ranking chooses among them."""

WINDOW, SOME = 5_000, 1_000
"""Rows in which a part of a word is looked for, and objectives whose key results are: in a large
organisation not all of them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. ``weight`` ranks it: fit first, then one's own, then the current cycle."""

    id: int
    label: str
    about: str
    weight: float


Found = tuple[int, str, str, bool, bool]
"""id, label, what it belongs to, whether it is the actor's own, whether it is current."""


def hits(found: Iterable[Found], words: list[str], limit: int) -> list[Hit]:
    """The best of what was found, each once."""
    best: dict[int, Hit] = {}
    for found_id, label, about, is_own, is_current in found:
        fit = rank(label, words)
        if fit and found_id not in best:
            weight = fit + 0.5 * is_own + 0.25 * is_current
            best[found_id] = Hit(found_id, label, about, weight)
    return sorted(best.values(), key=lambda hit: (-hit.weight, len(hit.label), hit.id))[:limit]


def _ids(
    actor: Actor,
    model: type[models.Model],
    column: str,
    words: Sequence[str],
    *,
    own: Inside | None = None,
    current: Callable[[], Inside | None],
    enough: int,
) -> list[int]:
    """One's own, then what has words that begin so, then what has them somewhere in the current
    rows; the last only when the words are very common or hardly anything was found."""
    ids = [] if own is None else parts(column, words, own)
    started = adapter().ids_of(model, column, actor.organisation_id, words, MANY)
    ids += started
    if len(ids) < enough or len(started) == MANY:
        ids += parts(column, words, current())
    return ids


def parts(column: str, words: Sequence[str], rows: Inside | None) -> list[int]:
    """Ids of rows that have each word somewhere, among a bounded number."""
    some = adapter().with_parts(rows, column, words)
    return [pk for pk, text in some if has_all(text, words)][:MANY]


def _window(rows: QuerySet[Any], column: str, most: int) -> QuerySet[Any, tuple[int, str]]:
    found: QuerySet[Any, tuple[int, str]] = rows.order_by().values_list("pk", column)
    return found[:most]


def _mine(actor: Actor) -> Q:
    return Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id)


def find_key_results(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Key results by title. At most five queries."""
    most = Fixed(WINDOW)

    def current() -> Inside | None:
        """By the ids of some objectives: joined instead, all key results would be looked at."""
        some = _objectives_of(actor.organisation_id, cycle_id, Fixed(SOME))
        return _key_results_of.inside(actor, some, most)

    own = _own_key_results.inside(actor, most) if actor.person_id else None
    ids = _ids(actor, KeyResult, "title", words, own=own, current=current, enough=limit)
    return hits(
        (
            (
                i,
                title,
                _where(unit, cycle_name, is_current=cycle == cycle_id),
                actor.person_id in (owner, updater),
                cycle == cycle_id,
            )
            for i, title, unit, cycle, cycle_name, owner, updater in _key_results_by_id(actor, ids)
        ),
        words,
        limit,
    )


def _key_results(actor: Actor) -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(
        visible_to(actor, "objective__"),
        organisation_id=actor.organisation_id,
        objective__archived_at__isnull=True,
    )


@prepared
def _own_key_results(actor: Actor, most: Fixed) -> QuerySet[KeyResult, tuple[int, str]]:
    return _window(_key_results(actor).filter(_mine(actor)), "title", most)


@prepared
def _key_results_of(
    actor: Actor, objective_ids: Collection[int], most: Fixed
) -> QuerySet[KeyResult, tuple[int, str]]:
    return _window(_key_results(actor).filter(objective_id__in=objective_ids), "title", most)


@prepared
def _objectives_of(organisation_id: int, cycle_id: int, most: Fixed) -> QuerySet[Objective, int]:
    objectives = Objective.objects.filter(organisation_id=organisation_id, cycle_id=cycle_id)
    return objectives.order_by().values_list("pk", flat=True)[:most]


@prepared
def _key_results_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return (
        _key_results(actor)
        .filter(pk__in=ids)
        .values_list(
            "id", "title", "objective__unit__name", "objective__cycle_id",
            "objective__cycle__name", "owner_id", "updater_id",
        )
    )  # fmt: skip


def find_kpis(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Live KPIs by name, one's own first. At most four queries."""
    most = Fixed(WINDOW)
    own = _own_kpis.inside(actor, most) if actor.person_id else None
    ids = _ids(
        actor, Kpi, "name", words, own=own, current=lambda: _some_kpis.inside(actor, most),
        enough=limit,
    )  # fmt: skip
    return hits(
        (
            (i, name, unit, actor.person_id in (owner, updater), True)
            for i, name, unit, owner, updater in _kpis_by_id(actor, ids)
        ),
        words,
        limit,
    )


def _kpis(actor: Actor) -> QuerySet[Kpi]:
    return Kpi.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)


@prepared
def _own_kpis(actor: Actor, most: Fixed) -> QuerySet[Kpi, tuple[int, str]]:
    return _window(_kpis(actor).filter(_mine(actor)), "name", most)


@prepared
def _some_kpis(actor: Actor, most: Fixed) -> QuerySet[Kpi, tuple[int, str]]:
    return _window(_kpis(actor), "name", most)


@prepared
def _kpis_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Kpi, tuple[Any, ...]]:
    wanted = _kpis(actor).filter(pk__in=ids)
    return wanted.values_list("id", "name", "unit__name", "owner_id", "updater_id")


def find_objectives(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Objectives by title. At most four queries."""
    most = Fixed(WINDOW)
    own = _own_objectives.inside(actor, most) if actor.person_id else None
    ids = _ids(
        actor, Objective, "title", words, own=own,
        current=lambda: _current_objectives.inside(actor, cycle_id, most), enough=limit,
    )  # fmt: skip
    return hits(
        (
            (
                i,
                title,
                _where(unit, cycle_name, is_current=cycle == cycle_id),
                owner == actor.person_id,
                cycle == cycle_id,
            )
            for i, title, unit, cycle, cycle_name, owner in _objectives_by_id(actor, ids)
        ),
        words,
        limit,
    )


def _objectives(actor: Actor) -> QuerySet[Objective]:
    return Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, archived_at__isnull=True
    )


@prepared
def _own_objectives(actor: Actor, most: Fixed) -> QuerySet[Objective, tuple[int, str]]:
    return _window(_objectives(actor).filter(owner_id=actor.person_id), "title", most)


@prepared
def _current_objectives(
    actor: Actor, cycle_id: int, most: Fixed
) -> QuerySet[Objective, tuple[int, str]]:
    return _window(_objectives(actor).filter(cycle_id=cycle_id), "title", most)


@prepared
def _objectives_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    wanted = _objectives(actor).filter(pk__in=ids)
    return wanted.values_list("id", "title", "unit__name", "cycle_id", "cycle__name", "owner_id")


def _where(unit: str, cycle: str, *, is_current: bool) -> str:
    return unit if is_current else f"{unit}, {cycle}"


def find_people(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Active people by name. At most three queries."""
    most = Fixed(WINDOW)
    ids = _ids(
        actor, Person, "name", words, current=lambda: _some_people.inside(actor, most),
        enough=limit,
    )  # fmt: skip
    found = _people_by_id(actor, ids)
    return hits(((i, name, email, False, False) for i, name, email in found), words, limit)


def _people(actor: Actor) -> QuerySet[Person]:
    return Person.objects.filter(organisation_id=actor.organisation_id, is_active=True)


@prepared
def _some_people(actor: Actor, most: Fixed) -> QuerySet[Person, tuple[int, str]]:
    return _window(_people(actor), "name", most)


@prepared
def _people_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Person, tuple[Any, ...]]:
    return _people(actor).filter(pk__in=ids).values_list("id", "name", "email")


def find_units(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Live units by name, one's own first. At most three queries."""
    most = Fixed(WINDOW)
    ids = _ids(
        actor, Unit, "name", words, current=lambda: _some_units.inside(actor, most), enough=limit
    )
    found = _units_by_id(actor, ids)
    return hits(
        ((i, name, above or "", i in actor.member_unit_ids, False) for i, name, above in found),
        words,
        limit,
    )


def _units(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)


@prepared
def _some_units(actor: Actor, most: Fixed) -> QuerySet[Unit, tuple[int, str]]:
    return _window(_units(actor), "name", most)


@prepared
def _units_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Unit, tuple[Any, ...]]:
    return _units(actor).filter(pk__in=ids).values_list("id", "name", "parent__name")
