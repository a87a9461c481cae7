"""A cycle beside those before it: the same figures of each, with how each came about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.core.calibration import calibration
from headway.core.spread import Spread, spread
from headway.okrs.models import Decision
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.okrs.queries.explanations import explain_cycle
from headway.okrs.queries.figures import left_out_of, mean_of
from headway.okrs.queries.learning import LEARN_FROM, Learned, is_scored, learn
from headway.okrs.queries.objectives import (
    Filters,
    ObjectiveRow,
    judged_rows,
    objective_rows,
    scoped,
    standing_then,
)
from headway.okrs.queries.review_explanations import (
    explain_bias,
    explain_brier,
    explain_spread,
    hidden_objectives_words,
)
from headway.people.access import Actor
from headway.web.explanation import Explanation
from headway.web.formats import day, number, percent, score

CYCLES = 8
"""Cycles compared at most: two years of quarters."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one cycle: None where it cannot be said. ``count`` is what it rests on."""

    value: float | None
    count: int
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Column:
    """The figures of one cycle, by name (see ``FIGURES``), and how its scores lie. ``hidden``
    objectives are in none of them, as the reader may not read them."""

    cycle: CycleRow
    spread: Spread
    objectives: int
    hidden: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class CycleReport:
    """The cycles, the oldest first; the last is the one that was asked for. Empty where there are
    more objectives than can be compared at once."""

    columns: tuple[Column, ...]
    as_of: date

    @property
    def hidden(self) -> int:
        """How many objectives are in none of the numbers, as the reader may not read them."""
        return sum(column.hidden for column in self.columns)

    def figure(self, name: str) -> list[Figure]:
        """One figure of all cycles."""
        return [column.figures[name] for column in self.columns]


FIGURES = (
    "objective_mean", "key_result_mean", "at_zero", "at_one", "kept", "aspirational",
    "check_in_rate", "carried", "change_rate", "brier", "bias",
)  # fmt: skip


def cycle_report(
    actor: Actor, cycle: CycleRow, unit_path: str, *, as_of: date, today: date
) -> CycleReport:
    """The cycle and up to seven of the same kind before it, of a unit and all below it, as far as
    the actor may read. About a dozen queries, whatever the number of cycles or objectives; of at
    most 5 000 objectives together, the oldest cycles are left out first.
    """
    cycles = _compared(actor, cycle, unit_path)
    ids = [one.id for one in cycles]
    rows = _rows(actor, unit_path, ids, as_of=as_of, today=today)
    learned = learn(actor, rows, as_of=as_of, habits=True)
    unread = left_out_of(actor, unit_path, ids, as_of=as_of, today=today)
    hidden = Counter(cycle_id for _id, cycle_id, _path in unread)
    return CycleReport(
        tuple(_column(one, learned.of_cycle(one.id), hidden[one.id]) for one in cycles),
        as_of,
    )


def _rows(
    actor: Actor, unit_path: str, cycle_ids: list[int], *, as_of: date, today: date
) -> list[ObjectiveRow]:
    """The objectives of the cycles; of an earlier day those that were there, as they were."""
    filters = Filters(unit_path=unit_path)
    if as_of < today:
        then = standing_then(actor, filters, as_of, cycle_ids=cycle_ids)
        if then is not None:
            return judged_rows(then, as_of=as_of, today=today)
    wanted = scoped(actor, filters).filter(cycle_id__in=cycle_ids)
    return objective_rows(wanted.order_by("cycle_id", "id"), as_of=as_of, today=today)


def _compared(actor: Actor, cycle: CycleRow, unit_path: str) -> list[CycleRow]:
    """The oldest first: as many as fit."""
    same = [
        one
        for one in list_cycles(actor)
        if one.kind == cycle.kind and one.starts_on <= cycle.starts_on
    ]
    counted = dict(
        scoped(actor, Filters(unit_path=unit_path))
        .filter(cycle_id__in=[one.id for one in same[:CYCLES]])
        .order_by()
        .values_list("cycle_id")
        .annotate(count=Count("id"))
    )
    fitting: list[CycleRow] = []
    room = LEARN_FROM
    for one in same[:CYCLES]:
        room -= counted.get(one.id, 0)
        if room < 0:
            break
        fitting.insert(0, one)
    return fitting


