"""A definition as people read it, and what changed between its versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.spc import DEFAULT
from headway.core.spc.false_alarms import rule_set
from headway.kpis.models import Colouring, Frequency, InTime, Kpi, Missing, Nature
from headway.kpis.queries.known.patterns import rules_words
from headway.kpis.queries.known.records import VersionRow
from headway.kpis.queries.periods import count_of_periods, cycle_before
from headway.kpis.queries.words import better_words, shown
from headway.web.formats import day, number


class Line(NamedTuple):
    """A line of a definition. ``person_id`` and ``kpi_id`` lead to somebody or to another KPI;
    ``is_formula`` is set as code."""

    label: str
    text: str
    person_id: int | None = None
    kpi_id: int | None = None
    is_formula: bool = False


def definition_lines(kpi: Kpi, names: dict[int, str]) -> list[Line]:
    """What is filled in, in the order in which people ask. One query where it leads another KPI."""
    return [line for line in _lines(kpi, names) if line.text]


def _lines(kpi: Kpi, names: dict[int, str]) -> Iterator[Line]:
    yield Line(_("Question"), kpi.question)
    yield Line(_("Formula"), kpi.formula, is_formula=True)
    yield Line(_("Computed by"), kpi.expression, is_formula=True)
    yield Line(_("Measured in"), _measure(kpi))
    yield Line(_("Levels of its scale"), scale_words(kpi.levels))
    yield Line(_("Source"), kpi.source)
    yield Line(_("Query"), kpi.query, is_formula=True)
    if kpi.owner_id:
        yield Line(_("Owner"), names.get(kpi.owner_id, ""), person_id=kpi.owner_id)
    if kpi.updater_id:
        yield Line(_("Updater"), names.get(kpi.updater_id, ""), person_id=kpi.updater_id)
    yield Line(_("Computed") if kpi.is_derived else _("Entered"), _rhythm(kpi))
    yield Line(_("In longer periods"), str(InTime(kpi.in_time).label))
    yield Line(_("If it signals"), _plan(kpi))
    yield Line(_("Could mislead by"), kpi.limitations)
    yield Line(_("Counter-metric"), kpi.counter_metric)
    if kpi.leads_id and kpi.leads is not None:
        lag = kpi.leads_lag
        name = kpi.leads.name
        if lag:  # in its own periods: an arrow is tested between KPIs of the same frequency
            words = _("%(name)s, %(periods)s later")
            name = words % {"name": name, "periods": count_of_periods(lag, kpi.frequency)}
        yield Line(_("Leads"), name, kpi_id=kpi.leads_id)
    yield Line(_("Limits"), _limits(kpi))
    yield Line(_("Review by"), day(kpi.review_by))


def _measure(kpi: Kpi) -> str:
    words = [kpi.measure or _("plain numbers"), better_words(kpi.better)]
    if kpi.levels:
        return _("words of a scale")
    if kpi.is_count:
        words.append(_("a count"))
    low, high = kpi.low_bound, kpi.high_bound
    if low is not None and high is not None:
        words.append(
            _("possible from %(low)s to %(high)s") % {"low": number(low), "high": number(high)}
        )
    elif low is not None:
        words.append(_("not below %(low)s") % {"low": number(low)})
    elif high is not None:
        words.append(_("not above %(high)s") % {"high": shown(high, kpi.measure, None)})
    return ", ".join(words)


def _rhythm(kpi: Kpi) -> str:
    if kpi.is_derived:
        rule = str(Missing(kpi.missing).label)
        words = _("%(frequency)s, an input without a value: %(rule)s")
        how = Frequency(kpi.frequency).label
        return words % {"frequency": how, "rule": rule[:1].lower() + rule[1:]}
    words = ngettext(
        "%(frequency)s, within %(days)d day after the period ends",
        "%(frequency)s, within %(days)d days after the period ends",
        kpi.due_lag,
    )
    return words % {
        "frequency": Frequency(kpi.frequency).label,
        "days": kpi.due_lag,
    }


def _plan(kpi: Kpi) -> str:
    days = _("Cause within %(cause)d working days, action within %(action)d.") % {
        "cause": kpi.cause_days,
        "action": kpi.action_days,
    }
    return f"{days} {kpi.response_plan or _('What is done then is not said yet.')}"


def _limits(kpi: Kpi) -> str:
    if kpi.levels:
        return _("none: a scale has too few levels")
    rules = tuple(kpi.rules) or DEFAULT
    known = rule_set(rules)
    form = {
        "level": _("around one level"),
        "trend": _("around a line"),
        "season": _("around a season that is added"),
        "season_ratio": _("around a season that multiplies"),
        "year_on_year": _("around the change on %(before)s") % {"before": cycle_before(kpi)},
    }[kpi.form]
    words = [form]
    if kpi.spread == "median":
        words.append(_("median of the moving ranges"))
    if kpi.screened:
        words.append(_("large ranges left out once"))
    if kpi.colouring == Colouring.THRESHOLDS:
        words.append(str(Colouring.THRESHOLDS.label))
    return _("%(limits)s; a signal is %(rules)s") % {
        "limits": ", ".join(words),
        "rules": f"{rules_words(rules)} ({known.name})" if known else rules_words(rules),
    }


def field_labels() -> dict[str, str]:
    """The fields of a definition, as forms and histories call them."""
    return {
        "name": _("Name"), "external_id": _("Its name elsewhere"), "unit_id": _("Unit"),
        "question": _("Question"), "formula": _("Formula"),
        "expression": _("Computed by"), "inputs": _("Computed from"),
        "missing": _("An input without a value"),
        "measure": _("Measured in"), "decimals": _("Decimals"), "better": _("What is better"),
        "nature": _("Leading or lagging"), "leads_id": _("Leads"), "leads_lag": _("Periods later"),
        "frequency": _("How often"), "due_lag": _("Days until it is late"),
        "in_time": _("In longer periods"), "scale": _("Multiplied by"),
        "is_count": _("A count"), "segmented_by": _("Its segments are"),
        "partial": _("The whole without some segments"), "low_bound": _("Lowest possible"),
        "high_bound": _("Highest possible"), "source": _("Source"), "query": _("Query"),
        "limitations": _("Could mislead by"), "counter_metric": _("Counter-metric"),
        "response_plan": _("If it signals"), "cause_days": _("Working days to the cause"),
        "action_days": _("Working days to an action"), "review_by": _("Review by"),
        "form": _("Limits around"), "season": _("Periods of a season"),
        "spread": _("Average of the ranges"), "screened": _("Large ranges left out"),
        "rules": _("Rules"), "levels": _("Levels of its scale"),
        "colouring": _("Colour goes by"), "owner_id": _("Owner"), "updater_id": _("Updater"),
    }  # fmt: skip


def value_words(name: str, value: Any) -> str:
    """A value of a definition as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "better":
        return better_words(value)
    if name == "levels":
        return scale_words(value)
    if name in _LABELLED:
        return str(_LABELLED[name](value).label)
    if name == "review_by" and isinstance(value, str):
        return day(date.fromisoformat(value))
    if isinstance(value, int | float):
        return "" if name.endswith("_id") else number(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_LABELLED: dict[str, Any] = {
    "nature": Nature, "frequency": Frequency, "in_time": InTime, "colouring": Colouring,
}  # fmt: skip


def scale_words(levels: Any) -> str:
    """ "Not begun 0, In use 80"; empty without a scale."""
    return ", ".join(f"{name} {number(score)}" for name, score in levels)


def version_changes(versions: Sequence[VersionRow]) -> dict[int, list[str]]:
    """What each version changed, by its number; of the first nothing. ``versions``: newest
    first."""
    labels = field_labels()
    changed: dict[int, list[str]] = {}
    for after, before in pairwise(versions):
        changed[after.number] = [
            labels.get(name, name)
            for name, value in after.fields.items()
            if name in before.fields and before.fields[name] != value
        ]
    return changed


def nature_words(nature: Any) -> str:
    """ "Leading"."""
    return str(Nature(nature).label)
