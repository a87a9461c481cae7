"""Write the rows of a plan, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.activity.actions import record_all
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.loading.links import link_fault
from headway.okrs.actions.loading.loads import (
    Load,
    after_writing,
    enter_goal_posts,
    tell,
    touch_ends,
)
from headway.okrs.actions.loading.rows import check, model_fields, new_instance, refusal
from headway.okrs.actions.measuring import measure_objectives
from headway.okrs.actions.plans import KINDS, Plan, Row, Written
from headway.okrs.actions.signatures import void_outdated
from headway.okrs.models import Closure, KeyResult, Objective, ObjectiveLink
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation, Unit

Progress = Callable[[int, int], None]
"""Told how many of how many rows are written."""


@transaction.atomic
def load_plan(actor: Actor, plan: Plan, *, progress: Progress | None = None) -> list[Written]:
    """Write the rows of a plan and everything they move; all or nothing.

    Loads of one organisation run one at a time. Raises NotAllowed, InvalidInput (a row that cannot
    be stored, named by kind and key), Conflict (somebody added the same meanwhile).
    """
    require(actor, Permission.IMPORT_RUN)
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    load = Load(actor, plan, dict(plan.known))
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
    measure_objectives(load.touched)
    void_outdated(load.touched)
    record_all(actor, load.entries)
    return load.written


def _write(load: Load, name: str, rows: Sequence[Row]) -> None:
    new = [row for row in rows if row.id is None]
    if name == "unit":
        _create_units(load, new)
    else:
        _create(load, name, [row for row in new if not _waits(row)])
        _create(load, name, [row for row in new if _waits(row)])
    changed = [row for row in rows if row.id is not None]
    if name == "check_in":
        _correct(load, changed)
    else:
        _change(load, name, changed)


def _waits(row: Row) -> bool:
    """Whether it refers to one of its own kind, which has to be there first: a health metric to the
    key result it guards."""
    return row.fields.get("paired_with") is not None


def _create(load: Load, name: str, rows: Sequence[Row]) -> list[Any]:
    if not rows:
        return []
    fields = [model_fields(load, row) for row in rows]
    created = [new_instance(load, row, own) for row, own in zip(rows, fields, strict=True)]
    KINDS[name].model._default_manager.bulk_create(created, batch_size=1000)
    before = _states_before(load, created) if name == "closure" else {}
    for row, instance, own in zip(rows, created, fields, strict=True):
        load.ids[name, row.key] = instance.pk
        load.written.append(Written(name, row.key, instance.pk, created=True))
        tell(load, name, instance, KINDS[name].created, before.get(instance.pk), own)
    if name == "link":
        _check_links(rows, created)
    after_writing(load, name, created)
    return created


def _states_before(load: Load, closures: Sequence[Closure]) -> dict[int, dict[str, str]]:
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


def _create_units(load: Load, rows: Sequence[Row]) -> None:
    """Parents before children; a unit's path needs its own id and its parent's path."""
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if ("unit", row.fields["parent"]) in load.ids]
        if not ready:
            raise refusal(waiting[0], _("its parent is unknown"))
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


def _change(load: Load, name: str, rows: Sequence[Row]) -> None:
    model = KINDS[name].model
    stored = model._default_manager.select_for_update(no_key=True).in_bulk([row.id for row in rows])
    for row in rows:
        instance: Any = stored[row.id]
        fields = model_fields(load, row)
        before = {attribute: getattr(instance, attribute) for attribute in fields}
        for attribute, value in fields.items():
            setattr(instance, attribute, value)
        check(row, instance)
        if hasattr(instance, "version"):
            instance.version += 1
        if isinstance(instance, ObjectiveLink):
            touch_ends(load, instance, before)
        elif isinstance(instance, KeyResult) and "objective_id" in before:
            load.touched.add(before["objective_id"])  # which it may have left
        if hasattr(instance, "updated_at"):
            instance.updated_at = clock.now()
        instance.save()
        load.ids[name, row.key] = instance.pk
        load.written.append(Written(name, row.key, instance.pk, created=False, before=before))
        tell(load, name, instance, KINDS[name].changed, before, fields)
        enter_goal_posts(load, instance, before, fields)
    changed: list[Any] = [stored[row.id] for row in rows]
    if name == "link":
        _check_links(rows, changed)
    after_writing(load, name, changed)


def _check_links(rows: Sequence[Row], links: Sequence[ObjectiveLink]) -> None:
    for row, link in zip(rows, links, strict=True):
        if fault := link_fault(link):
            raise refusal(row, fault)


def _correct(load: Load, rows: Sequence[Row]) -> None:
    """A check-in is never changed: a new one takes its place."""
    for row in rows:
        fields = model_fields(load, row)
        correction = new_instance(load, row, fields)
        correction.supersedes_id = row.id
        correction.save()
        load.ids["check_in", row.key] = correction.pk
        load.written.append(Written("check_in", row.key, correction.pk, created=True))
        after = {**fields, "supersedes": row.id}
        tell(load, "check_in", correction, KINDS["check_in"].changed, None, after)
        after_writing(load, "check_in", [correction])
