"""What the key results of an objective lead to together, and how those figures came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from headway.core.forecast import ObjectiveOutlook, Outlook, Prospect, objective_outlook, shown
from headway.core.pace import LIKELY
from headway.kit.keeping import said_once
from headway.okrs.models import Ambition
from headway.okrs.queries.explanations import SAID_KEPT
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.web.explanation import Explanation
from headway.web.formats import day, number, percent, score


@dataclass(frozen=True, slots=True)
class ObjectiveProspects:
    """The figures above an objective's key results, each with what it is made of."""

    outlook: ObjectiveOutlook
    likely: Explanation
    expected_score: Explanation
    expected: Explanation
    confidence: Explanation


@said_once(SAID_KEPT)
def objective_prospects(objective: ObjectiveRow, as_of: date) -> ObjectiveProspects:
    """Of a row that was read with its readings. Costs no query."""
    on = objective.seen_on(as_of)
    found = objective_outlook(
        Prospect(
            row.weight,
            row.outlook.probability if isinstance(row.outlook, Outlook) else None,
            row.outlook.expected_score if isinstance(row.outlook, Outlook) else None,
        )
        for row in _running(objective)
    )
    return ObjectiveProspects(
        outlook=found,
        likely=_explain_likely(objective, found, on),
        expected_score=_explain_expected_score(objective, found, on),
        expected=_explain_expected(objective, on),
        confidence=_explain_confidence(objective, on),
    )


def _running(objective: ObjectiveRow) -> list[KeyResultRow]:
    return [row for row in objective.key_results if not row.is_cancelled]


def _explain_likely(objective: ObjectiveRow, found: ObjectiveOutlook, on: date) -> Explanation:
    aim, notes = _("Reaches its target"), []
    if objective.ambition == Ambition.ASPIRATIONAL:
        aim = _("Reaches its aim, 0.7")
        notes = [
            _("Aspirational: 0.7 of the way is what it aims for, and what its status goes by.")
        ]
    return _explanation(
        _("%(likely)d of %(judged)d likely") % {"likely": found.likely, "judged": found.judged},
        value=float(found.likely),
        rule=_("Likely is a probability of %(share)s or more, before rounding; probabilities are "
               "never multiplied.") % {"share": percent(LIKELY)},
        columns=[_titles(_("Likely")), Column(aim, _probability, number(found.likely))],
        rows=_running(objective),
        notes=notes,
        on=on,
        method="4.4",
    )  # fmt: skip


def _explain_expected_score(
    objective: ObjectiveRow, found: ObjectiveOutlook, on: date
) -> Explanation:
    mean = score(found.expected_score) or "–"
    return _explanation(
        _("Expected final score %(score)s") % {"score": mean},
        value=found.expected_score,
        rule=_("Weighted mean of what each key result is expected to score in the end, over all "
               "that its forecast holds possible."),
        columns=[
            _titles(_("Mean")),
            Column(_("Weight"), lambda row: number(row.weight), percent(found.coverage)),
            Column(_("Expected score"), _expected_score, mean),
        ],
        rows=_running(objective),
        notes=[_("The share is that of the weight with a forecast.")],
        on=on,
        method="4.4",
    )  # fmt: skip


def _explain_expected(objective: ObjectiveRow, on: date) -> Explanation:
    terms = objective.result.terms if objective.result else ()
    weights = {term.id: term.weight for term in terms if term.included}
    mean = score(objective.expected) or "–"
    return _explanation(
        _("Expected %(score)s") % {"score": mean},
        value=objective.expected,
        rule=_("Weighted mean of what is expected of its key results today; kinds measured per "
               "period are expected to be met throughout, what is done or not only at its end."),
        columns=[
            _titles(_("Mean")),
            Column(_("Weight"), lambda row: number(weights[row.id]), ""),
            Column(_("Expected"), _expected, mean),
        ],
        rows=[row for row in _running(objective) if row.id in weights],
        on=on,
        method="1.6",
    )  # fmt: skip


def _explain_confidence(objective: ObjectiveRow, on: date) -> Explanation:
    lowest = number(objective.confidence) or "–"
    return _explanation(
        _("Lowest confidence %(n)s") % {"n": lowest},
        value=objective.confidence,
        rule=_("The lowest of its key results: a chain is as strong as that. Tenths of the "
               "probability to reach the target in full."),
        columns=[
            _titles(_("Lowest")),
            Column(_("Confidence"), lambda row: number(row.confidence) or "–", lowest),
            Column(_("Latest check-in"), lambda row: day(row.read_on) or "–", ""),
        ],
        rows=_running(objective),
        on=on,
        method="1.5",
    )  # fmt: skip


class Column(NamedTuple):
    """A column of an explanation: what it says of a key result, and of them all at its foot."""

    heading: str
    cell: Callable[[KeyResultRow], str]
    foot: str


def _titles(foot: str) -> Column:
    return Column(_("Key result"), lambda row: row.title, foot)


def _probability(row: KeyResultRow) -> str:
    if not isinstance(row.outlook, Outlook):
        return _("no forecast")
    return percent(shown(row.outlook.probability))


def _expected_score(row: KeyResultRow) -> str:
    if not isinstance(row.outlook, Outlook):
        return _("no forecast")
    return score(row.outlook.expected_score)


def _expected(row: KeyResultRow) -> str:
    return score(1.0 if row.expected is None else row.expected)


def _explanation(
    title: str,
    *,
    value: float | None,
    rule: str,
    columns: Sequence[Column],
    rows: Iterable[KeyResultRow],
    notes: Sequence[str] = (),
    on: date,
    method: str,
) -> Explanation:
    said = {"day": day(on), "number": method}
    return Explanation(
        title=title,
        value=value,
        rule=rule,
        columns=tuple(column.heading for column in columns),
        rows=tuple(tuple(column.cell(row) for column in columns) for row in rows),
        total=tuple(column.foot for column in columns),
        notes=(*notes, _("As of %(day)s. Rule: method %(number)s.") % said),
        as_of=on,
    )
