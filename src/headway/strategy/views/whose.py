"""Whose goals a page of the strategy is about, for its template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from headway.people.access import actor_of, organisation_of
from headway.strategy.queries.elsewhere import may_use_elsewhere
from headway.strategy.queries.whose import Whose, lacking_words, may_edit


def whose_words(request: HttpRequest, whose: Whose, *, is_past: bool) -> dict[str, Any]:
    """Whose goals a page is about, and what may be done with them. ``named`` is whom its answer
    speaks of: nobody where one looks at the organisation and sees it. No query."""
    actor, organisation = actor_of(request), organisation_of(request).name
    return {
        "whose": whose,
        "whose_name": whose.name or organisation,
        "named": whose.name or (organisation if whose.lacking_id else ""),
        "lacking": lacking_words(whose, organisation),
        "may_begin": not is_past
        and whose.lacking_id is not None
        and may_edit(actor, whose.lacking_id, whose.lacking_path),
        "may_use": not is_past and may_use_elsewhere(actor),
        "may_edit": not is_past and may_edit(actor, whose.unit_id, whose.path),
    }
