"""Plans for tests: sound by default, so that a test changes only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from headway.core.planning.plan import (
    PastKeyResult,
    Plan,
    PlannedCycle,
    PlannedGoal,
    PlannedKeyResult,
    PlannedLink,
    PlannedObjective,
    PlannedUnit,
    Ref,
    SubjectKind,
)
from headway.core.review import Finding, review_objective, review_plan

CYCLE = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
TODAY = date(2027, 1, 4)
GOAL = PlannedGoal(1, "Lead in care")
COMPANY = PlannedUnit(1, "Company")
TO_GOAL = Ref(SubjectKind.GOAL, 1)
_WORDS = (
    "amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jetty",
    "knoll", "lagoon", "marsh",
)  # fmt: skip


def key_result(number: int = 10, **changes: Any) -> PlannedKeyResult:
    """A key result without a weakness; titles of different numbers have no word in common."""
    title = f"{_WORDS[number % 13]}{chr(97 + number // 13 % 26)} {chr(97 + number % 26) * 3}"
    sound = PlannedKeyResult(
        number, title, "increase", (1000 + number,), start=40.0, target=60.0, metric_id=None
    )
    return replace(sound, **changes)


def objective(number: int = 1, **changes: Any) -> PlannedObjective:
    """An objective without a weakness, with two key results of its own."""
    title = f"{_WORDS[number % 13]} {chr(97 + number % 26) * 4}{chr(97 + number // 26 % 26)}"
    sound = PlannedObjective(
        number,
        title,
        1,
        CYCLE,
        owner_ids=(2000 + number,),
        ends_on=CYCLE.ends_on,
        key_results=(key_result(10 * number), key_result(10 * number + 1)),
    )
    return replace(sound, **changes)


def with_key_result(**changes: Any) -> PlannedObjective:
    """A sound objective whose first key result, number 10, is changed."""
    return objective(key_results=(key_result(10, **changes), key_result(11)))


def plan(*objectives: PlannedObjective, **changes: Any) -> Plan:
    """A plan of one unit whose objectives all serve the goal."""
    links = tuple(PlannedLink(one.id, TO_GOAL) for one in objectives)
    return replace(Plan((COMPANY,), objectives, links, (GOAL,)), **changes)


def linked(child: int, parent: int, **changes: Any) -> PlannedLink:
    """A link between two objectives."""
    return PlannedLink(child, Ref(SubjectKind.OBJECTIVE, parent), **changes)


def past(cycle: int, raw: float, **changes: Any) -> PastKeyResult:
    """A key result of one of the years before."""
    ended = date(2020 + cycle, 12, 31)
    sound = PastKeyResult(ended, "aspirational", raw, min(1.0, max(0.0, raw)))
    return replace(sound, **changes)


def of_one(one: PlannedObjective, as_of: date = TODAY) -> list[Finding]:
    """What the rules over an objective find; every message can be written."""
    return _readable(review_objective(one, as_of=as_of))


def of_plan(whole: Plan, as_of: date = TODAY) -> list[Finding]:
    """What all rules find; every message can be written."""
    return _readable(review_plan(whole, as_of=as_of))


def codes(findings: list[Finding]) -> list[str]:
    """The codes of findings, sorted."""
    return sorted(finding.rule for finding in findings)


def _readable(findings: list[Finding]) -> list[Finding]:
    for finding in findings:
        assert "{" not in finding.message + finding.suggestion
    return findings
