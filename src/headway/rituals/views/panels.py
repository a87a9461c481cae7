"""What the page of a cycle says of the meeting that belongs to its phase."""

from __future__ import annotations

from django.http import HttpRequest

from headway.okrs.models import Phase
from headway.okrs.queries.cycles import cycle_among, list_cycles
from headway.okrs.views.request import scope_of
from headway.people.access import actor_of
from headway.rituals.models import MeetingKind
from headway.rituals.queries.ahead import OF_PHASE, sessions_ahead


def meeting_of_phase(request: HttpRequest, cycle_id: int) -> tuple[str, dict[str, object]]:
    """For the unit in scope. Two queries."""
    actor, scope = actor_of(request), scope_of(request)
    cycle = cycle_among(list_cycles(actor), cycle_id)
    kind = None if scope.kept_day else OF_PHASE.get(Phase(cycle.phase))
    ahead = []
    if scope.unit is not None and kind not in (None, MeetingKind.WEEKLY):
        unit = scope.unit.id, scope.unit.path
        ahead = sessions_ahead(actor, unit, [cycle], scope.today, kinds=[MeetingKind(kind)])
    return "rituals/_phase.html", {
        "kind": kind,
        "title": str(kind.label) if kind else "",
        "unit": scope.unit,
        "one": ahead[0] if ahead else None,
    }
