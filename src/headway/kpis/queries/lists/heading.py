"""The heading of the list of KPIs: is the running business healthy?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.spc import Colour, Variation
from headway.kpis.queries.lists.answered import Answered
from headway.kpis.queries.lists.health import UnitHealth
from headway.kpis.queries.lists.rows import KpiRow
from headway.web.formats import count_at_start


def heading(
    health: UnitHealth,
    rows: Sequence[KpiRow],
    done: Answered,
    *,
    is_narrowed: bool = False,
    is_archived: bool = False,
) -> str:
    """The answer to "is the running business healthy?"; ``is_narrowed``: of what filters leave.
    What is ``done``, answered although its last value still shows it, asks for nothing now."""
    if not health.kpis:
        return _("No KPI here fits.") if is_narrowed else _("No KPI is watched here yet.")
    if is_archived:
        words = ngettext(
            "%(count)s KPI is archived, and asks for nothing.",
            "%(count)s KPIs are archived, and ask for nothing.",
            health.kpis,
        )
        return words % {"count": count_at_start(health.kpis)}
    acting = [
        row for row in rows if row.variation == Variation.WORSENING and row.id not in done.ids
    ]
    red, amber = health.red - done.red, health.amber - done.amber
    if health.kpis == 1:
        said = _one(health, done)
    elif red:
        words = ngettext(
            "%(word)s of %(all)d KPIs asks for action.",
            "%(word)s of %(all)d KPIs ask for action.",
            red,
        )
        said = words % {"word": count_at_start(red), "all": health.kpis}
        acting = [row for row in acting if row.colour == Colour.RED]
    elif amber:
        words = ngettext(
            "None asks for action; %(count)d of %(all)d wants a look.",
            "None asks for action; %(count)d of %(all)d want a look.",
            amber,
        )
        said = words % {"count": amber, "all": health.kpis}
    elif done.count:
        said = _("None of %(all)d KPIs asks for action.") % {"all": health.kpis}
    elif health.green:
        said = _("%(count)d of %(all)d KPIs are steady and on target.") % {
            "count": health.green,
            "all": health.kpis,
        }
    else:
        said = ngettext(
            "%(count)d KPI is watched, and there is nothing to judge it by yet.",
            "%(count)d KPIs are watched, and there is nothing to judge them by yet.",
            health.kpis,
        ) % {"count": health.kpis}
    if acting:
        said += " " + _("%(name)s got worse.") % {"name": _named(acting)}
    if done.count and health.kpis > 1:
        words = ngettext(
            "%(word)s is answered and waits for its next value.",
            "%(word)s are answered and wait for their next value.",
            done.count,
        )
        said += " " + words % {"word": count_at_start(done.count)}
    return said


def _one(health: UnitHealth, done: Answered) -> str:
    if done.count:
        return _("The only KPI here is answered, and waits for its next value.")
    if health.red:
        return _("The only KPI here asks for action.")
    if health.amber:
        return _("The only KPI here wants a look.")
    if health.green:
        return _("The only KPI here is steady and on target.")
    return _("One KPI is watched, and there is nothing to judge it by yet.")


def _named(rows: Sequence[KpiRow]) -> str:
    names = [row.name for row in rows[:2]]
    if len(set(names)) < len(names):
        names = [f"{row.name} ({row.unit_name})" for row in rows[:2]]
    if len(rows) == 1:
        return names[0]
    if len(rows) == 2:
        return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}
    return ngettext(
        "%(one)s, %(other)s and one more", "%(one)s, %(other)s and %(count)d more", len(rows) - 2
    ) % {"one": names[0], "other": names[1], "count": len(rows) - 2}
