"""Hold a plan to its focus: what passes the limits says why, or is refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from headway.core.planning.focus import MOST_KEY_RESULTS, MOST_OBJECTIVES
from headway.kit.problems import FieldError
from headway.okrs.models import Objective
from headway.okrs.queries.focus import beyond, focus_rule, taken_on
from headway.people.models import FocusRule


def passed_limits(objective: Objective) -> tuple[str, ...]:
    """Which limits it passes when it is taken on: objectives, key_results. Two queries."""
    key_results = objective.key_results.filter(cancelled_on__isnull=True, is_health=False).count()
    return beyond(taken_on(objective), key_results)


def focus_errors(objective: Objective, passed: tuple[str, ...], reason: str) -> list[FieldError]:
    """What stands in the way of taking it on: nothing within the limits; beyond them the
    organisation's rule, or a missing reason. One query beyond the limits."""
    if blocked := blocked_errors(objective, passed):
        return blocked
    if not passed or reason or objective.focus_reason:
        return []
    return [FieldError("focus_reason", "focus", _words(passed, objective, _("Say why.")))]


def blocked_errors(objective: Objective, passed: tuple[str, ...]) -> list[FieldError]:
    """The same for somebody who decides and owes no reason: only the organisation's rule counts."""
    if not passed or focus_rule(objective.organisation_id) != FocusRule.BLOCK:
        return []
    then = _("Your organisation stops here: take something out first.")
    return [FieldError("focus", "focus_blocked", _words(passed, objective, then))]


def _words(passed: Iterable[str], objective: Objective, then: str) -> str:
    said = {
        "objectives": _(
            "%(unit)s has %(most)d objectives in %(cycle)s already; more than that is no focus."
        )
        % {
            "unit": objective.unit.name,
            "most": MOST_OBJECTIVES,
            "cycle": objective.cycle.name,
        },
        "key_results": _("More than %(most)d key results are too many to steer by.")
        % {"most": MOST_KEY_RESULTS},
    }
    return " ".join([*(said[name] for name in passed), then])
