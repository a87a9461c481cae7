"""The figures of a planning board, each with its arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.planning.focus import (
    CHECK_IN_MINUTES,
    CONFIDENCE_ROUND_MINUTES,
    MOST_KEY_RESULTS,
    MOST_OBJECTIVES,
    REVIEW_MINUTES,
)
from headway.rituals.queries.board import Board
from headway.web.explanation import Explanation
from headway.web.formats import number, percent


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a plan costs, and where it comes from."""

    cost: Explanation
    bottom_up: Explanation


def numbers_of(board: Board, today: date) -> Numbers:
    """Both explanations."""
    return Numbers(_cost(board, today), _bottom_up(board, today))


def _cost(board: Board, today: date) -> Explanation:
    plan = board.focus
    rows = [
        (
            _("Check-ins a week"),
            _("%(n)d × %(minutes)s min") % {"n": plan.key_results,
                                            "minutes": number(CHECK_IN_MINUTES)},
            _("%(hours)s h") % {"hours": number(plan.check_in_hours, 1)},
        ),
        (
            _("Each in the weekly's confidence round"),
            _("%(minutes)s min / %(n)d") % {"minutes": number(CONFIDENCE_ROUND_MINUTES),
                                            "n": plan.key_results},
            _("%(seconds)s s") % {"seconds": number(plan.round_seconds or 0, 0)},
        ),
        (
            _("Review at the end"),
            _("%(n)d × %(minutes)s min") % {"n": plan.key_results,
                                            "minutes": number(REVIEW_MINUTES)},
            _("%(hours)s h") % {"hours": number(plan.review_hours, 1)},
        ),
    ]  # fmt: skip
    notes = [
        _("Limits: %(objectives)d objectives, %(key_results)d key results each.")
        % {"objectives": MOST_OBJECTIVES, "key_results": MOST_KEY_RESULTS}
    ]
    if plan.excess_objectives or plan.excess_key_results:
        words = _(
            "%(objectives)d objectives and %(key_results)d key results are beyond them: "
            "%(hours)s h of the check-ins."
        )
        said = {
            "objectives": plan.excess_objectives,
            "key_results": plan.excess_key_results,
            "hours": number(plan.excess_hours, 1),
        }
        notes.append(words % said)
    return Explanation(
        title=_("What this plan costs"),
        value=plan.check_in_hours,
        rule=_("key results × minutes"),
        columns=(_("For"), _("Counted"), _("Comes to")),
        rows=tuple(rows) if plan.key_results else (),
        total=(),
        notes=tuple(notes),
        as_of=today,
    )


def _bottom_up(board: Board, today: date) -> Explanation:
    found = board.bottom_up
    lean = {
        "top_down": _("More comes from above than is healthy, outside a crisis."),
        "bottom_up": _("Little comes from above: does it serve what the company needs?"),
    }.get(found.lean or "")
    total = found.bottom_up + found.top_down
    share = percent(found.share) if found.share is not None else "–"
    return Explanation(
        title=_("Bottom-up share"),
        value=found.share,
        rule=_("bottom-up / all objectives; 40 to 60 % is the aim"),
        columns=(_("Origin"), _("Objectives")),
        rows=(
            (_("Bottom-up"), number(found.bottom_up)),
            (_("Top-down"), number(found.top_down)),
        ),
        total=(_("Share"), share) if total else (),
        notes=(lean,) if lean else (),
        as_of=today,
    )
