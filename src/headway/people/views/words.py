"""What the lists of people, units and events say at their top."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.queries import ChainCheck
from headway.people.queries import PersonTotals, UnitTotals
from headway.web.formats import count_at_start, number


def people_heading(totals: PersonTotals, *, may_manage: bool) -> str:
    """How many people there are; for who manages them also how many cannot sign in."""
    words = ngettext("%(words)s person.", "%(words)s people.", totals.people)
    said = words % {"words": count_at_start(totals.people)}
    if not may_manage:
        return said
    if not totals.without_access:
        return f"{said} {_('Everybody has an account.')}"
    words = ngettext(
        "%(words)s has no account yet.", "%(words)s have no account yet.", totals.without_access
    )
    return f"{said} {words % {'words': count_at_start(totals.without_access)}}"


def units_heading(totals: UnitTotals) -> str:
    """How many units there are, and how many have no lead."""
    words = ngettext("%(words)s unit.", "%(words)s units.", totals.units)
    return f"{words % {'words': count_at_start(totals.units)}} {_who_leads(totals)}"


def _who_leads(totals: UnitTotals) -> str:
    if totals.leaderless == totals.units:
        return _("No unit has a lead yet.") if totals.units > 1 else _("It has no lead yet.")
    if not totals.leaderless:
        return _("Each has a lead.")
    words = ngettext("%(words)s has no lead.", "%(words)s have no lead.", totals.leaderless)
    return words % {"words": count_at_start(totals.leaderless)}


def audit_heading(checked: ChainCheck | None) -> str:
    """What came of verifying the chain of events; None where nobody asked."""
    if checked is None:
        return _("Every change, newest first.")
    if not checked.intact:
        return _("The chain is broken at event %(number)d. %(reason)s") % {
            "number": checked.broken_at,
            "reason": checked.reason,
        }
    words = ngettext(
        "%(words)s event, and the chain is intact.",
        "%(words)s events, and the chain is intact.",
        checked.events,
    )
    return words % {"words": number(checked.events)}
