"""Open cycles, give their steps days, lock the plan, move them through their phases, close."""

from headway.okrs.actions.cycles.calendar import set_calendar
from headway.okrs.actions.cycles.days import EARLIEST, LATEST, LONGEST, PLAN_LOCK_AFTER
from headway.okrs.actions.cycles.definition import create_cycle, update_cycle
from headway.okrs.actions.cycles.lock import lock_plan, unlock_plan
from headway.okrs.actions.cycles.phases import set_phase, undo_step

__all__ = [
    "EARLIEST",
    "LATEST",
    "LONGEST",
    "PLAN_LOCK_AFTER",
    "create_cycle",
    "lock_plan",
    "set_calendar",
    "set_phase",
    "undo_step",
    "unlock_plan",
    "update_cycle",
]
