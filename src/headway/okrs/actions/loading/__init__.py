"""Write a whole plan at once: the bulk door for imports.

Imported files hold what the step-by-step actions refuse, and rightly so: closed cycles, objectives
without owner or key result, progress stated outright. This writes them as they are, in one
transaction, measures every figure they move and records one event for each object.
"""

from headway.okrs.actions.loading.writing import Progress, load_plan

__all__ = ["Progress", "load_plan"]
