"""What clashes in the plans of several units, each held against its neighbours alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from headway.core.planning.plan import Plan, PlannedObjective, Ref
from headway.core.review.registry import Finding, Setting, gravest_first
from headway.core.review.subjects import PLAN_RULES, IndexedPlan, key_result, objective

CLASHES = frozenset({"DUPLICATE", "CONFLICT_DIRECTION", "CONFLICT_TARGET"})
"""Rules over two things that do not fit together."""


def clashes_of_units(plan: Plan, *, as_of: date, language: str = "en") -> list[Finding]:
    """What clashes with something beside it, as each unit's own review would say.

    Of two units that are looked at together, each is told of what clashes, where a review of both
    as one plan names only the later one; and a third that lies elsewhere comes between no two
    neighbours. The neighbours of a unit are the one above it and all others below that one; of the
    unit on top, those right below it. What they or the unit serve is beside it as well.

    Parameters
    ----------
    plan
        What is planned side by side; of what is given for context nothing is told.
    as_of
        The day for which the plan is looked at.
    language
        Of the titles.

    Returns
    -------
    list of Finding
        About what is under review; what it clashes with is ``related``. Gravest first, otherwise
        unit by unit.

    Examples
    --------
    >>> from headway.core.planning.plan import PlannedCycle, PlannedUnit
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> units = (PlannedUnit(1, "Shop"), PlannedUnit(2, "Blue", 1), PlannedUnit(3, "Green", 1))
    >>> blue = PlannedObjective(7, "Guests come back", 2, cycle)
    >>> green = PlannedObjective(8, "The guests come back", 3, cycle)
    >>> found = clashes_of_units(Plan(units, (blue, green)), as_of=cycle.starts_on)
    >>> [(one.rule, one.subject_id, one.related[0].id) for one in found]
    [('DUPLICATE', 7, 8), ('DUPLICATE', 8, 7)]

    Notes
    -----
    Linear in the plan where nothing clashes; each unit of which something does is then held against
    its neighbours once.

    References
    ----------
    docs/methods 6.
    """
    setting, indexed = Setting.on(as_of, language), IndexedPlan(plan)
    found: list[Finding] = []
    for unit_id in _that_clash(plan, setting):
        reviewed = _refs(
            one for one in plan.objectives if one.unit_id == unit_id and not one.is_context
        )
        near = IndexedPlan(_with_neighbours(indexed, unit_id))
        found += [one for one in _clashes(near, setting) if one.subject in reviewed]
    return gravest_first(found)


def _clashes(plan: IndexedPlan, setting: Setting) -> Iterator[Finding]:
    for rule in PLAN_RULES:
        if rule.code in CLASHES:
            yield from rule.findings(plan, setting)


def _that_clash(plan: Plan, setting: Setting) -> list[int]:
    """The units of which something under review clashes with anything at all, wherever that lies.
    A rule names the later one of two, so the plan is looked at in both orders."""
    backwards = replace(plan, objectives=plan.objectives[::-1])
    named = {
        one.subject
        for order in (plan, backwards)
        for one in _clashes(IndexedPlan(order), setting)
    }  # fmt: skip
    units = (
        one.unit_id
        for one in plan.objectives
        if not one.is_context and not named.isdisjoint(_refs([one]))
    )
    return list(dict.fromkeys(units))


def _refs(objectives: Iterable[PlannedObjective]) -> set[Ref]:
    """Objectives and their key results, as subjects of findings."""
    found: set[Ref] = set()
    for one in objectives:
        found.add(objective(one))
        found.update(key_result(part) for part in one.key_results)
    return found


def _with_neighbours(indexed: IndexedPlan, unit_id: int) -> Plan:
    """The plan of one unit with what is beside it for context."""
    plan, unit = indexed.plan, indexed.units[unit_id]
    above = unit_id if unit.parent_id is None else unit.parent_id
    near = {one.id for one in plan.units if above in (one.id, one.parent_id)}
    ids = _served_by(indexed, {one.id for one in plan.objectives if one.unit_id in near})
    return Plan(
        plan.units,
        tuple(
            replace(one, is_context=one.unit_id != unit_id)
            for one in plan.objectives
            if one.id in ids
        ),
        metrics=plan.metrics,
    )


def _served_by(indexed: IndexedPlan, ids: set[int]) -> set[int]:
    """These objectives, and all that they serve."""
    found, new = set(ids), list(ids)
    while new:
        more = set(indexed.parents.get(new.pop(), ())) - found
        found |= more
        new += more
    return found
