"""The frame around every page: which unit and cycle are looked at, where one can go, what is new.

Two doors: ``scope_for(request)`` tells a view what is chosen; ``context(request)`` gives templates
the filled ``shell``.
"""

from headway.people.access import actor_of
from headway.reports.queries.due import Due
from headway.reports.shell.due import due_for
from headway.reports.shell.frame import context
from headway.reports.shell.scope import Scope, remember, scope_for

__all__ = ["Due", "Scope", "actor_of", "context", "due_for", "remember", "scope_for"]
