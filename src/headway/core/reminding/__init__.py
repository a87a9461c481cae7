"""When people work, what they are reminded of and when, and who hears of what waits too long
(docs/methods 8)."""

from headway.core.reminding.deciding import Decision, Matter, Verdict, Wishes, reminder
from headway.core.reminding.escalating import Escalation, EscalationDays, Level, escalation
from headway.core.reminding.working import (
    Away,
    Holiday,
    Off,
    WorkingCalendar,
    is_working_moment,
    last_working_day,
    next_moment,
    why_off,
    working_day_after,
    working_day_before,
    working_days_between,
)

__all__ = [
    "Away",
    "Decision",
    "Escalation",
    "EscalationDays",
    "Holiday",
    "Level",
    "Matter",
    "Off",
    "Verdict",
    "Wishes",
    "WorkingCalendar",
    "escalation",
    "is_working_moment",
    "last_working_day",
    "next_moment",
    "reminder",
    "why_off",
    "working_day_after",
    "working_day_before",
    "working_days_between",
]
