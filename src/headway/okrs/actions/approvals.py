"""Approve, decline or take back a request to move a goal post after plan lock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.okrs.actions import key_results, objectives
from headway.okrs.actions.goalposts import Approval, record_request
from headway.okrs.actions.link_requests import approve_link, lock_link
from headway.okrs.models import Answer, GoalPostRequest, KeyResult, Objective
from headway.okrs.queries.approvals import get_request, may_answer, request_row
from headway.okrs.queries.doors import get_key_result, get_objective, objective_facts
from headway.okrs.queries.goal_post_words import LINK, MEMBERSHIP, field_words
from headway.people.access import Actor, Permission, require


@one_write()
def approve_goal_post(actor: Actor, request_id: int, *, answer: str = "") -> GoalPostRequest:
    """Move the goal post as it was asked for: the change is made (or the key result added,
    cancelled, resumed, or the link made, changed or taken away), entered in the ledger with who
    asked and who approved, and every number it moves is written.

    Raises NotAllowed (not a lead above, or one's own request), NotFound, Conflict (answered
    already, changed since, closed, cancelled), InvalidInput (no longer a valid definition).
    """
    asked = _to_answer(actor, request_id, with_subject=True)
    if MEMBERSHIP & set(asked.changes):
        return _approve_membership(actor, asked, answer)
    if LINK in asked.changes:
        return _approve_link(actor, asked, answer)
    moving: Any = key_results if asked.key_result_id else objectives
    subject = _subject(actor, asked)
    before = moving.snapshot(subject)
    _refuse_stale(asked, before)
    steps = key_results.milestone_ids(subject) if isinstance(subject, KeyResult) else {}
    try:
        moving.move_goal_posts(
            actor, subject, asked.changes, asked.reason, Approval(asked.author_id)
        )
    except InvalidInput as refused:
        raise _no_longer_fits(refused) from None
    _answer(actor, asked, Answer.ACCEPTED, answer)
    after = {**moving.snapshot(subject), "author_id": asked.author_id, "answer": asked.answer}
    record_request(actor, "goal_post.approved", asked, {**before, **steps}, after, asked.reason)
    return asked


def _approve_membership(actor: Actor, asked: GoalPostRequest, answer: str) -> GoalPostRequest:
    """Add, cancel or resume the key result. What is added is what the request is of from now on."""
    subject, approval = _subject(actor, asked), Approval(asked.author_id)
    if isinstance(subject, KeyResult):
        move = key_results.stop if "cancelled" in asked.changes else key_results.go_on
        move(actor, subject, asked.reason, approval)
    else:
        try:
            asked.key_result = key_results.add_approved(
                actor, subject, asked.changes["added"], asked.reason, approval
            )
        except InvalidInput as refused:
            raise _no_longer_fits(refused) from None
    _answer(actor, asked, Answer.ACCEPTED, answer)
    told = {"author_id": asked.author_id, "answer": asked.answer}
    record_request(actor, "goal_post.approved", asked, None, told, asked.reason)
    return asked


def _approve_link(actor: Actor, asked: GoalPostRequest, answer: str) -> GoalPostRequest:
    try:
        approve_link(actor, asked)
    except InvalidInput as refused:
        raise _no_longer_fits(refused) from None
    _answer(actor, asked, Answer.ACCEPTED, answer)
    told = {"author_id": asked.author_id, "answer": asked.answer}
    record_request(actor, "goal_post.approved", asked, None, told, asked.reason)
    return asked


@transaction.atomic
def decline_goal_post(actor: Actor, request_id: int, *, answer: str) -> GoalPostRequest:
    """Leave the goal post where it is, and say why. Raises NotAllowed, NotFound, InvalidInput (no
    reason), Conflict (answered already)."""
    asked = _to_answer(actor, request_id)
    if not answer.strip():
        raise InvalidInput.on(
            "answer", _("Say why it stays where it is, so that they can go on."), code="required"
        )
    _answer(actor, asked, Answer.DECLINED, answer)
    record_request(actor, "goal_post.declined", asked, None, None, asked.answer)
    return asked


@transaction.atomic
def withdraw_goal_post(actor: Actor, request_id: int) -> GoalPostRequest:
    """Take a request back: who asked, and who may change the objective, may. Raises NotAllowed,
    NotFound, Conflict (answered already)."""
    asked = get_request(actor, request_id, lock=True)
    facts = objective_facts(get_objective(actor, asked.objective_id))
    asking = frozenset() if asked.author_id is None else frozenset({asked.author_id})
    require(actor, Permission.OBJECTIVE_EDIT, replace(facts, owner_ids=facts.owner_ids | asking))
    _refuse_answered(asked)
    _answer(actor, asked, Answer.WITHDRAWN, "")
    record_request(actor, "goal_post.withdrawn", asked, None, None, "")
    return asked


def _to_answer(actor: Actor, request_id: int, *, with_subject: bool = False) -> GoalPostRequest:
    """The request, locked; ``with_subject`` after everything that an approval moves, in the order
    in which closing an objective, which settles its requests, locks them."""
    row = request_row(actor, request_id)
    require(actor, Permission.GOAL_POST_APPROVE, row.facts)
    if not may_answer(actor, row):
        raise NotAllowed(_("You asked for this yourself; somebody else has to answer."))
    if with_subject and row.link_of is not None:
        lock_link(actor, row.link_of)
    elif with_subject:
        get_objective(actor, row.objective_id, lock=True)
    asked = get_request(actor, request_id, lock=True)
    _refuse_answered(asked)
    return asked


def _refuse_answered(asked: GoalPostRequest) -> None:
    if asked.state != Answer.WAITING:
        raise Conflict(
            _("This request is answered or taken back already: %(state)s.")
            % {"state": Answer(asked.state).label.lower()},
            code="answered",
        )


def _subject(actor: Actor, asked: GoalPostRequest) -> KeyResult | Objective:
    if asked.key_result_id:
        return get_key_result(actor, asked.key_result_id, lock=True)
    return get_objective(actor, asked.objective_id, lock=True)


def _refuse_stale(asked: GoalPostRequest, stands: dict[str, Any]) -> None:
    changed = [name for name, value in asked.before.items() if stands[name] != value]
    if changed:
        raise Conflict(
            _(
                "It has changed since this was asked (%(fields)s). Decline it, and let them ask "
                "again from where it stands."
            )
            % {"fields": ", ".join(field_words(name) for name in changed)},
            code="changed_since",
        )


def _no_longer_fits(refused: InvalidInput) -> InvalidInput:
    """The refusal of a change that whoever approves cannot mend."""
    why = [error.message for error in refused.errors] or [refused.detail]
    then = _("Decline it, and let them ask again from where it stands.")
    return InvalidInput(" ".join([*why, then]), errors=refused.errors)


def _answer(actor: Actor, asked: GoalPostRequest, state: Answer, words: str) -> None:
    asked.state, asked.answer = state, words.strip()
    asked.answered_by_id, asked.answered_at = actor.person_id, clock.now()
    asked.save()
