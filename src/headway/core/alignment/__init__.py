"""The alignment graph: circles, order, depth, roll-up, shares, influence, and what is worth a word
(docs/methods 2.2)."""

from headway.core.alignment.cautions import (
    DEEP,
    DOMINANT,
    Drag,
    dominant,
    too_deep,
    worst,
)
from headway.core.alignment.graph import (
    Order,
    Parents,
    circles,
    depths,
    knots,
    path_between,
    redundant_edges,
    topological_order,
)
from headway.core.alignment.rollup import (
    Node,
    RolledUp,
    combined,
    influence,
    roll_up,
    weights_of,
)
from headway.core.alignment.shares import check_shares, effective_shares
from headway.core.alignment.sweep import Swept, sweep

__all__ = [
    "DEEP", "DOMINANT", "Drag", "Node", "Order", "Parents", "RolledUp", "Swept",
    "check_shares", "circles", "combined", "depths", "dominant", "effective_shares", "influence",
    "knots", "path_between", "redundant_edges", "roll_up", "sweep", "too_deep", "topological_order",
    "weights_of", "worst",
]  # fmt: skip
