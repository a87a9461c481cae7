"""Goals that pull one measure two ways."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from headway.core.kinds import direction
from headway.core.planning.plan import Ref, SubjectKind
from headway.core.review.languages.words import content_words
from headway.core.review.registry import Hit, Setting, Value, blocks, warns
from headway.core.review.similar import ALIKE, earlier_alike
from headway.core.review.subjects import PLAN_RULES, IndexedPlan, due_on, key_result
from headway.core.texts import gettext_noop as _

SAME_END = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody wants of a metric: a KPI's own target, or a key result."""

    ref: Ref
    title: str
    metric_id: int
    tree: int
    direction: int
    target: float | None
    due_on: date | None


def aims(plan: IndexedPlan) -> dict[int, list[Aim]]:
    """What is wanted of each metric, the metric's own aim first; only aims with a direction.

    >>> from headway.core.planning.plan import Plan, PlannedMetric
    >>> churn = PlannedMetric(3, "Churn", unit_id=1, direction=-1, target=2.0)
    >>> metrics = (churn, PlannedMetric(4, "Head count", unit_id=1))
    >>> found = aims(IndexedPlan(Plan(units=(), objectives=(), metrics=metrics)))
    >>> {metric: [aim.target for aim in wanted] for metric, wanted in found.items()}
    {3: [2.0], 4: []}
    """
    found: dict[int, list[Aim]] = {}
    for metric in plan.plan.metrics:
        ref = Ref(SubjectKind.METRIC, metric.id)
        tree = plan.tree(metric.unit_id)
        aim = Aim(
            ref, metric.name, metric.id, tree, metric.direction, metric.target, metric.target_on
        )
        found.setdefault(metric.id, []).append(aim)
    for one, kr in plan.active_key_results:
        if kr.metric_id is not None:
            tree = plan.tree(one.unit_id)
            aim = Aim(
                key_result(kr), kr.title, kr.metric_id, tree, direction(kr.kind), kr.target,
                due_on(one, kr),
            )  # fmt: skip
            found.setdefault(kr.metric_id, []).append(aim)
    return {metric: [aim for aim in given if aim.direction] for metric, given in found.items()}


@PLAN_RULES.add(
    "CONFLICT_DIRECTION",
    title=_("One measure, two directions"),
    condition="two active key results, or a key result and its KPI, want one metric to move in "
    "opposite directions; or two key results of one unit tree without a metric do whose titles are "
    f"at least {ALIKE} alike, as for `DUPLICATE`; what comes after the first is named",
    why=_("Whoever wins, the other one loses, and the organisation pays for both."),
    bad=_("Raise the average discount to 12 % here, cut it to 5 % there"),
    good=_("Sales and finance agree: discounts at most 8 %, volume up by 10 %"),
    source="docs/methods 6",
    reasons={
        "up": blocks(_("It wants the number up; “{other}” wants it down. Settle which one holds.")),
        "down": blocks(
            _("It wants the number down; “{other}” wants it up. Settle which one holds.")
        ),
    },
)
def pulled_apart(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Metrics that are to rise and to fall."""
    for given in aims(plan).values():
        for aim in given[1:]:
            if aim.direction != given[0].direction:
                reason = "up" if aim.direction > 0 else "down"
                yield Hit(aim.ref, reason, {"other": given[0].title}, (given[0].ref,))
    for aim, other in _said_alike(plan, setting):
        if aim.direction != other.direction:
            reason = "up" if aim.direction > 0 else "down"
            yield Hit(aim.ref, reason, {"other": other.title}, (other.ref,))


@PLAN_RULES.add(
    "CONFLICT_TARGET",
    title=_("One measure, two targets"),
    condition=f"two aims in one unit tree want one metric in the same direction by the same end "
    f"(± {SAME_END.days} days) at different targets; or two key results without a metric do whose "
    f"titles are at least {ALIKE} alike",
    why=_("With two targets for one number nobody knows which one is promised."),
    bad=_("Retention to 70 % in one plan, to 75 % in another"),
    good=_("Retention to 72 % in both"),
    source="docs/methods 6",
    reasons=warns(_("Its target is {target}; “{other}” aims at {other_target}. Agree on one.")),
)
def aimed_apart(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Metrics with two targets for about the same day."""
    for given in aims(plan).values():
        groups: dict[tuple[int, int], list[Aim]] = {}
        for aim in given:
            if aim.target is not None and aim.due_on is not None:
                groups.setdefault((aim.tree, aim.direction), []).append(aim)
        for group in groups.values():
            yield from _different_targets(group)
    for aim, other in _said_alike(plan, setting):
        if aim.direction == other.direction:
            yield from _different_targets([other, aim])


def _said_alike(plan: IndexedPlan, setting: Setting) -> Iterator[tuple[Aim, Aim]]:
    """Key results without a metric, each with the first one before it that says nearly the same in
    its unit tree; only those with a direction."""
    trees: dict[int, list[Aim]] = {}
    for one, kr in plan.active_key_results:
        towards = direction(kr.kind)
        if kr.metric_id is None and towards:
            tree = plan.tree(one.unit_id)
            aim = Aim(key_result(kr), kr.title, 0, tree, towards, kr.target, due_on(one, kr))
            trees.setdefault(tree, []).append(aim)
    for members in trees.values():
        sets = [content_words(aim.title, setting.words) for aim in members]
        for aim, places in zip(members, earlier_alike(sets, threshold=ALIKE), strict=True):
            if places:
                yield aim, members[places[0]]


def _different_targets(group: list[Aim]) -> Iterator[Hit]:
    """Aims with another target than an earlier one that ends within a week of it.

    Keeps two different targets a day, which is enough to find one that differs.
    """
    by_day: dict[date, list[tuple[int, Aim]]] = {}
    for place, aim in enumerate(group):
        target, day = aim.target, aim.due_on
        if target is None or day is None:
            continue
        week = (day + timedelta(offset) for offset in range(-SAME_END.days, SAME_END.days + 1))
        near = [found for d in week for found in by_day.get(d, ()) if not _same(found[1], target)]
        if near:
            near.sort(key=lambda found: found[0])
            other = near[0][1]
            values: dict[str, Value] = {
                "target": target,
                "other": other.title,
                "other_target": other.target or 0.0,
            }
            yield Hit(aim.ref, values=values, related=tuple(a.ref for _place, a in near))
        kept = by_day.setdefault(day, [])
        if len(kept) < 2 and all(not _same(a, target) for _place, a in kept):
            kept.append((place, aim))


def _same(aim: Aim, target: float) -> bool:
    return aim.target is not None and math.isclose(aim.target, target, rel_tol=1e-9, abs_tol=1e-9)
