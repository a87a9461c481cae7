"""Link an objective to what it serves, say what the link does to numbers, and take it away.

Whoever may edit an objective may link it. A link that moves a number is also a matter of whoever
answers for that number: it takes leave to edit the objective above. What moves is written in the
same transaction, from the objective above up to the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.link_ends import end_entry
from headway.okrs.actions.link_posts import (
    Scores,
    link_post,
    require_why_after_lock,
    write_link_post,
)
from headway.okrs.actions.link_rules import (
    LinkTerms,
    refuse_circle,
    refuse_duplicate,
    refuse_no_overlap,
    terms_errors,
)
from headway.okrs.actions.scores import remeasure
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink, State
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
) -> ObjectiveLink:
    """Link an objective to exactly one mid-term goal, objective or key result.

    *Drives score* takes the ``weight`` of the child's score in the parent objective's, and
    ``own_weight``, that of the parent's own key results. *Contributes value* takes the child's key
    result and the ``share`` of its value (None: an even part of what others leave). Once the plan
    above is locked, both need the reason ``why`` and stand in its ledger.
    Raises NotAllowed, NotFound, InvalidInput (none or several parents, terms that do not fit the
    kind, shares over 1, a cycle that does not overlap in time, a circle; the message names the
    path) and Conflict (linked already, closed).
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
    label = _attach(actor, link, goal_id, parent_objective_id, key_result_id)
    above = above_of(link)
    lock_upwards(actor, child.pk, *([above.pk] if above else []))
    terms = LinkTerms(kind, weight, own_weight, share, child_key_result_id)
    if above is not None:
        refuse_no_overlap(child, above)
        refuse_circle(actor, child, above)
    _set_terms(actor, link, terms)
    refuse_duplicate(link)
    require_why_after_lock(actor, above, (kind,), why)
    effect = _Effect(actor, link)
    link.save()
    effect.write(own_weight)
    after = {"link_id": link.pk, **_ends(link), "to": label, **_terms(link), **effect.after}
    effect.enter(link_post(None), effect.post_of(link), why)
    _record(actor, "objective.linked", child, effect.before, after, why)
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
) -> ObjectiveLink:
    """Say anew what a link does to numbers; its ends stay. All terms are given, as in
    :func:`link_objective`, and the reason once the plan above is locked.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed, linked already).
    """
    link = get_link(actor, link_id)
    child, above = get_objective(actor, link.child_id), above_of(link)
    lock_upwards(actor, child.pk, *([above.pk] if above else []))
    link = get_link(actor, link_id)  # once more: it may have been changed or taken away meanwhile
    if above is None or not _may_edit(actor, above):
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    _require_above(actor, link, (link.kind, kind))
    before, effect = _terms(link), _Effect(actor, link)
    post = effect.post_of(link)
    _set_terms(actor, link, LinkTerms(kind, weight, own_weight, share, child_key_result_id))
    refuse_duplicate(link)
    if before == _terms(link) and own_weight in (None, effect.own_weight):
        return link
    require_why_after_lock(actor, above, (before["kind"], kind), why)
    effect.touch(link)
    link.save()
    effect.write(own_weight)
    effect.enter(post, effect.post_of(link), why)
    _record(
        actor,
        "objective.link_changed",
        child,
        {"link_id": link.pk, **_ends(link), **before, **effect.before},
        {"link_id": link.pk, **_ends(link), "to": _label(link), **_terms(link), **effect.after},
        why,
    )
    return link


@transaction.atomic
def unlink_objective(actor: Actor, link_id: int, *, why: str = "") -> int:
    """Take a link away; returns the id of the objective that had it. Who may edit that objective
    may, and who may edit the one whose number the link moves; once the plan above is locked, such
    a link goes with a reason.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed).
    """
    link = get_link(actor, link_id)
    child = get_objective(actor, link.child_id, lock=True)
    above = above_of(link)
    moves = link.kind != LinkKind.ALIGNED and above is not None
    if not (moves and above is not None and _may_edit(actor, above)):
        require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    before = {"link_id": link.pk, **_ends(link), **_terms(link)}
    require_why_after_lock(actor, above, (link.kind,), why)
    label, effect, ended = _label(link), _Effect(actor, link), end_entry(link)
    post = effect.post_of(link)
    link.delete()
    effect.write(None)
    effect.enter(post, link_post(None), why)
    after = {"unlinked_from": label, **effect.after}
    told = {**before, **effect.before}
    mine = _entry("objective.unlinked", child, told, after, why)
    record_all(actor, [mine, ended])
    return child.pk


