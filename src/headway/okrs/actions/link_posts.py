"""What links do to scores, in the goal-post ledger: after plan lock that is promised like a target.

The ledger of an objective names no objective below it: whoever reads the one need not be able to
read the other. The history of the one below says which link it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.goalposts import Approval, is_locked, write_changes
from headway.okrs.actions.link_rules import moves_numbers
from headway.okrs.models import (
    GoalPostChange,
    KeyResult,
    LinkKind,
    Objective,
    ObjectiveLink,
)
from headway.okrs.queries.arithmetic import moved_by
from headway.okrs.queries.goal_post_words import BELOW, LINK
from headway.people.access import Actor

Scores = Mapping[int, float | None]


def require_why_after_lock(
    actor: Actor, above: Objective | None, kinds: Collection[str], why: str
) -> None:
    """Raise InvalidInput when a link that moves a score (``kinds``: before and after) is made,
    changed or taken away without a reason although the plan above is locked. What the system links,
    for a file or the demo, is told by where it comes from."""
    if above is None or not moves_numbers(kinds) or actor.person_id is None:
        return
    if is_locked(actor, above) and not why.strip():
        message = _("The plan is locked. Say why this moves; the change is kept beside the result.")
        raise InvalidInput.on("why", message, code="required")


def refuse_promised_value(actor: Actor, key_result: KeyResult) -> None:
    """Raise Conflict when the value of a key result that is about to go counts in a locked plan:
    the link to it takes a reason to go, or an approval. One query."""
    links = ObjectiveLink.objects.filter(child_key_result=key_result)
    for link in links.select_related("key_result__objective__cycle").order_by("id"):
        into = link.key_result
        if into is not None and is_locked(actor, into.objective):
            raise Conflict(
                _(
                    "Its value counts in %(cycle)s, whose plan is locked. Take the link away "
                    "first, with a reason."
                )
                % {"cycle": into.objective.cycle.name},
                code="counts_in_locked_plan",
            )


def link_post(link: ObjectiveLink | None, own_weight: float | None = None) -> dict[str, Any]:
    """The terms of a link as the ledger keeps them; without a link, or where it moves nothing, only
    that."""
    if link is None:
        return {"kind": None}
    post: dict[str, Any] = {"kind": str(link.kind)}
    if link.kind == LinkKind.DRIVES_SCORE:
        post |= {"weight": link.weight, "own_weight": own_weight}
    elif link.kind == LinkKind.CONTRIBUTES_VALUE:
        post["share"] = link.share
    return post


def scores_from(objective_ids: Iterable[int]) -> dict[int, float | None]:
    """The stored scores of these objectives and of everything above that they move."""
    found = Objective.objects.filter(pk__in=moved_by(list(objective_ids)))
    return dict(found.values_list("id", "score"))


def write_link_post(
    actor: Actor,
    above: Objective | None,
    parents: Collection[int],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    scores: tuple[Scores, Scores],
    why: str,
    approval: Approval | None = None,
) -> list[GoalPostChange]:
    """Enter in the ledgers what a link that was written, changed or taken away did to scores: in
    that of the objective above, of every other of the ``parents`` whose score it moved, since
    shares that were left open change with it, and of what stands above them and moved with them.
    ``scores`` are those before and after. Returns the entries. One query, and one for each locked
    plan."""
    old, new = scores
    entered: list[GoalPostChange] = []
    if above is None or above.pk not in old:
        return entered
    for objective in _moved(old, new, always={above.pk}):
        said = {"objective_score": old[objective.pk]}, {"objective_score": new.get(objective.pk)}
        field = BELOW
        if objective.pk in parents:
            field, said = LINK, ({**before, **said[0]}, {**after, **said[1]})
        entered += write_changes(
            actor, objective, None, {field: said[0]}, {field: said[1]}, [field], why, approval
        )
    return entered


class Above:
    """What stands above an objective that is about to count there, or to count no more: its scores
    until then. At most one query for each level that arithmetic links climb, and one."""

    def __init__(self, objective_id: int) -> None:
        self._parents = set(moved_by([objective_id])[objective_id])
        self._scores = scores_from(self._parents) if self._parents else {}

    def enter(self, actor: Actor, why: str) -> None:
        """Enter in the ledgers that something below came or went, once that is written: of what is
        directly above, which it moves from now on, and of everything whose score it moved. One
        query, and one for each locked plan."""
        found = Objective.objects.filter(pk__in=self._scores).values_list("id", "score")
        now = dict(found) if self._scores else {}
        write_below(actor, self._scores, now, why, always=self._parents)


def write_below(
    actor: Actor, before: Scores, after: Scores, why: str, *, always: Collection[int] = ()
) -> list[GoalPostChange]:
    """Enter in the ledgers of objectives that something below moved their scores, ``before`` and
    ``after``, and in those of some ``always``; returns the entries. One query, and one for each
    locked plan."""
    entered: list[GoalPostChange] = []
    for objective in _moved(before, after, always=always):
        was, stands = ({"objective_score": one.get(objective.pk)} for one in (before, after))
        entered += write_changes(
            actor, objective, None, {BELOW: was}, {BELOW: stands}, [BELOW], why
        )
    return entered


def _moved(old: Scores, new: Scores, *, always: Collection[int]) -> list[Objective]:
    """Those whose score is another now, and those that are told of in any case."""
    ids = [one for one in old if one in always or old[one] != new.get(one)]
    found = Objective.objects.select_related("cycle").filter(pk__in=ids)
    return list(found.order_by("pk")) if ids else []
