"""What a score is made of, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.scoring import ScoringStandard, Term
from headway.reports.queries.objectives import ObjectiveLine, score_of
from headway.web.formats import count_word, number, percent
from headway.web.formats import score as written

_RULES = {
    ScoringStandard.MWM: lambda: _("Weighted mean of the key results' scores."),
    ScoringStandard.RADICAL_FOCUS: lambda: _("Weighted share of key results that were reached."),
    ScoringStandard.STRETCH_TARGET_COMMIT: lambda: _("Weighted mean of the key results' scores."),
    ScoringStandard.WEAKEST: lambda: _("The lowest score of the key results."),
}
_NOTES = {
    "unread": lambda: _("no reading yet, counts as 0"),
    "ungraded": lambda: _("never read, counts as 0"),
    "not_due": lambda: _("nothing due yet, left out"),
    "cancelled": lambda: _("cancelled, left out"),
    "cancelled_late": lambda: _("cancelled late, counts as it stood"),
    "added_late": lambda: _("added later, counts less"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number's arithmetic as ``ui.why`` draws it."""

    title: str
    rule: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]


def explain(line: ObjectiveLine) -> Explanation:
    """The score of an objective from its key results, by its cycle's standard. No query."""
    scored = score_of(line)
    counted = sum(term.included for term in scored.terms)
    title = ngettext(
        "%(score)s from %(count)s key result", "%(score)s from %(count)s key results", counted
    )
    coverage = _("%(share)s of the weight is counted.") % {"share": percent(scored.coverage)}
    return Explanation(
        title=title % {"score": written(scored.score) or "–", "count": count_word(counted)},
        rule=_RULES[scored.standard](),
        columns=(_("Key result"), _("Weight"), _("Score")),
        rows=tuple(_row(term) for term in scored.terms),
        total=(_("Together"), "", written(scored.score)),
        notes=(coverage,) if scored.coverage < 1 else (),
    )


def _row(term: Term) -> tuple[str, str, str]:
    label = f"{term.label} ({_NOTES[term.note]()})" if term.note else term.label
    return label, number(term.weight, 2), written(term.score) or "–"
