"""What somebody was asked for by others, as it stands beside what is due from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from headway.discussion.models import Nudge, SubjectKind
from headway.kit.prepared import prepared
from headway.people.access import Actor

LOOK_BACK = timedelta(weeks=4)
"""Who asked longer ago has asked again, or given up."""


@dataclass(frozen=True, slots=True)
class NudgedBy:
    """Who asked for a check-in, on which day and at what moment."""

    on: date
    at: datetime
    author_name: str | None


def nudges_to(actor: Actor, today: date) -> dict[int, NudgedBy]:
    """The last time that somebody asked the actor for each key result, by its id. One query."""
    found = _nudges(actor.organisation_id, actor.person_id or 0, today - LOOK_BACK)
    return {key_result_id: NudgedBy(on, at, name) for key_result_id, on, at, name in found}


@prepared
def _nudges(
    organisation_id: int, person_id: int, since: date
) -> QuerySet[Nudge, tuple[int, date, datetime, str | None]]:
    found = Nudge.objects.filter(
        organisation_id=organisation_id, person_id=person_id, on__gt=since,
        subject_type=SubjectKind.KEY_RESULT,
    )  # fmt: skip
    return found.order_by("at").values_list("subject_id", "on", "at", "author__name")
