"""What moved after plan lock, as the core takes it: the changes by which a plan is told from the
definition as it stands, and the moves of which the goal-post index is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from headway.core.goalposts import (
    Change,
    GoalPostIndex,
    Move,
    Plan,
    Posts,
    fields_under,
    goal_post_index,
)
from headway.core.kinds import PERIOD_KINDS
from headway.core.pace import elapsed_share
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import GoalPostChange

DEFINITION = (
    "kind", "start", "target", "low", "high", "fail", "scale", "anchors", "aggregation", "profile",
    "n_min",
)  # fmt: skip
OBJECTIVE_POSTS = ("title", "ambition")
KEY_RESULT_POSTS = (*DEFINITION, "weight", "title", "milestones")
"""The fields whose change after plan lock moves a goal post."""


def key_result_posts(*kinds: str) -> tuple[str, ...]:
    """The goal posts of a key result that is, or was, of these kinds. Of what is measured period by
    period the rhythm is one: it says how many periods there are to meet."""
    return (*KEY_RESULT_POSTS, "cadence") if PERIOD_KINDS & set(kinds) else KEY_RESULT_POSTS


MEASURED_FIELDS = (
    "kind", "start", "target", "low", "high", "fail", "scale", "anchors", "aggregation",
    "milestones", "n_min", "weight", "cadence",
)  # fmt: skip
"""Fields that a score depends on."""


def changes_of(
    key_result_ids: Iterable[int], *, until: date | None = None
) -> dict[int, list[Change]]:
    """What changed of these key results after plan lock and moves their score, the oldest first;
    with ``until``, up to that day. One query."""
    found: dict[int, list[Change]] = defaultdict(list)
    for key_result_id, change in _changes(tuple(key_result_ids), until):
        found[key_result_id].append(change)
    return found


def _change(
    key_result_id: int,
    field: str,
    before: Any,
    after: Any,
    day: date,
    starts_on: date,
    ends_on: date,
) -> tuple[int, Change]:
    return key_result_id, Change(field, before, after, elapsed_share(starts_on, ends_on, day))


@prepared(rows=Kept(_change))
def _changes(
    key_result_ids: tuple[int, ...], until: date | None
) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    changes = GoalPostChange.objects.filter(
        key_result_id__in=key_result_ids, field__in=MEASURED_FIELDS
    )
    if until is not None:
        changes = changes.filter(effective_on__lte=until)
    return (
        changes.order_by("key_result_id", "effective_on", "id")
        .values_list(
            "key_result_id", "field", "before", "after", Coalesce("approved_on", "effective_on"),
            "objective__cycle__starts_on", "objective__cycle__ends_on",
        )
    )  # fmt: skip


INDEXED_FIELDS = tuple(name for name in MEASURED_FIELDS if name != "weight")
"""What counts as a moved target: every part of a definition that says what is to be reached."""

_POSTS = ("kind", "start", "target", "low", "high", "fail", "scale")


def index_of(
    stands: Mapping[str, Any], changes: Sequence[Change], *, duration: float
) -> GoalPostIndex:
    """The goal-post index of a key result from its definition as it stands and what changed of it,
    the oldest first; weights and texts are left out. ``duration`` is that of its cycle in days."""
    moved = [change for change in changes if change.field in INDEXED_FIELDS]
    locked = {**stands, **fields_under(moved, Plan.ORIGINAL)}
    posts = Posts(**{name: locked[name] for name in _POSTS}, duration=duration)
    return goal_post_index(
        posts,
        [Move(c.field, _number(c.before), _number(c.after), c.tau) for c in moved],
    )


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def milestones_then(
    now: Sequence[tuple[int, str]], then: Sequence[Sequence[Any]]
) -> list[tuple[int, str, float]]:
    """The milestones of an earlier plan as (id, title, weight): those that go by the same title
    now, or stand in the same place of as many, keep their id; of others it is 0, never done.

    >>> milestones_then([(7, "Pilot"), (8, "Launched")], [["Pilot", 1], ["Launch", 2]])
    [(7, 'Pilot', 1.0), (8, 'Launch', 2.0)]
    """
    by_title = {title: step_id for step_id, title in now}
    told = {title for title, *_rest in then}
    renamed = {
        old[0]: step_id
        for (step_id, title), old in zip(now, then, strict=False)
        if len(now) == len(then) and title not in told
    }
    return [
        (by_title.get(title, renamed.get(title, 0)), title, float(weight))
        for title, weight, *_rest in then
    ]
