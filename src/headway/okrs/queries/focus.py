"""Whether a unit takes on more than it can hold in mind (docs/methods 7.3)."""

from __future__ import annotations

from headway.core.planning.focus import MOST_KEY_RESULTS, MOST_OBJECTIVES
from headway.okrs.models import Objective, State
from headway.people.models import FocusRule, Organisation

TAKEN_ON = (State.PROPOSED, State.AGREED, State.RUNNING)


def focus_rule(organisation_id: int) -> FocusRule:
    """What the organisation asks for beyond the limits. One query."""
    rule = Organisation.objects.values_list("focus_rule", flat=True).get(pk=organisation_id)
    return FocusRule(rule)


def taken_on(objective: Objective) -> int:
    """What the unit has proposed, agreed or running in the cycle besides this one. One query."""
    return (
        Objective.objects.filter(
            cycle_id=objective.cycle_id,
            unit_id=objective.unit_id,
            archived_at__isnull=True,
            state__in=TAKEN_ON,
        )
        .exclude(pk=objective.pk)
        .count()
    )


def beyond(others: int, key_results: int) -> tuple[str, ...]:
    """Which limits an objective passes that comes to ``others`` with so many key results:
    objectives, key_results.

    >>> beyond(4, 5), beyond(5, 6)
    ((), ('objectives', 'key_results'))
    """
    passed = {
        "objectives": others + 1 > MOST_OBJECTIVES,
        "key_results": key_results > MOST_KEY_RESULTS,
    }
    return tuple(name for name, is_passed in passed.items() if is_passed)
