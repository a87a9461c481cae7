"""Charts drawn once, on the server, as SVG without a single inline style: the same picture in the
page, in print and, as its words and table, for a screen reader. Pure functions of their data."""

from headway.web.charts.bars import bars
from headway.web.charts.columns import columns
from headway.web.charts.histogram import histogram
from headway.web.charts.lines import lines
from headway.web.charts.measures import bar, confidence, score_rail, shift
from headway.web.charts.model import Outlook, Point, TargetMove, Trajectory
from headway.web.charts.process import process
from headway.web.charts.process_model import Call, Flag, ProcessChart, ProcessPoint, Stretch
from headway.web.charts.process_spark import ProcessSpark, process_spark
from headway.web.charts.ruler import ruler
from headway.web.charts.scatter import scatter
from headway.web.charts.spark import spark
from headway.web.charts.strategy_map import strategy_map
from headway.web.charts.strategy_map_model import MapGoal, MapLane, MapLink, StrategyMap
from headway.web.charts.sureness import confidence_course
from headway.web.charts.trajectory import trajectory

__all__ = [
    "Call",
    "Flag",
    "MapGoal",
    "MapLane",
    "MapLink",
    "Outlook",
    "Point",
    "ProcessChart",
    "ProcessPoint",
    "ProcessSpark",
    "StrategyMap",
    "Stretch",
    "TargetMove",
    "Trajectory",
    "bar",
    "bars",
    "columns",
    "confidence",
    "confidence_course",
    "histogram",
    "lines",
    "process",
    "process_spark",
    "ruler",
    "scatter",
    "score_rail",
    "shift",
    "spark",
    "strategy_map",
    "trajectory",
]