def objectives_linked_by(key_result_id: int) -> set[int]:
    """The objectives whose numbers move when every link of a key result goes. Two queries."""
    links = ObjectiveLink.objects.filter(_touching(key_result_id))
    values = links.filter(child_key_result__isnull=False).values("child_key_result_id")
    into = ObjectiveLink.objects.filter(child_key_result_id__in=values)
    return set(into.values_list("key_result__objective_id", flat=True))


def cut_links(actor: Actor, key_result_id: int) -> list[Entry]:
    """Take away every link to a key result that is about to go, and every one that hands its value
    on; returns what there is to record of it. Permission is the caller's, and so are the locks on
    :func:`objectives_linked_by`. A closed objective that served it loses its link too."""
    entries = []
    links = ObjectiveLink.objects.filter(_touching(key_result_id)).order_by("id")
    for link in links.select_related("child", "child_key_result", "key_result__objective"):
        before, effect = {"link_id": link.pk, **_ends(link), **_terms(link)}, _Effect(actor, link)
        child, label, ended = link.child, _label(link), end_entry(link)
        link.delete()
        effect.write(None)
        after = {"unlinked_from": label, **effect.after}
        told = {**before, **effect.before}
        entries += [_entry("objective.unlinked", child, told, after), ended]
    return entries


def _touching(key_result_id: int) -> Q:
    return Q(key_result_id=key_result_id) | Q(child_key_result_id=key_result_id)


def _attach(
    actor: Actor,
    link: ObjectiveLink,
    goal_id: int | None,
    parent_objective_id: int | None,
    key_result_id: int | None,
) -> str:
    """Put the parent on the link; returns its title."""
    if goal_id is not None:
        goal = get_goal(actor, goal_id)
        link.goal_id = goal.id
        return goal.title
    if parent_objective_id is not None:
        link.objective = get_objective(actor, parent_objective_id)
        return link.objective.title
    link.key_result = get_key_result(actor, key_result_id or 0)
    return link.key_result.title


def _label(link: ObjectiveLink) -> str:
    parent = link.goal or link.objective or link.key_result
    return "" if parent is None else parent.title


def _may_edit(actor: Actor, objective: Objective) -> bool:
    return decide(actor, Permission.OBJECTIVE_EDIT, objective_facts(objective)).allowed


def _require_above(actor: Actor, link: ObjectiveLink, kinds: tuple[str, ...]) -> None:
    """Numbers of an objective are moved by who may edit it, while it is open."""
    above = above_of(link)
    if above is None or set(kinds) == {LinkKind.ALIGNED}:
        return
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(above))
    if above.state == State.CLOSED:
        raise Conflict(
            _("“%(title)s” is closed, so its numbers stand. Link to it as aligned.")
            % {"title": above.title},
            code="objective_closed",
        )


def _set_terms(actor: Actor, link: ObjectiveLink, terms: LinkTerms) -> None:
    """Put the terms on the link. Raises NotAllowed, NotFound, Conflict, InvalidInput."""
    given = None
    if terms.child_key_result_id is not None:
        given = KeyResult.objects.filter(
            objective_id=link.child_id, pk=terms.child_key_result_id
        ).first()
        if given is None:
            message = _("Choose a key result of the objective that is linked.")
            raise InvalidInput.on("child_key_result_id", message, code="unknown")
    refuse(terms_errors(link, terms, given))
    _require_above(actor, link, (terms.kind,))
    link.kind = LinkKind(terms.kind)
    link.weight = 1.0 if terms.weight is None else terms.weight
    link.child_key_result, link.share = given, terms.share


