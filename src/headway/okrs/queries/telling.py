"""The history of an objective, for a reader who may not read everything it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


def without_hidden_ends(actor: Actor, rows: Sequence[EventRow]) -> list[EventRow]:
    """The events with the title of what a link leads to only where the actor may read that. Two
    queries, none where no event names an end."""
    objectives = _ends(rows, "objective_id")
    key_results = _ends(rows, "key_result_id")
    if actor.is_admin or not (objectives or key_results):
        return list(rows)
    seen = {
        "objective_id": set(
            Objective.objects.filter(visible_to(actor), pk__in=objectives).values_list("id")
        ),
        "key_result_id": set(
            KeyResult.objects.filter(
                visible_to(actor, "objective__"), pk__in=key_results
            ).values_list("id")
        ),
    }

    def is_hidden(row: EventRow) -> bool:
        return any(
            end is not None and (end,) not in readable
            for name, readable in seen.items()
            for end in [_end(row, name)]
        )

    return [_unnamed(row) if is_hidden(row) else row for row in rows]


def _ends(rows: Sequence[EventRow], name: str) -> set[int]:
    return {end for row in rows if (end := _end(row, name)) is not None}


def _end(row: EventRow, name: str) -> int | None:
    """What a link of the event leads to, where the event names it."""
    if row.after is None or "to" not in row.after:
        return None
    return row.after.get(name)


def _unnamed(row: EventRow) -> EventRow:
    return replace(row, after={**(row.after or {}), "to": _("something you may not read")})
