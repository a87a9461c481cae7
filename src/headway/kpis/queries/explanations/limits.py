"""The limits of a KPI opened: the baseline's numbers, each factor, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.spc import Stage, Stretch
from headway.core.spc.forms import SEASONAL, Fitted, Form, season_widening
from headway.core.spc.limits import (
    MEAN_RANGE,
    MEAN_WIDTH,
    MEDIAN_RANGE,
    MEDIAN_WIDTH,
    Limits,
    Spread,
)
from headway.kpis.models import Kpi
from headway.kpis.queries.explanations.digits import places_of_parts, written
from headway.kpis.queries.periods import cycle_before
from headway.kpis.queries.series.charts import Chart, Point
from headway.kpis.queries.words import counting_words, limit_places, shown
from headway.web.explanation import Explanation
from headway.web.formats import number


@dataclass(frozen=True, slots=True)
class _Parts:
    """What limits are made of: sigma is a third of ``width`` average moving ranges, ``widening``
    and the season's ``share`` times."""

    baseline: Limits
    here: Limits
    width: float
    range_width: float
    widening: float
    share: float

    @property
    def is_widened(self) -> bool:
        return self.widening != 1.0

    @property
    def is_shared(self) -> bool:
        return self.share != 1.0

    def come_out(self, places: int, wanted: int) -> bool:
        """Whether the parts, written with so many ``places``, come to sigma, to the limits with
        ``wanted`` and to the largest usual range."""
        centre, sigma = written(self.here.centre, places), written(self.here.sigma, places)
        spread = written(self.baseline.mean_range, places + 1)
        factor = written(self.widening, places + 1) * written(self.share, places + 1)
        way = self.width * spread * factor
        return (
            written(way / 3, places) == sigma
            and all(
                written(centre + side * far, wanted) == written(limit, wanted)
                for side, limit in ((-1, self.here.lower), (1, self.here.upper))
                for far in (way, 3 * sigma)
            )
            and written(self.range_width * spread, wanted)
            == written(self.baseline.range_upper, wanted)
        )


def _parts(kpi: Kpi, fitted: Fitted, here: Limits) -> _Parts:
    is_median = kpi.spread == Spread.MEDIAN
    widening = season_widening(fitted.cycles) if fitted.cycles and not fitted.yearly else 1.0
    is_shared = fitted.form == Form.SEASON_RATIO and not fitted.yearly and fitted.limits.sigma
    return _Parts(
        baseline=fitted.limits,
        here=here,
        width=MEDIAN_WIDTH if is_median else MEAN_WIDTH,
        range_width=MEDIAN_RANGE if is_median else MEAN_RANGE,
        widening=widening,
        share=here.sigma / fitted.limits.sigma if is_shared else 1.0,
    )


def explain_limits(kpi: Kpi, found: Chart, as_of: date) -> Explanation | None:
    """The limits in force; None without any."""
    now, limits, stretch, here = found.now, found.limits, found.stretch, found.limits_now
    if now is None or limits is None or here is None or stretch is None or stretch.fitted is None:
        return None
    places = limit_places(kpi.decimals, here)
    fitted, parts = stretch.fitted, _parts(kpi, stretch.fitted, here)
    finer = places_of_parts(places, lambda so_many: parts.come_out(so_many, places))

    def said(value: float | None, decimals: int = places) -> str:
        return shown(value, kpi.measure, decimals)

    return Explanation(
        title=_("Limits %(lower)s to %(upper)s")
        % {"lower": number(now.shown.lower, places), "upper": said(now.shown.upper)},
        value=now.shown.upper,
        rule=_limits_rule(fitted, parts) % {"width": number(parts.width, 3)},
        columns=(_("Of the baseline"), _("Value")),
        rows=(
            (_compared(fitted), number(limits.points)),
            (_("Centre"), said(now.centre, finer)),
            (
                _range_words(kpi) % {"count": limits.ranges},
                said(limits.mean_range, finer + 1),
            ),
            *_factors(fitted, parts, finer + 1),
            (_("Sigma, a third of the way to a limit"), said(here.sigma, finer)),
            (_("Largest usual range"), said(limits.range_upper)),
            (_("Lower limit"), said(now.lower)),
        ),
        total=(_("Upper limit"), said(now.upper)),
        notes=tuple(_limit_notes(kpi, found, now, places)),
        as_of=as_of,
    )


def _limits_rule(fitted: Fitted, parts: _Parts) -> str:
    if fitted.yearly:
        return _(
            "Natural process limits: the centre, and %(width)s times the average difference of "
            "neighbouring changes on the cycle before to either side."
        )
    if parts.is_shared:
        return _(
            "Natural process limits: the centre, and %(width)s times the average difference of "
            "neighbouring values, widened, times the season’s share, to either side."
        )
    if parts.is_widened:
        return _(
            "Natural process limits: the centre, and %(width)s times the average difference of "
            "neighbouring values, widened, to either side."
        )
    return _(
        "Natural process limits: the centre, and %(width)s times the average difference of "
        "neighbouring values to either side."
    )


def _compared(fitted: Fitted) -> str:
    """What the limits are of."""
    return _("Changes on the cycle before") if fitted.yearly else _("Values")


def _range_words(kpi: Kpi) -> str:
    if kpi.spread == Spread.MEDIAN:
        return _("Median moving range, of %(count)d")
    return _("Average moving range, of %(count)d")


def _factors(fitted: Fitted, parts: _Parts, places: int) -> list[tuple[str, str]]:
    """By what sigma is larger than the ranges say, where a season was taken out."""
    found = []
    if parts.is_widened:
        words = _("Widened, since a season of %(cycles)d cycles was taken out")
        times = f"× {number(parts.widening, places)}"
        found.append((words % {"cycles": fitted.cycles}, times))
    if parts.is_shared:
        found.append((_("The season’s share here"), f"× {number(parts.share, places)}"))
    return found


def _limit_notes(kpi: Kpi, found: Chart, now: Point, places: int) -> list[str]:
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
    for limit, told, words in (
        (
            now.lower,
            now.shown.lower,
            _(
                "The lower limit of %(limit)s is shown as %(bound)s, "
                "since nothing below is possible."
            ),
        ),
        (
            now.upper,
            now.shown.upper,
            _(
                "The upper limit of %(limit)s is shown as %(bound)s, "
                "since nothing above is possible."
            ),
        ),
    ):
        if limit != told:
            said = {"limit": number(limit, places), "bound": number(told, places)}
            notes.append(words % said)
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
