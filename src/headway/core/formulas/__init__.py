"""Derived KPIs: formulas over other KPIs that are read, never run as code (docs/methods 3.9)."""

from headway.core.formulas.dependencies import order
from headway.core.formulas.evaluating import Missing, Outcome, Reason, evaluate, outcome
from headway.core.formulas.nodes import FUNCTIONS, Formula
from headway.core.formulas.parsing import LONGEST, MOST_STEPS, parse
from headway.core.formulas.periods import Derived, Input, Part, derive
from headway.core.formulas.units import unit_of

__all__ = [
    "FUNCTIONS",
    "LONGEST",
    "MOST_STEPS",
    "Derived",
    "Formula",
    "Input",
    "Missing",
    "Outcome",
    "Part",
    "Reason",
    "derive",
    "evaluate",
    "order",
    "outcome",
    "parse",
    "unit_of",
]
