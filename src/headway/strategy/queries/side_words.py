"""What leading and lagging KPIs come to apart, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from headway.core.scorecard import Score, Sides, rounded
from headway.core.scorecard.sides import BOTH
from headway.strategy.queries.kpi_scores import KpiScore
from headway.web.formats import number


def side_words(sides: Sides, *, alone: bool = True) -> str:
    """ "Leading 72 · lagging 55"; ``alone``: that all are of one side is said too. Empty else, and
    where neither has a score."""
    leading, lagging = sides.leading, sides.lagging
    if leading is not None and lagging is not None:
        if leading.score is None and lagging.score is None:
            return ""
        told = {"leading": _points(leading), "lagging": _points(lagging)}
        return _("Leading %(leading)s · lagging %(lagging)s") % told
    if not alone or (leading is None and lagging is None):
        return ""
    return _("Lagging KPIs only") if leading is None else _("Leading KPIs only")


def side_notes(sides: Sides, kpis: Sequence[KpiScore] = ()) -> list[str]:
    """How the two came about, with the KPIs of a goal; none where all are of one side."""
    if sides.leading is None or sides.lagging is None:
        return []
    told = [
        (_("Leading KPIs alone: %(score)s"), "leading", sides.leading),
        (_("Lagging KPIs alone: %(score)s"), "lagging", sides.lagging),
    ]
    notes = []
    for words, side, score in told:
        names = [one.row.name for one in kpis if one.row.nature in (side, BOTH)]
        said = words % {"score": number(score.score, 1) if score.score is not None else "–"}
        notes.append(f"{said} ({', '.join(names)})." if names else f"{said}.")
    rule = _("Both by the same weights, mean and coverage; a KPI that is both counts in both.")
    return [*notes, rule]


def _points(score: Score) -> str:
    return number(rounded(score.score)) if score.score is not None else "–"
