"""The goal-post ledger: what moved after plan lock, and why; and asking first where the
organisation wants an approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.models import (
    Answer,
    GoalPostChange,
    GoalPostRequest,
    KeyResult,
    Objective,
)
from headway.okrs.queries.approvals import answering_for, told_of, waits_for_somebody
from headway.okrs.queries.goal_post_words import LINK
from headway.okrs.queries.goalposts import key_result_posts
from headway.people.access import Actor

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who asked for a change that somebody else approved."""

    author_id: int | None


def require_reason_after_lock(
    actor: Actor, objective: Objective, moved: Sequence[str], reason: str
) -> None:
    """Raise InvalidInput when a goal post moves after plan lock without a reason."""
    if moved and is_locked(actor, objective) and not reason.strip():
        raise InvalidInput.on(
            "reason",
            _("The plan is locked. Say why this moves; the change is kept beside the result."),
            code="required",
        )


def moved_posts(before: Fields, after: Fields) -> list[str]:
    """The goal posts of a key result that lie elsewhere in the later snapshot."""
    posts = key_result_posts(before["kind"], after["kind"])
    return [name for name in posts if before[name] != after[name]]


def is_locked(actor: Actor, objective: Objective) -> bool:
    """Whether the objective's goal posts stand today, where the actor lives."""
    return objective.has_locked_plan(clock.today(actor.time_zone))


def refuse_locked(actor: Actor, objective: Objective) -> None:
    """Raise Conflict when the objective is part of a locked plan: what would take it out of the
    plan would let its goal posts move without a reason."""
    if is_locked(actor, objective):
        raise Conflict(
            _(
                "The plan of %(cycle)s is locked, and this is part of it. Change it with a reason, "
                "or close it as dropped."
            )
            % {"cycle": objective.cycle.name},
            code="plan_locked",
        )


def must_wait(
    actor: Actor, objective: Objective, key_result: KeyResult | None, moved: Sequence[str]
) -> bool:
    """Whether what moved waits for a lead above: after plan lock, where the organisation says so.
    The system moves goal posts at once, and so does the only one who could approve."""
    if not moved or actor.person_id is None or not is_locked(actor, objective):
        return False
    return waits_for_somebody(actor, objective.unit.path, answering_for(objective, key_result))


def ask_for_approval(
    actor: Actor,
    objective: Objective,
    key_result: KeyResult | None,
    before: Fields,
    changes: Fields,
    reason: str,
) -> GoalPostRequest:
    """Keep a change for the lead above instead of making it. ``changes`` are what the action that
    will make it takes, ``before`` the same fields as they stand, of a link both with what it is
    ``of``. Raises Conflict when another
    change of the same thing waits already."""
    if _waits_already(objective, key_result, changes):
        raise Conflict(
            _("A change of this waits for approval already. Wait for the answer, or take it back."),
            code="change_waits",
        )
    asked = GoalPostRequest.objects.create(
        organisation_id=actor.organisation_id,
        objective=objective,
        key_result=key_result,
        changes=dict(changes),
        before={name: before[name] for name in changes},
        reason=reason.strip(),
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    told = told_of(asked.before), told_of(asked.changes)
    record_request(actor, "goal_post.requested", asked, *told, asked.reason)
    return asked


def _waits_already(objective: Objective, key_result: KeyResult | None, changes: Fields) -> bool:
    """Whether a change of the same thing waits: of these goal posts, or of this link. What is to be
    added is of a key result of its own each time."""
    waiting = GoalPostRequest.objects.filter(
        objective=objective, key_result=key_result, state=Answer.WAITING
    )
    if "added" in changes:
        return False
    if LINK not in changes:
        return waiting.exclude(changes__has_key="added").exclude(changes__has_key=LINK).exists()
    of = changes[LINK]["of"]
    if of["link_id"] is not None:
        return waiting.filter(changes__link__of__link_id=of["link_id"]).exists()
    new = waiting.filter(changes__link__of__child_id=of["child_id"])
    known = new.values_list("changes", flat=True)
    return any(one[LINK]["of"] == of for one in known)


def record_request(
    actor: Actor,
    verb: str,
    asked: GoalPostRequest,
    before: Fields | None,
    after: Fields | None,
    why: str,
) -> None:
    """One event in the history of what moves."""
    record(actor, request_entry(verb, asked, before, after, why))


def request_entry(
    verb: str, asked: GoalPostRequest, before: Fields | None, after: Fields | None, why: str
) -> Entry:
    """What happened to a request, to be recorded."""
    subject: KeyResult | Objective = asked.key_result or asked.objective
    kind = "key_result" if asked.key_result_id else "objective"
    about = {"goal_post_request_id": asked.pk}
    return Entry(verb, kind, subject.pk, subject.title, before, {**(after or {}), **about}, why)


def write_membership(
    actor: Actor,
    key_result: KeyResult,
    field: str,
    score_before: float | None,
    reason: str,
    approval: Approval | None = None,
) -> list[GoalPostChange]:
    """Enter in the ledger that a key result was ``added``, ``cancelled`` or ``resumed`` after plan
    lock, once the score of its objective, which tells what that did, is written; returns the
    entry. What only guards moves no score."""
    objective = key_result.objective
    if key_result.is_health:
        return []
    before, after = {"objective_score": score_before}, {"objective_score": objective.score}
    return write_changes(
        actor, objective, key_result, {field: before}, {field: after}, [field], reason, approval
    )


def write_changes(
    actor: Actor,
    objective: Objective,
    key_result: KeyResult | None,
    before: Fields,
    after: Fields,
    moved: Sequence[str],
    reason: str,
    approval: Approval | None = None,
) -> list[GoalPostChange]:
    """Enter each moved field in the ledger, when the plan is locked; returns the entries. With an
    ``approval`` the actor is who approved."""
    if not moved or not is_locked(actor, objective):
        return []
    now, today = clock.now(), clock.today(actor.time_zone)
    return GoalPostChange.objects.bulk_create(
        GoalPostChange(
            organisation_id=actor.organisation_id,
            objective=objective,
            key_result=key_result,
            field=name,
            before=before[name],
            after=after[name],
            reason=reason.strip(),
            author_id=approval.author_id if approval else actor.person_id,
            approved_by_id=actor.person_id if approval else None,
            approved_on=today if approval else None,
            effective_on=today,
            created_at=now,
        )
        for name in moved
    )
