"""Find units, objectives, key results and people in the database, a bounded number of rows each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, QuerySet
from django.db.models.lookups import Contains

from headway.okrs.models import KeyResult, Objective
from headway.people.access import Actor
from headway.people.models import Person, Unit
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import rank

CANDIDATES = 30
"""Rows read by each step of a search; ranking chooses among them."""

WINDOW = 20_000
"""Rows of the current cycle in which a part of a word is looked for."""


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


def _part_of_word(column: str, words: Sequence[str]) -> Any:
    text = Func(F(column), function="headway_fold", output_field=models.TextField())
    return reduce(and_, (Q(Contains(text, word)) for word in words))


def _steps(
    column: str,
    words: Sequence[str],
    own: QuerySet[Any],
    current: QuerySet[Any],
    everything: QuerySet[Any],
) -> Iterator[QuerySet[Any]]:
    """From the likeliest to the widest: one's own, the current cycle, all, parts of words."""
    database = adapter()
    starts = database.word_starts(column, words)
    yield own.filter(_part_of_word(column, words))
    yield current.filter(starts)
    yield database.newest(everything).filter(starts)
    yield _within_window(current).filter(_part_of_word(column, words))


def _read(
    steps: Iterable[QuerySet[Any]], columns: Sequence[str], enough: int
) -> list[tuple[Any, ...]]:
    """Rows of the steps until there are enough."""
    rows: dict[Any, tuple[Any, ...]] = {}
    for step in steps:
        for row in step.order_by().values_list(*columns)[:CANDIDATES]:
            rows.setdefault(row[0], row)
        if len(rows) >= enough:
            break
    return list(rows.values())


def find_key_results(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Key results by title. At most four queries, or five."""
    everything = KeyResult.objects.filter(
        organisation_id=actor.organisation_id, objective__archived_at__isnull=True
    )
    mine = Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id)
    own = everything.filter(mine) if actor.person_id else everything.none()
    steps = _steps("title", words, own, everything.filter(objective__cycle_id=cycle_id), everything)
    columns = (
        "id", "title", "objective__unit__name", "objective__cycle_id", "objective__cycle__name",
        "owner_id", "updater_id",
    )  # fmt: skip
    rows = _read(steps, columns, limit)
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


def find_objectives(actor: Actor, words: list[str], cycle_id: int, limit: int) -> list[Hit]:
    """Objectives by title. At most four queries, or five."""
    everything = Objective.objects.filter(
        organisation_id=actor.organisation_id, archived_at__isnull=True
    )
    own = everything.filter(owner_id=actor.person_id) if actor.person_id else everything.none()
    steps = _steps("title", words, own, everything.filter(cycle_id=cycle_id), everything)
    columns = ("id", "title", "unit__name", "cycle_id", "cycle__name", "owner_id")
    rows = _read(steps, columns, limit)
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
    """Active people by name. At most two queries."""
    people = Person.objects.filter(organisation_id=actor.organisation_id, is_active=True)
    steps = (
        people.filter(adapter().word_starts("name", words)),
        _within_window(people).filter(_part_of_word("name", words)),
    )
    rows = _read(steps, ("id", "name", "email"), limit)
    return hits(((i, name, email, False, False) for i, name, email in rows), words, limit)


def find_units(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Live units by name, one's own first. At most two queries."""
    units = Unit.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
    steps = (
        units.filter(adapter().word_starts("name", words)),
        _within_window(units).filter(_part_of_word("name", words)),
    )
    rows = _read(steps, ("id", "name", "parent__name"), limit)
    return hits(
        ((i, name, above or "", i in actor.member_unit_ids, False) for i, name, above in rows),
        words,
        limit,
    )


def _within_window(rows: QuerySet[Any]) -> QuerySet[Any]:
    """A bounded number of the rows, to be looked at one by one."""
    some: QuerySet[Any] = rows.model._default_manager.filter(
        pk__in=rows.order_by().values("pk")[:WINDOW]
    )
    return some
