"""Change mission, vision, values and mid-term goals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import FieldError, InvalidInput, Outdated
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.people.queries import get_person
from headway.strategy.actions.doors import get_goal
from headway.strategy.actions.links import refuse_circle
from headway.strategy.actions.perspectives import get_perspective
from headway.strategy.models import MidTermGoal, Statement, StatementKind

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
) -> MidTermGoal:
    """Add a mid-term goal. Raises NotAllowed, NotFound (perspective, owner), InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    goal = MidTermGoal(
        organisation_id=actor.organisation_id,
        title=title.strip(),
        description=description.strip(),
        perspective=get_perspective(actor, perspective_id) if perspective_id else None,
        owner=get_person(actor, owner_id) if owner_id else None,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    refuse(_goal_errors(goal))
    goals = MidTermGoal.objects.filter(organisation_id=actor.organisation_id)
    last: int | None = goals.aggregate(last=Max("position"))["last"]
    goal.position = 0 if last is None else last + 1
    goal.save()
    record(actor, Entry("goal.added", "goal", goal.pk, goal.title, after=_snapshot(goal)))
    return goal


@transaction.atomic
def update_goal(
    actor: Actor, goal_id: int, *, version: int | None = None, **changes: Any
) -> MidTermGoal:
    """Change title, description, perspective_id, owner_id, starts_on or ends_on.

    Raises NotAllowed, NotFound, InvalidInput, Outdated.
    """
    require(actor, Permission.STRATEGY_EDIT)
    goal = get_goal(actor, goal_id)
    if version is not None and version != goal.version:
        raise Outdated(
            _("Somebody changed this goal since you opened it. Load it again."),
            extra={"version": goal.version},
        )
    before = _snapshot(goal)
    unknown = set(changes) - set(before)
    if unknown:
        raise InvalidInput(
            _("A mid-term goal has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    if changes.get("perspective_id"):
        get_perspective(actor, changes["perspective_id"])
    if changes.get("owner_id") and changes["owner_id"] != goal.owner_id:
        get_person(actor, changes["owner_id"])
    for field, value in changes.items():
        setattr(goal, field, value.strip() if isinstance(value, str) else value)
    refuse(_goal_errors(goal))
    after = _snapshot(goal)
    if before != after:
        goal.version += 1
        goal.save()
        if before["ends_on"] != after["ends_on"]:
            refuse_circle(actor)
        record(actor, Entry("goal.changed", "goal", goal.pk, goal.title, before, after))
    return goal


@transaction.atomic
def archive_goal(actor: Actor, goal_id: int, *, why: str = "") -> MidTermGoal:
    """Put a goal away; what was linked to it keeps the link. Raises NotAllowed, NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    goal = get_goal(actor, goal_id)
    if goal.archived_at is None:
        goal.archived_at = clock.now()
        goal.version += 1
        goal.save()
        record(actor, Entry("goal.archived", "goal", goal.pk, goal.title, why=why.strip()))
    return goal


@transaction.atomic
def restore_goal(actor: Actor, goal_id: int) -> MidTermGoal:
    """Bring an archived goal back with its arrows. Raises NotAllowed, NotFound, Conflict (they
    close a circle)."""
    require(actor, Permission.STRATEGY_EDIT)
    goal = get_goal(actor, goal_id)
    if goal.archived_at is not None:
        goal.archived_at = None
        if goal.perspective is not None and goal.perspective.removed_at is not None:
            goal.perspective = None
        goal.version += 1
        goal.save()
        refuse_circle(actor)
        record(actor, Entry("goal.restored", "goal", goal.pk, goal.title))
    return goal


def _goal_errors(goal: MidTermGoal) -> list[FieldError]:
    errors = []
    if not goal.title or len(goal.title) > TITLE_LIMIT:
        errors.append(
            FieldError("title", "required", _("Say it in a sentence of at most 300 characters."))
        )
    if goal.ends_on <= goal.starts_on:
        errors.append(FieldError("ends_on", "order", _("The goal must end after it starts.")))
    return errors


def _snapshot(goal: MidTermGoal) -> dict[str, Any]:
    return {
        "title": goal.title,
        "description": goal.description,
        "perspective_id": goal.perspective_id,
        "owner_id": goal.owner_id,
        "starts_on": goal.starts_on,
        "ends_on": goal.ends_on,
    }
