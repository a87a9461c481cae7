"""The perspectives of a balanced scorecard that organisations begin with (docs/methods 5.1)."""

from __future__ import annotations

from enum import StrEnum

from headway.core.texts import gettext_noop as _

FEWEST, MOST = 3, 6
"""Perspectives that a scorecard has: fewer balance nothing, more are kept in nobody's mind."""


class Template(StrEnum):
    """What kind of organisation it is for. Cause runs from the bottom to the top of each."""

    BUSINESS = "business"
    PUBLIC = "public"
    INSTITUTE = "institute"


_PERSPECTIVES: dict[Template, tuple[tuple[str, str], ...]] = {
    Template.BUSINESS: (
        (_("Financial"), _("what owners get")),
        (_("Customer"), _("what customers get")),
        (_("Internal process"), _("what we must excel at")),
        (_("Learning and growth"), _("what carries it")),
    ),
    Template.PUBLIC: (
        (_("Mission"), _("what we are there for")),
        (_("Customer and stakeholder"), _("what those we serve get")),
        (_("Financial"), _("what we spend with care")),
        (_("Internal process"), _("what we must excel at")),
        (_("Learning and growth"), _("what carries it")),
    ),
    Template.INSTITUTE: (
        (_("Stewardship"), _("how we keep what we are trusted with")),
        (_("Customer and stakeholder"), _("what those we serve get")),
        (_("Internal process"), _("what we must excel at")),
        (_("Organisational capacity"), _("what carries it")),
    ),
}


def perspectives_of(template: Template) -> tuple[tuple[str, str], ...]:
    """Names and what each is about, the top one first; both to be translated.

    >>> [name for name, _hint in perspectives_of(Template.BUSINESS)]
    ['Financial', 'Customer', 'Internal process', 'Learning and growth']

    Source: docs/methods 5.1; Kaplan and Norton, *HBR* 70 (1992); with the mission on top for the
    public sector, Niven, *Balanced Scorecard Step-by-Step for Government* (2008).
    """
    return _PERSPECTIVES[template]
