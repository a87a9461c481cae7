"""What an action or a blocker is about, as far as its reader may read that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor


def readable_among(actor: Actor, ids: Iterable[tuple[int | None, int | None]]) -> set[int]:
    """The objectives that the actor may read, of pairs of one and that of a key result. One query,
    none where there are none."""
    asked = {pk for pair in ids for pk in pair if pk is not None}
    return visible_ids(actor, asked) if asked else set()


def about(
    seen: set[int],
    objective_id: int | None,
    key_result_id: int | None,
    told: Sequence[Any],
) -> tuple[int | None, int | None, str | None]:
    """What it is about, nothing where the reader may not read that. ``told`` are the titles of
    both, and the objective of the key result."""
    objective, key_result, objective_of = told
    if key_result_id is not None and objective_of in seen:
        return None, key_result_id, key_result
    if objective_id is not None and objective_id in seen:
        return objective_id, None, objective
    return None, None, None
