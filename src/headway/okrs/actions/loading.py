"""Write a whole plan at once: the bulk door for imports.

Imported files hold what the step-by-step actions refuse, and rightly so: closed cycles, objectives
without owner or key result, progress stated outright. This writes them as they are, in one
transaction, measures every figure they move and records one event for each object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record_all
from headway.core.kinds import KeyResultKind
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.cycles.places import place_errors, told_place
from headway.okrs.actions.loading_links import above, ends_of, link_fault
from headway.okrs.actions.loading_posts import MovedPosts
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.plans import KINDS, Plan, Row, Written
from headway.okrs.actions.settling import settle_closed
from headway.okrs.actions.signatures import void_outdated
from headway.okrs.models import (
    Closure,
    Cycle,
    KeyResult,
    LinkKind,
    Milestone,
    Objective,
    ObjectiveLink,
    State,
)
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation, Unit

Progress = Callable[[int, int], None]
"""Told how many of how many rows are written."""


@dataclass(slots=True)
class _Load:
    """A load under way."""

    actor: Actor
    plan: Plan
    ids: dict[tuple[str, str], int]
    written: list[Written] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)  # ids of objectives to measure
    labels: dict[tuple[str, int], str] = field(default_factory=dict)
    posts: MovedPosts = field(init=False)

    def __post_init__(self) -> None:
        self.posts = MovedPosts(self.actor, self.plan.why)


@transaction.atomic
def load_plan(actor: Actor, plan: Plan, *, progress: Progress | None = None) -> list[Written]:
    """Write the rows of a plan and everything they move; all or nothing.

    Loads of one organisation run one at a time. Raises NotAllowed, InvalidInput (a row that cannot
    be stored, named by kind and key), Conflict (somebody added the same meanwhile).
    """
    require(actor, Permission.IMPORT_RUN)
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    load = _Load(actor, plan, dict(plan.known))
    done = 0
    try:
        for name in KINDS:
            rows = [row for row in plan.rows if row.kind == name]
            _write(load, name, rows)
            done += len(rows)
            if progress and rows:
                progress(done, len(plan.rows))
    except IntegrityError as error:
        raise Conflict(
            _("Somebody added the same thing meanwhile. Look at the preview again."),
            code="changed_meanwhile",
        ) from error
    load.posts.enter_steps()
    measure_objectives(load.touched)
    load.posts.enter_scores()
    void_outdated(load.touched)
    load.written += [Written("goal_post", "", one.pk, created=True) for one in load.posts.entries]
    record_all(actor, load.entries)
    return load.written


def _write(load: _Load, name: str, rows: Sequence[Row]) -> None:
    if name == "milestone":
        owners = [load.ids.get(("key_result", row.fields.get("key_result", ""))) for row in rows]
        steps = Milestone.objects.filter(pk__in=[row.id for row in rows if row.id is not None])
        known = [pk for pk in owners if pk is not None]
        load.posts.keep_steps({*known, *steps.values_list("key_result_id", flat=True)})
    new = [row for row in rows if row.id is None]
    if name == "unit":
        _create_units(load, new)
    else:
        _create_in_order(load, name, new)
    changed = [row for row in rows if row.id is not None]
    if name == "check_in":
        _correct(load, changed)
    else:
        _change(load, name, changed)


def _create_in_order(load: _Load, name: str, rows: Sequence[Row]) -> None:
    """What others of its kind refer to comes first: a year before its quarters, a key result before
    the health metric that guards it."""
    inner = [own for own, kind in KINDS[name].references.items() if kind == name]
    waiting = list(rows)
    while waiting:
        keys = {row.key for row in waiting}
        ready = [row for row in waiting if not any(row.fields.get(own) in keys for own in inner)]
        if not ready:
            raise _refusal(waiting[0], _("it refers to itself in a circle"))
        _create(load, name, ready)
        made = {row.key for row in ready}
        waiting = [row for row in waiting if row.key not in made]


def _create(load: _Load, name: str, rows: Sequence[Row]) -> list[Any]:
    if not rows:
        return []
    fields = [_model_fields(load, row) for row in rows]
    created = [_new(load, row, own) for row, own in zip(rows, fields, strict=True)]
    if name == "key_result":
        load.posts.comes(created)
    KINDS[name].model._default_manager.bulk_create(created, batch_size=1000)
    before = _states_before(load, created) if name == "closure" else {}
    for row, instance, own in zip(rows, created, fields, strict=True):
        load.ids[name, row.key] = instance.pk
        load.written.append(Written(name, row.key, instance.pk, created=True))
        _tell(load, name, instance, KINDS[name].created, before.get(instance.pk), own)
    if name == "link":
        _check_links(rows, created)
    _check_places(rows, created)
    load.posts.came(created)
    _after_writing(load, name, created)
    return created


def _states_before(load: _Load, closures: Sequence[Closure]) -> dict[int, dict[str, str]]:
    """What objectives were that a file closes, by closure; of those that came with the same file
    nothing: they were never seen open."""
    new = {one.id for one in load.written if one.kind == "objective" and one.created}
    ids = {closure.objective_id for closure in closures} - new
    states = dict(Objective.objects.filter(pk__in=ids).values_list("id", "state"))
    return {
        closure.pk: {"state": states[closure.objective_id]}
        for closure in closures
        if closure.objective_id in states
    }


def _create_units(load: _Load, rows: Sequence[Row]) -> None:
    """Parents before children; a unit's path needs its own id and its parent's path."""
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if ("unit", row.fields["parent"]) in load.ids]
        if not ready:
            raise _refusal(waiting[0], _("its parent is unknown"))
        waiting = [row for row in waiting if row not in ready]
        parents = {load.ids["unit", row.fields["parent"]] for row in ready}
        above = dict(Unit.objects.filter(pk__in=parents).values_list("id", "path"))
        last = dict(
            Unit.objects.filter(parent_id__in=parents)
            .values_list("parent_id")
            .annotate(last=Max("position"))
        )
        units = _create(load, "unit", ready)
        for unit in units:
            unit.path = f"{above[unit.parent_id]}{unit.pk}/"
            unit.position += last.get(unit.parent_id, -1) + 1
        Unit.objects.bulk_update(units, ["path", "position"], batch_size=500)


def _change(load: _Load, name: str, rows: Sequence[Row]) -> None:
    model = KINDS[name].model
    stored = model._default_manager.select_for_update(no_key=True).in_bulk([row.id for row in rows])
    was: list[Mapping[str, Any]] = []
    for row in rows:
        instance: Any = stored[row.id]
        fields, earlier = _model_fields(load, row), copy(instance)
        before = {attribute: getattr(instance, attribute) for attribute in fields}
        for attribute, value in fields.items():
            setattr(instance, attribute, value)
        _check(row, instance)
        if hasattr(instance, "version"):
            instance.version += 1
        if isinstance(instance, ObjectiveLink):
            _touch_ends(load, instance, before)
            load.posts.link_changed(earlier, instance)
        elif isinstance(instance, KeyResult) and "objective_id" in before:
            load.touched.add(before["objective_id"])  # which it may have left
        if hasattr(instance, "updated_at"):
            instance.updated_at = clock.now()
        instance.save()
        load.ids[name, row.key] = instance.pk
        load.written.append(Written(name, row.key, instance.pk, created=False, before=before))
        _tell(load, name, instance, KINDS[name].changed, before, fields)
        was.append(before)
    changed: list[Any] = [stored[row.id] for row in rows]
    if name == "link":
        _check_links(rows, changed)
    _check_places(rows, changed)
    load.posts.changed(changed, was)
    _after_writing(load, name, changed)


def _check_places(rows: Sequence[Row], instances: Sequence[Any]) -> None:
    """A cycle lies inside the one it is part of."""
    for row, instance in zip(rows, instances, strict=True):
        if isinstance(instance, Cycle) and "parent" in row.fields:
            for error in place_errors(instance):
                raise _refusal(row, error.message)


def _check_links(rows: Sequence[Row], links: Sequence[ObjectiveLink]) -> None:
    for row, link in zip(rows, links, strict=True):
        if fault := link_fault(link):
            raise _refusal(row, fault)


def _correct(load: _Load, rows: Sequence[Row]) -> None:
    """A check-in is never changed: a new one takes its place."""
    for row in rows:
        fields = _model_fields(load, row)
        correction = _new(load, row, fields)
        correction.supersedes_id = row.id
        correction.save()
        load.ids["check_in", row.key] = correction.pk
        load.written.append(Written("check_in", row.key, correction.pk, created=True))
        after = {**fields, "supersedes": row.id}
        _tell(load, "check_in", correction, KINDS["check_in"].changed, None, after)
        _after_writing(load, "check_in", [correction])


def _new(load: _Load, row: Row, given: Mapping[str, Any]) -> Any:
    model = KINDS[row.kind].model
    fields = dict(given)
    names = {f.name for f in model._meta.concrete_fields}
    if "organisation" in names:
        fields["organisation_id"] = load.actor.organisation_id
    for name in names & {"created_at", "updated_at", "entered_at"}:
        fields[name] = clock.now()
    if row.kind == "unit":
        fields["path"] = "-"
    instance = model(**fields)
    _check(row, instance)
    return instance


def _model_fields(load: _Load, row: Row) -> dict[str, Any]:
    """The row's fields as the model takes them: keys as ids, ISO text as dates."""
    kind, fields = KINDS[row.kind], {}
    for name, value in row.fields.items():
        if name in kind.references:
            fields[f"{name}_id"] = None if value is None else _id(load, row, name, value)
            continue
        try:
            column: Any = kind.model._meta.get_field(name)
            fields[name] = column.to_python(value)
        except ValidationError as error:
            raise _refusal(row, " ".join(error.messages)) from error
    return fields


