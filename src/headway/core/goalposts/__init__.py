"""Goal posts that moved after plan lock: how far, which score counts, how often it happens
(docs/methods 1.8 and 1.9)."""

from headway.core.goalposts.index import (
    Direction,
    GoalPostIndex,
    Move,
    Posts,
    Severity,
    Step,
    goal_post_index,
    is_late_rescue,
    severity_of,
)
from headway.core.goalposts.rate import ChangeRate, RateBand, change_rate, rate_of
from headway.core.goalposts.record import (
    PLANNING_CORRECTION,
    Change,
    Plan,
    fields_under,
    is_planning_correction,
    number_of_record,
)
from headway.core.goalposts.targets import (
    KpiTarget,
    TargetChange,
    is_later_day,
    is_rescued,
    target_index,
)

__all__ = [
    "PLANNING_CORRECTION",
    "Change",
    "ChangeRate",
    "Direction",
    "GoalPostIndex",
    "KpiTarget",
    "Move",
    "Plan",
    "Posts",
    "RateBand",
    "Severity",
    "Step",
    "TargetChange",
    "change_rate",
    "fields_under",
    "goal_post_index",
    "is_late_rescue",
    "is_later_day",
    "is_planning_correction",
    "is_rescued",
    "number_of_record",
    "rate_of",
    "severity_of",
    "target_index",
]
