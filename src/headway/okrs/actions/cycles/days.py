"""Which days a cycle may have: how long it lasts, when its plan locks, what must lie inside it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.core.planning.calendar import calendar_problems
from headway.kit.problems import FieldError
from headway.okrs.models import Cycle
from headway.okrs.queries.calendars import own_dates

PLAN_LOCK_AFTER = timedelta(days=14)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST = timedelta(days=3653)
"""Ten years; what is longer, or begins outside the days above, is a slip of the pen."""


def usual_lock(starts_on: date, ends_on: date, today: date) -> date:
    """The day on which a plan locks that nobody chose a day for. Of a cycle that runs already it
    leaves time to plan: a plan that is born locked makes every first objective a goal post. One
    that is over was planned in its time."""
    usual = starts_on + min(PLAN_LOCK_AFTER, ends_on - starts_on)
    return today + min(PLAN_LOCK_AFTER, ends_on - today) if usual < today <= ends_on else usual


def date_errors(
    starts_on: date, ends_on: date, lock_on: date, parent: Cycle | None
) -> list[FieldError]:
    """A cycle has a first and a last day, the lock between them, and lies inside its parent."""
    if ends_on <= starts_on:
        return [FieldError("ends_on", "order", _("The last day must be after the first."))]
    if not EARLIEST <= starts_on <= LATEST or ends_on - starts_on > LONGEST:
        return [
            FieldError("ends_on", "range", _("A cycle lasts ten years at most. Check the years."))
        ]
    errors = []
    if not starts_on <= lock_on <= ends_on:
        errors.append(
            FieldError("plan_lock_on", "outside", _("The plan lock must lie inside the cycle."))
        )
    if parent and not (parent.starts_on <= starts_on and ends_on <= parent.ends_on):
        errors.append(
            FieldError(
                "starts_on",
                "outside_parent",
                _("The cycle must lie inside %(parent)s.") % {"parent": parent.name},
            )
        )
    return errors


def calendar_errors(cycle: Cycle) -> list[FieldError]:
    """Steps with days of their own must still fit in."""
    if not calendar_problems(cycle.starts_on, cycle.ends_on, own_dates(cycle)):
        return []
    message = _("Steps of its calendar no longer fit. Change the calendar first.")
    return [FieldError("plan_lock_on", "calendar", message)]


def lock_day_errors(cycle: Cycle, before: dict[str, object], today: date) -> list[FieldError]:
    """A plan is not locked after the fact: what changed since was free to change."""
    if cycle.plan_lock_on == before["plan_lock_on"] or cycle.plan_lock_on >= today:
        return []
    message = _("This day is over. Choose today or a later day, or lock the plan by hand.")
    return [FieldError("plan_lock_on", "past", message)]


def children_errors(cycle: Cycle) -> list[FieldError]:
    """The cycles that it holds still lie inside it. One query."""
    outside = cycle.children.filter(
        Q(starts_on__lt=cycle.starts_on) | Q(ends_on__gt=cycle.ends_on)
    ).order_by("starts_on")
    names = ", ".join(outside.values_list("name", flat=True))
    if not names:
        return []
    message = _("It holds %(names)s, which would lie outside. Move those first.")
    return [FieldError("ends_on", "children_outside", message % {"names": names})]
