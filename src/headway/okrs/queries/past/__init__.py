"""The past, rewound from the events: how objectives, key results and links stood at the end of a
day (docs/adr/0022).

Nothing of it is stored a second time. What stands is read as for today, and what events after that
day tell of the values before them is put over it, walking back from the latest. Nobody comes here
for today's figures.
"""

from headway.okrs.queries.past.closures import ClosureThen
from headway.okrs.queries.past.key_results import KeyResultThen, Removed, key_results_then
from headway.okrs.queries.past.links import LinkThen, links_from, links_into, own_weights_then
from headway.okrs.queries.past.moments import Moment, moment_for, moment_of
from headway.okrs.queries.past.objectives import (
    ObjectiveThen,
    counting_then,
    cycle_days,
    objectives_then,
)
from headway.okrs.queries.past.places import left_since, names_then

__all__ = [
    "ClosureThen", "KeyResultThen", "LinkThen", "Moment", "ObjectiveThen", "Removed",
    "counting_then", "cycle_days", "key_results_then", "left_since", "links_from",
    "links_into", "moment_for", "moment_of", "names_then", "objectives_then", "own_weights_then",
]  # fmt: skip
