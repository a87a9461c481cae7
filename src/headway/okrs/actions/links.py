"""Link an objective to what it serves, say what the link does to numbers, and take it away.

Whoever may edit an objective may link it. A link that moves a number is also a matter of whoever
answers for that number: it takes leave to edit the objective above. Once the plan above is locked
it waits for an approval, where the organisation asks for one. What moves is written in the same
transaction, from the objective above up to the top.
"""

from __future__ import annotations

from copy import copy

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.link_posts import require_why_after_lock
from headway.okrs.actions.link_requests import ask_for_link, link_must_wait
from headway.okrs.actions.link_rules import (
    LinkTerms,
    moves_numbers,
    put_terms,
    refuse_circle,
    refuse_closed_above,
    refuse_duplicate,
    refuse_no_overlap,
)
from headway.okrs.actions.link_writing import erase_link, rewrite_link, terms, write_link
from headway.okrs.models import GoalPostRequest, LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.doors import (
    get_key_result,
    get_link,
    get_objective,
    lock_links,
    lock_upwards,
    objective_facts,
)
from headway.okrs.queries.link_page import above_of
from headway.people.access import Actor, Permission, decide, require
from headway.strategy.queries import get_goal


@transaction.atomic
def link_objective(
    actor: Actor,
    objective_id: int,
    *,
    goal_id: int | None = None,
    parent_objective_id: int | None = None,
    key_result_id: int | None = None,
    kind: str = LinkKind.ALIGNED,
    weight: float | None = None,
    own_weight: float | None = None,
    share: float | None = None,
    child_key_result_id: int | None = None,
    why: str = "",
) -> ObjectiveLink | GoalPostRequest:
    """Link an objective to exactly one mid-term goal, objective or key result.

    *Drives score* takes the ``weight`` of the child's score in the parent objective's, and
    ``own_weight``, that of the parent's own key results. *Contributes value* takes the child's key
    result and the ``share`` of its value (None: an even part of what others leave). Once the plan
    above is locked, both need the reason ``why`` and stand in its ledger; where the organisation
    asks for an approval they are not made, but wait as the request that is returned.
    Raises NotAllowed, NotFound, InvalidInput (none or several parents, terms that do not fit the
    kind, shares over 1, a cycle that does not overlap in time, a circle; the message names the
    path) and Conflict (linked already, closed, the same waits already).
    """
    lock_links(actor)
    child = get_objective(actor, objective_id)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    if sum(x is not None for x in (goal_id, parent_objective_id, key_result_id)) != 1:
        raise InvalidInput.on(
            "parent", _("Choose one mid-term goal, objective or key result."), code="required"
        )
    link = ObjectiveLink(organisation_id=actor.organisation_id, child=child)
    _attach(actor, link, goal_id, parent_objective_id, key_result_id)
    above = above_of(link)
    lock_upwards(actor, child.pk, *([above.pk] if above else []))
    if above is not None:
        refuse_no_overlap(child, above)
        refuse_circle(actor, child, above)
    put_terms(link, LinkTerms(kind, weight, own_weight, share, child_key_result_id))
    _require_above(actor, above, (kind,))
    refuse_duplicate(link)
    require_why_after_lock(actor, above, (kind,), why)
    if above is not None and link_must_wait(actor, above, (kind,)):
        return ask_for_link(actor, above, None, link, own_weight, why)
    write_link(actor, link, own_weight, why)
    return link


@transaction.atomic
def change_link(
    actor: Actor,
    link_id: int,
    *,
    kind: str,
    weight: float | None = None,
    own_weight: float | None = None,
    share: float | None = None,
    child_key_result_id: int | None = None,
    why: str = "",
) -> ObjectiveLink | GoalPostRequest:
    """Say anew what a link does to numbers; its ends stay. All terms are given, as in
    :func:`link_objective`, and the reason once the plan above is locked; where the organisation
    asks for an approval, that waits as the request that is returned.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed, linked already, one waits already).
    """
    link = get_link(actor, link_id)
    child, above = get_objective(actor, link.child_id), above_of(link)
    lock_upwards(actor, child.pk, *([above.pk] if above else []))
    link = get_link(actor, link_id)  # once more: it may have been changed or taken away meanwhile
    link.child, above = child, above_of(link)
    if above is None or not _may_edit(actor, above):
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    _require_above(actor, above, (link.kind, kind))
    stored = copy(link)
    put_terms(link, LinkTerms(kind, weight, own_weight, share, child_key_result_id))
    refuse_duplicate(link)
    stays = above is None or own_weight in (None, above.own_weight)
    if stays and terms(stored) == terms(link):
        return link
    kinds = (stored.kind, kind)
    require_why_after_lock(actor, above, kinds, why)
    if above is not None and link_must_wait(actor, above, kinds):
        return ask_for_link(actor, above, stored, link, own_weight, why)
    rewrite_link(actor, stored, link, own_weight, why)
    return link


@transaction.atomic
def unlink_objective(actor: Actor, link_id: int, *, why: str = "") -> GoalPostRequest | None:
    """Take a link away. Who may edit the objective that has it may, and who may edit the one whose
    number the link moves; once the plan above is locked, such a link goes with a reason, or waits
    for an approval as the request that is returned.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed, one waits already).
    """
    link = get_link(actor, link_id)
    child = get_objective(actor, link.child_id, lock=True)
    link.child, above = child, above_of(link)
    counts = moves_numbers((link.kind,)) and above is not None
    if not (counts and above is not None and _may_edit(actor, above)):
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    if counts and above is not None:
        refuse_closed_above(above)  # reopened, it would stand elsewhere without an approval
    require_why_after_lock(actor, above, (link.kind,), why)
    if above is not None and link_must_wait(actor, above, (link.kind,)):
        return ask_for_link(actor, above, link, None, None, why)
    erase_link(actor, link, why)
    return None


def _attach(
    actor: Actor,
    link: ObjectiveLink,
    goal_id: int | None,
    parent_objective_id: int | None,
    key_result_id: int | None,
) -> None:
    """Put the parent on the link."""
    if goal_id is not None:
        link.goal_id = get_goal(actor, goal_id).id
    elif parent_objective_id is not None:
        link.objective = get_objective(actor, parent_objective_id)
    else:
        link.key_result = get_key_result(actor, key_result_id or 0)


def _may_edit(actor: Actor, objective: Objective) -> bool:
    return decide(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective)).allowed


def _require_above(actor: Actor, above: Objective | None, kinds: tuple[str, ...]) -> None:
    """Numbers of an objective are moved by who may edit it, while it is open."""
    if above is not None and moves_numbers(kinds):
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(above))
        refuse_closed_above(above)
