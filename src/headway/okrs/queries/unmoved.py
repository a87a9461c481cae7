"""Why a check-in left a score as it was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.okrs.models import Aggregation, CheckIn
from headway.okrs.queries.key_results import KeyResultRow
from headway.web.formats import day, score


def why_unmoved(row: KeyResultRow, saved: CheckIn, before: float | None) -> str:
    """The reason in a sentence; empty where the score moved, as far as two decimals show it. A
    health metric has one of its own, which moves no other."""
    if row.is_health:
        return _("A health metric counts in no objective's score: it only has to hold.")
    if score(before) != score(row.score):
        return ""
    if not saved.has_value:
        return _("Only confidence or a note was entered; they move no score.")
    is_earlier = row.valued_on is not None and saved.effective_on < row.valued_on
    if is_earlier and row.aggregation == Aggregation.LAST:
        return _("It held on %(day)s; the reading of %(later)s is later, and counts.") % {
            "day": day(saved.effective_on), "later": day(row.valued_on),
        }  # fmt: skip
    if row.raw is not None and row.raw <= 0 and row.score == 0:
        return _("It stands where it began or behind: no score is below 0.")
    if row.raw is not None and row.raw >= 1 and row.score == 1:
        return _("What was aimed at is reached: no score is above 1.")
    if before is not None and row.score is not None and before != row.score:
        return _("It moved by less than a hundredth.")
    return _("By this reading it stands as before; the score opens what it is made of.")
