"""A KPI's values put together: to longer periods, and over its segments (docs/methods 3.10)."""

from headway.core.measurements.measured import Aggregation, Measured, ratio
from headway.core.measurements.periods import InTime, in_time, shorter
from headway.core.measurements.segments import OverSegments, over_segments, shares

__all__ = [
    "Aggregation",
    "InTime",
    "Measured",
    "OverSegments",
    "in_time",
    "over_segments",
    "ratio",
    "shares",
    "shorter",
]
