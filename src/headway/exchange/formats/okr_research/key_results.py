"""One key result with its steps and check-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from headway.exchange.formats.document import Node
from headway.exchange.formats.entries import ImportedCycle, ImportedKeyResult, ImportedMilestone
from headway.exchange.formats.okr_research.metrics import Definition, read_definition
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.okr_research.results import Published, read_check_ins
from headway.exchange.formats.okr_research.terms import (
    Step,
    read_steps,
    read_terms,
    read_work,
)
from headway.exchange.formats.okr_research.words import (
    join,
    remaining_words,
    role_words,
    roles_of,
    title_of,
)
from headway.exchange.formats.records import Record

TITLE_LIMIT = 600


def read_key_result(
    reading: Reading, node: Node, *, objective: str, cycle: ImportedCycle, position: int
) -> Published | None:
    """Take one entry of ``key_results``; returns its published result, None when rejected."""
    entry = Record(node)
    if not isinstance(node.value, dict):
        reading.reject(node.line, "", _("A key result must have fields."), "key_result")
        return None
    key = reading.claim(entry)
    title, whole_title = title_of(entry, TITLE_LIMIT)
    roles = roles_of(entry)
    steps = read_steps(entry)
    definition = read_definition(entry, has_steps=bool(steps))
    more = read_terms(reading, entry, definition, steps, objective, cycle)
    published = replace(
        Published.read(entry),
        weight=more.get("weight", 1.0),
        is_health=more.get("is_health", False),
    )
    work, written = read_work(reading, entry, key or ""), entry.text("description")
    check_ins = read_check_ins(entry, definition, published, key=key or "", cycle=cycle)
    carried = entry.text("carried_from")
    rest = remaining_words(entry)
    if entry.faults or key is None or title is None:
        reading.reject_entry(entry, "key_result")
        return None
    owner = reading.roster.person(roles[0] if roles else None, entry.line)
    dropped = published.status == "dropped"
    words = [
        whole_title,
        written,
        *definition.words,
        *role_words(roles, owner),
        _("Carried over from: %(id)s") % {"id": carried} if carried else None,
        *rest,
    ]
    key_result = ImportedKeyResult(
        external_id=key,
        line=entry.line,
        objective=objective,
        owner=owner,
        title=title,
        description=join(words),
        kind=definition.kind,
        start=definition.start,
        target=definition.target,
        low=definition.low,
        high=definition.high,
        measure=definition.measure,
        cancelled_on=cycle.ends_on if dropped else None,
        cancel_reason=_("Published as dropped.") if dropped else "",
        position=position,
        more=more,
    )
    reading.key_results[key] = key_result
    reading.entries.key_results.append(key_result)
    reading.entries.milestones += _milestones(key, steps)
    reading.entries.initiatives += work
    reading.entries.checkins += check_ins.entries
    reading.objective_of[key] = objective
    _tell(reading, entry, definition, [*definition.assumed, *check_ins.assumed], owner, roles)
    return published


def _milestones(key: str, steps: Sequence[Step]) -> list[ImportedMilestone]:
    return [
        ImportedMilestone(
            external_id=f"{key}#step{number}",
            line=step.line,
            key_result=key,
            title=step.title,
            position=number - 1,
            more={} if step.weight is None else {"weight": step.weight},
        )
        for number, step in enumerate(steps, start=1)
    ]


def _tell(
    reading: Reading,
    entry: Record,
    definition: Definition,
    assumed: Sequence[str],
    owner: str | None,
    roles: Sequence[str],
) -> None:
    reading.tell(entry)
    for text in assumed:
        reading.assume(entry, text)
    if definition.kind == "milestone" and not entry.has("milestones"):
        reading.assume(entry, _("Its steps are milestones of equal weight."))
    if owner is None:
        reading.assume(entry, _("Names no owner: left without one."))
    elif len(roles) > 1:
        reading.assume(entry, _("Several owners: the first answers, the others are named."))
