"""How a KPI stands, in words: short ones for a list, a sentence of advice for its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from headway.core.levels import word_at
from headway.core.spc import (
    FEWEST,
    Advice,
    Assurance,
    Better,
    Colour,
    Lack,
    Limits,
    Stage,
    Stretch,
    Variation,
    places,
)
from headway.core.spc.forms import SEASONAL, Fitted, Form
from headway.kpis.models import Frequency, ResponseStage
from headway.web.formats import SIGN, number, with_measure

MOVING = (Form.TREND, Form.YEAR_ON_YEAR)
"""Forms of a process that goes on rising or falling: steady would be the wrong word."""


SELDOM = 0.005
"""A share below this is written as less than one in a hundred: who meets it so seldom is not hit or
miss."""


def state_words(
    advice: str, stage: str, form: str, misses: float | None, *, has_value: bool = True
) -> str:
    """The state in two or three words, to stand beside its mark; ``form`` is that of its limits,
    ``misses`` the share that misses the target by chance, where that is known."""
    if not has_value:
        return _("No value yet")
    if stage == Stage.NONE and advice == Advice.SET_TARGET:
        return _("No limits yet")
    if form in MOVING and advice == Advice.NOTHING:
        return _("Along its trend, on target")
    if form in MOVING and advice == Advice.SET_TARGET:
        return _("Along its trend, no target")
    if advice == Advice.CHANGE_PROCESS:
        return hit_or_miss(misses)
    return {
        Advice.FIND_CAUSE: _("Find the cause"),
        Advice.ACT: _("Act"),
        Advice.ESCALATE: _("Act and escalate"),
        Advice.NOTHING: _("Steady, on target"),
        Advice.RAISE_OBJECTIVE: _("Never meets"),
        Advice.LEARN: _("Improving, keep"),
        Advice.KEEP_ON: _("Improving, keep on"),
        Advice.IS_IT_ENOUGH: _("Improving, enough?"),
        Advice.SET_TARGET: _("Steady, no target"),
        Advice.LOOK: _("Changed, look"),
        Advice.REFIT: _("Outgrew its limits"),
    }[Advice(advice)]


def advice_words(advice: str) -> str:
    """What the state asks for."""
    return {
        Advice.FIND_CAUSE: _("Find the cause while the target is still met."),
        Advice.ACT: _("Act by the response plan: find the cause, and name what is done about it."),
        Advice.ESCALATE: _("Act, and tell those above: the target is out of reach as it is."),
        Advice.NOTHING: _("Nothing to do."),
        Advice.CHANGE_PROCESS: _("Change the process or the target; do not chase single values."),
        Advice.RAISE_OBJECTIVE: _(
            "An unchanged process never gets there: make an objective of it, or another target."
        ),
        Advice.LEARN: _("Find out what helped, and keep it."),
        Advice.KEEP_ON: _("Keep on: what was changed helps."),
        Advice.IS_IT_ENOUGH: _("It helps. Ask whether it is enough to reach the target."),
        Advice.SET_TARGET: _("Set a target, or say that it is only watched."),
        Advice.LOOK: _("Look what changed. Neither way is better."),
        Advice.REFIT: _(
            "Nobody can tell by limits that do not follow: let them follow its growth and season."
        ),
    }[Advice(advice)]


def colour_words(colour: str) -> str:
    """The colour by its name."""
    return {
        Colour.GREEN: _("green"),
        Colour.AMBER: _("amber"),
        Colour.RED: _("red"),
        Colour.GREY: _("grey: nothing to judge by"),
    }[Colour(colour)]


def variation_words(variation: str) -> str:
    """What the last value says of the process."""
    return {
        Variation.COMMON: _("Common cause"),
        Variation.IMPROVING: _("Improving signal"),
        Variation.WORSENING: _("Worsening signal"),
        Variation.CHANGED: _("Changed"),
    }[Variation(variation)]


def hit_or_miss(share: float | None) -> str:
    """How often an unchanged process meets a target that lies inside its limits; ``share`` is what
    misses it by chance, None where that is not known."""
    if share is not None and share < SELDOM:
        return _("Nearly always")
    if share is not None and share >= 1 - SELDOM:
        return _("Nearly never")
    return _("Hit or miss")


def assurance_words(assurance: str | None, share: float | None = None) -> tuple[str, str]:
    """Whether an unchanged process meets its target, and how one sees it; ``share`` is what misses
    it by chance, where that is known."""
    if not assurance:
        return "–", ""
    return {
        Assurance.ALWAYS: (_("Always"), _("limits on the safe side")),
        Assurance.SOMETIMES: (hit_or_miss(share), _("target inside the limits")),
        Assurance.NEVER: (_("Never"), _("limits beyond the target")),
    }[Assurance(assurance)]


def stage_words(stage: str, points: int, periods: str) -> str:
    """What the limits rest on, beside the shaded baseline. ``periods`` counts them in words."""
    return {
        Stage.NONE: _("No limits yet, %(count)d values") % {"count": points},
        Stage.TRIAL: _("Trial limits, %(periods)s") % {"periods": periods},
        Stage.USABLE: _("Baseline so far, %(periods)s") % {"periods": periods},
        Stage.LOCKED: _("Baseline, %(periods)s, locked") % {"periods": periods},
    }[Stage(stage)]


def lack_words(stretch: Stretch | None) -> str:
    """Why there are no limits, in a sentence; empty where there are."""
    points, lack = (stretch.points, stretch.lack) if stretch else (0, Lack.VALUES)
    if lack is None:
        return ""
    return {
        Lack.VALUES: _("Limits need %(fewest)d values, and there are %(points)d.")
        % {"fewest": FEWEST, "points": points},
        Lack.NEIGHBOURS: _("Limits need values in neighbouring periods."),
        Lack.CYCLES: _("A season needs two full cycles of values."),
        Lack.WORDS: _("Words of a scale have no limits: their levels are too few."),
        Lack.NOT_POSITIVE: _(
            "A season that multiplies needs values above 0: let one be added instead."
        ),
    }[lack]


def counting_words(fitted: Fitted) -> str:
    """From when on signals on trial limits count."""
    if fitted.form == Form.YEAR_ON_YEAR:
        return _("from 12 changes on, in three full cycles, signals count")
    if fitted.form in SEASONAL:
        return _("from three full cycles on signals count")
    return _("from 12 values on signals count")


def better_words(better: str) -> str:
    """Which values are better."""
    return {
        Better.UP: _("higher is better"),
        Better.DOWN: _("lower is better"),
        Better.WITHIN: _("best within limits"),
        Better.NEITHER: _("only watched"),
    }[Better(better)]


def rhythm_words(frequency: str, better: str) -> str:
    """ "Weekly, higher is better"."""
    return f"{Frequency(frequency).label}, {better_words(better)}"


def waiting_words(stage: str) -> str:
    """What an open response waits for."""
    return {
        ResponseStage.RAISED: _("to acknowledge"),
        ResponseStage.ACKNOWLEDGED: _("cause"),
        ResponseStage.CAUSE: _("action"),
        ResponseStage.ACTION: _("action under way"),
        ResponseStage.CLOSED: _("closed"),
    }[ResponseStage(stage)]


def answered_words() -> str:
    """The state of a KPI whose signal is answered, while its last value still shows it."""
    return _("Answered, still shows")


def next_value_words(period: str) -> str:
    """What an answered signal waits for."""
    return _("Waits for %(period)s") % {"period": period}


def step_due_on(
    stage: str, cause_due_on: date, action_due_on: date, action_ends_on: date | None
) -> date | None:
    """Until when the next step of a response is due: its cause, an action, the end of that. None
    once it is closed."""
    match ResponseStage(stage):
        case ResponseStage.RAISED | ResponseStage.ACKNOWLEDGED:
            return cause_due_on
        case ResponseStage.CAUSE:
            return action_due_on
        case ResponseStage.ACTION:
            return action_ends_on or action_due_on
        case ResponseStage.CLOSED:
            return None


_RATE = re.compile(r"per\b(?! ?cent)", re.IGNORECASE)


def in_measure(measure: str) -> str:
    """A measure behind a name or a verb: "in hours", and "per 100" of a rate.

    >>> in_measure("hours"), in_measure("per 100"), in_measure("per cent")
    ('in hours', 'per 100', 'in per cent')
    """
    is_rate = _RATE.match(measure) is not None
    return measure if is_rate else _("in %(measure)s") % {"measure": measure}


WHOLE_FROM = 100
"""Whole numbers of this size are written without decimals."""


def value_words(value: float, places: int | None) -> str:
    """A value to the decimals of its definition, unless these would say nothing.

    >>> value_words(92.0, 1), value_words(431.0, 1), value_words(431.5, 1)
    ('92.0', '431', '431.5')
    """
    is_whole = places is not None and abs(value) >= WHOLE_FROM and value % 1 == 0
    return number(value, 0 if is_whole else places)


def shown(value: float | None, measure: str, places: int | None) -> str:
    """A value with its measure, to the decimals of its definition: "92.5 %"."""
    if value is None:
        return ""
    return with_measure(value_words(value, places), measure)


def shown_large(value: float | None, measure: str, places: int | None) -> str:
    """A value as :func:`shown`, for large type: a longer measure may go below its number."""
    if value is None or len(measure) <= SIGN:
        return shown(value, measure, places)
    return with_measure(value_words(value, places), measure, " ")


class Told(Protocol):
    """A KPI, or its row: in which measure, or in which words, its values are told."""

    @property
    def measure(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def levels(self) -> Sequence[Sequence[Any]]: ...
    @property
    def former_levels(self) -> Sequence[Sequence[Any]]: ...


def told(kpi: Told, value: float | None) -> str:
    """A value of a KPI as people read it: its word where it is told in words, else the number with
    its measure. What no level has any more is told in the word of the last scale that had it."""
    if kpi.levels and value is not None:
        return word_at([*kpi.levels, *kpi.former_levels], value) or number(value)
    return shown(value, kpi.measure, kpi.decimals)


def told_large(kpi: Told, value: float | None) -> str:
    """The same for large type."""
    return told(kpi, value) if kpi.levels else shown_large(value, kpi.measure, kpi.decimals)


def limit_places(decimals: int, limits: Limits | None) -> int:
    """Decimals of limits, centre and ranges."""
    return places(decimals, limits.sigma if limits else None)
