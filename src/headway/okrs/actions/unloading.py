"""Take a loaded plan back: delete what it created, restore what it changed.

Nothing that people did since is lost: :func:`later_work` finds it, and taking back is refused while
there is any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record_all
from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.cycles.places import told_place
from headway.okrs.actions.link_rules import contribution_errors, refuse_misfit
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.plans import KINDS
from headway.okrs.models import (
    CheckIn,
    Closure,
    GoalPostChange,
    Grade,
    KeyResult,
    LinkKind,
    Milestone,
    Objective,
    ObjectiveLink,
    State,
)
from headway.okrs.queries.goalposts import KEY_RESULT_POSTS, OBJECTIVE_POSTS
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation

BATCH = 1000
GOAL_POST = "goal_post"


@dataclass(frozen=True, slots=True)
class Restored:
    """A changed object, and its fields as they were (model attributes, such as ``owner_id``)."""

    kind: str
    id: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unload:
    """What to take back: ids of created objects by kind, and changed objects."""

    created: Mapping[str, Sequence[int]]
    restored: Sequence[Restored]
    why: str


@transaction.atomic
def unload_plan(actor: Actor, unload: Unload) -> None:
    """Take a plan back, measure again what stays, and record one event for each object.

    Raises NotAllowed, and Conflict while anything made since hangs on a created object.
    """
    require(actor, Permission.IMPORT_RUN)
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    if hanging := later_work(unload):
        raise Conflict(
            _("Later work hangs on it: %(what)s.") % {"what": "; ".join(hanging[:5])},
            code="later_work",
            extra={"hanging": hanging},
        )
    touched = _touched(unload)
    entries = [*_restore(unload), *_delete(unload)]
    _refuse_misfits(actor, unload)
    measure_objectives(touched - set(unload.created.get("objective", ())))
    record_all(actor, entries)


def later_work(unload: Unload) -> list[str]:
    """What people did since that would be lost, as phrases."""
    return [*_closed_since(unload), *_hanging_on(unload.created)]


_PROMISED = {
    "objective": {*OBJECTIVE_POSTS, "own_weight", "cycle_id"},
    "key_result": {*KEY_RESULT_POSTS, "cadence", "cancelled_on", "objective_id"},
}


def locked_since(unload: Unload, *, after: datetime, today: date, time_zone: str) -> list[str]:
    """Objectives that stay and whose plan was locked after the moment at which this was loaded,
    though taking it back would move their goal posts, as phrases. What was loaded after the lock
    has its lines in the ledger, which go with it."""
    restored = [
        item
        for item in unload.restored
        if item.kind in ("link", "milestone") or _PROMISED.get(item.kind, set()) & set(item.fields)
    ]
    parts = {kind: unload.created.get(kind, ()) for kind in ("key_result", "milestone", "link")}
    ids = _touched(Unload(parts, restored, ""))
    ids |= {item.id for item in restored if item.kind == "objective"}
    titles: list[str] = []
    for part in _batches(sorted(ids - set(unload.created.get("objective", ())))):
        found = Objective.objects.select_related("cycle").filter(pk__in=part).order_by("pk")
        for objective in found.exclude(state=State.CLOSED):
            cycle = objective.cycle
            was = local_date(after, time_zone) >= cycle.plan_lock_on or (
                cycle.locked_at is not None and cycle.locked_at <= after
            )
            if objective.has_locked_plan(today) and not was:
                titles.append(objective.title)
    return [_("the plan of “%(label)s” was locked") % {"label": title} for title in titles]


def _closed_since(unload: Unload) -> list[str]:
    """Objectives that people closed with what the plan made of them: their grades stand. Files
    close without a day of grading."""
    titles: list[str] = []
    for part in _batches(sorted(_touched(unload))):
        closures = Closure.objects.filter(objective_id__in=part, scored_on__isnull=False)
        titles += closures.order_by("objective_id").values_list("objective__title", flat=True)
    return [_("“%(label)s” was closed") % {"label": title} for title in titles]


def _hanging_on(created: Mapping[str, Sequence[int]]) -> list[str]:
    """What refers to these objects and is not among them, as phrases; any table may hold it."""
    own: dict[type[models.Model], set[int]] = {}
    for kind, made in created.items():
        if kind in KINDS:
            own.setdefault(KINDS[kind].model, set()).update(made)
    own[GoalPostChange] = set(created.get(GOAL_POST, ()))
    phrases: list[str] = []
    for model, ids in own.items():
        for relation in _pointing_at(model):
            related: Any = relation.related_model
            if related is Grade or relation.field.name == "organisation":
                continue  # a grade belongs to its closure
            counts: Counter[int] = Counter()
            for part in _batches(sorted(ids)):
                rows = related._base_manager.filter(**{f"{relation.field.name}__in": part})
                for owner, pk in rows.values_list(relation.field.attname, "pk"):
                    if pk not in own.get(related, ()):
                        counts[owner] += 1
            phrases += _phrases(model, related, counts)
    return phrases


def _pointing_at(model: type[models.Model]) -> Iterator[Any]:
    """All relations to a model, those without a name on this side included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            yield relation


