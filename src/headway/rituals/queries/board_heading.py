"""How far a plan is, in a sentence or two."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.rituals.queries.board import Board
from headway.rituals.queries.board_steps import FEWEST, Step
from headway.web.formats import count_at_start, count_word, day


def heading_of(board: Board, steps: list[Step]) -> str:
    """Whether the plan is ready, in a sentence or two."""
    if board.is_locked:
        baseline = next((row for row in board.versions if row.is_baseline), None)
        if baseline is None:
            return _("The plan is locked. No version of it was published before.")
        return _("The plan is locked. Version %(number)d is what moved goal posts refer to.") % {
            "number": baseline.number
        }
    missing = [step for step in steps if not step.is_done and step.counts and step.code != "lock"]
    if not missing:
        version = board.published
        lock = day(board.cycle.plan_lock_on)
        number_ = version.number if version else 0
        return _("The plan is ready: version %(number)d is published. It locks on %(day)s.") % {
            "number": number_, "day": lock,
        }  # fmt: skip
    if [step.code for step in missing] == ["publish"]:
        return f"{_agreed(len(board.columns['agreed']))} {_('The plan can be published.')}"
    words = ngettext(
        "The plan is not ready: %(count)s thing is missing.",
        "The plan is not ready: %(count)s things are missing.",
        len(missing),
    )
    return words % {"count": count_word(len(missing))}


def _agreed(count: int) -> str:
    """How much is agreed; of fewer than the usual three, that there are so few."""
    if count >= FEWEST:
        return _("Everything is agreed.")
    words = ngettext(
        "%(count)s objective is agreed; three to five are usual.",
        "%(count)s objectives are agreed; three to five are usual.",
        count,
    )
    return words % {"count": count_at_start(count)}
