"""The library in words: what a definition leaves open, who uses it, and the page's heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.kpi_quality import Gap
from headway.kpis.queries.definitions.library import (
    LibraryCounts,
    LibraryFilters,
    LibraryRow,
    Place,
    library,
    library_counts,
    library_rows,
    measures,
)
from headway.kpis.queries.definitions.words import nature_words
from headway.kpis.queries.uses import uses_of
from headway.kpis.queries.words import rhythm_words
from headway.people.access import Actor
from headway.web.formats import count_at_start, day

PAGE = 50
"""Definitions on one page."""
MEASURES = 60
"""What they are measured in, that the filter offers."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A definition as it is drawn. ``grave`` is left open and makes it doubtful, ``open`` would
    make it better; both in words. ``used`` says who uses it."""

    row: LibraryRow
    about: str
    grave: tuple[str, ...]
    open: tuple[str, ...]
    used: tuple[str, ...]


GRAVE = (Gap.OWNER, Gap.NAME, Gap.FORMULA, Gap.REVIEW)
"""Without these nobody knows what a number says, or who answers for it."""


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """What the library shows; ``after`` is where the next page begins, None at the end."""

    rows: tuple[Listed, ...]
    counts: LibraryCounts
    heading: str
    measures: list[str]
    after: Place | None


def library_page(
    actor: Actor, filters: LibraryFilters, today: date, *, after: Place | None = None
) -> LibraryPage:
    """One page of the library. Four queries, and one for each app that tells uses."""
    found = library(actor, filters, today, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    uses = uses_of(actor, [row.id for row in rows])
    counts = library_counts(actor, filters, today)
    return LibraryPage(
        rows=tuple(listed(row, today, uses.get(row.id, [])) for row in rows),
        counts=counts,
        heading=heading(counts),
        measures=measures(actor, limit=MEASURES),
        after=rows[-1].place if len(found) > PAGE else None,
    )


def listed(row: LibraryRow, today: date, uses: Sequence[str]) -> Listed:
    """A definition as it is drawn. No query."""
    about = [row.measure or _("plain numbers"), rhythm_words(row.frequency, row.better).lower(),
             nature_words(row.nature).lower()]  # fmt: skip
    if row.expression:
        about.append(_("computed"))
    found = row.gaps(today)
    return Listed(
        row=row,
        about=", ".join(about),
        grave=tuple(gap_words(gap, row) for gap in found if gap in GRAVE),
        open=tuple(gap_words(gap, row) for gap in found if gap not in GRAVE),
        used=(*uses, *_known_uses(row)),
    )


def listed_alone(actor: Actor, kpi_id: int, today: date) -> Listed | None:
    """One definition, as the library has it. One query."""
    for row in library_rows(actor, [kpi_id]):
        return listed(row, today, ())
    return None


def _known_uses(row: LibraryRow) -> list[str]:
    said = []
    if row.copies:
        words = ngettext("%(count)d copy in a unit", "%(count)d copies in units", row.copies)
        said.append(words % {"count": row.copies})
    if row.followers:
        words = ngettext("%(count)d follower", "%(count)d followers", row.followers)
        said.append(words % {"count": row.followers})
    return said


def gap_words(gap: Gap, row: LibraryRow) -> str:
    """What is left open, as a note beside the definition."""
    if gap is Gap.REVIEW:
        return _("to be reviewed since %(day)s") % {"day": day(row.review_by)}
    if gap is Gap.FORMULA:
        return _("formula says too little to compute it") if row.formula else _("no formula")
    return {
        Gap.OWNER: _("nobody answers for it"),
        Gap.NAME: _("its name does not say what it is"),
        Gap.QUESTION: _("does not say what it is for"),
        Gap.RESPONSE_PLAN: _("what is done when it signals: only the days are said"),
        Gap.COUNTER: _("no counter-metric"),
        Gap.LEADING: _("an outcome that no other KPI leads"),
    }[gap]


def gap_choices() -> list[tuple[str, str]]:
    """What one can ask the library for, as choices of a filter."""
    return [
        (Gap.REVIEW, _("a review, which is overdue")),
        (Gap.OWNER, _("an owner")),
        (Gap.NAME, _("a name that says what it is")),
        (Gap.FORMULA, _("a formula")),
        (Gap.QUESTION, _("a purpose")),
        (Gap.RESPONSE_PLAN, _("what to do when it signals")),
        (Gap.COUNTER, _("a counter-metric")),
        (Gap.LEADING, _("a leading KPI")),
    ]


def heading(counts: LibraryCounts) -> str:
    """The answer to "what is measured here, and does each definition still hold?"."""
    if not counts.definitions:
        return _("No definition here.")
    words = ngettext("%(count)s definition.", "%(count)s definitions.", counts.definitions)
    said = words % {"count": count_at_start(counts.definitions)}
    late = counts.open[Gap.REVIEW]
    if late:
        words = ngettext("%(count)s is to be reviewed.", "%(count)s are to be reviewed.", late)
        return f"{said} {words % {'count': count_at_start(late)}}"
    without = counts.open[Gap.FORMULA]
    if without:
        words = ngettext("%(count)s has no formula.", "%(count)s have no formula.", without)
        return f"{said} {words % {'count': count_at_start(without)}}"
    return f"{said} {_('Each has a formula, and none waits for a review.')}"
