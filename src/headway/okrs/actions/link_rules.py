"""What is refused of a link between an objective and what it serves."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.core.alignment import check_shares, path_between
from headway.core.errors import ShareError
from headway.core.kinds import CHANGE_KINDS
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.models import (
    Aggregation,
    KeyResult,
    LinkKind,
    Objective,
    ObjectiveLink,
    State,
)
from headway.okrs.queries.linked_above import parents_above
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.web.formats import percent

WEIGHT_AT_MOST = 1000.0


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """What a link shall do to numbers; None is "not said"."""

    kind: str
    weight: float | None = None
    own_weight: float | None = None
    share: float | None = None
    child_key_result_id: int | None = None


def moves_numbers(kinds: Collection[str]) -> bool:
    """Whether a link of these kinds, before and after it is written, moves a number above it."""
    return set(kinds) != {LinkKind.ALIGNED}


def put_terms(link: ObjectiveLink, terms: LinkTerms) -> None:
    """Put the terms on a link. Raises InvalidInput where they do not fit it."""
    given = None
    if terms.child_key_result_id is not None:
        given = KeyResult.objects.filter(
            objective_id=link.child_id, pk=terms.child_key_result_id
        ).first()
        if given is None:
            message = _("Choose a key result of the objective that is linked.")
            raise InvalidInput.on("child_key_result_id", message, code="unknown")
    refuse(terms_errors(link, terms, given))
    link.kind = LinkKind(terms.kind)
    link.weight = 1.0 if terms.weight is None else terms.weight
    link.child_key_result, link.share = given, terms.share


def terms_errors(
    link: ObjectiveLink, terms: LinkTerms, given: KeyResult | None
) -> list[FieldError]:
    """Every way in which the terms do not fit the link. One query where it contributes a value."""
    if terms.kind not in LinkKind.values:
        return [FieldError("kind", "unknown", _("Choose what the link does to numbers."))]
    errors = _unfitting(terms)
    if terms.kind == LinkKind.DRIVES_SCORE:
        errors += _driving_errors(link, terms)
    elif terms.kind == LinkKind.CONTRIBUTES_VALUE:
        errors += _contributing_errors(link, terms, given)
    return errors


_USED = {
    LinkKind.ALIGNED: frozenset[str](),
    LinkKind.DRIVES_SCORE: frozenset({"weight", "own_weight"}),
    LinkKind.CONTRIBUTES_VALUE: frozenset({"share", "child_key_result_id"}),
}


def _unfitting(terms: LinkTerms) -> list[FieldError]:
    kind = LinkKind(terms.kind)
    names = ("weight", "own_weight", "share", "child_key_result_id")
    return [
        FieldError(
            name,
            "unused",
            _("A link of the kind “%(kind)s” has none: leave this empty.") % {"kind": kind.label},
        )
        for name in names
        if name not in _USED[kind] and getattr(terms, name) is not None
    ]


def _driving_errors(link: ObjectiveLink, terms: LinkTerms) -> list[FieldError]:
    errors = []
    if link.objective_id is None:
        message = _("Only an objective's score can be driven: choose an objective, not a %(what)s.")
        what = _("mid-term goal") if link.goal_id else _("key result")
        errors.append(FieldError("kind", "needs_objective", message % {"what": what}))
    if terms.weight is not None and not _is_between(terms.weight, 1e-6, WEIGHT_AT_MOST):
        message = _("Give a weight above 0, at most 1000. 1 is as much as the parent's own.")
        errors.append(FieldError("weight", "out_of_range", message))
    if terms.own_weight is not None and not _is_between(terms.own_weight, 0, WEIGHT_AT_MOST):
        message = _("Give a weight from 0 to 1000. 0 leaves its own key results out of the score.")
        errors.append(FieldError("own_weight", "out_of_range", message))
    return errors


def _is_between(number: float, low: float, high: float) -> bool:
    return math.isfinite(number) and low <= number <= high


def _contributing_errors(
    link: ObjectiveLink, terms: LinkTerms, given: KeyResult | None
) -> list[FieldError]:
    if link.key_result is None:
        message = _("A value counts towards a key result: choose a key result to link to.")
        return [FieldError("kind", "needs_key_result", message)]
    if given is None:
        message = _("Choose the key result whose value counts.")
        return [FieldError("child_key_result_id", "required", message)]
    errors = _share_errors(link, terms.share, given)
    if unlike := _unlike(given, link.key_result):
        errors.append(FieldError("child_key_result_id", "unlike", unlike))
    return errors


def _unlike(child: KeyResult, parent: KeyResult) -> str:
    """Why the values of two key results cannot be added up; empty when they can."""
    for key_result in (child, parent):
        if key_result.kind not in CHANGE_KINDS or key_result.scale == "log":
            return _("“%(title)s” has no value that can be added up.") % {"title": key_result.title}
        if key_result.cancelled_on is not None:
            return _("“%(title)s” is cancelled.") % {"title": key_result.title}
    if child.measure.strip().casefold() != parent.measure.strip().casefold():
        return _("It counts in %(child)s, the one above in %(parent)s: they cannot be added.") % {
            "child": child.measure or _("no unit"),
            "parent": parent.measure or _("no unit"),
        }
    if child.aggregation != parent.aggregation:
        return _("One takes the %(child)s, the other the %(parent)s: they cannot be added.") % {
            "child": str(Aggregation(child.aggregation).label).lower(),
            "parent": str(Aggregation(parent.aggregation).label).lower(),
        }
    return ""


_ADDED_UP = ("kind", "scale", "measure", "aggregation")
"""What two key results must have in common, so that one's value can count in the other's."""


def contribution_errors(key_result: KeyResult, before: Mapping[str, Any]) -> list[FieldError]:
    """Why a changed key result could no longer be added up with those it contributes to, or that
    contribute to it. One query where something of that has changed, else none."""
    changed = [name for name in _ADDED_UP if before.get(name) != getattr(key_result, name)]
    if not changed:
        return []
    links = ObjectiveLink.objects.filter(
        Q(child_key_result=key_result) | Q(key_result=key_result), kind=LinkKind.CONTRIBUTES_VALUE
    ).select_related("key_result", "child_key_result")
    for link in links:
        pair = [
            key_result if end is None or end.pk == key_result.pk else end
            for end in (link.child_key_result, link.key_result)
        ]
        if unlike := _unlike(*pair):
            message = _("%(why)s Take the link between their values away first.")
            return [FieldError(changed[0], "contributes", message % {"why": unlike})]
    return []


def _share_errors(link: ObjectiveLink, share: float | None, given: KeyResult) -> list[FieldError]:
    if share is not None and not _is_between(share, 1e-9, 1 + 1e-9):
        return [FieldError("share", "out_of_range", _("Give a share above 0, at most 100 %."))]
    others = ObjectiveLink.objects.filter(
        kind=LinkKind.CONTRIBUTES_VALUE, child_key_result=given
    ).exclude(pk=link.pk)
    stated: dict[int, float | None] = dict(others.values_list("key_result_id", "share"))
    try:
        check_shares({**stated, link.key_result_id or 0: share})
    except ShareError as refused:
        message = _(
            "With what it hands on already this comes to %(total)s of its value; at most 100 %% is "
            "left to hand on."
        )
        text = message % {"total": percent(refused.total)}
        return [FieldError("share", "over_1", text)]
    return []


def refuse_closed_above(above: Objective) -> None:
    """Raise Conflict when the objective whose number a link is to move is closed."""
    if above.state == State.CLOSED:
        raise Conflict(
            _("“%(title)s” is closed, so its numbers stand. An aligned link moves none.")
            % {"title": above.title},
            code="objective_closed",
        )


def refuse_no_overlap(child: Objective, parent: Objective) -> None:
    """Raise InvalidInput when the two run in cycles that share no day."""
    if child.cycle_id == parent.cycle_id:
        return
    if child.cycle.starts_on > parent.cycle.ends_on or parent.cycle.starts_on > child.cycle.ends_on:
        raise InvalidInput.on(
            "parent",
            _("%(child)s and %(parent)s do not overlap in time.")
            % {"child": child.cycle.name, "parent": parent.cycle.name},
            code="no_overlap",
        )


def refuse_circle(actor: Actor, child: Objective, parent: Objective) -> None:
    """Raise InvalidInput, naming the way round in words, when the parent serves the child."""
    path = path_between(parents_above(parent.pk), child.pk, parent.pk)
    if path is None:
        return
    if len(path) == 2:
        raise InvalidInput.on(
            "parent", _("An objective cannot serve itself: that is a circle."), code="circle"
        )
    readable = Objective.objects.filter(visible_to(actor), pk__in=path)
    titles = dict(readable.values_list("id", "title"))
    unnamed = _("an objective you may not read")
    names = [f"“{titles[node]}”" if node in titles else unnamed for node in path]
    steps = [
        _("%(child)s serves %(parent)s") % {"child": below, "parent": above}
        for below, above in pairwise(names[1:])
    ]
    way = "; ".join(steps)
    raise InvalidInput.on(
        "parent",
        _("This would close a circle: %(way)s. Take one of these links away first.") % {"way": way},
        code="circle",
    )


def refuse_misfit(actor: Actor, link: ObjectiveLink) -> None:
    """Raise InvalidInput when a link that is stored as it is contradicts others. Up to four
    queries."""
    above = link.objective or (link.key_result.objective if link.key_result else None)
    if above is not None:
        refuse_circle(actor, link.child, above)
    weight = link.weight if link.kind == LinkKind.DRIVES_SCORE else None
    terms = LinkTerms(link.kind, weight, None, link.share, link.child_key_result_id)
    if link.kind != LinkKind.ALIGNED:
        refuse(terms_errors(link, terms, link.child_key_result))


def refuse_duplicate(link: ObjectiveLink) -> None:
    """Raise Conflict when a link between the same two exists already. Between an objective and a
    key result there is either one aligned link or contributions of different key results."""
    parent: dict[str, Any] = {
        name: getattr(link, name) for name in ("goal_id", "objective_id", "key_result_id")
    }
    same = ObjectiveLink.objects.filter(child_id=link.child_id, **parent).exclude(pk=link.pk)
    if link.kind == LinkKind.CONTRIBUTES_VALUE:
        is_another = Q(kind=LinkKind.CONTRIBUTES_VALUE) & ~Q(
            child_key_result_id=link.child_key_result_id
        )
        same = same.exclude(is_another)
    if same.exists():
        raise Conflict(
            _("These two are linked already. Change that link instead."), code="linked_already"
        )
