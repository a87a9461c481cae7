"""The fields of a KPI's definition and of its target, as their forms send them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from headway.core.errors import DefinitionError
from headway.core.levels import levels_in
from headway.core.spc import Better, Form
from headway.core.spc.false_alarms import RULE_SETS
from headway.kit.problems import FieldError
from headway.kpis.actions.copying import reusable
from headway.kpis.actions.definition_checks import OF_WORDS
from headway.kpis.actions.definitions import snapshot
from headway.kpis.forms.curves import kind_of, points_posted
from headway.kpis.forms.formulas import PREFIX, inputs_posted
from headway.kpis.models import Colouring, Frequency, InTime, Kpi, Nature, TargetKind
from headway.kpis.queries.choices import KpiChoices
from headway.kpis.queries.definitions.families import own_inputs
from headway.kpis.queries.known.patterns import rules_words
from headway.kpis.queries.series.formulas import bindings_of
from headway.kpis.queries.words import better_words
from headway.people.queries import PeopleChoices
from headway.web.posted import Posted, plain_number

_TEXTS = (
    "name", "question", "formula", "expression", "measure", "source", "query", "limitations",
    "counter_metric", "response_plan",
)  # fmt: skip
_WORDS = ("missing", "better", "nature", "frequency", "in_time", "form", "colouring", "spread")
_WHOLE = ("decimals", "leads_lag", "due_lag", "cause_days", "action_days", "season")
_NUMBERS = ("scale", "low_bound", "high_bound")
_MAY_BE_EMPTY = ("leads_lag", "low_bound", "high_bound")

FIRST: dict[str, Any] = {
    "decimals": "1", "better": "up", "nature": "lagging", "frequency": "monthly", "due_lag": "5",
    "in_time": "mean", "scale": "1", "cause_days": "5", "action_days": "10", "form": "level",
    "season": "12", "colouring": "signals", "spread": "mean",
    "rules": "LIM + RUN8",
}  # fmt: skip
"""What the form begins with."""


def definition_fields(
    posted: Posted, people: PeopleChoices, kpis: KpiChoices, *, in_words: bool = False
) -> dict[str, Any]:
    """The arguments of ``create_kpi`` and ``update_kpi``; of one that is told ``in_words``.
    What cannot be read is remembered as an error of its field; numbers left empty keep what the
    definition begins with."""
    fields: dict[str, Any] = {name: posted.text(name) for name in (*_TEXTS, *_WORDS)}
    for name in (*_WHOLE, *_NUMBERS):
        value = posted.integer(name) if name in _WHOLE else posted.number(name)
        if value is not None or name in _MAY_BE_EMPTY:
            fields[name] = value
    fields |= {
        "owner_id": posted.chosen_id("owner_id", people),
        "updater_id": posted.chosen_id("updater_id", people),
        "leads_id": posted.chosen_id("leads_id", kpis),
        "review_by": posted.day("review_by"),
        "is_count": posted.switched("is_count"),
        "screened": posted.switched("screened"),
        "rules": _rules(posted.text("rules")),
        "inputs": inputs_posted(posted, kpis),
        "levels": _levels(posted),
    }
    if fields["levels"] and not in_words and fields["in_time"] not in OF_WORDS:
        del fields["in_time"]  # what the form begins with, for numbers: nobody chose it
    return {name: value for name, value in fields.items() if value != "" or name in _TEXTS}


def _levels(posted: Posted) -> list[list[Any]]:
    try:
        return [list(level) for level in levels_in(posted.text("levels"))]
    except DefinitionError as refused:
        posted.errors.append(FieldError("levels", "unreadable", _(str(refused))))
        return []


def _rules(name: str) -> list[str]:
    """The rules of a set by its name; those chosen one by one by their codes."""
    known = {one.name: list(one.rules) for one in RULE_SETS}
    if name in known:
        return known[name]
    return [code for code in name.replace(",", " ").split() if code]


def definition_typed(kpi: Kpi) -> dict[str, Any]:
    """What the form shows of a stored definition."""
    typed: dict[str, Any] = {}
    for name, value in snapshot(kpi).items():
        if isinstance(value, bool):
            typed[name] = "1" if value else ""
        elif isinstance(value, float):
            typed[name] = plain_number(value)
        elif name == "levels":
            typed[name] = "\n".join(f"{word}: {plain_number(score)}" for word, score in value)
        elif name == "inputs":
            typed |= {PREFIX + one: str(kpi_id) for one, kpi_id in value.items()}
        else:
            typed[name] = "" if value is None else value
    rules = tuple(kpi.rules)
    named = next((one.name for one in RULE_SETS if set(one.rules) == set(rules)), "")
    typed["rules"] = named or (", ".join(rules) if rules else FIRST["rules"])
    return typed | {"version": kpi.version, "unit_id": str(kpi.unit_id)}


def copied_typed(kpi: Kpi, unit_id: int | None) -> dict[str, Any]:
    """What the form of a new KPI begins with that uses the definition of this one; where it is said
    for which unit, with that unit's own inputs."""
    kept = {"name", *reusable(kpi)}
    typed = {name: value for name, value in definition_typed(kpi).items() if name in kept}
    inputs = bindings_of(kpi) if unit_id is None else own_inputs(kpi, unit_id)
    return typed | {PREFIX + name: str(kpi_id) for name, kpi_id in inputs.items()}


def definition_choices(typed: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What the form offers in its fields."""
    rules = [(one.name, f"{one.name}: {rules_words(one.rules)}") for one in RULE_SETS]
    if typed.get("rules") and typed["rules"] not in dict(rules):
        rules.append((typed["rules"], typed["rules"]))
    return {
        "better": [(str(one), better_words(one)) for one in Better],
        "nature": _choices(Nature),
        "frequency": _choices(Frequency),
        "in_time": _choices(InTime),
        "colouring": _choices(Colouring),
        "form": [
            (Form.LEVEL, _("one level")),
            (Form.TREND, _("a line that rises or falls")),
            (Form.SEASON, _("a season that is added")),
            (Form.SEASON_RATIO, _("a season that multiplies")),
            (Form.YEAR_ON_YEAR, _("the change on a season before: it grows and has a season")),
        ],
        "spread": [
            ("mean", _("mean of the moving ranges")),
            ("median", _("median, where the baseline has an outlier")),
        ],
        "rules": rules,
    }


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in kind.choices]


def target_fields(posted: Posted) -> dict[str, Any]:
    """The arguments of ``set_target``. Only the numbers that its kind has are read, and none beside
    points of a curve, which say what kind it is too."""
    kind, curve = posted.text("kind"), points_posted(posted)
    said = {"by": posted.day("by"), "effective_on": posted.day("effective_on")}
    if curve is not None:
        return {"kind": kind_of(curve, kind), "curve": curve, **said, "why": posted.text("why")}
    fields: dict[str, Any] = {
        "kind": kind,
        "low": posted.number("low") if kind in (TargetKind.AT_LEAST, TargetKind.WITHIN) else None,
        "high": posted.number("high") if kind in (TargetKind.AT_MOST, TargetKind.WITHIN) else None,
        **said,
        "why": posted.text("why"),
    }
    return fields | {name: posted.number(name) for name in ("worst", "red", "best")}
