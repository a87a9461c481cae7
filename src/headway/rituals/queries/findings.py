"""What the review of a plan found, in words, with who has acknowledged it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.planning.plan import Plan, Ref, SubjectKind
from headway.core.review import (
    CLASHES,
    Finding,
    all_rules,
    clashes_of_units,
    gravest_first,
    review_plan,
)
from headway.kit.prepared import prepared
from headway.okrs.queries.wording import SEVERITIES, filled
from headway.rituals.models import Acknowledgement


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody keeps a finding on purpose."""

    id: int
    mark: str
    note: str
    person_name: str | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding for people: ``severity`` is error, warning or hint; ``objective_id`` the objective
    it belongs to, if any; ``related`` the other things involved as (kind, id, title) with an empty
    title where the reader may not see one. ``seen`` when somebody keeps it."""

    mark: str
    code: str
    severity: str
    title: str
    message: str
    suggestion: str
    kind: str
    subject_id: int
    subject_title: str
    objective_id: int | None
    related: tuple[tuple[str, int, str], ...]
    seen: Seen | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody: hints never do."""
        return self.seen is None and self.severity != "hint"

    @property
    def blocks(self) -> bool:
        return self.severity == "error"

    @property
    def nearest(self) -> tuple[tuple[str, int, str], ...]:
        """The first of what else is involved."""
        return self.related[:2]

    @property
    def to_see(self) -> tuple[tuple[str, int, str], ...]:
        """Those of them that have a page and that the reader may see."""
        if self.mended_in_kpi is not None:
            return ()
        return tuple(one for one in self.nearest if one[2] and one[0] in _WITH_PAGE)

    @property
    def mended_in_kpi(self) -> int | None:
        """The KPI that gives no value: no check-in can."""
        is_of_kpi = self.code == "STALE" and bool(self.related)
        return self.related[0][1] if is_of_kpi else None

    @property
    def is_of_plan(self) -> bool:
        """Whether it is about what is planned: it is settled before the plan is published. How
        check-ins and grades go is not."""
        return self.code not in OF_PRACTICE


_WITH_PAGE = frozenset({"objective", "key_result", "metric"})

OF_PRACTICE = frozenset(code for code, rule in all_rules().items() if rule.family == "practice")
"""Rules over what people do while a plan runs, and how they grade it."""

OF_HISTORY = frozenset({"SANDBAG_HISTORY", "OVERREACH_HISTORY", "GRADE_INFLATION"})
"""Rules over the cycles before, of which each reader counts what they may read."""

OF_FOREKNOWLEDGE = frozenset({"SANDBAG_TARGET", "OVERREACH"})
"""Rules over what was known when a target was set, of which each reader counts as much."""

SETTLED_ELSEWHERE = frozenset({"OWNER_OVERLOAD", "TOO_MANY_OBJECTIVES", "MISSING_DEPENDENCY"})
"""Rules whose matter a board shows in a part of its own."""


def finding_rows(
    plan: Plan,
    cycle_id: int,
    *,
    today: date,
    without: Collection[str] = (),
    by_unit: bool = False,
) -> list[FindingRow]:
    """Everything that the rules find in a plan, the gravest first. ``by_unit``: the plan is that of
    several units, of which each is told what it would be told alone. One query."""
    found = [one for one in _reviewed(plan, today, by_unit) if one[0].rule not in without]
    seen = _seen(cycle_id, [mark for _one, mark in found])
    words = _Words(plan)
    return [words.row(one, mark, seen.get(mark)) for one, mark in found]


MOST_KEPT = 200
"""Objectives of a plan whose findings are kept."""

Marked = tuple[Finding, str]
"""A finding and its mark."""


def _reviewed(plan: Plan, today: date, by_unit: bool) -> Sequence[Marked]:
    """What the rules find. Everybody in a room reads the same plan again with every news, so what
    was found in the latest plans is kept, by all that they say."""
    review = _found if len(plan.objectives) > MOST_KEPT else _kept
    return review(plan, today, by_unit)


def _found(plan: Plan, today: date, by_unit: bool) -> Sequence[Marked]:
    found = review_plan(plan, as_of=today)
    if by_unit:
        others = (one for one in found if one.rule not in CLASHES)
        found = gravest_first([*others, *clashes_of_units(plan, as_of=today)])
    return tuple((one, mark_of(one)) for one in found)


_kept = lru_cache(maxsize=64)(_found)


