"""From the published metric of a key result to a kind, a start and a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from headway.core.kinds import CHANGE_KINDS, DONE_OR_NOT_KINDS, KeyResultKind
from headway.exchange.formats.records import Record
from headway.okrs.models import Aggregation

MEASURE_LIMIT = 60
MOST_READINGS = 10_000
_COMPARATORS = {"reach", "change_by", "within", ">=", ">", "<=", "<"}
_DOWNWARD = {"<", "<="}


@dataclass(slots=True)
class Definition:
    """How a key result is measured. ``words`` go into its description, ``assumed`` into the
    report. ``scored`` says that its value is its score (a scale from 0 to 1)."""

    kind: str
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    measure: str = ""
    current: float | None = None
    scored: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    @property
    def yes_no(self) -> bool:
        """Whether it is read as done or not."""
        counted = self.kind == KeyResultKind.BASELINE and "n_min" in self.more
        return self.kind in DONE_OR_NOT_KINDS and not counted

    @property
    def lacks_ends(self) -> bool:
        """Whether it goes from a start to a target and one of them is not known."""
        return self.kind in CHANGE_KINDS and None in (self.start, self.target)


def read_definition(entry: Record, *, has_steps: bool) -> Definition:
    """The definition of a key result's entry; faults are noted on the entry."""
    scale = entry.number("start"), entry.number("target")
    metric = entry.record("metric")
    if metric is None:
        definition = _yes_no(has_steps)
        definition.assumed.append(_("No metric is published: measured as done or not."))
        return definition
    kind = metric.choice("metric_type", {"milestone", "score_0_1", *_READERS})
    if kind is None:
        if not entry.faults:
            entry.fault(metric.line, _("“metric_type” is missing."))
        return Definition(kind="binary")
    if kind == "milestone":
        definition = _yes_no(has_steps)
    elif kind == "score_0_1":
        low, high = (0.0 if scale[0] is None else scale[0]), (1.0 if scale[1] is None else scale[1])
        definition = _towards(metric, "increase", low, high)
        definition.scored = (low, high) == (0.0, 1.0)
    else:
        definition = _READERS[kind](metric)
        _tell_scale(definition, scale)
    _read_more(definition, metric)
    _tell_rest(definition, metric)
    return definition


def _yes_no(has_steps: bool) -> Definition:
    if has_steps:
        return Definition(kind="milestone")
    return Definition(
        kind="binary",
        assumed=[_("A milestone without steps is measured as done or not.")],
    )


def _level(metric: Record) -> Definition:
    """From where it stands to a target, in the direction the file names."""
    start, target = metric.number("start"), metric.number("target")
    direction = _direction(metric, start, target)
    if target is None and not metric.faults:
        metric.fault(metric.line_of("target"), _("“target” is missing."))
    definition = _towards(metric, direction, start, target)
    if start is None:
        definition.assumed.append(
            _("No start is published: it stays empty, and only published progress counts.")
        )
    return definition


def _change(metric: Record) -> Definition:
    """A change "by" an amount: it starts at no change."""
    amount = metric.number("target")
    direction = _direction(metric, None, None)
    if amount is None and not metric.faults:
        metric.fault(metric.line_of("target"), _("“target” is missing."))
    signed = None if amount is None else abs(amount) * (1 if direction == "increase" else -1)
    start = metric.number("start")
    definition = _towards(metric, direction, 0.0, signed)
    if start is not None:
        definition.words.append(_("Published start: %(start)s") % {"start": number_text(start)})
    unit = definition.measure
    definition.measure = (_("change in %s") % unit)[:MEASURE_LIMIT] if unit else _("change")
    definition.assumed.append(_("A change by an amount is counted from 0."))
    return definition


def _range(metric: Record) -> Definition:
    low, high = metric.number("target_min"), metric.number("target_max")
    if (low is None or high is None) and not metric.faults:
        metric.fault(metric.line, _("A range needs “target_min” and “target_max”."))
    elif low is not None and high is not None and low > high:
        metric.fault(metric.line_of("target_min"), _("The lower end is above the upper end."))
    metric.choice("direction", {"range"})
    metric.number("target")
    definition = Definition(kind="within", low=low, high=high)
    _name_measure(definition, metric)
    return definition


