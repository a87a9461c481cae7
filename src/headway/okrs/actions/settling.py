"""Settle what still waits for an approval when it has become moot: nobody is left to ask."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry
from headway.kit import clock
from headway.okrs.actions.goalposts import request_entry
from headway.okrs.models import Answer, GoalPostRequest
from headway.people.access import Actor


def settle_closed(actor: Actor, objective_ids: Collection[int]) -> list[Entry]:
    """Decline what waits of objectives that are closed; see :func:`settle`."""
    return settle(actor, objective_ids, _("The objective was closed before this was answered."))


def settle(actor: Actor, objective_ids: Collection[int], why: str) -> list[Entry]:
    """Decline what waits of these objectives, and the links above them that wait, with a reason
    that who asked reads; returns the events, for the caller to record. The objectives are locked
    already. One query, one more for each request."""
    about = Q(objective_id__in=objective_ids) | Q(changes__link__of__child_id__in=[*objective_ids])
    waiting = GoalPostRequest.objects.select_for_update(of=("self",), no_key=True).filter(
        about, organisation_id=actor.organisation_id, state=Answer.WAITING
    )
    entries = []
    for asked in waiting.select_related("objective", "key_result").order_by("pk"):
        asked.state, asked.answer = Answer.DECLINED, why
        asked.answered_by_id, asked.answered_at = actor.person_id, clock.now()
        asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        entries.append(request_entry("goal_post.declined", asked, None, None, why))
    return entries
