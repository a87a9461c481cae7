"""What comes into a plan that is locked: it counts from that day, and with less weight."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.activity.actions import Entry
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.goalposts import write_membership
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.models import Cycle, Objective
from headway.people.access import Actor


def late_on(actor: Actor, cycle: Cycle) -> date | None:
    """The day from which something counts that is written today, where that is not the cycle's
    first: what comes after plan lock, to an objective of the plan or to one that is late itself."""
    return cycle.late_on(clock.today(actor.time_zone))


def refuse_too_late(cycle: Cycle, day: date | None) -> None:
    """Raise Conflict when what comes on this day has no weight left: it shrinks with the time that
    has passed, to nothing on the last day."""
    if day is not None and day >= cycle.ends_on:
        raise Conflict(
            _(
                "The last day of %(cycle)s has come: what is added now could not count any more. "
                "Add it to an objective of the next cycle."
            )
            % {"cycle": cycle.name},
            code="cycle_over",
        )


def count_from_today(actor: Actor, objective: Objective) -> list[Entry]:
    """Once an objective is agreed: its key results that were drafted or carried over after plan
    lock count from now on, not from the day somebody wrote them down, and the ledger tells that
    they came. Stores every number this moves; returns the events, for the caller to record. What
    was planned in time and only signed late stays as it was planned. Raises Conflict (too late)."""
    day = late_on(actor, objective.cycle)
    late = objective.key_results.filter(added_on__isnull=False, cancelled_on__isnull=True)
    if day is None or not (found := list(late.order_by("position", "id"))):
        return []
    refuse_too_late(objective.cycle, day)
    events = []
    for key_result in found:
        key_result.objective = objective
        before, key_result.added_on = key_result.added_on, day
        if before != day:
            key_result.version += 1
            key_result.save(update_fields=["added_on", "version"])
            events.append(
                Entry(
                    "key_result.changed", "key_result", key_result.pk, key_result.title,
                    {"added_on": before}, {"added_on": day},
                )
            )  # fmt: skip
            measure_key_result(key_result)
    measure_objective(objective)
    reason = _("Drafted after plan lock; it counts from the day it was agreed.")
    for key_result in found:
        write_membership(actor, key_result, "added", None, reason)
    return events
