"""Scorecards as the core puts them together, of whatever a test makes up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from headway.core.scorecard import Part, Score, ScoreCurve, put_together
from headway.packs.formats.document import (
    CardGoal,
    CardKpi,
    CardPerspective,
    CardScore,
    ScoreCard,
)

DAY = date(2026, 3, 31)


def kpi_of(
    name: str,
    curve: ScoreCurve | None,
    values: Sequence[float],
    *,
    weight: float = 1.0,
    lack: str = "",
    unit: str = "%",
    places: int = 1,
    target: str = "",
    href: str = "",
) -> CardKpi:
    """A KPI scored by its curve: by the mean of its values where there are several."""
    scored = sum(values) / len(values) if values else None
    score = None if lack or curve is None or scored is None else curve.score(scored)
    return CardKpi(
        name=name, unit=unit, places=places, period="March 2026",
        value=values[-1] if values else None, scored=scored,
        smoothed=tuple(values) if len(values) > 1 else (), curve=curve, target=target,
        weight=weight, share=0.0, score=score, lack=lack, href=href,
    )  # fmt: skip


def _said(score: Score) -> CardScore:
    return CardScore(score.score, score.coverage, score.least, score.reds)


def card_of(
    goals: Sequence[tuple[str, float, Sequence[tuple[str, float, Sequence[CardKpi]]]]],
    mean: str = "arithmetic",
) -> ScoreCard:
    """The card of perspectives (name, weight, goals) and their goals (title, weight, KPIs)."""
    perspectives: list[CardPerspective] = []
    wholes: list[Part] = []
    for name, weight, members in goals:
        inside: list[CardGoal] = []
        parts: list[Part] = []
        for title, goal_weight, kpis in members:
            found = _together([Part(kpi.score, kpi.weight) for kpi in kpis], mean)
            shared = tuple(
                replace(kpi, share=share) for kpi, share in zip(kpis, found.shares, strict=True)
            )
            inside.append(CardGoal(title, "Amara Diallo", goal_weight, 0.0, _said(found), shared))
            parts.append(found.part(goal_weight))
        found = _together(parts, mean)
        shared_goals = tuple(
            replace(goal, share=share) for goal, share in zip(inside, found.shares, strict=True)
        )
        perspectives.append(CardPerspective(name, weight, 0.0, _said(found), shared_goals))
        wholes.append(found.part(weight))
    whole = _together(wholes, mean)
    shares = zip(perspectives, whole.shares, strict=True)
    return ScoreCard(
        DAY,
        "as known on 31 March",
        "geometric" if mean == "geometric" else "arithmetic",
        _said(whole),
        tuple(replace(one, share=share) for one, share in shares),
    )


def _together(parts: Sequence[Part], mean: str) -> Score:
    """As the scorecard does it: of parts that all weigh nothing there is no score."""
    if parts and not any(part.weight > 0 for part in parts):
        return Score(None, 0.0, (0.0,) * len(parts), None, sum(part.red for part in parts))
    return put_together(parts, mean=mean)
