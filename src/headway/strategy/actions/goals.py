"""Change mission, vision, values and mid-term goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, Outdated
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation, Unit
from headway.people.queries import get_live_unit, get_person
from headway.strategy.actions.carrying import SHARED, carry, refuse_shared
from headway.strategy.actions.doors import get_goal, goal_to_change, require_in
from headway.strategy.actions.links import refuse_circle
from headway.strategy.actions.perspectives import get_perspective
from headway.strategy.models import MidTermGoal, Perspective, Statement, StatementKind

TITLE_LIMIT = 300


@transaction.atomic
def set_statement(
    actor: Actor, *, kind: str, text: str, effective_on: date | None = None
) -> Statement:
    """Add a version of mission, vision or values; the earlier ones stay.

    Raises NotAllowed, InvalidInput.
    """
    require(actor, Permission.STRATEGY_EDIT)
    text = text.strip()
    errors = []
    if kind not in StatementKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose mission, vision or values.")))
    if not text:
        errors.append(FieldError("text", "required", _("Write the text first.")))
    refuse(errors)
    Organisation.objects.select_for_update(no_key=True).filter(pk=actor.organisation_id).first()
    versions = Statement.objects.filter(organisation_id=actor.organisation_id, kind=kind)
    last: int = versions.aggregate(last=Max("version"))["last"] or 0
    statement = Statement.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        version=last + 1,
        text=text,
        effective_on=effective_on or clock.today(actor.time_zone),
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    record(
        actor,
        Entry(
            f"{kind}.set",
            "statement",
            statement.pk,
            text,
            after={"version": statement.version, "effective_on": statement.effective_on},
        ),
    )
    return statement


@transaction.atomic
def add_goal(
    actor: Actor,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    perspective_id: int | None = None,
    owner_id: int | None = None,
    description: str = "",
    unit_id: int | None = None,
    serves_id: int | None = None,
) -> MidTermGoal:
    """Add a mid-term goal of a unit, or of the organisation; ``serves_id`` is the goal above it
    that it serves. Raises NotAllowed, NotFound (unit, perspective, owner, goal), InvalidInput."""
    unit = _unit(actor, unit_id)
    require_in(actor, unit)
    goal = MidTermGoal(
        organisation_id=actor.organisation_id,
        unit=unit,
        serves=get_goal(actor, serves_id, lock=False) if serves_id else None,
        title=title.strip(),
        description=description.strip(),
        perspective=get_perspective(actor, perspective_id) if perspective_id else None,
        owner=get_person(actor, owner_id) if owner_id else None,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    refuse([*_goal_errors(goal), *_serves_errors(goal)])
    return store(actor, goal)


def store(actor: Actor, goal: MidTermGoal) -> MidTermGoal:
    """Keep a new goal, which was looked at, below the others, and record it."""
    store_all(actor, [goal])
    return goal


def store_all(actor: Actor, goals: Sequence[MidTermGoal]) -> None:
    """The same of many, in their order. Two statements and those of the record."""
    stored = MidTermGoal.objects.filter(organisation_id=actor.organisation_id)
    last: int | None = stored.aggregate(last=Max("position"))["last"]
    for position, goal in enumerate(goals, 0 if last is None else last + 1):
        goal.position = position
    MidTermGoal.objects.bulk_create(goals)
    told = [(goal, {**_snapshot(goal), **_belongs(goal)}) for goal in goals]
    record_all(
        actor,
        [Entry("goal.added", "goal", goal.pk, goal.title, after=after) for goal, after in told],
    )


@transaction.atomic
def update_goal(
    actor: Actor, goal_id: int, *, version: int | None = None, **changes: Any
) -> MidTermGoal:
    """Change title, description, perspective_id, owner_id, starts_on, ends_on or serves_id. Its
    linked copies change with it; of a copy only what is the unit's own can change.

    Raises NotAllowed, NotFound, InvalidInput, Outdated.
    """
    goal = goal_to_change(actor, goal_id)
    if version is not None and version != goal.version:
        raise Outdated(
            _("Somebody changed this goal since you opened it. Load it again."),
            extra={"version": goal.version},
        )
    before = _snapshot(goal)
    unknown = set(changes) - {*SHARED, "owner_id", "serves_id"}
    if unknown:
        raise InvalidInput(
            _("A mid-term goal has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    if changes.get("perspective_id"):
        get_perspective(actor, changes["perspective_id"])
    if changes.get("owner_id") and changes["owner_id"] != goal.owner_id:
        get_person(actor, changes["owner_id"])
    errors: list[FieldError] = []
    if "serves_id" in changes:
        serves_id = changes.pop("serves_id")
        if (serves_id or None) != goal.serves_id:
            goal.serves = get_goal(actor, serves_id, lock=False) if serves_id else None
            errors = _serves_errors(goal)
    for field, value in changes.items():
        setattr(goal, field, value.strip() if isinstance(value, str) else value)
    refuse([*_goal_errors(goal), *refuse_shared(goal, before), *errors])
    after = _snapshot(goal)
    if before != after:
        goal.version += 1
        goal.save()
        carried = carry(goal)
        if before["ends_on"] != after["ends_on"]:
            refuse_circle(actor)
        changed = Entry("goal.changed", "goal", goal.pk, goal.title, before, after)
        record_all(actor, [changed, *carried])
    return goal


@transaction.atomic
def archive_goal(actor: Actor, goal_id: int, *, why: str = "") -> MidTermGoal:
    """Put a goal away; what was linked to it keeps the link, and copies of it stay. Raises
    NotAllowed, NotFound."""
    goal = goal_to_change(actor, goal_id)
    if goal.archived_at is None:
        goal.archived_at = clock.now()
        goal.version += 1
        goal.save()
        record(actor, Entry("goal.archived", "goal", goal.pk, goal.title, why=why.strip()))
    return goal


@transaction.atomic
def restore_goal(actor: Actor, goal_id: int) -> MidTermGoal:
    """Bring an archived goal back with its arrows. Raises NotAllowed, NotFound, Conflict (they
    close a circle, or it is a copy and its unit has another one)."""
    goal = goal_to_change(actor, goal_id)
    if goal.archived_at is not None:
        _refuse_second_copy(goal)
        goal.archived_at = None
        carried, lost = [], _lost_perspective(goal)
        before, after = ({"perspective_id": lost}, {"perspective_id": None}) if lost else ({}, {})
        if lost:
            goal.perspective = None
            carried = carry(goal)
        goal.version += 1
        goal.save()
        refuse_circle(actor)
        restored = Entry("goal.restored", "goal", goal.pk, goal.title, before, after)
        record_all(actor, [restored, *carried])
    return goal


def _unit(actor: Actor, unit_id: int | None) -> Unit | None:
    """The root and all below it is the organisation. Raises NotFound."""
    unit = get_live_unit(actor, unit_id) if unit_id else None
    return None if unit is None or unit.parent_id is None else unit


def _lost_perspective(goal: MidTermGoal) -> int | None:
    """The perspective of a goal where that was removed meanwhile; another is locked, so that nobody
    removes it while the goal comes back."""
    if goal.perspective_id is None:
        return None
    locked = Perspective.objects.select_for_update(no_key=True).get(pk=goal.perspective_id)
    return None if locked.removed_at is None else locked.pk


def _refuse_second_copy(goal: MidTermGoal) -> None:
    """Raises Conflict."""
    others = MidTermGoal.objects.filter(unit=goal.unit, archived_at__isnull=True)
    if goal.copy_of_id and others.filter(copy_of_id=goal.copy_of_id).exists():
        words = _("Its unit has another copy of the same goal. Archive that one first.")
        raise Conflict(words, code="taken")


def _goal_errors(goal: MidTermGoal) -> list[FieldError]:
    errors = []
    if not goal.title or len(goal.title) > TITLE_LIMIT:
        errors.append(
            FieldError("title", "required", _("Say it in a sentence of at most 300 characters."))
        )
    if goal.ends_on <= goal.starts_on:
        errors.append(FieldError("ends_on", "order", _("The goal must end after it starts.")))
    return errors


def _serves_errors(goal: MidTermGoal) -> list[FieldError]:
    """A goal contributes to one above it: to none beside, below or in its own scorecard."""
    if goal.serves is None:
        return []
    if not goal.serves.is_live:
        said = _("This goal is archived. Choose another.")
        return [FieldError("serves_id", "archived", said)]
    if not lies_above(goal.serves, goal.unit):
        said = _("Choose a goal of a unit above, or of the organisation.")
        return [FieldError("serves_id", "not_above", said)]
    if _leads_back(goal.serves, goal):
        said = _("That goal serves this one, by way of others or itself. Choose another.")
        return [FieldError("serves_id", "circle", said)]
    return []


def _leads_back(above: MidTermGoal, goal: MidTermGoal) -> bool:
    """Whether what is above serves the goal: units were moved since that was said. A query for each
    level."""
    seen: set[int] = set()
    one: MidTermGoal | None = above
    while one is not None and one.pk not in seen:
        if one.pk == goal.pk:
            return True
        seen.add(one.pk)
        one = one.serves
    return False


def lies_above(goal: MidTermGoal, unit: Unit | None) -> bool:
    """Whether a goal is of a unit above, or of the organisation."""
    if unit is None:
        return False
    if goal.unit is None:
        return True
    return goal.unit.path != unit.path and unit.path.startswith(goal.unit.path)


def _snapshot(goal: MidTermGoal) -> dict[str, Any]:
    """What the past is read from (``queries.goals.goals_then``); ``serves`` is for who reads the
    history, whom an id tells nothing."""
    return {
        "title": goal.title,
        "description": goal.description,
        "perspective_id": goal.perspective_id,
        "owner_id": goal.owner_id,
        "starts_on": goal.starts_on,
        "ends_on": goal.ends_on,
        "serves_id": goal.serves_id,
        "serves": goal.serves.title if goal.serves else "",
    }


def _belongs(goal: MidTermGoal) -> dict[str, Any]:
    """What a new goal belongs to, where it is not the organisation's or stands alone."""
    told = {
        "unit_id": goal.unit_id,
        "copy_of_id": goal.copy_of_id,
        "copy_of": goal.copy_of.title if goal.copy_of else None,
    }
    return {name: value for name, value in told.items() if value is not None}