def mark_of(finding: Finding) -> str:
    """Names a finding with everything it says: SHA-256 of rule, reason, subject, values and what it
    relates to. Two that clash are one finding, whichever of them a board looks at. What is found in
    the cycles before is one finding for all who read it, however much of it each may count; so is
    what they foretell of a target, as long as that stays and warns as much."""
    if finding.rule in OF_HISTORY:
        said: list[object] = [finding.rule, *_named(finding.subject)]
    elif finding.rule in OF_FOREKNOWLEDGE:
        target = str(finding.message_values.get("target"))
        said = [finding.rule, finding.severity, *_named(finding.subject), target]
    elif finding.rule in CLASHES and finding.related:
        said = [finding.rule, *_sides(finding)]
    else:
        said = [
            finding.rule,
            finding.reason,
            *_named(finding.subject),
            sorted((name, str(value)) for name, value in finding.message_values.items()),
            [_named(ref) for ref in finding.related],
        ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _named(ref: Ref) -> list[object]:
    return [str(ref.kind), ref.id]


_OPPOSITE = {"up": "down", "down": "up"}


def _sides(finding: Finding) -> list[object]:
    """Both that clash, each with what it wants: the same from either side."""
    values, reason = finding.message_values, finding.reason
    mine = [*_named(finding.subject), reason, str(values.get("target"))]
    theirs = _named(finding.related[0])
    theirs += [_OPPOSITE.get(reason, reason), str(values.get("other_target"))]
    return [*sorted([mine, theirs], key=str)]


def _seen(cycle_id: int, marks: Collection[str]) -> dict[str, Seen]:
    return {mark: Seen(pk, mark, note, name) for pk, mark, note, name in _marked(cycle_id, marks)}


@prepared
def _marked(
    cycle_id: int, marks: Collection[str]
) -> QuerySet[Acknowledgement, tuple[int, str, str, str | None]]:
    rows = Acknowledgement.objects.filter(cycle_id=cycle_id, mark__in=marks)
    return rows.values_list("id", "mark", "note", "person__name")


class _Words:
    """Titles of what a plan holds, and findings told with them."""

    def __init__(self, plan: Plan) -> None:
        self._titles: dict[Ref, str] = {}
        self._objective_of: dict[Ref, int] = {}
        for one in plan.objectives:
            mine = Ref(SubjectKind.OBJECTIVE, one.id)
            self._titles[mine], self._objective_of[mine] = one.title, one.id
            for part in one.key_results:
                ref = Ref(SubjectKind.KEY_RESULT, part.id)
                self._titles[ref], self._objective_of[ref] = part.title, one.id
        for goal in plan.goals:
            self._titles[Ref(SubjectKind.GOAL, goal.id)] = goal.title
        for unit in plan.units:
            self._titles[Ref(SubjectKind.UNIT, unit.id)] = unit.name
        for metric in plan.metrics:
            self._titles[Ref(SubjectKind.METRIC, metric.id)] = metric.name
        self._rules = all_rules()

    def row(self, finding: Finding, mark: str, seen: Seen | None) -> FindingRow:
        return FindingRow(
            mark=mark,
            code=finding.rule,
            severity=SEVERITIES[finding.severity],
            title=_(self._rules[finding.rule].title),
            message=filled(finding.template, finding),
            suggestion=filled(finding.advice, finding),
            kind=str(finding.subject_kind),
            subject_id=finding.subject_id,
            subject_title=self._titles.get(finding.subject, ""),
            objective_id=self._objective_of.get(finding.subject),
            related=tuple(self._related(finding.related)),
            seen=seen,
        )

    def _related(self, refs: Iterable[Ref]) -> Iterable[tuple[str, int, str]]:
        for ref in refs:
            yield str(ref.kind), ref.id, self._titles.get(ref, "")


def by_objective(rows: Iterable[FindingRow]) -> Mapping[int, list[FindingRow]]:
    """Findings by the objective they belong to."""
    found: dict[int, list[FindingRow]] = {}
    for row in rows:
        if row.objective_id is not None:
            found.setdefault(row.objective_id, []).append(row)
    return found


def counted(rows: Collection[FindingRow]) -> tuple[tuple[str, int], ...]:
    """How many block and how many warn, where there are any: (severity, number)."""
    numbers = Counter(row.severity for row in rows)
    return tuple((one, numbers[one]) for one in ("error", "warning") if numbers[one])
