"""The heading of a KPI's page: the answer to "is the process healthy?", from its data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from headway.core.cadence import DAY
from headway.core.calendars import Calendar, last_due, span_of
from headway.core.spc import (
    Advice,
    Assurance,
    Better,
    Check,
    Colour,
    Doubt,
    Form,
    Lack,
    Stage,
    Stretch,
    Variation,
    false_reds,
    growth_doubt,
)
from headway.core.spc import doubts as doubts_of
from headway.kpis.models import Kpi
from headway.kpis.queries.explanations.figures import misses
from headway.kpis.queries.known.patterns import OUTSIDE, Pattern, at_last
from headway.kpis.queries.page.pictures import Picture
from headway.kpis.queries.periods import all_periods, count_of_periods, cycle_before
from headway.kpis.queries.series.charts import Chart, Point
from headway.kpis.queries.words import MOVING, SELDOM, lack_words, told
from headway.web.formats import chance, number, sentence


def answer(kpi: Kpi, found: Chart, picture: Picture, day: date, *, target_since: str = "") -> str:
    """Yes, no, or why nobody can tell yet; and since when nothing came in, where that is old.
    ``target_since``: the period after the last value from which on a target counts."""
    if found.now is None:
        return _("Nobody has entered a value yet.")
    said = _at_level(kpi, found.now) if kpi.levels else _answer(kpi, found, picture, target_since)
    if kpi.archived_at is not None or not _is_old(kpi, found.now, picture.calendar, day):
        return said
    since = _("Nothing has come in since %(period)s.") % {"period": picture.name(found.last or 0)}
    return f"{said} {since}"


def _is_old(kpi: Kpi, now: Point, calendar: Calendar, day: date) -> bool:
    """Whether two periods or more were due since the last value."""
    due = last_due(day, kpi.frequency, calendar, kpi.due_lag)
    return due.start > span_of(now.span.end + DAY, kpi.frequency, calendar).start


def _answer(kpi: Kpi, found: Chart, picture: Picture, target_since: str) -> str:
    stretch = found.stretch
    if stretch is None or stretch.stage is Stage.NONE:
        return _no_limits(found)
    if found.judged.advice is Advice.REFIT:
        return _outgrown(kpi, found)
    moved = at_last(found, [one for one in picture.marked if not one.is_hint])
    match found.judged.variation:
        case Variation.WORSENING:
            worse = [one for one in moved if one.variation is Variation.WORSENING]
            return _("No. %(what)s") % {"what": _happened(kpi, picture, worse)}
        case Variation.IMPROVING:
            what = _happened(kpi, picture, moved)
            return f"{_better(found)} {what}"
        case Variation.CHANGED:
            return _("It changed. %(what)s") % {"what": _happened(kpi, picture, moved)}
    if stretch.stage is Stage.TRIAL:
        words = _("It looks steady. The limits rest on %(periods)s and are a trial.")
        if kpi.form in MOVING:
            words = _("It seems to keep to its trend. The limits rest on %(periods)s and are a "
                      "trial.")  # fmt: skip
        return words % {"periods": count_of_periods(stretch.points, kpi.frequency)}
    if kpi.form in MOVING:
        return _along(kpi, found, stretch)
    if kpi.better == Better.NEITHER:
        return _("It is steady. Neither way is better; it is watched.")
    return _steady(kpi, found, target_since)


def _at_level(kpi: Kpi, now: Point) -> str:
    """Of a KPI in words: where it is, and whether that is what is wanted."""
    words = _("It is at “%(level)s”") % {"level": told(kpi, now.value)}
    if now.target is None or now.target.ends:
        return f"{words}."
    is_met = now.target.colour_of(now.value) is Colour.GREEN
    said = (
        _("%(level)s, which meets its target.") if is_met else _("%(level)s, short of its target.")
    )
    return said % {"level": words}


def _along(kpi: Kpi, found: Chart, stretch: Stretch) -> str:
    """What :func:`_steady` says of a process that goes on rising or falling."""
    keeps = {
        1: _("It keeps to its rising trend"),
        0: _("It keeps to its trend"),
        -1: _("It keeps to its falling trend"),
    }[_slope(stretch)]
    if kpi.better == Better.NEITHER:
        return _("%(keeps)s. Neither way is better; it is watched.") % {"keeps": keeps}
    match found.judged.assurance:
        case Assurance.ALWAYS:
            return _("Yes. %(keeps)s, and meets its target.") % {"keeps": keeps}
        case Assurance.SOMETIMES:
            words = _("%(keeps)s, but is hit or miss: by chance alone it misses its target "
                      "%(share)s of the time.")  # fmt: skip
            return words % {"keeps": keeps, "share": chance(misses(found))}
        case Assurance.NEVER:
            return _("No. %(keeps)s, and does not meet its target.") % {"keeps": keeps}
    return _("%(keeps)s. No target says whether that is good enough.") % {"keeps": keeps}


def _slope(stretch: Stretch) -> int:
    """Whether a trend rises or falls: by its centre, or by the average change of a cycle."""
    if stretch.fitted is None:
        return 0
    if stretch.fitted.yearly:
        change = stretch.fitted.limits.centre
    else:
        places = [centre for centre in stretch.fitted.centre if centre is not None]
        change = places[-1] - places[0]
    return (change > 0) - (change < 0)


def _outgrown(kpi: Kpi, found: Chart) -> str:
    if _side(found.points[found.last or 0]) > 0:
        words = _("Nobody can tell: it grows and has a season, and its limits do not follow. "
                  "Compare it with %(before)s.")  # fmt: skip
    else:
        words = _("Nobody can tell: it shrinks and has a season, and its limits do not follow. "
                  "Compare it with %(before)s.")  # fmt: skip
    return words % {"before": cycle_before(kpi)}


def _no_limits(found: Chart) -> str:
    why = lack_words(found.stretch)
    if found.stretch is not None and found.stretch.lack is Lack.NOT_POSITIVE:
        return _("Nobody can tell. %(why)s") % {"why": why}
    return _("Too early to tell. %(why)s") % {"why": why}


def _better(found: Chart) -> str:
    if found.judged.assurance is Assurance.NEVER:
        return _("Not yet, but it improves.")
    if found.judged.assurance is Assurance.SOMETIMES:
        return _("It improves, and still misses its target at times.")
    return _("Yes, and it improves.")


def _steady(kpi: Kpi, found: Chart, target_since: str) -> str:
    match found.judged.assurance:
        case Assurance.ALWAYS:
            return _("Yes. It is steady, and always meets its target.")
        case Assurance.SOMETIMES:
            return _now_and_then(kpi, misses(found))
        case Assurance.NEVER:
            return _("No. It is steady, and never meets its target.")
    if target_since:
        return _("It is steady. Its target counts from %(since)s on.") % {"since": target_since}
    return _("It is steady. No target says whether that is good enough.")


def _now_and_then(kpi: Kpi, share: float | None) -> str:
    """Of a target inside the limits: one that is missed less than once in a hundred periods, or met
    so seldom, is not hit or miss."""
    words = _(
        "Steady, but hit or miss: the target lies inside the limits, so by chance alone "
        "%(share)s %(of_all)s miss it."
    )
    if share is not None and share < SELDOM:
        words = _(
            "Steady, and nearly always on target: the target lies just inside the limits, by "
            "chance alone %(share)s %(of_all)s miss it."
        )
    elif share is not None and share >= 1 - SELDOM:
        words = _(
            "Steady, and nearly never on target: the target lies just inside the limits, by "
            "chance alone %(share)s %(of_all)s miss it."
        )
    return words % {"share": chance(share), "of_all": all_periods(kpi.frequency)}


def _happened(kpi: Kpi, picture: Picture, moved: Sequence[Pattern]) -> str:
    """The run first, since it began earlier: "It has been below its usual level for 8 weeks and
    left its limits in wk 46."."""
    parts = []
    usual = _("usual level") if kpi.form != Form.YEAR_ON_YEAR else (
        _("usual change on %(before)s") % {"before": cycle_before(kpi)}
    )  # fmt: skip
    for one in sorted(moved, key=lambda one: one.rule == OUTSIDE):
        periods = count_of_periods(one.count, kpi.frequency)
        if one.rule == OUTSIDE:
            words = _("left its limits upwards in %(period)s")
            if one.side < 0:
                words = _("left its limits downwards in %(period)s")
            parts.append(words % {"period": picture.name(one.last)})
        elif one.rule.startswith("RUN"):
            words = _("has been above its %(usual)s for %(periods)s")
            if one.side < 0:
                words = _("has been below its %(usual)s for %(periods)s")
            parts.append(words % {"usual": usual, "periods": periods})
        elif one.rule.startswith("TREND"):
            words = (
                _("has risen for %(periods)s") if one.side > 0 else _("has fallen for %(periods)s")
            )
            parts.append(words % {"periods": periods})
        else:
            parts.append(_("shows a pattern that chance seldom makes"))
    parts = list(dict.fromkeys(parts))[:2]
    said = _("%(one)s and %(other)s") % {"one": parts[0], "other": parts[1]} if parts[1:] else (
        parts[0] if parts else _("changed")
    )  # fmt: skip
    return sentence(_("it %(did)s.") % {"did": said})


