"""Of a key result that is measured per period: how many periods are met, lost and left, and what
would have to happen yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.bands import TOLERANCE
from headway.core.cadence import cadence_of, periods
from headway.core.forecast import AIMED_SHARE, still_needed
from headway.core.progress import due_period_values, period_grade
from headway.okrs.queries.key_results import KeyResultRow
from headway.web.formats import number


@dataclass(frozen=True, slots=True)
class Tally:
    """Periods of the whole window: ``met``, ``lost`` (read and not met, or never read) and
    ``left``; ``needed`` are those of the ones left that have to be met to reach the aim, None where
    it is out of reach, and ``needed_in_full`` those to reach the whole target."""

    met: int
    lost: int
    left: int
    needed: int | None
    needed_in_full: int | None


def tally(row: KeyResultRow, until: date) -> Tally:
    """Of a row that was read with its readings, on a day. Costs no query."""
    cadence = cadence_of(row.cadence)
    window = {"start": row.starts_on, "end": row.cycle_ends_on}
    readings = [(r.effective_on, r.value) for r in row.readings if r.value is not None]
    limits = {"target": row.target, "low": row.low, "high": row.high, "fail": row.fail}
    due = due_period_values(readings, cadence=cadence, as_of=until, **window)
    met = sum(
        value is not None and period_grade(row.kind, value, **limits) >= 1 - TOLERANCE
        for value in due
    )
    left = len(periods(cadence, **window)) - len(due)
    counts = {"met": met, "seen": len(due), "left": left}
    return Tally(
        met,
        len(due) - met,
        left,
        still_needed(**counts, share=AIMED_SHARE[row.ambition]),
        still_needed(**counts, share=1.0),
    )


def tally_lines(found: Tally) -> list[tuple[str, str]]:
    """The counts as lines of an explanation."""
    return [
        (_("Periods met"), number(found.met)),
        (_("Periods lost"), number(found.lost)),
        (_("Periods left"), number(found.left)),
    ]


def tally_words(found: Tally, ambition: str) -> str:
    """What would have to happen, as a sentence."""
    if ambition == "committed":
        if found.needed is None:
            return ngettext(
                "It was promised for every period and %(num)d is lost: it cannot be kept in full "
                "any more, whatever the periods left bring.",
                "It was promised for every period and %(num)d are lost: it cannot be kept in full "
                "any more, whatever the periods left bring.",
                found.lost,
            ) % {"num": found.lost}
        if not found.left:
            return _("Every period was met.")
        return ngettext(
            "It is kept if the %(num)d period left is met as well.",
            "It is kept if all of the %(num)d periods left are met as well.",
            found.left,
        ) % {"num": found.left}
    if found.needed is None:
        return ngettext(
            "Seven tenths of the periods are out of reach: too many are lost for the %(num)d left.",
            "Seven tenths of the periods are out of reach: too many are lost for the %(num)d left.",
            found.left,
        ) % {"num": found.left}
    if not found.needed:
        return _("Seven tenths of the periods are met already: that is its aim.")
    return ngettext(
        "It reaches its aim, seven tenths of the periods, if %(num)d of the %(left)d left is met.",
        "It reaches its aim, seven tenths of the periods, if %(num)d of the %(left)d left are met.",
        found.needed,
    ) % {"num": found.needed, "left": found.left}
