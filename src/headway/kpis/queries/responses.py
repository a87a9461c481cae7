"""The answers to signals that a meeting looks at: those that are open, and those that were closed
since the last one. The review of a cycle reads them, and so can a weekly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import DAY
from headway.kit.clock import end_of_day
from headway.kpis.models import Kpi
from headway.kpis.queries.known.records import ResponseRow, responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.people.access import Actor
from headway.web.formats import count_at_start, count_word


@dataclass(frozen=True, slots=True)
class MeetingResponse:
    """A response with the unit of its KPI, as far as it had come on the day looked at."""

    response: ResponseRow
    unit_id: int
    unit_name: str

    def is_overdue(self, day: date) -> bool:
        """Whether its next step should have been taken before a day."""
        return self.response.due_on is not None and self.response.due_on < day


def responses_since(
    actor: Actor, unit_path: str, since: date, until: date
) -> list[MeetingResponse]:
    """Responses of a unit's KPIs, and those below, that were open at any time from ``since`` to
    ``until``, as they stood at its end: overdue ones first, then open ones, then closed ones; the
    longest open first. Two queries; one or two more where one was told again since.

    A weekly asks from a week ago until today, the review of a cycle from its first day.
    """
    within = Q(kpi__unit__path__startswith=unit_path) if unit_path else Q()
    at = end_of_day(until, actor.time_zone)
    rows = responses_between(
        actor,
        within,
        raised_by=at,
        closed_after=end_of_day(since - DAY, actor.time_zone),
    )
    units = _units({row.kpi_id for row in rows})
    found = [MeetingResponse(row, *units[row.kpi_id]) for row in responses_then(actor, rows, at)]
    return sorted(found, key=lambda one: (not one.response.is_open, not one.is_overdue(until)))


def _units(kpi_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    rows = Kpi.objects.filter(pk__in=kpi_ids).values_list("id", "unit_id", "unit__name")
    return {kpi_id: (unit_id, name) for kpi_id, unit_id, name in rows}


def responses_said(found: Collection[MeetingResponse], day: date) -> str:
    """ "Four signals were answered or wait: two are open, one of them overdue." """
    if not found:
        return _("No signal of a KPI asked for an answer.")
    open_ones = [one for one in found if one.response.is_open]
    words = ngettext("%(count)s signal", "%(count)s signals", len(found))
    said = words % {"count": count_at_start(len(found))}
    if not open_ones:
        return _("%(signals)s, all answered.") % {"signals": said}
    late = sum(one.is_overdue(day) for one in open_ones)
    more = _("%(count)s still open") % {"count": count_word(len(open_ones))}
    if late:
        more += _(", %(count)s overdue") % {"count": count_word(late)}
    return f"{said}: {more}."
