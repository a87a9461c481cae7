"""The strategy map and its arrows as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar
from headway.core.hypothesis import compared
from headway.core.scorecard import colour_of, rounded
from headway.core.spc import Colour
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.periods import count_of_periods, period_of_year
from headway.people.access import Actor
from headway.strategy.queries.links import Evidence, LinkRow
from headway.strategy.queries.map_words import lag_words, on_the_line
from headway.strategy.queries.scorecard import GoalScore, ScoreKey
from headway.strategy.queries.strategy_map import MapOfDay, Standing, standing_of
from headway.web.charts.scatter import Pair, Scatter
from headway.web.charts.strategy_map_model import (
    MapColour,
    MapGoal,
    MapLane,
    MapLink,
    StrategyMap,
    Verdict,
)
from headway.web.formats import number

_COLOURS: Mapping[Colour, MapColour] = {
    Colour.GREEN: "green", Colour.AMBER: "amber", Colour.RED: "red",
}  # fmt: skip
_VERDICTS: Mapping[Standing, Verdict] = {
    Standing.SUPPORTED: "supported", Standing.UNTESTED: "untested",
    Standing.NOT_TESTABLE: "not_testable", Standing.NOT_SEEN: "not_seen",
    Standing.CONTRADICTED: "contradicted",
}  # fmt: skip


def picture(
    found: MapOfDay,
    *,
    kept_day: str | None = None,
    then: Mapping[ScoreKey, float] | None = None,
    has_table: bool = True,
) -> StrategyMap:
    """Perspectives as lanes, goals with their scores, arrows with what data say of them; ``then``
    are scores of an earlier day to tell the change since; ``has_table``: its arrows stand in a
    table below, too."""
    lanes = found.lane_of
    ask = f"?as_of={kept_day}" if kept_day else ""
    count = len(found.links)
    goals = len(found.card.goals)
    parts = [
        ngettext("Strategy map of %(num)d goal", "Strategy map of %(num)d goals", goals)
        % {"num": goals},
        ngettext("with %(num)d arrow.", "with %(num)d arrows.", count) % {"num": count},
    ]
    if has_table:
        parts.append(_("The table below lists every arrow."))
    label = " ".join(parts)
    return StrategyMap(
        lanes=tuple(
            MapLane(one.name or _("Without a perspective"), one.hint)
            for one in found.card.perspectives
        ),
        goals=tuple(
            MapGoal(
                id=one.goal.id,
                lane=lanes[one.goal.id],
                title=one.goal.title,
                url=reverse("strategy:goal", args=(one.goal.id,)) + ask,
                score=one.score.score,
                colour=_COLOURS.get(colour_of(one.score.score), ""),
                trend=_trend(one, then),
            )
            for one in found.card.goals
        ),
        links=tuple(
            MapLink(
                id=one.id,
                cause=one.cause_id,
                effect=one.effect_id,
                sign=1 if one.sign > 0 else -1,
                lag=count_of_periods(one.lag, one.per) if one.lag else "",
                verdict=_VERDICTS[standing_of(one)],
                label=on_the_line(one),
                url=reverse("strategy:link", args=(one.id,)) + ask,
            )
            for one in found.links
        ),
        label=label,
    )


def _trend(goal: GoalScore, then: Mapping[ScoreKey, float] | None) -> float | None:
    now, before = goal.score.score, (then or {}).get(("goal", goal.goal.id))
    if now is None or before is None:
        return None
    return float(rounded(now) - rounded(before)) or None


def scatter_of(actor: Actor, link: LinkRow, evidence: Evidence) -> Scatter | None:
    """The pairs that a test of an arrow compares, of the values of today; None where it cannot be
    tested. One query."""
    if evidence.lack or evidence.cause_kpi is None or evidence.effect_kpi is None:
        return None
    found = compared(evidence.x, evidence.y, lag=link.lag, season=evidence.season)
    if found is None or not found.before:
        return None
    calendar = calendar_of(actor.organisation_id)
    pairs = []
    for at, (x, y) in enumerate(zip(found.before, found.after, strict=True)):
        first = evidence.starts[found.first + 1 + at]
        later = evidence.starts[found.first + 1 + at + link.lag]
        pairs.append(Pair(x, y, _pair_words(first, later, x, y, link, calendar)))
    names = {"name": evidence.cause_kpi.name, "measure": evidence.cause_kpi.measure}
    others = {"name": evidence.effect_kpi.name, "measure": evidence.effect_kpi.measure}
    axis = _("%(name)s, better than expected by (%(measure)s)")
    bare = _("%(name)s, better than expected by")
    return Scatter(
        pairs=tuple(pairs),
        across=(axis if names["measure"] else bare) % names,
        up=(axis if others["measure"] else bare) % others,
        slope=_slope(found.before, found.after),
        words=_("%(num)d pairs: %(cause)s, and %(effect)s %(lag)s.")
        % {
            "num": len(pairs), "cause": names["name"], "effect": others["name"],
            "lag": lag_words(link),
        },
    )  # fmt: skip


def _pair_words(
    first: date, later: date, x: float, y: float, link: LinkRow, calendar: Calendar
) -> str:
    return _("%(x)s in %(first)s, %(y)s in %(later)s") % {
        "x": number(x), "first": period_of_year(first, link.per, calendar),
        "y": number(y), "later": period_of_year(later, link.per, calendar),
    }  # fmt: skip


def _slope(before: tuple[float, ...], after: tuple[float, ...]) -> float | None:
    """Of least squares, for the eye."""
    count = len(before)
    mean_x, mean_y = math.fsum(before) / count, math.fsum(after) / count
    spread = math.fsum((x - mean_x) ** 2 for x in before)
    if not spread:
        return None
    pairs = zip(before, after, strict=True)
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread
