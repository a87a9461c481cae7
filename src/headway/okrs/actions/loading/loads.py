"""A load under way, and what is told of it when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headway.activity.actions import Entry
from headway.okrs.actions.goalposts import OBJECTIVE_POSTS, key_result_posts, write_changes
from headway.okrs.actions.loading.links import above, ends_of
from headway.okrs.actions.plans import KINDS, Plan, Written
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink, State
from headway.people.access import Actor


@dataclass(slots=True)
class Load:
    """A load under way."""

    actor: Actor
    plan: Plan
    ids: dict[tuple[str, str], int]
    written: list[Written] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)  # ids of objectives to measure
    labels: dict[tuple[str, int], str] = field(default_factory=dict)


def after_writing(load: Load, name: str, instances: Iterable[Any]) -> None:
    """Note which objectives have to be measured, and close those that got a closure."""
    match name:
        case "objective":
            load.touched.update(instance.pk for instance in instances)
        case "key_result" | "closure":
            load.touched.update(instance.objective_id for instance in instances)
        case "link":
            load.touched.update(ends_of(one for one in instances if one.kind != LinkKind.ALIGNED))
        case "milestone" | "check_in":
            ids = {instance.key_result_id for instance in instances}
            owners = KeyResult.objects.filter(pk__in=ids).values_list("objective_id", flat=True)
            load.touched.update(owners)
    if name == "closure":
        ids = {instance.objective_id for instance in instances}
        Objective.objects.filter(pk__in=ids).update(state=State.CLOSED)


def touch_ends(load: Load, link: ObjectiveLink, before: Mapping[str, Any]) -> None:
    """What a changed link moved until now is measured anew too."""
    was = (before.get("objective_id"), before.get("key_result_id"))
    load.touched.update(above([was]), ends_of([link]))


def enter_goal_posts(
    load: Load, instance: Any, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """A goal post of a running plan that moves through an import is entered in the ledger too."""
    if not isinstance(instance, Objective | KeyResult):
        return
    key_result = instance if isinstance(instance, KeyResult) else None
    objective = instance.objective if isinstance(instance, KeyResult) else instance
    posts = OBJECTIVE_POSTS if key_result is None else key_result_posts(key_result.kind)
    moved = [name for name in posts if name in after and before[name] != after[name]]
    if objective.state == State.CLOSED:
        return
    changes = write_changes(
        load.actor,
        objective,
        key_result,
        before,
        after,
        moved,
        load.plan.why,
    )
    load.written += [Written("goal_post", "", change.pk, created=True) for change in changes]


def tell(
    load: Load,
    name: str,
    instance: Any,
    verb: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> None:
    """Add the event of one written object, in the history of the object people look at."""
    told_by = KINDS[name].told_by
    subject = KINDS[name].references[told_by] if told_by else name
    subject_id = getattr(instance, f"{told_by}_id") if told_by else instance.pk
    if not told_by:
        label = str(instance)
        load.labels[name, instance.pk] = label
    else:
        label = _label(load, subject, subject_id)
        after = {**after, f"{name}_id": instance.pk}
    load.entries.append(Entry(verb, subject, subject_id, label, before, after, load.plan.why))


def _label(load: Load, kind: str, object_id: int) -> str:
    if (kind, object_id) not in load.labels:
        found = KINDS[kind].model._default_manager.get(pk=object_id)
        load.labels[kind, object_id] = str(found)
    return load.labels[kind, object_id]
