"""Goal-quality rules: what makes a plan hard to reach or hard to follow (docs/methods 6).

Each module named in ``FAMILIES`` is one family; importing it registers its rules. Rules that read
texts find them in objectives, or are given one alone (:func:`review_text`); what a text says is
read by the grammar of its language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from headway.core.planning.plan import Plan, PlannedObjective, Ref, SubjectKind
from headway.core.review import (
    ambition,
    conflicts,
    duplicates,
    focus,
    links,
    practice,
    structure,
    timing,
    wording,
)
from headway.core.review.neighbours import CLASHES, clashes_of_units
from headway.core.review.registry import Finding, Rule, Setting, Severity, gravest_first
from headway.core.review.single import TextFacts, review_text
from headway.core.review.subjects import (
    OBJECTIVE_RULES,
    PLAN_RULES,
    TEXT_RULES,
    IndexedPlan,
    Statement,
    statements,
)

__all__ = [
    "CLASHES",
    "FAMILIES",
    "AnyRule",
    "Finding",
    "Severity",
    "TextFacts",
    "all_rules",
    "clashes_of_units",
    "gravest_first",
    "review_objective",
    "review_plan",
    "review_text",
]

FAMILIES = (wording, structure, timing, ambition, practice, focus, links, duplicates, conflicts)
AnyRule = Rule[Statement] | Rule[PlannedObjective] | Rule[IndexedPlan]


def all_rules() -> dict[str, AnyRule]:
    """Every rule by its code: those over one text, over one objective, then those over a plan.

    >>> all_rules()["ORPHAN"].severity
    <Severity.WARNS: 'W'>
    """
    return {rule.code: rule for rule in (*TEXT_RULES, *OBJECTIVE_RULES, *PLAN_RULES)}


def review_objective(
    objective: PlannedObjective, *, as_of: date, language: str = "en"
) -> list[Finding]:
    """What the rules over one objective find in it and its key results, gravest first.

    >>> from headway.core.planning.plan import PlannedCycle, PlannedKeyResult
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> kr = PlannedKeyResult(5, "Reduce churn", "decrease", (7,), start=3, target=5)
    >>> found = review_objective(
    ...     PlannedObjective(1, "Customers stay", 1, cycle, owner_ids=(7,), ends_on=cycle.ends_on,
    ...         key_results=(kr,)), as_of=date(2027, 1, 4))
    >>> [(f.rule, str(f.severity), str(f.subject_kind), f.subject_id) for f in found]
    [('KR_DIRECTION_MISMATCH', 'E', 'key_result', 5), ('ONE_KR', 'I', 'objective', 1)]
    >>> found[0].message
    'It should fall, but goes from 3 up to 5.'

    Linear in its key results and their readings. Source: docs/methods 6.
    """
    return gravest_first(_of_one(objective, Setting.on(as_of, language)))


def _of_one(objective: PlannedObjective, setting: Setting) -> Iterator[Finding]:
    for text in statements(objective):
        yield from TEXT_RULES.findings(text, setting)
    yield from OBJECTIVE_RULES.findings(objective, setting)


def review_plan(plan: Plan, *, as_of: date, language: str = "en") -> list[Finding]:
    """What all rules find in a plan, gravest first, otherwise rule by rule in the plan's order.

    Parameters
    ----------
    plan
        What is planned side by side. Objectives and units given for context take part in paths,
        counts and comparisons; nothing is reported about them.
    as_of
        The day for which check-ins are judged.
    language
        Of the titles.

    Returns
    -------
    list of Finding
        For two things that clash, about the later one (the other is ``related``).

    Examples
    --------
    >>> from headway.core.planning.plan import PlannedCycle, PlannedGoal, PlannedUnit
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> plan = Plan((PlannedUnit(1, "Company"),), (), goals=(PlannedGoal(3, "Lead in care"),))
    >>> [(f.rule, f.subject_id) for f in review_plan(plan, as_of=cycle.starts_on)]
    [('UNSUPPORTED_GOAL', 3)]

    Notes
    -----
    Near linear in the plan: no rule compares each with each.

    References
    ----------
    docs/methods 6.
    """
    setting, indexed = Setting.on(as_of, language), IndexedPlan(plan)
    found = [
        finding for one in indexed.active if not one.is_context for finding in _of_one(one, setting)
    ]
    context = _context(indexed)
    found += [f for f in PLAN_RULES.findings(indexed, setting) if f.subject not in context]
    return gravest_first(found)


def _context(plan: IndexedPlan) -> set[Ref]:
    """Everything that is there for context only."""
    found = {Ref(SubjectKind.UNIT, unit.id) for unit in plan.plan.units if unit.is_context}
    reviewed: set[int] = set()
    people: set[int] = set()
    for one in plan.plan.objectives:
        people.update(one.owner_ids, *(kr.owner_ids for kr in one.key_results))
        if not one.is_context:
            reviewed.update(one.owner_ids, *(kr.owner_ids for kr in one.key_results))
            continue
        found.add(Ref(SubjectKind.OBJECTIVE, one.id))
        found.update(Ref(SubjectKind.KEY_RESULT, kr.id) for kr in one.key_results)
    found.update(Ref(SubjectKind.PERSON, person) for person in people - reviewed)
    return found