@dataclass(slots=True)
class _Effect:
    """What a link does to the numbers above it, before and after it is written."""

    actor: Actor
    objective: Objective | None
    own_weight: float | None
    objective_ids: set[int]
    key_result_ids: set[int]
    before: dict[str, Any]
    after: dict[str, Any]
    scores: tuple[Scores, Scores]

    def __init__(self, actor: Actor, link: ObjectiveLink) -> None:
        self.actor = actor
        self.objective = above_of(link)
        self.own_weight = None if self.objective is None else self.objective.own_weight
        self.objective_ids, self.key_result_ids = set(), set()
        self.before, self.after = {}, {}
        self.scores = {}, {}
        self.touch(link)

    def touch(self, link: ObjectiveLink) -> None:
        """Take in what the link moves as it is now: its parent, and where it contributes every
        other parent too, since shares that were left open change with it."""
        if link.kind == LinkKind.ALIGNED or self.objective is None:
            return
        self.objective_ids.add(self.objective.pk)
        if link.child_key_result_id is None:
            return
        into = ObjectiveLink.objects.filter(child_key_result_id=link.child_key_result_id)
        for key_result_id, objective_id in [
            *into.values_list("key_result_id", "key_result__objective_id"),
            (link.key_result_id, self.objective.pk),
        ]:
            if key_result_id is not None and objective_id is not None:
                self.key_result_ids.add(key_result_id)
                self.objective_ids.add(objective_id)

    def write(self, own_weight: float | None) -> None:
        """Recompute what moves, and note the scores of what it moves before and after."""
        above = self.objective
        if above is None or not self.objective_ids:
            return
        lock_upwards(self.actor, *self.objective_ids)
        if own_weight is not None and own_weight != self.own_weight:
            Objective.objects.filter(pk=above.pk).update(own_weight=own_weight)
            self.before["own_weight"], self.after["own_weight"] = self.own_weight, own_weight
        before = _scores_of(self.objective_ids)
        remeasure(self.objective_ids, self.key_result_ids)
        self.scores = before, _scores_of(self.objective_ids)
        self.before["parent_score"], self.after["parent_score"] = (
            scores[above.pk] for scores in self.scores
        )

    def post_of(self, link: ObjectiveLink) -> dict[str, Any]:
        """The terms of the link as the ledger keeps them, as things stand."""
        return link_post(link, self.after.get("own_weight", self.own_weight))

    def enter(self, before: dict[str, Any], after: dict[str, Any], why: str) -> None:
        """Enter what was written in the ledgers of what it moved."""
        write_link_post(self.actor, self.objective, before, after, self.scores, why)


def _scores_of(objective_ids: set[int]) -> dict[int, float | None]:
    found = Objective.objects.filter(pk__in=objective_ids)
    return dict(found.values_list("id", "score"))


def _ends(link: ObjectiveLink) -> dict[str, int | None]:
    return {
        "goal_id": link.goal_id,
        "objective_id": link.objective_id,
        "key_result_id": link.key_result_id,
    }


def _terms(link: ObjectiveLink) -> dict[str, Any]:
    """The terms that its kind uses."""
    terms: dict[str, Any] = {"kind": str(link.kind)}
    if link.kind == LinkKind.DRIVES_SCORE:
        terms["weight"] = link.weight
    elif link.kind == LinkKind.CONTRIBUTES_VALUE and link.child_key_result is not None:
        terms |= {
            "child_key_result_id": link.child_key_result_id,
            "value_of": link.child_key_result.title,
            "share": link.share,
        }
    return terms


def _record(
    actor: Actor,
    verb: str,
    child: Objective,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str = "",
) -> None:
    record(actor, _entry(verb, child, before, after, why))


def _entry(
    verb: str, child: Objective, before: dict[str, Any], after: dict[str, Any], why: str = ""
) -> Entry:
    return Entry(verb, "objective", child.pk, child.title, before or None, after, why.strip())
