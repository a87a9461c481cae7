"""A part of the organisation's plan as plain values, for the rules of ``core.review``.

What is reviewed is what the reader may read. What lies above it, or beside it for comparison, is
context: it counts and is on the way to a goal, also where it is hidden, but then without its words.
"""

from headway.okrs.queries.planned.facts import Told
from headway.okrs.queries.planned.neighbours import neighbours_of
from headway.okrs.queries.planned.objectives import MOST_LEVELS
from headway.okrs.queries.planned.reading import AT_MOST, Part, loads_of, planned_part

__all__ = ["AT_MOST", "MOST_LEVELS", "Part", "Told", "loads_of", "neighbours_of", "planned_part"]
