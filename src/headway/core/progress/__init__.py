"""Progress of one key result: from a definition and readings to ``raw`` and ``score``.

``raw`` may be below 0 or above 1 and is stored and shown; ``score`` is raw held between 0 and 1 and
is what is averaged (docs/methods, section 1.2). One module for the kinds that are measured alike.
"""

from headway.core.progress.anchored import interpolate
from headway.core.progress.holding import period_grade
from headway.core.progress.kinds import key_result_progress
from headway.core.progress.readings import aggregate, due_period_values
from headway.core.progress.results import Part, Progress, score_of, stated_progress

__all__ = [
    "Part",
    "Progress",
    "aggregate",
    "due_period_values",
    "interpolate",
    "key_result_progress",
    "period_grade",
    "score_of",
    "stated_progress",
]
