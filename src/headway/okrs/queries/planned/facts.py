"""What is told of key results and units besides what is written of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from headway.core.planning.plan import Course, Outlook, PastKeyResult
from headway.okrs.queries.planned.courses import courses_of, last_valued
from headway.okrs.queries.planned.foreknowledge import outlooks_of
from headway.okrs.queries.planned.kpis import KpiOfPlan
from headway.okrs.queries.planned.pasts import pasts_of
from headway.okrs.queries.planned.rows import KeyResultOfPlan
from headway.people.access import Actor


class Told(IntEnum):
    """How much is told to the rules: what is written, with links and measures; also what was known
    before and how it goes, as far as it warns; or all of it, hints too."""

    PLAN = 0
    WARNINGS = 1
    EVERYTHING = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """By key result what was known when its target was set and how it goes, and by unit how the
    cycles before ended."""

    outlooks: Mapping[int, Outlook] = field(default_factory=dict)
    courses: Mapping[int, Course] = field(default_factory=dict)
    pasts: Mapping[int, tuple[PastKeyResult, ...]] = field(default_factory=dict)


def facts_of(
    actor: Actor,
    told: Told,
    key_results: Sequence[KeyResultOfPlan],
    *,
    running: Collection[int],
    kpis: Mapping[int, KpiOfPlan],
    unit_ids: Collection[int],
    cycle_id: int,
    today: date,
) -> Facts:
    """Of key results under review; ``running`` are the objectives that take check-ins, and all are
    of one cycle. No query where only the plan is told; else those of :func:`pasts_of`, four where
    KPIs are read, some for what was carried over, and for hints six for what runs."""
    if told is Told.PLAN:
        return Facts()
    in_course = [one for one in key_results if one.objective_id in running]
    return Facts(
        outlooks_of(actor, key_results, kpis, today),
        courses_of(in_course, today)
        if told is Told.EVERYTHING
        else {one.id: last_valued(one) for one in in_course},
        pasts_of(actor, unit_ids, cycle_id, today),
    )
