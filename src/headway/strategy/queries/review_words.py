"""Reviews of mid-term goals in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.strategy.models import ReviewOutcome
from headway.strategy.queries.reviews import ReviewRow
from headway.web.formats import day


def outcome_word(review: ReviewRow) -> str:
    """What a review decided."""
    return str(ReviewOutcome(review.outcome).label)


def outcomes() -> list[tuple[str, str]]:
    """What a review can decide, as a form offers it."""
    return [
        (ReviewOutcome.KEPT, _("Kept as it is")),
        (ReviewOutcome.CHANGED, _("Changed: say what, and change it below")),
        (ReviewOutcome.DROPPED, _("Dropped: it is archived")),
    ]


def last_review_words(last: ReviewRow | None, *, waits: bool) -> str:
    """When a goal was looked at last, and whether that is too long ago; empty where nobody has, and
    need not have yet."""
    if last is None:
        return _("Never reviewed") if waits else ""
    if waits:
        return _("Not reviewed since %(day)s") % {"day": day(last.day)}
    told = {"outcome": outcome_word(last), "day": day(last.day)}
    return _("%(outcome)s on %(day)s") % told
