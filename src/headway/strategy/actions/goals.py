"""Change mission, vision, values, perspectives and mid-term goals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound, Outdated
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.people.queries import get_person
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
def add_perspective(actor: Actor, *, name: str) -> Perspective:
    """Add a perspective below the others. Raises NotAllowed, InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    name = name.strip()
    refuse(_perspective_errors(actor, name, except_id=None))
    mine = Perspective.objects.filter(organisation_id=actor.organisation_id)
    last: int | None = mine.aggregate(last=Max("position"))["last"]
    perspective = Perspective.objects.create(
        organisation_id=actor.organisation_id,
        name=name,
        position=0 if last is None else last + 1,
    )
    record(actor, Entry("perspective.added", "perspective", perspective.pk, name))
    return perspective


@transaction.atomic
def rename_perspective(actor: Actor, perspective_id: int, *, name: str) -> Perspective:
    """Give a perspective another name. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    perspective = _perspective(actor, perspective_id)
    name = name.strip()
    refuse(_perspective_errors(actor, name, except_id=perspective.pk))
    before, perspective.name = perspective.name, name
    perspective.save(update_fields=["name"])
    record(
        actor,
        Entry(
            "perspective.renamed",
            "perspective",
            perspective.pk,
            name,
            {"name": before},
            {"name": name},
        ),
    )
    return perspective


@transaction.atomic
def order_perspectives(actor: Actor, perspective_ids: list[int]) -> None:
    """Put the perspectives in this order, the top one first. All must be named, once."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = {p.pk: p for p in Perspective.objects.filter(organisation_id=actor.organisation_id)}
    if sorted(perspective_ids) != sorted(mine):
        raise InvalidInput.on("order", _("Name every perspective once."), code="incomplete")
    before = sorted(mine, key=lambda key: mine[key].position)
    for position, perspective_id in enumerate(perspective_ids):
        mine[perspective_id].position = position
    Perspective.objects.bulk_update(mine.values(), ["position"])
    record(
        actor,
        Entry(
            "perspectives.ordered",
            "organisation",
            actor.organisation_id,
            _("Perspectives"),
            {"order": before},
            {"order": perspective_ids},
        ),
    )


@transaction.atomic
def remove_perspective(actor: Actor, perspective_id: int) -> None:
    """Remove a perspective that holds no goal. Raises NotAllowed, NotFound, Conflict."""
    require(actor, Permission.STRATEGY_EDIT)
    perspective = _perspective(actor, perspective_id)
    if perspective.goals.exists():
        raise Conflict(
            _("%(name)s holds mid-term goals. Move them to another perspective first.")
            % {"name": perspective.name},
            code="in_use",
        )
    label, key = perspective.name, perspective.pk
    perspective.delete()
    record(actor, Entry("perspective.removed", "perspective", key, label))


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
        perspective=_perspective(actor, perspective_id) if perspective_id else None,
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
    goal = _goal(actor, goal_id)
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
        _perspective(actor, changes["perspective_id"])
    if changes.get("owner_id") and changes["owner_id"] != goal.owner_id:
        get_person(actor, changes["owner_id"])
    for field, value in changes.items():
        setattr(goal, field, value.strip() if isinstance(value, str) else value)
    refuse(_goal_errors(goal))
    after = _snapshot(goal)
    if before != after:
        goal.version += 1
        goal.save()
        record(actor, Entry("goal.changed", "goal", goal.pk, goal.title, before, after))
    return goal


@transaction.atomic
def archive_goal(actor: Actor, goal_id: int, *, why: str = "") -> MidTermGoal:
    """Put a goal away; what was linked to it keeps the link. Raises NotAllowed, NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    goal = _goal(actor, goal_id)
    if goal.archived_at is None:
        goal.archived_at = clock.now()
        goal.version += 1
        goal.save()
        record(actor, Entry("goal.archived", "goal", goal.pk, goal.title, why=why.strip()))
    return goal


@transaction.atomic
def restore_goal(actor: Actor, goal_id: int) -> MidTermGoal:
    """Bring an archived goal back. Raises NotAllowed, NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    goal = _goal(actor, goal_id)
    if goal.archived_at is not None:
        goal.archived_at = None
        goal.version += 1
        goal.save()
        record(actor, Entry("goal.restored", "goal", goal.pk, goal.title))
    return goal


def _goal(actor: Actor, goal_id: int) -> MidTermGoal:
    goal = (
        MidTermGoal.objects.select_for_update(no_key=True)
        .filter(organisation_id=actor.organisation_id, pk=goal_id)
        .first()
    )
    if goal is None:
        raise NotFound(_("There is no such mid-term goal."))
    return goal


def _perspective(actor: Actor, perspective_id: int) -> Perspective:
    perspective = Perspective.objects.filter(
        organisation_id=actor.organisation_id, pk=perspective_id
    ).first()
    if perspective is None:
        raise NotFound(_("There is no such perspective."))
    return perspective


def _perspective_errors(actor: Actor, name: str, *, except_id: int | None) -> list[FieldError]:
    if not name or len(name) > 100:
        return [FieldError("name", "required", _("Give a name of at most 100 characters."))]
    same = Perspective.objects.filter(organisation_id=actor.organisation_id, name=name)
    if except_id is not None:
        same = same.exclude(pk=except_id)
    if same.exists():
        return [FieldError("name", "taken", _("There is a perspective of this name already."))]
    return []


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
