"""Links as they were: without those that came since, with those that ended, on their old terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from headway.activity.queries import EventRow
from headway.activity.queries.past import later_events
from headway.okrs.models import KeyResult, LinkKind, ObjectiveLink
from headway.okrs.queries.past.moments import Moment

LINKED, CHANGED = "objective.linked", "objective.link_changed"
UNLINKED, ENDED = "objective.unlinked", "objective.link_ended"


@dataclass(frozen=True, slots=True)
class LinkThen:
    """A link on a past day; ``above_id`` is the objective it led to, or that of the key result."""

    id: int
    child_id: int
    goal_id: int | None
    objective_id: int | None
    key_result_id: int | None
    kind: str
    weight: float
    child_key_result_id: int | None
    share: float | None
    above_id: int | None


_COLUMNS = (
    "id", "child_id", "goal_id", "objective_id", "key_result_id", "kind", "weight",
    "child_key_result_id", "share", "key_result__objective_id",
)  # fmt: skip


def links_from(moment: Moment, child_ids: Collection[int]) -> list[LinkThen]:
    """The links from these objectives up, in the order of their ids. Two queries, three where one
    to a key result has ended since."""
    links = _standing(Q(child_id__in=child_ids))
    events = later_events(
        moment.organisation_id, {"objective": child_ids}, moment.at, (LINKED, CHANGED, UNLINKED)
    )
    found = _rewound(links, events)
    lost = {link.key_result_id for link in found if link.key_result_id and not link.above_id}
    if not lost:
        return found
    above = dict(KeyResult.objects.filter(pk__in=lost).values_list("id", "objective_id"))
    return [
        replace(link, above_id=above.get(link.key_result_id))
        if link.key_result_id in lost
        else link
        for link in found
    ]


def links_into(moment: Moment, objective_ids: Collection[int]) -> list[LinkThen]:
    """The links into these objectives or any of their key results, in the order of their ids.
    Four queries."""
    return _into(moment, objective_ids)[0]


def own_weights_then(
    moment: Moment, objective_ids: Collection[int]
) -> tuple[list[LinkThen], dict[int, float]]:
    """The same links, and the weights of the objectives' own key results among what drives them,
    where those were otherwise: a link is where one says them. Four queries."""
    links, events = _into(moment, objective_ids)
    above = {link.id: link.above_id for link in links}
    above |= {
        (event.before or event.after or {}).get("link_id", 0): event.subject_id
        for event in events
        if event.verb == ENDED
    }
    found: dict[int, float] = {}
    for event in events:
        link_id = _link_id(event)
        parent = above.get(link_id) or (event.before or {}).get("objective_id")
        parent = parent or (event.after or {}).get("objective_id")
        if parent is not None and "own_weight" in (event.before or {}):
            found[parent] = (event.before or {})["own_weight"]
    return links, found


def _into(moment: Moment, objective_ids: Collection[int]) -> tuple[list[LinkThen], list[EventRow]]:
    ids = set(objective_ids)
    standing = [
        *_standing(Q(objective_id__in=ids)),
        *_standing(Q(key_result__objective_id__in=ids)),
    ]
    children = {link.child_id for link in standing}
    ended = later_events(moment.organisation_id, {"objective": ids}, moment.at, (ENDED,))
    children |= {(event.before or {})["child_id"] for event in ended}
    told = later_events(
        moment.organisation_id, {"objective": children}, moment.at, (LINKED, CHANGED, UNLINKED)
    )
    about = {link.id for link in standing} | {_link_id(event) for event in ended}
    events = sorted(
        [*ended, *(event for event in told if _link_id(event) in about)],
        key=lambda one: (one.at, one.sequence),
        reverse=True,
    )
    above = {_link_id(event): event.subject_id for event in ended}
    found = [
        link if link.above_id is not None else replace(link, above_id=above.get(link.id))
        for link in _rewound(standing, events)
    ]
    return [link for link in found if link.above_id in ids], events


def _standing(which: Q) -> list[LinkThen]:
    rows: Iterable[Any] = ObjectiveLink.objects.filter(which).order_by("id").values_list(*_COLUMNS)
    return [
        LinkThen(**dict(zip(_COLUMNS[:-1], row[:-1], strict=True)), above_id=row[3] or row[-1])
        for row in rows
    ]


def _link_id(event: EventRow) -> int:
    for told in (event.after, event.before):
        if told and "link_id" in told:
            return int(told["link_id"])
    return 0


def _rewound(links: Iterable[LinkThen], events: Iterable[EventRow]) -> list[LinkThen]:
    """The latest event comes first."""
    found = {link.id: link for link in links}
    for event in events:
        id_, before = _link_id(event), event.before or {}
        if event.verb == LINKED:
            found.pop(id_, None)
        elif event.verb == CHANGED and id_ in found:
            found[id_] = replace(found[id_], **_terms(before))
        elif event.verb in (UNLINKED, ENDED):
            child = before.get("child_id", event.subject_id)
            found[id_] = LinkThen(
                id=id_,
                child_id=child,
                goal_id=before.get("goal_id"),
                objective_id=before.get("objective_id"),
                key_result_id=before.get("key_result_id"),
                above_id=before.get("objective_id"),
                **{**_NO_TERMS, **_terms(before)},
            )
    return sorted(found.values(), key=lambda link: link.id)


_NO_TERMS = {
    "kind": LinkKind.ALIGNED.value, "weight": 1.0, "child_key_result_id": None, "share": None,
}  # fmt: skip


def _terms(before: dict[str, Any]) -> dict[str, Any]:
    """What a link did to numbers. An event of ours names the kind and the terms that the kind uses;
    one of a file those that it changed."""
    told = {name: before[name] for name in _NO_TERMS if name in before}
    return {**_NO_TERMS, **told} if "kind" in told else told
