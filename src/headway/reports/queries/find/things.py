"""Find units, objectives, key results and people in the database, a bounded number of rows each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from headway.kpis.models import Kpi
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Person, Unit
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import has_all, rank

MANY = 300
"""Rows that a step of a search gives; ranking chooses among them."""

WINDOW, SOME = 5_000, 1_250
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


def _read(
    actor: Actor,
    column: str,
    words: Sequence[str],
    columns: Sequence[str],
    rows: QuerySet[Any],
    *,
    own: QuerySet[Any] | None = None,
    current: Callable[[], QuerySet[Any]] | None = None,
    enough: int,
) -> list[tuple[Any, ...]]:
    """One's own, then what has words that begin so, then what has them somewhere in the current
    rows; the last only when the words are very common or hardly anything was found."""
    ids = [] if own is None else _parts(column, words, own)
    started = adapter().ids_of(rows.model, column, actor.organisation_id, words, MANY)
    ids += started
    if len(ids) < enough or len(started) == MANY:
        ids += _parts(column, words, rows if current is None else current())
    return list(rows.filter(pk__in=ids).values_list(*columns)) if ids else []


def _parts(column: str, words: Sequence[str], rows: QuerySet[Any]) -> list[int]:
    """Ids of rows that have each word somewhere, among a bounded number."""
    some = adapter().with_parts(rows.order_by().values_list("pk", column)[:WINDOW], column, words)
    return [pk for pk, text in some if has_all(text, words)][:MANY]


def find_key_results(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Key results by title. At most five queries."""
    everything = KeyResult.objects.filter(
        visible_to(actor, "objective__"),
        organisation_id=actor.organisation_id,
        objective__archived_at__isnull=True,
    )
    mine = Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id)
    own = everything.filter(mine) if actor.person_id else everything.none()

    def current() -> QuerySet[Any]:
        """By the ids of some objectives: joined instead, all key results would be looked at."""
        objectives = Objective.objects.filter(
            organisation_id=actor.organisation_id, cycle_id=cycle_id
        ).order_by()
        return everything.filter(
            objective_id__in=list(objectives.values_list("pk", flat=True)[:SOME])
        )

    columns = (
        "id", "title", "objective__unit__name", "objective__cycle_id", "objective__cycle__name",
        "owner_id", "updater_id",
    )  # fmt: skip
    rows = _read(actor, "title", words, columns, everything, own=own, current=current, enough=limit)
    return hits(
        (
            (
                i,
                title,
                _where(unit, cycle_name, is_current=cycle == cycle_id),
                actor.person_id in (owner, updater),
                cycle == cycle_id,
            )
            for i, title, unit, cycle, cycle_name, owner, updater in rows
        ),
        words,
        limit,
    )


def find_kpis(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Live KPIs by name, one's own first. At most four queries."""
    live = Kpi.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
    mine = Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id)
    own = live.filter(mine) if actor.person_id else live.none()
    columns = ("id", "name", "unit__name", "owner_id", "updater_id")
    rows = _read(actor, "name", words, columns, live, own=own, enough=limit)
    return hits(
        (
            (i, name, unit, actor.person_id in (owner, updater), True)
            for i, name, unit, owner, updater in rows
        ),
        words,
        limit,
    )


def find_objectives(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Objectives by title. At most four queries."""
    everything = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, archived_at__isnull=True
    )
    own = everything.filter(owner_id=actor.person_id) if actor.person_id else everything.none()

    def current() -> QuerySet[Any]:
        return everything.filter(cycle_id=cycle_id)

    columns = ("id", "title", "unit__name", "cycle_id", "cycle__name", "owner_id")
    rows = _read(actor, "title", words, columns, everything, own=own, current=current, enough=limit)
    return hits(
        (
            (
                i,
                title,
                _where(unit, cycle_name, is_current=cycle == cycle_id),
                owner == actor.person_id,
                cycle == cycle_id,
            )
            for i, title, unit, cycle, cycle_name, owner in rows
        ),
        words,
        limit,
    )


def _where(unit: str, cycle: str, *, is_current: bool) -> str:
    return unit if is_current else f"{unit}, {cycle}"


def find_people(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Active people by name. At most three queries."""
    people = Person.objects.filter(organisation_id=actor.organisation_id, is_active=True)
    rows = _read(actor, "name", words, ("id", "name", "email"), people, enough=limit)
    return hits(((i, name, email, False, False) for i, name, email in rows), words, limit)


def find_units(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Live units by name, one's own first. At most three queries."""
    units = Unit.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
    rows = _read(actor, "name", words, ("id", "name", "parent__name"), units, enough=limit)
    return hits(
        ((i, name, above or "", i in actor.member_unit_ids, False) for i, name, above in rows),
        words,
        limit,
    )
