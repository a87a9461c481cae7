"""How the numbers of a KPI came about, line by line: for the popovers of its page and the API."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.core.spc import (
    DEFAULT,
    Advice,
    Stage,
    Stretch,
    false_alarm_chance,
    miss_chance,
)
from headway.core.spc.false_alarms import PERIODS, WEEKS, rule_set
from headway.core.spc.forms import SEASONAL, Fitted, Form, season_widening
from headway.core.spc.limits import MEAN_WIDTH, MEDIAN_WIDTH
from headway.kpis.models import Kpi, TargetKind
from headway.kpis.queries.periods import all_periods, count_of_periods, cycle_before
from headway.kpis.queries.series.charts import Chart, Point, is_by_thresholds
from headway.kpis.queries.series.standings import COUNTING
from headway.kpis.queries.words import (
    advice_words,
    answered_words,
    assurance_words,
    colour_words,
    counting_words,
    lack_words,
    limit_places,
    shown,
    state_words,
    variation_words,
)
from headway.web.explanation import Explanation
from headway.web.formats import chance, number, percent


def explain_limits(kpi: Kpi, found: Chart, as_of: date) -> Explanation | None:
    """The limits in force; None without any."""
    now, limits, stretch = found.now, found.limits, found.stretch
    if now is None or limits is None or stretch is None or stretch.fitted is None:
        return None
    here = found.limits_now
    places = limit_places(kpi.decimals, here)
    width = MEDIAN_WIDTH if kpi.spread == "median" else MEAN_WIDTH

    def said(value: float | None) -> str:
        return shown(value, kpi.measure, places)

    return Explanation(
        title=_("Limits %(lower)s to %(upper)s")
        % {"lower": number(now.lower, places), "upper": said(now.upper)},
        value=now.upper,
        rule=_limits_rule(stretch.fitted) % {"width": number(width, 3)},
        columns=(_("Of the baseline"), _("Value")),
        rows=(
            (_compared(stretch.fitted), number(limits.points)),
            (_("Centre"), said(now.centre)),
            (
                _("Average moving range, of %(count)d") % {"count": limits.ranges},
                said(limits.mean_range),
            ),
            *_widened(stretch.fitted),
            (
                _sigma_words(stretch.fitted),
                said(found.limits_now.sigma if found.limits_now else None),
            ),
            (_("Largest usual range"), said(limits.range_upper)),
            (_("Lower limit"), said(now.lower)),
        ),
        total=(_("Upper limit"), said(now.upper)),
        notes=tuple(_limit_notes(kpi, found, now)),
        as_of=as_of,
    )


def _limits_rule(fitted: Fitted) -> str:
    if fitted.yearly:
        return _(
            "Natural process limits: the centre, and %(width)s times the average difference of "
            "neighbouring changes on the cycle before to either side (method 3.6)."
        )
    return _(
        "Natural process limits: the centre, and %(width)s times the average difference of "
        "neighbouring values to either side (method 3.2)."
    )


def _compared(fitted: Fitted) -> str:
    """What the limits are of."""
    return _("Changes on the cycle before") if fitted.yearly else _("Values")


def _widened(fitted: Fitted) -> list[tuple[str, str]]:
    """That sigma is larger than the ranges say, where a season was taken out."""
    if not fitted.cycles or fitted.yearly:
        return []
    words = _("Widened, since a season of %(cycles)d cycles was taken out")
    times = number(season_widening(fitted.cycles), 2)
    return [(words % {"cycles": fitted.cycles}, f"× {times}")]


def _sigma_words(fitted: Fitted) -> str:
    if fitted.form == Form.SEASON_RATIO and not fitted.yearly:
        return _("Sigma, times the season's share here")
    return _("Sigma, a third of the way to a limit")


def _limit_notes(kpi: Kpi, found: Chart, now: Point) -> list[str]:
    stretch = found.stretch
    notes = []
    if kpi.form == "trend":
        notes.append(_("The centre is a line through the baseline; these are its latest values."))
    if stretch is not None and stretch.fitted is not None and stretch.fitted.yearly:
        words = _("The centre is the value of %(before)s and the baseline's average change; these "
                  "are its latest values.")  # fmt: skip
        notes.append(words % {"before": cycle_before(kpi)})
    elif kpi.form in SEASONAL:
        notes.append(_("The centre follows the season; these are its latest values."))
    if kpi.screened:
        notes.append(_("Ranges beyond their own limit were left out once."))
    for limit, bound, below in (
        (now.lower, kpi.low_bound, True),
        (now.upper, kpi.high_bound, False),
    ):
        if limit is None or bound is None:
            continue
        if (limit < bound) if below else (limit > bound):
            words = _("Drawn at %(bound)s, since nothing beyond is possible.")
            notes.append(words % {"bound": shown(bound, kpi.measure, None)})
    if stretch is not None:
        notes.append(_stage_note(stretch))
    return notes


def _stage_note(stretch: Stretch) -> str:
    fitted = stretch.fitted
    if fitted is None:
        return _("There are no limits yet.")
    if stretch.stage is Stage.TRIAL:
        return _("Trial limits: %(counts)s.") % {"counts": counting_words(fitted)}
    if stretch.stage is Stage.LOCKED:
        if fitted.yearly:
            words = _("Locked at %(count)d changes on the cycle before: new ones do not move them.")
        else:
            words = _("Locked at the %(count)d values of the baseline: new ones do not move them.")
        return words % {"count": fitted.limits.points}
    if fitted.yearly:
        return _("Computed again with each value until there are 20 changes.")
    if fitted.cycles:
        return _("Computed again with each value until whole cycles, three or more, hold 20.")
    return _("Computed again with each value until there are 20.")


def misses(found: Chart) -> float | None:
    """The share of periods in which an unchanged process misses its target; None without target or
    limits."""
    limits, now = found.limits_now, found.now
    if limits is None or now is None or now.target is None:
        return None
    return miss_chance(limits, now.target.wanted)


def explain_misses(kpi: Kpi, found: Chart, as_of: date) -> Explanation | None:
    """The chance to miss the target although nothing changed."""
    limits, now, share = found.limits_now, found.now, misses(found)
    if limits is None or now is None or now.target is None or share is None:
        return None
    places = limit_places(kpi.decimals, limits)

    def said(value: float | None) -> str:
        return shown(value, kpi.measure, places)

    rows = [(_("Centre"), said(limits.centre)), (_("Sigma"), said(limits.sigma))]
    for value, words in (
        (now.target.low, _("At least")),
        (now.target.high, _("At most")),
    ):
        if value is not None:
            rows.append((words, shown(value, kpi.measure, None)))
            distance = limits.distance(value)
            if distance is not None:
                rows.append((_("Distance from the centre, in sigma"), number(distance, 2)))
    return Explanation(
        title=_("Misses its target by chance %(share)s") % {"share": chance(share)},
        value=share,
        rule=_(
            "The share of values that would miss it if nothing changed, for values spread like a "
            "bell around the centre (method 3.7)."
        ),
        columns=(_("Made of"), _("Value")),
        rows=tuple(rows),
        total=(all_periods(kpi.frequency), percent(share, 1)),
        notes=(_("A single miss says nothing while the target lies inside the limits."),)
        if 0.01 < share < 0.99
        else (),
        as_of=as_of,
    )


def explain_false_alarm(kpi: Kpi, found: Chart, as_of: date) -> Explanation | None:
    """The chance that this chart raises a false alarm within twelve weeks."""
    limits, stretch = found.limits, found.stretch
    if limits is None or stretch is None or stretch.stage not in COUNTING:
        return None
    if found.judged.advice is Advice.REFIT:
        return None
    rules = tuple(kpi.rules) or DEFAULT
    periods = PERIODS[kpi.frequency]
    alarm = false_alarm_chance(rules, baseline=limits.points, periods=periods)
    known = rule_set(rules)
    return Explanation(
        title=_("A false alarm within %(weeks)d weeks: %(chance)s")
        % {"weeks": WEEKS, "chance": percent(alarm)},
        value=alarm,
        rule=_("How often an unchanged process gives a signal, simulated (method 3.4)."),
        columns=(_("Made of"), _("Value")),
        rows=(
            (_("Rules"), known.name if known else ", ".join(rules)),
            (_("Values of the baseline"), number(limits.points)),
            (_("Still to come"), count_of_periods(periods, kpi.frequency)),
        ),
        total=(_("At least one false alarm"), percent(alarm, 1)),
        notes=(),
        as_of=as_of,
    )


def explain_state(
    kpi: Kpi, found: Chart, as_of: date, *, coming: str = "", waits_for: str = ""
) -> Explanation:
    """The colour: what the process does, beside what is wanted of it; or the value beside its
    thresholds, where the KPI is coloured by these alone. ``coming``: of a target that counts only
    after the last value; ``waits_for``: the period that an answered signal waits for."""
    judged, now = found.judged, found.now
    stage = str(found.stretch.stage) if found.stretch else "none"
    meets, how = assurance_words(judged.assurance)
    rule = _(
        "The colour comes from the signal at the last value, and from whether an unchanged "
        "process meets its target (method 3.7)."
    )
    rows = [
        (_("Signal"), variation_words(judged.variation)),
        (_("Meets the target"), f"{meets}, {how}" if how else _("no target, or no limits")),
    ]
    if now is not None and is_by_thresholds(kpi, now):
        rule = _("The colour compares the last value with the target alone (method 3.11).")
        rows = [*_threshold_rows(kpi, now), *rows]
    return Explanation(
        title=answered_words()
        if waits_for
        else state_words(judged.advice, stage, has_value=now is not None),
        value=None,
        rule=rule,
        columns=(_("Made of"), _("Here")),
        rows=tuple(rows),
        total=(_("Colour"), colour_words(judged.colour)),
        notes=tuple(note for note in (_state_note(found, coming, waits_for), coming) if note),
        as_of=as_of,
    )


def _state_note(found: Chart, coming: str, waits_for: str) -> str:
    """What is lacking, or what the state asks for; nobody is asked again for a target that comes,
    nor for what is done."""
    if waits_for:
        words = _("What was asked for is done. The value of %(period)s tells whether it helped.")
        return words % {"period": waits_for}
    if lacking := _too_few(found.stretch):
        return lacking
    if coming and found.judged.advice is Advice.SET_TARGET:
        return ""
    return advice_words(found.judged.advice)


def _threshold_rows(kpi: Kpi, now: Point) -> list[tuple[str, str]]:
    """The value, what it is to be, and from where it is red."""
    rows = [(_("Last value"), shown(now.value, kpi.measure, kpi.decimals))]
    target = now.target
    if target is None:
        return rows
    for wanted, words in ((target.low, _("Green from")), (target.high, _("Green up to"))):
        if wanted is not None:
            rows.append((words, shown(wanted, kpi.measure, None)))
    if target.red is not None:
        words = {
            TargetKind.AT_LEAST: _("Red below"),
            TargetKind.AT_MOST: _("Red above"),
            TargetKind.WITHIN: _("Red from so far outside"),
        }[TargetKind(target.kind)]
        rows.append((words, shown(target.red, kpi.measure, None)))
    return rows


def _too_few(stretch: Stretch | None) -> str:
    if stretch is not None and stretch.stage is Stage.TRIAL and stretch.fitted is not None:
        words = _("The limits are a trial: %(counts)s.")
        return words % {"counts": counting_words(stretch.fitted)}
    return lack_words(stretch)
