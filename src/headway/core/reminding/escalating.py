"""Who hears of what waits too long: after agreed working days the lead, later the coach
(docs/methods 8.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.errors import DefinitionError
from headway.core.reminding.working import WorkingCalendar, working_days_between
from headway.core.texts import gettext_noop as _

LONGEST = 60
"""Working days that a level may wait: a quarter of a year."""


class Level(StrEnum):
    """To whom something goes that waits."""

    LEAD = "lead"
    COACH = "coach"


@dataclass(frozen=True, slots=True)
class EscalationDays:
    """After how many working days past the due day each hears of it; None: never."""

    lead: int | None = 3
    coach: int | None = 5


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is to be told now, who was told and may forget it, and how many working days it is
    late."""

    tell: tuple[Level, ...] = ()
    withdraw: tuple[Level, ...] = ()
    days_late: int = 0


def escalation(
    due_on: date,
    today: date,
    days: EscalationDays,
    calendar: WorkingCalendar,
    *,
    is_done: bool = False,
    told: Collection[Level] = (),
) -> Escalation:
    """What becomes of something that is or is not done.

    Parameters
    ----------
    due_on, today
        When it was due, and the day that is looked at.
    days
        What was agreed.
    calendar
        That of who is to do it: days on which they are away do not count.
    is_done
        It is done: whoever was told may forget it.
    told
        Who was told already; each is told once.

    Returns
    -------
    Escalation
        Both levels at once where the days of both are over.

    Examples
    --------
    >>> friday, found = date(2026, 11, 20), []
    >>> for day in (25, 27):
    ...     found.append(escalation(
    ...         friday, date(2026, 11, day), EscalationDays(3, 5), WorkingCalendar(),
    ...         told=[level for one in found for level in one.tell]))
    >>> [(one.days_late, [str(level) for level in one.tell]) for one in found]
    [(3, ['lead']), (5, ['coach'])]

    Source: docs/methods 8.3.
    """
    if is_done:
        return Escalation(withdraw=tuple(level for level in Level if level in told))
    late = working_days_between(calendar, due_on, today)
    after = {Level.LEAD: days.lead, Level.COACH: days.coach}
    reached = [level for level, count in after.items() if count is not None and late >= count]
    return Escalation(tuple(level for level in reached if level not in told), (), late)


def check_days(days: EscalationDays) -> None:
    """Raises DefinitionError for days below 1 or beyond 60, and for a coach told before the lead.

    >>> check_days(EscalationDays(3, 5))
    """
    for name, count in (("lead_after", days.lead), ("coach_after", days.coach)):
        if count is not None and not 1 <= count <= LONGEST:
            raise DefinitionError(_("Choose 1 to 60 working days."), code="RANGE", field=name)
    if days.lead is not None and days.coach is not None and days.coach < days.lead:
        raise DefinitionError(
            _("The coach hears of it after the lead, not before."),
            code="ORDER",
            field="coach_after",
        )
