"""Events of objectives and key results, for a reader who may not read everything they lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.okrs.models import KeyResult, ObjectiveLink
from headway.okrs.queries.visibility import visible_ids, visible_to
from headway.people.access import Actor

Ends = tuple[int | None, int | None]
"""The objective and the key result that an event leads to."""

BARE = (".finding_", ".link_ended", ".objective_left")
"""In verbs of events that may tell of other objectives than their subject: to whoever may not read
all, only that they happened is told."""

_OBJECTIVES = ("objective_id", "from_objective_id")
LINKED = ("objective.linked", "objective.link_changed", "objective.unlinked")
_OF_THE_END = frozenset({*_OBJECTIVES, "key_result_id", "parent_score", "own_weight"})
_NAMES = frozenset({"to", "unlinked_from"})


def without_hidden_ends(actor: Actor, rows: Sequence[EventRow]) -> list[EventRow]:
    """The events with what they lead to only where the actor may read that: neither the name of the
    other end of a link nor its score, no score above that a check-in moved. Two queries, one more
    where an old event does not say which ends its link has, none where no event leads anywhere."""
    if actor.is_admin:
        return list(rows)
    ends = _ends_of(rows)
    moved = {one["objective_id"] for row in rows for one in _moved(row)}
    objectives = moved | {end for pair in ends.values() for end in pair[:1] if end is not None}
    key_results = {end for pair in ends.values() for end in pair[1:] if end is not None}
    seen = visible_ids(actor, objectives)
    measured = _readable_key_results(actor, key_results)

    def is_hidden(row: EventRow) -> bool:
        if row.sequence not in ends:
            return row.verb in LINKED and not _leads_to_goal(row)
        objective, key_result = ends[row.sequence]
        return (objective is not None and objective not in seen) or (
            key_result is not None and key_result not in measured
        )

    return [_without_moves(_unnamed(row) if is_hidden(row) else row, seen) for row in rows]


def _ends_of(rows: Iterable[EventRow]) -> dict[int, Ends]:
    """What events lead to, by sequence, of those that lead anywhere."""
    found: dict[int, Ends] = {}
    unsaid: dict[int, int] = {}
    for row in rows:
        if row.verb == "key_result.removed":
            continue  # what it names is gone, and was of the objective itself
        objective = next((end for name in _OBJECTIVES if (end := _told(row, name))), None)
        key_result = _told(row, "key_result_id")
        if objective or key_result:
            found[row.sequence] = (objective, key_result)
        elif row.verb in LINKED and not _leads_to_goal(row) and (link := _told(row, "link_id")):
            unsaid[row.sequence] = link
    if unsaid:
        links = ObjectiveLink.objects.filter(pk__in=set(unsaid.values()))
        known = {
            key: (objective, key_result)
            for key, objective, key_result in links.values_list(
                "id", "objective_id", "key_result_id"
            )
        }
        found |= {at: known[link] for at, link in unsaid.items() if link in known}
    return found


def _told(row: EventRow, name: str) -> int | None:
    """A number that the event tells, after the change or before it."""
    for values in (row.after, row.before):
        if values and isinstance(values.get(name), int):
            return int(values[name])
    return None


def _leads_to_goal(row: EventRow) -> bool:
    return _told(row, "goal_id") is not None


def _moved(row: EventRow) -> list[dict[str, Any]]:
    """The scores above that a check-in moved."""
    return (row.after or {}).get("moved") or []


def _readable_key_results(actor: Actor, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    found = KeyResult.objects.filter(visible_to(actor, "objective__"), pk__in=ids)
    return set(found.values_list("id", flat=True))


def _unnamed(row: EventRow) -> EventRow:
    return replace(row, before=_masked(row.before), after=_masked(row.after))


def _masked(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    unnamed = _("something you may not read")
    return {
        name: unnamed if name in _NAMES else value
        for name, value in values.items()
        if name not in _OF_THE_END
    }


def _without_moves(row: EventRow, seen: Collection[int]) -> EventRow:
    moved = _moved(row)
    if all(one["objective_id"] in seen for one in moved):
        return row
    shown = [one for one in moved if one["objective_id"] in seen]
    return replace(row, after={**(row.after or {}), "moved": shown})
