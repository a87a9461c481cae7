"""How the numbers of a KPI came about, line by line: for the popovers of its page and the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from headway.core.spc import (
    DEFAULT,
    Advice,
    Lack,
    Limits,
    Stage,
    Stretch,
    false_alarm_chance,
    miss_chance,
)
from headway.core.spc.false_alarms import PERIODS, WEEKS, rule_set
from headway.core.spc.states import Target
from headway.kpis.models import Kpi, TargetKind
from headway.kpis.queries.explanations.digits import places_of_parts, written
from headway.kpis.queries.periods import all_periods, count_of_periods
from headway.kpis.queries.series.charts import Chart, Point, is_by_thresholds
from headway.kpis.queries.series.standings import COUNTING
from headway.kpis.queries.target_words import level_words
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
    told,
    variation_words,
)
from headway.web.explanation import Explanation
from headway.web.formats import chance, number, percent


def misses(found: Chart) -> float | None:
    """The share of periods in which an unchanged process misses its target; None without target or
    limits."""
    return found.standing.misses


DISTANCE = 3
"""Decimals of a distance in sigma."""


def _comes_out(limits: Limits, target: Target, places: int, share: float) -> bool:
    """Whether centre and sigma, written with so many places, come to the distances and the share
    that are written beside them."""
    if not limits.sigma:
        return True
    rough = replace(
        limits, centre=written(limits.centre, places), sigma=written(limits.sigma, places)
    )
    if not rough.sigma:
        return False
    return percent(miss_chance(rough, target), 1) == percent(share, 1) and all(
        written((end - rough.centre) / rough.sigma, DISTANCE)
        == written((end - limits.centre) / limits.sigma, DISTANCE)
        for end in (target.low, target.high)
        if end is not None
    )


def explain_misses(kpi: Kpi, found: Chart, as_of: date) -> Explanation | None:
    """The chance to miss the target although nothing changed."""
    limits, now, share = found.limits_now, found.now, misses(found)
    if limits is None or now is None or now.target is None or share is None:
        return None
    wanted = now.target.wanted
    places = limit_places(kpi.decimals, limits)
    finer = places_of_parts(places, lambda so_many: _comes_out(limits, wanted, so_many, share))

    def said(value: float | None) -> str:
        return shown(value, kpi.measure, finer)

    rows = [(_("Centre"), said(limits.centre)), (_("Sigma"), said(limits.sigma))]
    for value, words in (
        (now.target.low, _("At least")),
        (now.target.high, _("At most")),
    ):
        if value is not None:
            rows.append((words, shown(value, kpi.measure, None)))
            distance = limits.distance(value)
            if distance is not None:
                rows.append((_("Distance from the centre, in sigma"), number(distance, DISTANCE)))
    return Explanation(
        title=_("Misses its target by chance %(share)s") % {"share": chance(share)},
        value=share,
        rule=_(
            "The share of values that would miss it if nothing changed, for values spread like a "
            "bell around the centre."
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
        rule=_("How often an unchanged process gives a signal, simulated."),
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
    judged, now, share = found.judged, found.now, misses(found)
    stage = str(found.stretch.stage) if found.stretch else "none"
    meets, how = assurance_words(judged.assurance, share)
    rule = _(
        "The colour comes from the signal at the last value, and from whether an unchanged "
        "process meets its target."
    )
    rows = [
        (_("Signal"), variation_words(judged.variation)),
        (_("Meets the target"), f"{meets}, {how}" if how else _("no target, or no limits")),
    ]
    if kpi.levels and (now is None or now.target is None):
        rule = _("The colour is that of its level's score: green from 66⅔, red below 33⅓.")
        rows = [(_("Last value"), told(kpi, now.value))] if now is not None else []
    elif now is not None and is_by_thresholds(kpi, now):
        rule = _("The colour compares the last value with the target alone.")
        rows = [*_threshold_rows(kpi, now), *rows]
    return Explanation(
        title=answered_words()
        if waits_for
        else level_words(judged.colour, judged.advice)
        if kpi.levels
        else state_words(judged.advice, stage, kpi.form, share, has_value=now is not None),
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
    asks = advice_words(found.judged.advice)
    if coming and found.judged.advice is Advice.SET_TARGET:
        asks = ""
    lacking = _too_few(found.stretch)
    if found.stretch and found.stretch.lack is Lack.WORDS:
        return f"{lacking} {asks}".strip()  # no values to wait for: its level says what to do
    return lacking or asks


def _threshold_rows(kpi: Kpi, now: Point) -> list[tuple[str, str]]:
    """The value, what it is to be, and from where it is red."""
    rows = [(_("Last value"), told(kpi, now.value))]
    target = now.target
    if target is None:
        return rows
    for wanted, words in ((target.low, _("Green from")), (target.high, _("Green up to"))):
        if wanted is not None:
            level = told(kpi, wanted) if kpi.levels else shown(wanted, kpi.measure, None)
            rows.append((words, level))
    if target.red is not None and target.kind == TargetKind.WITHIN and target.curve is None:
        return [*rows, (_("Red from so far outside"), shown(target.red, kpi.measure, None))]
    not_red = target.not_red
    for edge, words in ((not_red.low, _("Red below")), (not_red.high, _("Red above"))):
        if edge is not None:
            level = told(kpi, edge) if kpi.levels else shown(edge, kpi.measure, None)
            rows.append((words, level))
    return rows


def _too_few(stretch: Stretch | None) -> str:
    if stretch is not None and stretch.stage is Stage.TRIAL and stretch.fitted is not None:
        words = _("The limits are a trial: %(counts)s.")
        return words % {"counts": counting_words(stretch.fitted)}
    return lack_words(stretch)