def _phrases(
    model: type[models.Model], related: type[models.Model], counts: Mapping[int, int]
) -> Iterator[str]:
    labels = model._default_manager.in_bulk(list(counts)[:BATCH])
    for pk, count in counts.items():
        meta = related._meta
        name = meta.verbose_name if count == 1 else meta.verbose_name_plural
        label = str(labels[pk]) if pk in labels else str(pk)
        yield _("%(count)d %(things)s of “%(label)s”") % {
            "count": count,
            "things": name,
            "label": label,
        }


def _touched(unload: Unload) -> set[int]:
    """The objectives whose figures change when this is taken back."""
    key_results = {
        *unload.created.get("key_result", ()),
        *(item.id for item in unload.restored if item.kind == "key_result"),
        *_owners(CheckIn, "key_result_id", unload.created.get("check_in", ())),
        *_owners(Milestone, "key_result_id", unload.created.get("milestone", ())),
        *_owners(
            Milestone,
            "key_result_id",
            (item.id for item in unload.restored if item.kind == "milestone"),
        ),
    }
    links = ObjectiveLink.objects.exclude(kind=LinkKind.ALIGNED).filter(
        pk__in=[
            *unload.created.get("link", ()),
            *(item.id for item in unload.restored if item.kind == "link"),
        ]
    )
    above = links.values_list("objective_id", "key_result__objective_id", "child_id")
    return {
        *(end for ends in above for end in ends if end is not None),
        *_owners(KeyResult, "objective_id", key_results),
        *(  # where a key result goes back to that the file had moved
            item.fields["objective_id"]
            for item in unload.restored
            if item.kind == "key_result" and "objective_id" in item.fields
        ),
        *_owners(Closure, "objective_id", unload.created.get("closure", ())),
    }


def _owners(model: type[models.Model], field: str, ids: Iterable[int]) -> Iterator[int]:
    for part in _batches(sorted(ids)):
        yield from model._default_manager.filter(pk__in=part).values_list(field, flat=True)


def _refuse_misfits(actor: Actor, unload: Unload) -> None:
    """Raise Conflict when what is restored contradicts what people linked since: links that go
    round in a circle, more handed on than there is, values that cannot be added up."""
    for item in unload.restored:
        try:
            if item.kind == "link":
                refuse_misfit(actor, ObjectiveLink.objects.get(pk=item.id))
            elif item.kind == "key_result":
                refuse(contribution_errors(KeyResult.objects.get(pk=item.id), before={}))
        except InvalidInput as refused:
            why = refused.errors[0].message
            text = _("What was linked since does not fit what it would be again: %(why)s")
            raise Conflict(text % {"why": why}, code="later_work") from None


def _restore(unload: Unload) -> Iterator[Entry]:
    for item in unload.restored:
        kind = KINDS[item.kind]
        manager: Any = kind.model._default_manager
        instance = manager.select_for_update(no_key=True).get(pk=item.id)
        before = {name: getattr(instance, name) for name in item.fields}
        for name, value in item.fields.items():
            setattr(instance, name, instance._meta.get_field(name).to_python(value))
        if hasattr(instance, "version"):
            instance.version += 1
        if hasattr(instance, "updated_at"):
            instance.updated_at = clock.now()
        instance.save()
        subject, subject_id, label = _subject(item.kind, instance)
        after = dict(item.fields)
        if item.kind == "cycle":
            before, after = told_place(before), told_place(after)
        yield Entry(kind.changed, subject, subject_id, label, before, after, unload.why)


def _delete(unload: Unload) -> Iterator[Entry]:
    """From the leaves up. A closure gives its objective back to the running ones."""
    GoalPostChange.objects.filter(pk__in=unload.created.get(GOAL_POST, ())).delete()
    for name in reversed(KINDS):
        kind = KINDS[name]
        stored: Any = kind.model._default_manager
        if kind.told_by:
            stored = stored.select_related(kind.told_by)
        for part in _batches(sorted(unload.created.get(name, ()), reverse=True)):
            instances = list(stored.filter(pk__in=part).order_by("-pk"))
            for instance in instances:
                subject, subject_id, label = _subject(name, instance)
                yield Entry(
                    f"{name}.removed", subject, subject_id, label, _plain(instance), why=unload.why
                )
            if name == "closure":
                _reopen([instance.objective_id for instance in instances])
            for instance in filter(_is_protected, instances):
                instance.delete()
            stored.filter(pk__in=part).delete()


def _is_protected(instance: Any) -> bool:
    """Whether another object of the same kind may lie below, which must go one by one: newest
    first, a unit goes before the one above it and a correction before what it supersedes."""
    return getattr(instance, "supersedes_id", None) is not None or hasattr(instance, "parent_id")


def _reopen(objective_ids: Sequence[int]) -> None:
    Grade.objects.filter(key_result__objective_id__in=objective_ids).delete()
    Objective.objects.filter(pk__in=objective_ids).update(state=State.RUNNING)


def _subject(name: str, instance: Any) -> tuple[str, int, str]:
    """In whose history an object's event belongs: type, id and label."""
    told_by = KINDS[name].told_by
    if not told_by:
        return name, instance.pk, str(instance)
    owner = getattr(instance, told_by)
    return KINDS[name].references[told_by], owner.pk, str(owner)


def _plain(instance: Any) -> dict[str, Any]:
    return {f.attname: getattr(instance, f.attname) for f in instance._meta.concrete_fields}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]
