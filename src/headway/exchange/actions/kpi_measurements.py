"""Bring in what KPIs came to: the values of a file, each KPI all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.exchange.actions.brought import Brought
from headway.exchange.actions.kpi_segments import measured_changes
from headway.exchange.formats.kpis import ImportedValue
from headway.exchange.formats.plan import Finding
from headway.kit.problems import InvalidInput, Problem
from headway.kpis.actions.measurements import Reading, Recorded, record_many
from headway.kpis.models import ValueOrigin
from headway.people.access import Actor

TOGETHER = 200
"""KPIs whose values are written at once."""


def bring_values(
    actor: Actor, brought: Brought, by_id: Mapping[int, Sequence[ImportedValue]]
) -> None:
    """Write the values of KPIs, by their ids; what is refused is named by its line."""
    ids = list(by_id)
    for first in range(0, len(ids), TOGETHER):
        readings = {key: _readings(by_id[key]) for key in ids[first : first + TOGETHER]}
        done = record_many(actor, readings, origin=ValueOrigin.FILE)
        for kpi_id, each in done.items():
            _measured(brought, by_id[kpi_id], each)


def _measured(brought: Brought, values: Sequence[ImportedValue], done: Recorded | Problem) -> None:
    if isinstance(done, Problem):
        _refused(brought, values, done)
        return
    brought.created["measurements"] += len(done.created)
    brought.updated["measurements"] += len(done.changed)
    brought.unchanged["measurements"] += len(done.unchanged)
    brought.changes += measured_changes(done)


def _refused(brought: Brought, values: Sequence[ImportedValue], problem: Problem) -> None:
    """Name the lines that cannot be used, and how many stay out for their sake."""
    errors = problem.errors if isinstance(problem, InvalidInput) else ()
    named: dict[int, str] = {}
    of_all = problem.detail
    for error in errors:
        place = error.field.partition(".")[2].partition(".")[0]
        if place.isdecimal():
            named.setdefault(int(place), error.message)
        else:
            of_all = error.message
    for at, message in named.items():
        found = Finding(values[at].line, values[at].kpi, str(message))
        brought.rejected.append(found)
    rest = len(values) - len(named)
    if rest:
        said = ngettext(
            "%(count)d value stays out: %(why)s", "%(count)d values stay out: %(why)s", rest
        )
        why = _("others of its KPI cannot be used.") if named else of_all
        text = said % {"why": why, "count": rest}
        brought.rejected.append(Finding(values[0].line, values[0].kpi, text))


def _readings(values: Sequence[ImportedValue]) -> list[Reading]:
    return [
        Reading(
            one.on,
            one.value,
            one.numerator,
            one.denominator,
            one.state,
            one.reason,
            one.segment,
            one.word,
        )
        for one in values
    ]