def baseline_doubts(kpi: Kpi, found: Chart) -> list[Check]:
    """What the values that the limits in force were computed from give to doubt, without what trend
    and season explain. None without limits."""
    stretch = found.stretch
    if stretch is None or stretch.fitted is None:
        return []
    rest = stretch.fitted.rest[: stretch.baseline - stretch.first]
    growing = _growing(kpi, found)
    doubts = doubts_of(rest, counts=kpi.is_count)
    return [growing, *doubts] if growing else doubts


def _growing(kpi: Kpi, found: Chart) -> Check | None:
    """That it grows and has a season, where its limits do not follow both."""
    stretch = found.stretch
    if stretch is None or stretch.fitted is None or stretch.fitted.yearly:
        return None
    return growth_doubt(found.values[stretch.first : stretch.end], kpi.season)


def _side(point: Point) -> int:
    """On which side of the centre it lies; 0 on it."""
    if point.value is None or point.centre is None:
        return 0
    return (point.value > point.centre) - (point.value < point.centre)


class DoubtSaid(NamedTuple):
    """A doubt, and what helps. ``refits``: limits that follow its growth and season do."""

    words: str
    refits: bool = False


def doubts_said(kpi: Kpi, found: Chart) -> list[DoubtSaid]:
    """What the baseline in force gives to doubt."""
    stretch = found.stretch
    if stretch is None or stretch.fitted is None:
        return []
    said = []
    checks = baseline_doubts(kpi, found)
    is_growing = any(check.doubt is Doubt.GROWING_SEASON for check in checks)
    for check in checks:
        if is_growing and check.doubt is Doubt.AUTOCORRELATED:
            continue  # it follows from the growth, and is not mended by a line
        words = {
            Doubt.GROWING_SEASON: _(
                "It rises or falls for good and has a season (strength %(value)s), which these "
                "limits do not follow. Limits around the change on %(before)s do."
            ),
            Doubt.AUTOCORRELATED: _(
                "Neighbouring values resemble each other (r1 = %(value)s), so there will be more "
                "false signals. Take a longer period, or a line as the centre."
            ),
            Doubt.SKEWED: _(
                "The values lean to one side (skewness %(value)s), so there will be more false "
                "signals on it. Chart the logarithm, or a rate."
            ),
            Doubt.FEW_COUNTS: _(
                "Counts of %(value)s on average are too small for these limits. Take a longer "
                "period."
            ),
        }[check.doubt]
        told = words % {"value": number(check.value, 2), "before": cycle_before(kpi)}
        said.append(DoubtSaid(told, refits=check.doubt is Doubt.GROWING_SEASON))
    share = _false_reds(found)
    if share is not None:
        words = _(
            "The red threshold lies inside the limits: an unchanged process is beyond it "
            "%(share)s of the time."
        )
        said.append(DoubtSaid(words % {"share": chance(share)}))
    return said


def _false_reds(found: Chart) -> float | None:
    """How often a plain red threshold would be wrong; None where it means what it says."""
    limits, target = found.limits_now, found.now.target if found.now else None
    return None if limits is None or target is None else false_reds(limits, target.not_red)