def _id(load: _Load, row: Row, name: str, key: str) -> int:
    found = load.ids.get((KINDS[row.kind].references[name], key))
    if found is None:
        raise _refusal(row, _("its %(name)s “%(key)s” is unknown") % {"name": name, "key": key})
    return found


def _check(row: Row, instance: Any) -> None:
    """What a form would refuse is refused here: lengths, choices, texts that must not be empty."""
    unchecked = [
        f.name
        for f in instance._meta.concrete_fields
        if f.is_relation or (f.null and getattr(instance, f.attname) is None)
    ]
    try:
        instance.clean_fields(exclude=unchecked)
    except ValidationError as error:
        raise _refusal(row, " ".join(error.messages)) from error
    if row.kind == "key_result" and instance.kind not in list(KeyResultKind):
        raise _refusal(row, _("its kind “%(kind)s” is unknown") % {"kind": instance.kind})


def _refusal(row: Row, why: str) -> InvalidInput:
    text = _("%(kind)s “%(key)s” cannot be stored: %(why)s.") % {
        "kind": row.kind.replace("_", " ").capitalize(),
        "key": row.key,
        "why": why,
    }
    return InvalidInput(text, errors=[FieldError(row.key, "invalid", text)])


def _after_writing(load: _Load, name: str, instances: Iterable[Any]) -> None:
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
        load.entries += settle_closed(load.actor, ids)


def _touch_ends(load: _Load, link: ObjectiveLink, before: Mapping[str, Any]) -> None:
    """What a changed link moved until now is measured anew too."""
    was = (before.get("objective_id"), before.get("key_result_id"))
    load.touched.update(above([was]), ends_of([link]))


def _tell(
    load: _Load,
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
        if isinstance(instance, Cycle):
            before, after = before and told_place(before), told_place(after)
    else:
        label = _label(load, subject, subject_id)
        after = {**after, f"{name}_id": instance.pk}
    load.entries.append(Entry(verb, subject, subject_id, label, before, after, load.plan.why))


def _label(load: _Load, kind: str, object_id: int) -> str:
    if (kind, object_id) not in load.labels:
        found = KINDS[kind].model._default_manager.get(pk=object_id)
        load.labels[kind, object_id] = str(found)
    return load.labels[kind, object_id]
