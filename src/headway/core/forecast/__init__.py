"""Will a key result hit its target? What its readings lead to, and how sure that is
(docs/methods, section 4)."""

from headway.core.forecast.ahead import FORESEEN_KINDS, foreseen
from headway.core.forecast.due_periods import expected_share, period_probability, still_needed
from headway.core.forecast.goals import AIMED_SHARE, aim
from headway.core.forecast.outlooks import outlook
from headway.core.forecast.owner import blend, disagrees, shown
from headway.core.forecast.results import Basis, FanPoint, NoOutlook, Outlook, Reason
from headway.core.forecast.scores import (
    ObjectiveOutlook,
    Prospect,
    expected_score,
    objective_outlook,
)
from headway.core.forecast.walk import Forecast, clipped, forecast

__all__ = [
    "AIMED_SHARE",
    "FORESEEN_KINDS",
    "Basis",
    "FanPoint",
    "Forecast",
    "NoOutlook",
    "ObjectiveOutlook",
    "Outlook",
    "Prospect",
    "Reason",
    "aim",
    "blend",
    "clipped",
    "disagrees",
    "expected_score",
    "expected_share",
    "forecast",
    "foreseen",
    "objective_outlook",
    "outlook",
    "period_probability",
    "shown",
    "still_needed",
]
