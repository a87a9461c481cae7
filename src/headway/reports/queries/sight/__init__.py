"""From the mission to any key result: what serves what, in one unit and cycle, on a day.

Up to 500 objectives in scope the whole graph is read at once (``graph``) and every branch knows how
its key results stand. Beyond that branches are read one at a time (``stored``).
"""

from __future__ import annotations

from headway.people.access import Actor
from headway.reports.queries.sight.graph import Graph, read_graph
from headway.reports.queries.sight.nodes import (
    LOCAL,
    MISSION,
    ORPHANS,
    PAGE,
    UNSEEN,
    Children,
    Node,
    Source,
    Summary,
    View,
    branch_title,
)
from headway.reports.queries.sight.scope import goals_in_view
from headway.reports.queries.sight.stored import Stored
from headway.strategy.queries import current_statements

__all__ = [
    "LOCAL", "MISSION", "ORPHANS", "PAGE", "UNSEEN", "Children", "Graph", "Node", "Source",
    "Stored", "Summary", "View", "branch_title", "read_sight",
]  # fmt: skip


def read_sight(actor: Actor, view: View) -> Graph | Stored:
    """The line of sight of a view."""
    mission = current_statements(actor, view.as_of).get("mission")
    every_goal = goals_in_view(actor, view)
    found = read_graph(actor, view, mission, every_goal)
    return found if found is not None else Stored(actor, view, mission, every_goal)
