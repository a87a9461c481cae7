"""What the pages of objectives and key results say of the coach's suggestions that wait there."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest

from headway.coaching.queries.suggestions import waiting_about
from headway.people.access import actor_of
from headway.web.panels import panel


def register() -> None:
    """Once, at start."""
    panel("objective:tools", partial(_waiting, "objective_id"))
    panel("key_result:tools", partial(_waiting, "key_result_id"))


def _waiting(field: str, request: HttpRequest, subject_id: int) -> tuple[str, dict[str, object]]:
    """One query."""
    found = waiting_about(actor_of(request), **{field: subject_id})
    return "coaching/_waiting.html", {"found": found}
