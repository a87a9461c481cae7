"""Charts drawn once, on the server, as SVG without a single inline style: the same picture in the
page, in print and, as its title and table, for a screen reader. Pure functions of their data."""

from headway.web.charts.measures import bar, confidence
from headway.web.charts.model import Point, Trajectory
from headway.web.charts.spark import spark
from headway.web.charts.trajectory import trajectory

__all__ = ["Point", "Trajectory", "bar", "confidence", "spark", "trajectory"]
