"""Set the days of the steps of a cycle's planning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.planning.calendar import Dates, calendar_problems, planning_calendar
from headway.core.planning.expectations import Step
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.checks import check_version
from headway.okrs.models import Cycle, Phase
from headway.okrs.queries.calendars import STEPS, calendar_of, own_dates, with_room
from headway.okrs.queries.doors import get_cycle
from headway.people.access import Actor, Permission, require

Days = tuple[date | None, date | None]


@transaction.atomic
def set_calendar(
    actor: Actor, cycle_id: int, *, dates: Mapping[str, Days], version: int | None = None
) -> Cycle:
    """Give steps days of their own: first and last day by the name of the step, one of the two may
    be left open. Every other step gets its usual days, and the plan locks on the last day of the
    step ``lock``. After the lock that day stays.

    Raises NotAllowed, NotFound, InvalidInput (``field`` is the step), Conflict (closed, locked),
    Outdated.
    """
    require(actor, Permission.CYCLE_MANAGE)
    cycle = get_cycle(actor, cycle_id, lock=True)
    check_version(cycle, version)
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    given = _read(dates)
    locked = cycle.is_locked(clock.today(actor.time_zone))
    if locked and Step.LOCK not in given and calendar_of(cycle).dates(Step.LOCK).is_own:
        given[Step.LOCK] = own_dates(cycle)[Step.LOCK]
    given = with_room(cycle, given)
    _refuse_unfitting(cycle, given)
    calendar = planning_calendar(cycle.starts_on, cycle.ends_on, given)
    lock_on = calendar.dates(Step.LOCK).due_on
    if locked and lock_on != cycle.plan_lock_on:
        raise Conflict(
            _("The plan of %(cycle)s is locked: the day of its lock stays.")
            % {"cycle": cycle.name},
            code="plan_locked",
        )
    before = _words(cycle)
    cycle.calendar = {
        str(row.step): [row.starts_on.isoformat(), row.due_on.isoformat()]
        for row in calendar.steps
        if row.is_own
    }
    cycle.plan_lock_on = lock_on
    after = _words(cycle)
    if before != after:
        cycle.version += 1
        cycle.save(update_fields=["calendar", "plan_lock_on", "version"])
        record(
            actor,
            Entry("cycle.calendar_changed", "cycle", cycle.pk, cycle.name, before, after),
        )
    return cycle


def _read(dates: Mapping[str, Days]) -> dict[Step, Dates]:
    unknown = [name for name in dates if name not in STEPS]
    if unknown:
        raise InvalidInput(
            _("A calendar has no step %(names)s.") % {"names": ", ".join(sorted(unknown))},
            errors=[FieldError(name, "unknown", _("There is no such step.")) for name in unknown],
        )
    return {Step(name): Dates(*pair) for name, pair in dates.items() if any(pair)}


def _refuse_unfitting(cycle: Cycle, given: Mapping[Step, Dates]) -> None:
    problems = calendar_problems(cycle.starts_on, cycle.ends_on, given)
    if problems:
        raise InvalidInput(
            _("The calendar was not saved. Mend what is marked."),
            errors=[FieldError(str(p.field), p.code, _(str(p))) for p in problems],
        )


def _words(cycle: Cycle) -> dict[str, str]:
    """The calendar as an event tells it: every step by name, empty with its usual days."""
    own = cycle.calendar
    return {
        **{str(step): " – ".join(own[step]) if step in own else "" for step in Step},
        "plan_lock_on": cycle.plan_lock_on.isoformat(),
    }
