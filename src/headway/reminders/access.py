"""Who may choose for themselves: everybody, viewers too, but no token that only reads."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import NotAllowed
from headway.people.access import ADMIN_SCOPE, WRITE_SCOPE, Actor

CHOOSING = frozenset({WRITE_SCOPE, ADMIN_SCOPE})


def require_choosing(actor: Actor) -> None:
    """Raises NotAllowed for a token without the scope to write."""
    if actor.scopes is not None and not CHOOSING & actor.scopes:
        said = _("The token lacks the scope: %(scopes)s.")
        raise NotAllowed(said % {"scopes": ", ".join(sorted(CHOOSING))}, code="scope")
