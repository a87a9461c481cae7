"""When a cycle may be reviewed."""

from __future__ import annotations

from datetime import date, timedelta

from headway.okrs.models import Phase

REVIEW_FROM = timedelta(weeks=2)
"""Before the end of the cycle: by then nothing much moves any more (docs/methods 7.1)."""


def is_reviewable(phase: str, ends_on: date, today: date) -> bool:
    """Whether its review may begin: in its last two weeks, and until it is closed."""
    if phase == Phase.RUNNING:
        return today >= ends_on - REVIEW_FROM
    return phase in (Phase.REVIEW, Phase.RETROSPECTIVE)
