"""Write a link, change it or take it away, with every number it moves, its place in the ledger and
its events. Permission and locks are the caller's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from headway.activity.actions import Entry, record, record_all
from headway.okrs.actions.goalposts import Approval
from headway.okrs.actions.link_effects import Effect
from headway.okrs.actions.link_ends import end_entry
from headway.okrs.actions.link_posts import link_post
from headway.okrs.models import LinkKind, Objective, ObjectiveLink
from headway.people.access import Actor


def write_link(
    actor: Actor,
    link: ObjectiveLink,
    own_weight: float | None,
    why: str,
    approval: Approval | None = None,
) -> None:
    """Store a link that is new."""
    effect = Effect(actor, link, approval)
    link.save()
    effect.write(own_weight)
    after = {"link_id": link.pk, **_ends(link), "to": label(link), **terms(link), **effect.after}
    effect.enter(link_post(None), effect.post_of(link), why)
    record(actor, _entry("objective.linked", link.child, effect.before, after, why))


def rewrite_link(
    actor: Actor,
    stored: ObjectiveLink,
    link: ObjectiveLink,
    own_weight: float | None,
    why: str,
    approval: Approval | None = None,
) -> None:
    """Store a link with other terms than those it is ``stored`` with."""
    before, effect = terms(stored), Effect(actor, stored, approval)
    post = effect.post_of(stored)
    effect.touch(link)
    link.save()
    effect.write(own_weight)
    effect.enter(post, effect.post_of(link), why)
    told = {"link_id": link.pk, **_ends(link), **before, **effect.before}
    after = {"link_id": link.pk, **_ends(link), "to": label(link), **terms(link), **effect.after}
    record(actor, _entry("objective.link_changed", link.child, told, after, why))


def erase_link(
    actor: Actor, link: ObjectiveLink, why: str, approval: Approval | None = None
) -> None:
    """Take a link away."""
    record_all(actor, _erased(actor, link, why, approval))


def _erased(
    actor: Actor, link: ObjectiveLink, why: str = "", approval: Approval | None = None
) -> list[Entry]:
    before = {"link_id": link.pk, **_ends(link), **terms(link)}
    child, name, ended = link.child, label(link), end_entry(link)
    effect = Effect(actor, link, approval)
    post = effect.post_of(link)
    link.delete()
    effect.write(None)
    effect.enter(post, link_post(None), why)
    after = {"unlinked_from": name, **effect.after}
    return [_entry("objective.unlinked", child, {**before, **effect.before}, after, why), ended]


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
    links = ObjectiveLink.objects.filter(_touching(key_result_id)).order_by("id")
    found = links.select_related("child", "child_key_result", "key_result__objective__cycle")
    return [entry for link in found for entry in _erased(actor, link)]


def _touching(key_result_id: int) -> Q:
    return Q(key_result_id=key_result_id) | Q(child_key_result_id=key_result_id)


def label(link: ObjectiveLink) -> str:
    """The title of what it leads to."""
    parent = link.goal or link.objective or link.key_result
    return "" if parent is None else parent.title


def _ends(link: ObjectiveLink) -> dict[str, int | None]:
    return {
        "goal_id": link.goal_id,
        "objective_id": link.objective_id,
        "key_result_id": link.key_result_id,
    }


def terms(link: ObjectiveLink) -> dict[str, Any]:
    """The terms that its kind uses."""
    found: dict[str, Any] = {"kind": str(link.kind)}
    if link.kind == LinkKind.DRIVES_SCORE:
        found["weight"] = link.weight
    elif link.kind == LinkKind.CONTRIBUTES_VALUE and link.child_key_result is not None:
        found |= {
            "child_key_result_id": link.child_key_result_id,
            "value_of": link.child_key_result.title,
            "share": link.share,
        }
    return found


def _entry(
    verb: str, child: Objective, before: dict[str, Any], after: dict[str, Any], why: str = ""
) -> Entry:
    return Entry(verb, "objective", child.pk, child.title, before or None, after, why.strip())
