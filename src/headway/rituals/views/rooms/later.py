"""The form below the minutes of a weekly in one's own time, for who answers late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from headway.people.access import Actor
from headway.rituals.queries.rooms.later import my_additions, next_weekly, takes_additions
from headway.rituals.queries.rooms.rows import MeetingRow, may_take_part


@dataclass(frozen=True, slots=True)
class LaterForm:
    """``is_open``: it still takes additions. Else ``next_id`` has begun, and ``takes_answers`` says
    whether what was typed may be sent there; ``url`` is where the form goes."""

    is_open: bool
    next_id: int | None
    takes_answers: bool
    url: str
    mine: Mapping[str, str]


def later_form(actor: Actor, row: MeetingRow, *, is_refused: bool) -> LaterForm | None:
    """None where there is nothing to add, or no more: then it is shown only with what somebody had
    typed. Two queries, none for other meetings."""
    if not takes_additions(row) or not may_take_part(actor, row) or actor.person_id is None:
        return None
    following = next_weekly(row)
    if following is not None and not is_refused:
        return None
    to = following.id if following is not None and following.takes_answers else row.id
    return LaterForm(
        is_open=following is None,
        next_id=following.id if following else None,
        takes_answers=following is not None and following.takes_answers,
        url=reverse("rituals:meeting_step", args=(to,)),
        mine=my_additions(row, actor.person_id) if following is None else {},
    )
