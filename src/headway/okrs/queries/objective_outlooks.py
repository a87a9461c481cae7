"""What the key results of an objective lead to together, and how those figures came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.forecast import ObjectiveOutlook, Outlook, Prospect, objective_outlook, shown
from headway.core.pace import LIKELY
from headway.kit.keeping import said_once
from headway.okrs.models import Ambition
from headway.okrs.queries.explanations import SAID_KEPT, Explanation
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
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
    aim = _("Reaches its target")
    notes = []
    if objective.ambition == Ambition.ASPIRATIONAL:
        aim = _("Reaches its aim, 0.7")
        notes = [
            _("Aspirational: 0.7 of the way is what it aims for, and what its status goes by.")
        ]
    return _explanation(
        title=_("%(likely)d of %(judged)d likely")
        % {"likely": found.likely, "judged": found.judged},
        value=float(found.likely),
        rule=_("Likely is a probability of %(share)s or more, before rounding; probabilities are "
               "never multiplied.") % {"share": percent(LIKELY)},
        columns=(_("Key result"), aim),
        rows=((row.title, _probability(row)) for row in _running(objective)),
        total=(_("Likely"), number(found.likely)),
        notes=notes,
        on=on,
        method="4.4",
    )  # fmt: skip


def _probability(row: KeyResultRow) -> str:
    if not isinstance(row.outlook, Outlook):
        return _("no forecast")
    return percent(shown(row.outlook.probability))


def _explain_expected_score(
    objective: ObjectiveRow, found: ObjectiveOutlook, on: date
) -> Explanation:
    return _explanation(
        title=_("Expected final score %(score)s") % {"score": score(found.expected_score) or "–"},
        value=found.expected_score,
        rule=_("Weighted mean of what each key result is expected to score in the end, over all "
               "that its forecast holds possible."),
        columns=(_("Key result"), _("Weight"), _("Expected score")),
        rows=(
            (
                row.title,
                number(row.weight),
                score(row.outlook.expected_score)
                if isinstance(row.outlook, Outlook)
                else _("no forecast"),
            )
            for row in _running(objective)
        ),
        total=(_("Mean"), percent(found.coverage), score(found.expected_score) or "–"),
        notes=[_("The share is that of the weight with a forecast.")],
        on=on,
        method="4.4",
    )  # fmt: skip


def _explain_expected(objective: ObjectiveRow, on: date) -> Explanation:
    terms = objective.result.terms if objective.result else ()
    weights = {term.id: term.weight for term in terms if term.included}
    return _explanation(
        title=_("Expected %(score)s") % {"score": score(objective.expected) or "–"},
        value=objective.expected,
        rule=_("Weighted mean of what is expected of its key results today; kinds measured per "
               "period are expected to be met throughout, what is done or not only at its end."),
        columns=(_("Key result"), _("Weight"), _("Expected")),
        rows=(
            (
                row.title,
                number(weights[row.id]),
                score(1.0 if row.expected is None else row.expected),
            )
            for row in _running(objective)
            if row.id in weights
        ),
        total=(_("Mean"), "", score(objective.expected) or "–"),
        notes=[],
        on=on,
        method="1.6",
    )  # fmt: skip


def _explain_confidence(objective: ObjectiveRow, on: date) -> Explanation:
    return _explanation(
        title=_("Lowest confidence %(n)s") % {"n": number(objective.confidence) or "–"},
        value=objective.confidence,
        rule=_("The lowest of its key results: a chain is as strong as that. Tenths of the "
               "probability to reach the target in full."),
        columns=(_("Key result"), _("Confidence"), _("Latest check-in")),
        rows=(
            (row.title, number(row.confidence) or "–", day(row.read_on) or "–")
            for row in _running(objective)
        ),
        total=(_("Lowest"), number(objective.confidence) or "–", ""),
        notes=[],
        on=on,
        method="1.5",
    )  # fmt: skip


def _explanation(
    *,
    title: str,
    value: float | None,
    rule: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    total: tuple[str, ...],
    notes: list[str],
    on: date,
    method: str,
) -> Explanation:
    said = {"day": day(on), "number": method}
    return Explanation(
        title=title,
        value=value,
        rule=rule,
        columns=columns,
        rows=tuple(rows),
        total=total,
        notes=(*notes, _("As of %(day)s. Rule: method %(number)s.") % said),
        as_of=on,
    )
