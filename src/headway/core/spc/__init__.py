"""Limits instead of noise: when did a process really change? (docs/methods, section 3)"""

from headway.core.spc.baselines import (
    FEWEST,
    LOCKED,
    USABLE,
    Lack,
    Settings,
    Stage,
    Stretch,
    changed_signals,
    stretches,
)
from headway.core.spc.checks import Check, Doubt, autocorrelation, doubts, skewness
from headway.core.spc.false_alarms import (
    RuleSet,
    Watched,
    expected_false_alarms,
    false_alarm_chance,
)
from headway.core.spc.forms import Fitted, Form, fit
from headway.core.spc.limits import (
    Limits,
    Spread,
    moving_ranges,
    process_limits,
    range_signals,
)
from headway.core.spc.rules import DEFAULT, RULES, Signal, signals
from headway.core.spc.run_charts import RunChart, run_chart
from headway.core.spc.states import (
    Advice,
    Assurance,
    Better,
    Colour,
    State,
    Variation,
    assurance,
    false_reds,
    miss_chance,
    state,
    variation,
)

__all__ = [
    "DEFAULT",
    "FEWEST",
    "LOCKED",
    "RULES",
    "USABLE",
    "Advice",
    "Assurance",
    "Better",
    "Check",
    "Colour",
    "Doubt",
    "Fitted",
    "Form",
    "Lack",
    "Limits",
    "RuleSet",
    "RunChart",
    "Stretch",
    "Settings",
    "Signal",
    "Spread",
    "Stage",
    "State",
    "Variation",
    "Watched",
    "assurance",
    "autocorrelation",
    "changed_signals",
    "doubts",
    "expected_false_alarms",
    "false_alarm_chance",
    "false_reds",
    "fit",
    "miss_chance",
    "moving_ranges",
    "process_limits",
    "range_signals",
    "run_chart",
    "stretches",
    "signals",
    "skewness",
    "state",
    "variation",
]