def _column(cycle: CycleRow, learned: Learned, hidden: int) -> Column:
    found = learned.spread_of_key_results()
    said = calibration(word for _row, word in learned.words())
    as_of = learned.as_of
    whole = mean_of((row.id, row.score, row.ambition, row.state) for row in learned.rows)
    scores = explain_spread(found, as_of, hidden=hidden)
    mean = explain_cycle(whole, as_of, hidden=hidden)
    return Column(
        cycle=cycle,
        spread=found,
        objectives=len(learned.rows),
        hidden=hidden,
        figures={
            "objective_mean": Figure(whole.mean, whole.scored, mean),
            "key_result_mean": Figure(found.mean, found.scored, scores),
            "at_zero": Figure(found.share_at_zero, found.scored, scores),
            "at_one": Figure(found.share_at_one, found.scored, scores),
            "kept": _noted(_kept(learned), hidden),
            "aspirational": _noted(_aspirational(learned), hidden),
            "check_in_rate": _noted(_check_in_rate(learned), hidden),
            "carried": _noted(_carried(learned), hidden),
            "change_rate": _noted(_change_rate(learned), hidden),
            "brier": _noted(
                Figure(said.brier, said.key_results, explain_brier(said, as_of)), hidden
            ),
            "bias": _noted(Figure(said.bias, said.key_results, explain_bias(said, as_of)), hidden),
        },
    )


def _noted(found: Figure, hidden: int) -> Figure:
    """With the word that it leaves objectives out, where it does."""
    if not hidden:
        return found
    told = found.explanation
    notes = (hidden_objectives_words(hidden), *told.notes)
    return replace(found, explanation=replace(told, notes=notes))


def _known(rows: Sequence[ObjectiveRow], ambition: str) -> list[tuple[ObjectiveRow, float]]:
    """Objectives with a score that rests on something."""
    return [
        (row, row.score)
        for row in rows
        if row.ambition == ambition and row.score is not None and (is_scored(row) or row.is_read)
    ]


def _kept(learned: Learned) -> Figure:
    committed = _known(learned.rows, "committed")
    kept = sum(value >= 1 - TOLERANCE for _row, value in committed)
    return _share(
        kept,
        len(committed),
        title=_("Committed objectives kept"),
        rule=_("Committed objectives that scored 1, of all committed ones with a score."),
        words=(_("Scored 1"), _("Committed, with a score")),
        method="1.1",
        as_of=learned.as_of,
    )


def _aspirational(learned: Learned) -> Figure:
    values = [value for _row, value in _known(learned.rows, "aspirational")]
    mean = spread(values).mean
    explanation = Explanation(
        title=_("Mean of aspirational objectives"),
        value=mean,
        rule=_("The sum of their scores over their number. 0.7 is the aim of many, never of one; "
               "much more says that the targets were easy."),
        columns=(_("What"), _("Value")),
        rows=(
            (_("Sum of the scores"), number(math.fsum(values), 2)),
            (_("Aspirational, with a score"), number(len(values))),
        ),
        total=(_("Mean"), score(mean) or "–"),
        notes=(_as_of(learned.as_of, "1.1"),),
        as_of=learned.as_of,
    )  # fmt: skip
    return Figure(mean, len(values), explanation)


def _check_in_rate(learned: Learned) -> Figure:
    kept = learned.kept()
    notes = () if kept else (_("All of it was entered after the cycle: nothing can be said."),)
    return _share(
        kept.on_time if kept else 0,
        kept.due if kept else 0,
        title=_("Check-ins on time"),
        rule=_("Check-ins entered until two days after they were due, of all that were due."),
        words=(_("On time"), _("Due")),
        method="7.6",
        as_of=learned.as_of,
        notes=notes,
    )


def _carried(learned: Learned) -> Figure:
    grades = [learned.grades.get(k.id) for _row, k in learned.key_results(closed=True)]
    decided = [grade.decision for grade in grades if grade is not None and grade.decision]
    return _share(
        sum(decision == Decision.CARRY for decision in decided),
        len(decided),
        title=_("Carried over as they are"),
        rule=_("Key results carried over unchanged, of all that were decided on."),
        words=(_("Carried over as they are"), _("Decided on")),
        method="7.6",
        as_of=learned.as_of,
    )


def _change_rate(learned: Learned) -> Figure:
    rate = learned.change_rate()
    return _share(
        rate.moved,
        rate.active,
        title=_("Targets moved"),
        rule=_("Key results whose target moved after plan lock, of all not cancelled."),
        words=(_("Moved"), _("Key results")),
        method="1.9",
        as_of=learned.as_of,
    )  # fmt: skip


def _share(
    part: int,
    whole: int,
    *,
    title: str,
    rule: str,
    words: tuple[str, str],
    method: str,
    as_of: date,
    notes: tuple[str, ...] = (),
) -> Figure:
    value = part / whole if whole else None
    explanation = Explanation(
        title=title,
        value=value,
        rule=rule,
        columns=(_("What"), _("Value")),
        rows=((words[0], number(part)), (words[1], number(whole))),
        total=(_("Share"), percent(value) or "–"),
        notes=(*notes, _as_of(as_of, method)),
        as_of=as_of,
    )
    return Figure(value, whole, explanation)


def _as_of(as_of: date, method: str) -> str:
    return _("As of %(day)s. Rule: method %(number)s.") % {"day": day(as_of), "number": method}
