"""What the pages of a cycle say at their top: its review, its report, the step into another phase,
and closing what needs no word."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.spread import Spread
from headway.okrs.models import Phase
from headway.okrs.queries.cycle_report import CycleReport
from headway.okrs.queries.cycles import CycleRow
from headway.web.formats import count_at_start, count_word, percent, score


def review_heading(
    mean: float | None, phase: str, where: str, still_open: int, spread: Spread | None = None
) -> str:
    """How the key results of a unit's cycle lie, where it is over and they were read, and the mean
    score of its objectives, 0 to 1, None without any; in the phases of closing also what is still
    to close."""
    said = _standing(mean, phase) % {"where": where.rstrip("."), "score": score(mean)}
    if phase == Phase.CLOSED and mean is not None and spread is not None and spread.scored:
        words = _(
            "%(where)s reached %(one)s of its key results in full and left %(zero)s at 0; its "
            "objectives’ mean is %(score)s."
        )
        said = words % {
            "where": where.rstrip("."),
            "one": percent(spread.share_at_one),
            "zero": percent(spread.share_at_zero),
            "score": score(mean),
        }
    if mean is None or phase not in (Phase.REVIEW, Phase.RETROSPECTIVE):
        return said
    return f"{said} {_to_close(still_open)}"


def _standing(mean: float | None, phase: str) -> str:
    if phase == Phase.CLOSED:
        return (
            _("Nothing was scored in %(where)s.")
            if mean is None
            else _("%(where)s ended at %(score)s.")
        )
    return (
        _("Nothing is scored in %(where)s yet.")
        if mean is None
        else _("%(where)s stands at %(score)s.")
    )


def _to_close(count: int) -> str:
    if not count:
        return _("Everything is closed.")
    words = ngettext(
        "%(words)s objective is still to close.", "%(words)s objectives are still to close.", count
    )
    return words % {"words": count_at_start(count)}


def report_heading(report: CycleReport, cycle: CycleRow, where: str) -> str:
    """Which share of its key results a cycle reached in full; one that is over, beside the one
    before it."""
    here = report.columns[-1] if report.columns else None
    before = report.columns[-2] if len(report.columns) > 1 else None
    said = {"where": where.rstrip("."), "cycle": cycle.name}
    if here is None or here.spread.mean is None:
        return _("Nothing of %(where)s is scored in %(cycle)s yet.") % said
    said["one"] = percent(here.spread.share_at_one)
    if cycle.phase != Phase.CLOSED:
        words = _(
            "%(one)s of the key results of %(where)s are reached in full so far in %(cycle)s."
        )
    elif before is None or before.spread.share_at_one is None:
        words = _("%(one)s of the key results of %(where)s were reached in full in %(cycle)s.")
    else:
        said |= {"before": percent(before.spread.share_at_one), "earlier": before.cycle.name}
        words = _(
            "%(one)s of the key results of %(where)s were reached in full in %(cycle)s, after "
            "%(before)s in %(earlier)s."
        )
    return words % said


def step_heading(still_open: int, cautions: int) -> str:
    """What speaks against the step into another phase: objectives that are still open forbid it,
    cautions do not."""
    if still_open:
        words = ngettext(
            "Not yet: %(words)s objective is still open.",
            "Not yet: %(words)s objectives are still open.",
            still_open,
        )
        return words % {"words": count_word(still_open)}
    if cautions:
        words = ngettext(
            "%(words)s thing speaks against it today.",
            "%(words)s things speak against it today.",
            cautions,
        )
        return words % {"words": count_at_start(cautions)}
    return _("Nothing speaks against it.")


def rest_heading(closing: int, where: str) -> str:
    """How many objectives close without a word."""
    if not closing:
        return _("None: each needs a word first.")
    words = ngettext(
        "%(words)s objective in %(where)s closes with its computed score.",
        "%(words)s objectives in %(where)s close with their computed scores.",
        closing,
    )
    return words % {"words": count_at_start(closing), "where": where.rstrip(".")}
