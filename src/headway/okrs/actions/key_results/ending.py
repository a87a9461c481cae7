"""Cancel key results, resume them, and remove what never counted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.goalposts import (
    Approval,
    ask_for_approval,
    is_locked,
    must_wait,
    write_membership,
)
from headway.okrs.actions.key_results.definitions import record_key_result, refuse_fixed, snapshot
from headway.okrs.actions.key_results.milestones import milestone_ids
from headway.okrs.actions.link_posts import refuse_promised_value
from headway.okrs.actions.link_writing import cut_links, objectives_linked_by
from headway.okrs.actions.scores import measure_key_result, measure_objective
from headway.okrs.actions.signatures import renew, signed_plan
from headway.okrs.models import GoalPostRequest, KeyResult
from headway.okrs.queries.doors import get_key_result, lock_upwards, objective_facts
from headway.people.access import Actor, Permission, require


@transaction.atomic
def cancel_key_result(actor: Actor, key_result_id: int, *, reason: str) -> GoalPostRequest | None:
    """Stop a key result: its score is frozen. Cancelled in the first two thirds it leaves the
    objective's score; later it counts as it stands. Nothing is deleted. After plan lock the ledger
    tells it, with what it did to the score.

    Where the organisation asks for an approval it is not cancelled: that waits as the request that
    is returned. Raises NotAllowed, NotFound, InvalidInput (no reason), Conflict (closed, cancelled,
    one waits already).
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(key_result.objective))
    refuse_fixed(key_result)
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why it is cancelled."), code="required")
    asked = _asked(actor, key_result, "cancelled", reason)
    if asked is None:
        stop(actor, key_result, reason)
    return asked


def _asked(actor: Actor, key_result: KeyResult, field: str, reason: str) -> GoalPostRequest | None:
    """What waits for an approval. What only guards moves no score."""
    if key_result.is_health or not must_wait(actor, key_result.objective, key_result, [field]):
        return None
    return ask_for_approval(
        actor, key_result.objective, key_result, {field: False}, {field: True}, reason
    )


def stop(
    actor: Actor, key_result: KeyResult, reason: str, approval: Approval | None = None
) -> None:
    """Cancel a key result that the caller locked and may cancel, or that the actor approved. Raises
    Conflict (closed, cancelled)."""
    refuse_fixed(key_result)
    signed, score = signed_plan(actor, key_result.objective), key_result.objective.score
    key_result.cancelled_on = clock.today(actor.time_zone)
    key_result.cancel_reason = reason.strip()
    key_result.version += 1
    key_result.save()
    measure_objective(key_result.objective)
    write_membership(actor, key_result, "cancelled", score, reason, approval)
    renew(actor, key_result.objective, signed)
    record_key_result(
        actor,
        "key_result.cancelled",
        key_result,
        {"cancelled_on": None},
        {"cancelled_on": key_result.cancelled_on},
        reason,
    )


@transaction.atomic
def resume_key_result(actor: Actor, key_result_id: int, *, reason: str) -> GoalPostRequest | None:
    """Take a cancellation back; after plan lock as :func:`cancel_key_result` does."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(key_result.objective))
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is None:
        return None
    if not reason.strip():
        raise InvalidInput.on("reason", _("Say why it goes on."), code="required")
    asked = _asked(actor, key_result, "resumed", reason)
    if asked is None:
        go_on(actor, key_result, reason)
    return asked


def go_on(
    actor: Actor, key_result: KeyResult, reason: str, approval: Approval | None = None
) -> None:
    """Resume a key result that the caller locked and may resume, or whose going on the actor
    approved. Raises Conflict (closed, not cancelled)."""
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is None:
        raise Conflict(_("This key result goes on already."), code="not_cancelled")
    signed, before = signed_plan(actor, key_result.objective), key_result.cancelled_on
    score = key_result.objective.score
    said = key_result.cancel_reason
    key_result.cancelled_on = None
    key_result.cancel_reason = ""
    key_result.version += 1
    key_result.save()
    measure_key_result(key_result)
    measure_objective(key_result.objective)
    write_membership(actor, key_result, "resumed", score, reason, approval)
    renew(actor, key_result.objective, signed)
    record_key_result(
        actor,
        "key_result.resumed",
        key_result,
        {"cancelled_on": before, "cancel_reason": said},
        {"cancelled_on": None},
        reason,
    )


@transaction.atomic
def remove_key_result(actor: Actor, key_result_id: int) -> None:
    """Remove a key result from a plan that is not locked and that nobody has checked in on.
    Otherwise cancel it: nothing that happened is deleted, nor does a value go silently that counts
    in a locked plan elsewhere. Links to it go too, each with an event of
    its own, and every number that they moved is computed again. The event is in the history of the
    objective, and holds the key result whole: what is shown of an earlier day is found there."""
    objective_id = get_key_result(actor, key_result_id).objective_id
    lock_upwards(actor, objective_id, *objectives_linked_by(key_result_id))
    key_result = get_key_result(actor, key_result_id, lock=True)
    objective = key_result.objective
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective))
    refuse_fixed(key_result)
    if is_locked(actor, objective) or key_result.checkins.exists():
        raise Conflict(
            _("This key result is part of the record. Cancel it with a reason instead."),
            code="cancel_instead",
        )
    refuse_promised_value(actor, key_result)
    before = {
        "key_result_id": key_result.pk,
        **snapshot(key_result),
        "position": key_result.position,
        "is_health": key_result.is_health,
        "added_on": key_result.added_on,
        **milestone_ids(key_result),
    }
    signed = signed_plan(actor, objective)
    unlinked = cut_links(actor, key_result_id)
    key_result.delete()
    measure_objective(objective)
    renew(actor, objective, signed)
    removed = Entry(
        "key_result.removed", "objective", objective.pk, objective.title,
        before, {"removed": before["title"]},
    )  # fmt: skip
    record_all(actor, [*unlinked, removed])
