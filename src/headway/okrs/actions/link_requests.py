"""Links that move a score of a locked plan and wait for a lead above: asked for, and made as they
were asked for once somebody approves.

A request keeps which link it is about under ``of``, beside the terms that people read. It is of the
objective above, whose readers need not be able to read the one below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import Conflict
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.goalposts import Approval, ask_for_approval, must_wait
from headway.okrs.actions.link_posts import link_post
from headway.okrs.actions.link_rules import (
    LinkTerms,
    moves_numbers,
    put_terms,
    refuse_circle,
    refuse_closed_above,
    refuse_duplicate,
    refuse_no_overlap,
)
from headway.okrs.actions.link_writing import erase_link, rewrite_link, write_link
from headway.okrs.models import (
    GoalPostRequest,
    KeyResult,
    LinkKind,
    Objective,
    ObjectiveLink,
    State,
)
from headway.okrs.queries.doors import lock_links, lock_upwards
from headway.okrs.queries.goal_post_words import LINK
from headway.okrs.queries.link_page import above_of
from headway.people.access import Actor


def link_must_wait(actor: Actor, above: Objective, kinds: Collection[str]) -> bool:
    """Whether a link of these kinds, before and after, waits for a lead above. What is closed keeps
    its score."""
    is_moved = moves_numbers(kinds) and above.state != State.CLOSED
    return must_wait(actor, above, None, [LINK] if is_moved else [])


def ask_for_link(
    actor: Actor,
    above: Objective,
    stored: ObjectiveLink | None,
    link: ObjectiveLink | None,
    own_weight: float | None,
    why: str,
) -> GoalPostRequest:
    """Ask for a ``link`` that is new, for other terms than those it is ``stored`` with, or, without
    one, that the stored one goes. Raises Conflict when the same waits already."""
    about = link or stored
    if about is None:  # asked of nothing
        raise ValueError("A request is about a link.")
    weight = above.own_weight if own_weight is None else own_weight
    before = {**link_post(stored, above.own_weight), "of": _of(stored or about, above)}
    after = {**link_post(link, weight), "of": _of(about, above)}
    return ask_for_approval(actor, above, None, {LINK: before}, {LINK: after}, why)


def _of(link: ObjectiveLink, above: Objective) -> dict[str, int | float | None]:
    return {
        "own_weight": above.own_weight,
        "link_id": link.pk,
        "child_id": link.child_id,
        "objective_id": link.objective_id,
        "key_result_id": link.key_result_id,
        "child_key_result_id": link.child_key_result_id,
    }


def lock_link(actor: Actor, of: Mapping[str, Any]) -> None:
    """Lock what a link with these ends will move, in the order in which links are written."""
    lock_links(actor)
    above = of["objective_id"]
    if above is None:
        parents = KeyResult.objects.filter(pk=of["key_result_id"])
        above = parents.values_list("objective_id", flat=True).first()
    lock_upwards(actor, *(pk for pk in (of["child_id"], above) if pk is not None))


def approve_link(actor: Actor, asked: GoalPostRequest) -> None:
    """Make, change or take away the link as it was asked for. Permission and event are the
    caller's, and so is :func:`lock_link`.

    Raises InvalidInput (it does not fit any more) and Conflict (closed, linked or changed
    meanwhile, gone)."""
    wanted, before = asked.changes[LINK], asked.before[LINK]
    approval, why = Approval(asked.author_id), asked.reason
    of, own_weight = wanted["of"], wanted.get("own_weight")
    stored = _new(actor, of) if of["link_id"] is None else _stored(actor, of["link_id"])
    above = above_of(stored)
    if above is None:
        raise _gone()
    refuse_closed(stored.child)
    refuse_closed_above(above)
    if of["link_id"] is None:
        if before["of"]["own_weight"] != above.own_weight:
            raise _changed()
        refuse_no_overlap(stored.child, above)
        refuse_circle(actor, stored.child, above)
        put_terms(stored, _terms(wanted))
        refuse_duplicate(stored)
        write_link(actor, stored, own_weight, why, approval)
        return
    if {**link_post(stored, above.own_weight), "of": _of(stored, above)} != before:
        raise _changed()
    if wanted["kind"] is None:
        erase_link(actor, stored, why, approval)
        return
    link = copy(stored)
    put_terms(link, _terms(wanted))
    refuse_duplicate(link)
    rewrite_link(actor, stored, link, own_weight, why, approval)


def _stored(actor: Actor, link_id: int) -> ObjectiveLink:
    found = ObjectiveLink.objects.filter(organisation_id=actor.organisation_id, pk=link_id)
    link = found.select_related(*_ENDS).first()
    if link is None:
        raise _gone()
    return link


_ENDS = (
    "goal", "child_key_result", "child__unit", "child__cycle", "objective__unit",
    "objective__cycle", "key_result__objective__unit", "key_result__objective__cycle",
)  # fmt: skip


def _new(actor: Actor, of: Mapping[str, Any]) -> ObjectiveLink:
    """The link that was asked for, not stored yet; whoever approves need not be able to read what
    is linked."""
    here = {"organisation_id": actor.organisation_id}
    with_place = Objective.objects.select_related("unit", "cycle").filter(**here)
    inside = KeyResult.objects.select_related("objective__unit", "objective__cycle").filter(**here)
    link = ObjectiveLink(organisation_id=actor.organisation_id)
    child = with_place.filter(pk=of["child_id"]).first()
    if child is None:
        raise _gone()
    link.child = child
    if of["objective_id"] is not None:
        link.objective = with_place.filter(pk=of["objective_id"]).first()
    else:
        link.key_result = inside.filter(pk=of["key_result_id"]).first()
    return link


def _terms(wanted: Mapping[str, Any]) -> LinkTerms:
    kind = wanted["kind"]
    given = wanted["of"]["child_key_result_id"] if kind == LinkKind.CONTRIBUTES_VALUE else None
    return LinkTerms(
        kind, wanted.get("weight"), wanted.get("own_weight"), wanted.get("share"), given
    )


def _changed() -> Conflict:
    return Conflict(
        _(
            "The link has changed since this was asked. Decline it, and let them ask again from "
            "where it stands."
        ),
        code="changed_since",
    )


def _gone() -> Conflict:
    return Conflict(
        _("What was to be linked is not there any more. Decline it, so that they know."),
        code="gone",
    )
