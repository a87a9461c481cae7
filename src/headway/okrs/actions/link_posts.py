"""What links do to scores, in the goal-post ledger: after plan lock that is promised like a target.

The ledger of an objective names no objective below it: whoever reads the one need not be able to
read the other. The history of the one below says which link it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput
from headway.okrs.actions.goalposts import is_locked, write_changes
from headway.okrs.models import LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.goal_post_words import LINK
from headway.people.access import Actor

Scores = Mapping[int, float | None]


def require_why_after_lock(
    actor: Actor, above: Objective | None, kinds: Collection[str], why: str
) -> None:
    """Raise InvalidInput when a link that moves a score (``kinds``: before and after) is made,
    changed or taken away without a reason although the plan above is locked. What the system links,
    for a file or the demo, is told by where it comes from."""
    if above is None or set(kinds) == {LinkKind.ALIGNED} or actor.person_id is None:
        return
    if is_locked(actor, above) and not why.strip():
        message = _("The plan is locked. Say why this moves; the change is kept beside the result.")
        raise InvalidInput.on("why", message, code="required")


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


def write_link_post(
    actor: Actor,
    above: Objective | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    scores: tuple[Scores, Scores],
    why: str,
) -> None:
    """Enter in the ledgers what a link that was written, changed or taken away did to scores: in
    that of the objective above, and of every other whose score it moved, since shares that were
    left open change with it. ``scores`` are those before and after. One query where there is
    another, and one for each locked plan."""
    if above is None:
        return
    old, new = scores
    others = {one for one in old if one != above.pk and old[one] != new.get(one)}
    found = [above] if above.pk in old else []
    if others:
        found += Objective.objects.select_related("cycle").filter(pk__in=others).order_by("pk")
    for objective in found:
        was = {**before, "objective_score": old[objective.pk]}
        stands = {**after, "objective_score": new.get(objective.pk)}
        write_changes(actor, objective, None, {LINK: was}, {LINK: stands}, [LINK], why)