def _limit(kind: str) -> Callable[[Record], Definition]:
    """A level that must hold in every period: a floor or a cap, and how far off counts 0."""

    def read(metric: Record) -> Definition:
        definition = Definition(kind=kind, target=metric.number("target"))
        if definition.target is None and not metric.faults:
            metric.fault(metric.line_of("target"), _("“target” is missing."))
        _name_measure(definition, metric)
        return definition

    return read


def _anchored(metric: Record) -> Definition:
    """Scores by values that were agreed beforehand."""
    definition = Definition(kind="anchored")
    definition.more["anchors"] = metric.pairs("anchors")
    _name_measure(definition, metric)
    return definition


def _baseline(metric: Record) -> Definition:
    """A number that is still to be found out; with “readings” once there are so many."""
    definition = Definition(kind="baseline")
    if (readings := metric.number("readings")) is not None:
        if readings != int(readings) or not 1 <= readings <= MOST_READINGS:
            metric.fault(metric.line_of("readings"), _("“readings” is a whole number above 0."))
        else:
            definition.more["n_min"] = int(readings)
    _name_measure(definition, metric)
    return definition


_AGGREGATIONS = set(Aggregation.values)
_SCALES = {"linear", "log"}


def _read_more(definition: Definition, metric: Record) -> None:
    """What every metric may say beside its kind."""
    for name, field_name in (("fail", "fail"), ("tolerance", "fail")):
        if (number := metric.number(name)) is not None:
            definition.more[field_name] = number
    if (scale := metric.choice("scale", _SCALES)) is not None:
        definition.more["scale"] = scale
    if (aggregation := metric.choice("aggregation", _AGGREGATIONS)) is not None:
        definition.more["aggregation"] = aggregation


_READERS: dict[str, Callable[[Record], Definition]] = {
    "number": _level,
    "count": _level,
    "percent": _level,
    "currency": _level,
    "ratio": _level,
    "relative_change": _change,
    "absolute_change": _change,
    "range": _range,
    "at_least": _limit("stay_above"),
    "at_most": _limit("stay_below"),
    "anchored": _anchored,
    "baseline": _baseline,
}


def _towards(metric: Record, kind: str, start: float | None, target: float | None) -> Definition:
    definition = Definition(kind=kind, start=start, target=target)
    _name_measure(definition, metric)
    if start is None or target is None:
        return definition
    if start == target:
        definition.assumed.append(_("Start and target are the same: reached while it holds."))
    elif (target > start) != (kind == "increase"):
        metric.fault(
            metric.line_of("target"),
            _("The target lies on the other side of the start than “direction” says."),
        )
    return definition


def _direction(metric: Record, start: float | None, target: float | None) -> str:
    direction = metric.choice("direction", {"increase", "decrease"})
    if direction is not None:
        return direction
    if start is not None and target is not None and start != target:
        return "increase" if target > start else "decrease"
    return "decrease" if metric.text("comparator") in _DOWNWARD else "increase"


def _name_measure(definition: Definition, metric: Record) -> None:
    unit = metric.text("unit") or ("%" if metric.text("metric_type") == "percent" else "")
    definition.measure = unit[:MEASURE_LIMIT]
    if len(unit) > MEASURE_LIMIT:
        definition.words.append(_("Unit: %(unit)s") % {"unit": unit})


def _tell_scale(definition: Definition, scale: tuple[float | None, float | None]) -> None:
    start, target = scale
    if scale == (0.0, 1.0):
        definition.assumed.append(
            _("Start 0 and target 1 beside a metric are the scale of the score, not of the metric.")
        )
    elif start is not None or target is not None:
        definition.words.append(
            _("Published scale: %(start)s to %(target)s")
            % {"start": number_text(start), "target": number_text(target)}
        )


def _tell_rest(definition: Definition, metric: Record) -> None:
    """Nothing published gets lost: what has no field of its own is said in words."""
    comparator = metric.choice("comparator", _COMPARATORS)
    if comparator in (">=", ">", "<=", "<"):
        target = " ".join(
            part
            for part in (comparator, number_text(definition.target), definition.measure)
            if part
        )
        definition.words.append(_("Published target: %(target)s") % {"target": target})
    if note := metric.text("note"):
        definition.words.append(_("Note: %(note)s") % {"note": note})
    definition.current = metric.number("current")
    definition.words += metric.unread_words()


def number_text(number: float | None) -> str:
    """A number as people write it, without a needless ".0"."""
    if number is None:
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)
