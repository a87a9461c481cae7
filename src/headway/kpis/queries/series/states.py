"""What a standing comes to, as it is stored for lists and shown of a past day."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from headway.core.spc import Advice, Form, Stage, Variation
from headway.kpis.models import Kpi
from headway.kpis.queries.series.alike import Alike
from headway.kpis.queries.series.standings import Standing, limits_at

RECENT = 26
"""Values that a small chart in a list shows."""


class Responded(NamedTuple):
    """What a state tells of the KPI's last response: until when its next step is due while it is
    open, and who closed it. Both are None where there is none."""

    due_on: date | None = None
    closed_by: int | None = None


NONE = Responded()


def is_answered(variation: str, closed_by: int | str | None) -> bool:
    """The rule: the last value signals worse, and of the signals that somebody answered it is the
    last one. ``closed_by`` is who closed the KPI's last response; None while it is open, and where
    there is none. What was corrected away was closed by nobody."""
    return variation == Variation.WORSENING and closed_by is not None


def state_of(kpi: Kpi, found: Standing, responded: Responded = NONE) -> dict[str, Any]:
    """The fields of the state that a standing and the last response come to."""
    answered = is_answered(found.state.variation, responded.closed_by)
    stretch, home, last = found.stretch, found.home, found.last
    fitted = home.fitted if home else None
    at = last - home.first if home and last is not None else 0
    here = found.limits_now
    signals = found.signals_now
    return {
        "organisation_id": kpi.organisation_id,
        "starts_on": found.now.start if found.now else None,
        "value": found.values[last] if last is not None else None,
        "state": found.entered,
        "points": stretch.points if stretch else 0,
        "stage": stretch.stage if stretch else Stage.NONE,
        "baseline": found.limits.points if found.limits else 0,
        "centre": fitted.centre[at] if fitted else None,
        "sigma": here.sigma if here else None,
        "lower": fitted.lower(at) if fitted else None,
        "upper": fitted.upper(at) if fitted else None,
        "variation": found.state.variation,
        "assurance": found.state.assurance or "",
        "colour": found.state.colour,
        "advice": found.state.advice,
        "rules": [signal.rule for signal in signals],
        "since": found.spans[min(one.first for one in signals)].start if signals else None,
        "recent": list(found.values[-RECENT:]),
        "band": _band(kpi, found),
        "misses": found.misses,
        "is_answered": answered,
        "response_due_on": None if kpi.archived_at else responded.due_on,
        "alike": "" if kpi.archived_at else _alike(kpi, found, answered).text,
    }


def _band(kpi: Kpi, found: Standing) -> list[list[float] | None]:
    """Lower limit, centre and upper limit at each of the recent values, None where there are none;
    empty where limits are level, which one number says."""
    if kpi.form == Form.LEVEL:
        return []
    first = max(len(found.values) - RECENT, 0)
    band = [_held(found, at) for at in range(first, len(found.values))]
    return band if any(band) else []


def _held(found: Standing, at: int) -> list[float] | None:
    stretch = next(one for one in found.stretches if one.first <= at < one.end)
    limits = limits_at(stretch, at)
    return [limits.lower, limits.centre, limits.upper] if limits else None


def _alike(kpi: Kpi, found: Standing, answered: bool) -> Alike:
    stretch, limits = found.stretch, found.limits
    stage = stretch.stage if stretch else Stage.NONE
    if found.state.advice is Advice.REFIT:
        stage = Stage.NONE  # its signals are no false alarms
    baseline = limits.points if limits else 0
    return Alike(
        found.state.colour, kpi.nature, kpi.rules, baseline, kpi.frequency, stage, answered
    )
