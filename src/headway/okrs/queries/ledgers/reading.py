"""Read the ledger: of one objective, or of a unit in a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from headway.core.goalposts import ChangeRate, rate_of
from headway.kit.prepared import prepared
from headway.okrs.models import GoalPostChange, KeyResult
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.goalposts import INDEXED_FIELDS
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.ledgers.indexing import indexed
from headway.okrs.queries.ledgers.rows import ChangeRow, Ledger, UnitLedger
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

AT_MOST = 500


def ledger(
    objective_id: int, *, then: date | None = None, key_results: Iterable[KeyResultRow] = ()
) -> Ledger:
    """Everything that moved below an objective that somebody was let in to; with ``then``, up to
    that past day, beside its ``key_results`` as they were. One query."""
    rows = [_row(values) for values in _below(objective_id)]
    if then is not None:
        rows = put_back([row for row in rows if row.effective_on <= then], key_results)
    return indexed(rows)


def put_back(rows: Iterable[ChangeRow], key_results: Iterable[KeyResultRow]) -> list[ChangeRow]:
    """Lines of the ledger beside key results as they were on a past day: what did not happen to be
    there is left out."""
    by_id = {row.id: row for row in key_results}
    found = []
    for row in rows:
        if row.key_result_id is not None:
            one = by_id.get(row.key_result_id)
            if one is None:
                continue
            row.key_result_title, row.measure = one.title, one.measure
            row.ambition = one.ambition
            row.definition = {name: getattr(one, name) for name in _DEFINITION}
        found.append(row)
    return found


def unit_ledger(
    actor: Actor,
    *,
    unit_path: str,
    cycle_id: int | None,
    until: date,
    today: date,
    limit: int = AT_MOST,
) -> UnitLedger:
    """What moved in a unit and those below it up to a day, beside what the key results of what is
    there today were on it. Four queries, five where there is more than ``limit`` (the index of a
    key result is made of all its moves, however many are listed), more of a past day."""
    scope = Q(
        organisation_id=actor.organisation_id,
        objective__unit__path__startswith=unit_path,
        objective__archived_at__isnull=True,
    )
    if cycle_id is not None:
        scope &= Q(objective__cycle_id=cycle_id)
    changes = GoalPostChange.objects.filter(scope, effective_on__lte=until)
    seen = changes.filter(visible_to(actor, "objective__"))
    rows = [_row(values) for values in _newest_first(seen)[: limit + 1]]
    earlier: list[ChangeRow] = []
    if len(rows) > limit:
        listed = {row.key_result_id for row in rows[:limit]} - {None}
        whole = _newest_first(seen.filter(key_result_id__in=listed, field__in=INDEXED_FIELDS))
        known = {row.id for row in rows[:limit]}
        earlier = [_row(values) for values in whole if values[0] not in known]
    shown = rows[:limit]
    if until < today:
        moving = {row.key_result_id for row in shown if row.key_result_id is not None}
        then = rows_by_id(moving, as_of=until, today=today)
        shown, earlier = put_back(shown, then), put_back(earlier, then)
    found = indexed(shown, earlier)
    return UnitLedger(
        found.moves,
        found.indexes,
        rate=_rate(scope, changes),
        hidden=0 if actor.is_admin else changes.count() - seen.count(),
        is_cut=len(rows) > limit,
    )


def _rate(scope: Q, changes: QuerySet[GoalPostChange]) -> ChangeRate:
    """Counted where they lie: an organisation may have more than a million key results."""
    active = KeyResult.objects.filter(
        scope, objective__state__in=COUNTING_STATES, cancelled_on__isnull=True, is_health=False
    )
    moved = changes.filter(field__in=INDEXED_FIELDS, key_result__isnull=False)
    counted = active.aggregate(
        active=Count("id"), moved=Count("id", filter=Q(pk__in=moved.values("key_result_id")))
    )
    return rate_of(counted["moved"], counted["active"])


_DEFINITION = (
    "kind", "start", "target", "low", "high", "fail", "scale", "raw", "raw_original",
    "weight_original", "raw_of_record",
)  # fmt: skip


def _newest_first(
    changes: QuerySet[GoalPostChange],
) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    return changes.order_by("-effective_on", "-id").values_list(
        "id", "objective_id", "objective__title", "objective__ambition", "objective__unit_id",
        "objective__unit__name", "objective__cycle_id", "key_result_id", "key_result__title",
        "key_result__measure", "field", "before", "after", "reason", "author__name",
        "approved_by__name", "approved_on", "effective_on",
        Coalesce("approved_on", "effective_on"), "objective__cycle__starts_on",
        "objective__cycle__ends_on", *(f"key_result__{name}" for name in _DEFINITION),
    )  # fmt: skip


@prepared
def _below(objective_id: int) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    return _newest_first(GoalPostChange.objects.filter(objective_id=objective_id))


def _row(values: Sequence[Any]) -> ChangeRow:
    own = len(values) - len(_DEFINITION)
    definition = dict(zip(_DEFINITION, values[own:], strict=True))
    return ChangeRow(*(*values[:own], definition))
