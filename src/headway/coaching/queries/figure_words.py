"""Figures of practice as people read them, and opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from headway.core.bands import Band
from headway.core.practice import (
    METRICS,
    Composite,
    Figure,
    Metric,
    Shape,
    Trend,
    Window,
    advice,
    score_of,
)
from headway.kit.keeping import said_once
from headway.web.explanation import Explanation
from headway.web.formats import day, number, percent, score, signed

MARKS = {Band.AMBER: "watch", Band.RED: "off", Band.GREEN: "", Band.NONE: ""}


@dataclass(frozen=True, slots=True)
class Cell:
    """A metric of a unit as a table shows it: ``written``, ``tone`` (on, watch, off or empty) with
    its ``word``, the trend in words and the value before, and the number opened."""

    metric: Metric
    written: str
    tone: str
    word: str
    trend: Trend
    trend_words: str
    explanation: Explanation | None
    is_known: bool = True


_TONES = {Band.GREEN: "on", Band.AMBER: "watch", Band.RED: "off", Band.NONE: ""}


CELLS_KEPT = 4096
"""About 2 kB each where its number opens: those of three hundred units."""


@said_once(CELLS_KEPT)
def cell(now: Figure, before: Figure, moved: Trend, window: Window, *, opened: bool) -> Cell:
    """A cell; ``opened`` with what its number is made of."""
    return Cell(
        metric=now.metric,
        written=written(now) or missing(now),
        tone=_TONES[now.band],
        word=band_word(now.band),
        trend=moved,
        trend_words=trend_words(moved, before),
        explanation=explain(now, before, window) if opened and now.value is not None else None,
        is_known=now.value is not None,
    )


def written(figure: Figure) -> str:
    """The value with its unit; empty without one."""
    counted_in = METRICS[figure.metric].counted_in
    if figure.value is None:
        return ""
    if counted_in == "share":
        return percent(figure.value)
    if counted_in == "score":
        return score(figure.value)
    return number(figure.value, 0 if counted_in == "minutes" else 1)


def missing(figure: Figure) -> str:
    """Why there is no value: too few, or nothing at all."""
    if figure.is_too_few:
        return _("n < %(count)s") % {"count": number(figure.wants)}
    return "·"


def band_word(band: Band) -> str:
    """What a band says of practice."""
    return {
        Band.GREEN: pgettext("practice", "good"),
        Band.AMBER: pgettext("practice", "watch"),
        Band.RED: pgettext("practice", "poor"),
        Band.NONE: pgettext("practice", "nothing to say"),
    }[band]


def trend_words(moved: Trend, before: Figure) -> str:
    """Which way it went, and from where."""
    words = {
        Trend.BETTER: _("better, was %(value)s"),
        Trend.WORSE: _("worse, was %(value)s"),
        Trend.SAME: _("as before, %(value)s"),
        Trend.UNKNOWN: "",
    }[moved]
    return words % {"value": written(before)} if words else ""


@said_once(64)
def bands_words(metric: Metric) -> str:
    """ "90, 70": good from, watch from; a range where both sides count."""
    shape = METRICS[metric]
    low, high = shape.green
    if low is not None and high is not None:
        said = {"low": _bare(shape, low), "high": _bare(shape, high)}
        return _("%(low)s–%(high)s") % said
    green, amber = (low, shape.amber[0]) if low is not None else (high, shape.amber[1])
    return f"{_bare(shape, green or 0.0)}, {_bare(shape, amber or 0.0)}"


@said_once(64)
def rule_words(metric: Metric) -> str:
    """What is good and what to watch, in a sentence."""
    shape = METRICS[metric]
    low, high = shape.green
    poor_low, poor_high = shape.amber
    if low is not None and high is not None:
        return _("Good from %(low)s to %(high)s, to watch from %(wide_low)s to %(wide_high)s.") % {
            "low": _full(shape, low), "high": _full(shape, high),
            "wide_low": _full(shape, poor_low or 0.0), "wide_high": _full(shape, poor_high or 0.0),
        }  # fmt: skip
    if low is not None:
        words = _("Good from %(good)s, to watch from %(watch)s.")
        return words % {"good": _full(shape, low), "watch": _full(shape, poor_low or 0.0)}
    words = _("Good up to %(good)s, to watch up to %(watch)s.")
    return words % {"good": _full(shape, high or 0.0), "watch": _full(shape, poor_high or 0.0)}


def _bare(shape: Shape, value: float) -> str:
    if shape.counted_in == "share":
        return number(value * 100, 0)
    return number(value, 2) if shape.counted_in == "score" else number(value)


def _full(shape: Shape, value: float) -> str:
    if shape.counted_in == "minutes":
        return _("%(count)s minutes") % {"count": number(value, 0)}
    return f"{_bare(shape, value)} %" if shape.counted_in == "share" else _bare(shape, value)


def advice_words(figure: Figure) -> str:
    """What to do about it; empty where it is good."""
    said = advice(figure)
    return _(said) if said else ""


def explain(figure: Figure, before: Figure, window: Window) -> Explanation:
    """A figure opened: what was counted, the rule, the bands, the window before."""
    shape = METRICS[figure.metric]
    rows: list[tuple[str, str]] = []
    if figure.part is not None:
        rows += [(_("Counted"), number(figure.part)), (_("Of"), number(figure.whole))]
    else:
        rows.append((_("Rests on"), number(figure.whole)))
    if figure.bias is not None:
        rows.append((_("Bias"), signed(figure.bias, 2)))
    if before.value is not None:
        rows.append((_("Before"), written(before)))
    points = score_of(figure.metric, figure.value)
    rows.append((_("On the scale of 0 to 100"), number(points, 0)))
    said = {"start": day(window.start), "end": day(window.end)}
    notes = [rule_words(figure.metric)]
    if todo := advice_words(figure):
        notes.append(todo)
    notes.append(_("From %(start)s to %(end)s. Rule: method 9.1.") % said)
    return Explanation(
        title=_("%(metric)s: %(value)s, %(band)s") % {
            "metric": _(shape.title), "value": written(figure), "band": band_word(figure.band),
        },
        value=figure.value,
        rule=_(shape.formula),
        columns=(_("What"), _("Value")),
        rows=tuple(rows),
        total=(_(shape.title), written(figure)),
        notes=tuple(notes),
        as_of=window.end,
    )  # fmt: skip


def explain_composite(found: Composite, figures: dict[Metric, Figure], as_of: date) -> Explanation:
    """The one number with everything it is the mean of."""
    rows = tuple(
        (_(METRICS[metric].title), written(one), number(score_of(metric, one.value), 0))
        for metric, one in figures.items()
        if one.value is not None
    )
    notes = [_("A mean hides which habit broke: read the lowest first. Rule: method 9.4.")]
    if found.value is None:
        notes.insert(0, _("Fewer than six tenths of the metrics are known: no mean."))
    return Explanation(
        title=_("Mean of %(count)s habits") % {"count": number(found.known)},
        value=found.value,
        rule=_("The mean of the scores of 0 to 100; watch begins at 33⅓, good at 66⅔."),
        columns=(_("Metric"), _("Value"), _("Score")),
        rows=rows,
        total=(_("Mean"), "", number(found.value, 0) or "–"),
        notes=tuple(notes),
        as_of=as_of,
    )
