"""Grow, reshape and staff the tree of units."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Membership, MembershipKind, Organisation, Unit, UnitKind
from headway.people.queries import get_person, get_unit

DEEPEST = 12


@transaction.atomic
def create_unit(
    actor: Actor,
    *,
    parent_id: int,
    name: str,
    kind: str = UnitKind.TEAM,
    lead_id: int | None = None,
) -> Unit:
    """Add a unit below another. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.UNIT_MANAGE)
    _lock_tree(actor)
    parent = get_unit(actor, parent_id)
    lead = get_person(actor, lead_id) if lead_id else None
    unit = Unit(
        organisation_id=actor.organisation_id,
        parent=parent,
        name=name.strip(),
        kind=kind,
        lead=lead,
        path=parent.path,
        position=_next_position(parent),
    )
    refuse(_errors(unit))
    if unit.depth >= DEEPEST:
        raise Conflict(_("Units nest at most 12 deep. Add it higher up."), code="too_deep")
    unit.save()
    unit.path = f"{parent.path}{unit.pk}/"
    unit.save(update_fields=["path"])
    record(actor, Entry("unit.created", "unit", unit.pk, unit.name, after=_snapshot(unit)))
    return unit


@transaction.atomic
def update_unit(
    actor: Actor, unit_id: int, *, name: str | None = None, kind: str | None = None
) -> Unit:
    """Rename a unit or change its kind. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.UNIT_MANAGE)
    unit = get_unit(actor, unit_id)
    before = _snapshot(unit)
    unit.name = unit.name if name is None else name.strip()
    unit.kind = unit.kind if kind is None else kind
    refuse(_errors(unit))
    return _save(actor, unit, "unit.changed", before)


@transaction.atomic
def set_lead(actor: Actor, unit_id: int, *, person_id: int | None) -> Unit:
    """Give a unit its lead, or none. Raises NotAllowed, NotFound."""
    require(actor, Permission.UNIT_MANAGE)
    unit = get_unit(actor, unit_id)
    before = _snapshot(unit)
    unit.lead = get_person(actor, person_id) if person_id is not None else None
    return _save(actor, unit, "unit.lead_set", before)


@transaction.atomic
def move_unit(actor: Actor, unit_id: int, *, parent_id: int) -> Unit:
    """Put a unit, with everything below it, under another one. One statement moves the subtree.

    Raises NotAllowed, NotFound, InvalidInput (a unit cannot lie below itself), Conflict (root).
    """
    require(actor, Permission.UNIT_MANAGE)
    _lock_tree(actor)
    unit, parent = get_unit(actor, unit_id), get_unit(actor, parent_id)
    if unit.parent_id is None:
        raise Conflict(_("The organisation's own unit stays on top."), code="root")
    if parent.path.startswith(unit.path):
        raise InvalidInput.on(
            "parent_id",
            _("%(parent)s lies below %(unit)s; a unit cannot lie below itself.")
            % {"parent": parent.name, "unit": unit.name},
            code="circle",
        )
    before, old_path = _snapshot(unit), unit.path
    unit.parent, unit.position = parent, _next_position(parent)
    refuse(_errors(unit))
    unit.save(update_fields=["parent", "position"])
    new_path = f"{parent.path}{unit.pk}/"
    Unit.objects.filter(organisation_id=actor.organisation_id, path__startswith=old_path).update(
        path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1))
    )
    unit.path = new_path
    record(actor, Entry("unit.moved", "unit", unit.pk, unit.name, before, _snapshot(unit)))
    return unit


@transaction.atomic
def archive_unit(actor: Actor, unit_id: int) -> Unit:
    """Put a unit away; its objectives stay readable. Units below it must go first."""
    require(actor, Permission.UNIT_MANAGE)
    _lock_tree(actor)
    unit = get_unit(actor, unit_id)
    if unit.parent_id is None:
        raise Conflict(_("The organisation's own unit stays."), code="root")
    if unit.children.filter(archived_at__isnull=True).exists():
        raise Conflict(
            _("%(unit)s has units below it. Move or archive them first.") % {"unit": unit.name},
            code="has_children",
        )
    before = _snapshot(unit)
    unit.archived_at = clock.now()
    return _save(actor, unit, "unit.archived", before)


@transaction.atomic
def restore_unit(actor: Actor, unit_id: int) -> Unit:
    """Bring an archived unit back."""
    require(actor, Permission.UNIT_MANAGE)
    unit = get_unit(actor, unit_id)
    before = _snapshot(unit)
    unit.archived_at = None
    return _save(actor, unit, "unit.restored", before)


@transaction.atomic
def assign(actor: Actor, unit_id: int, *, person_id: int, kind: str) -> Membership:
    """Let a person work in a unit (``member``) or coach it (``coach``). Doing so twice changes
    nothing. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.UNIT_MANAGE)
    unit, person = get_unit(actor, unit_id), get_person(actor, person_id)
    if kind not in MembershipKind.values:
        raise InvalidInput.on("kind", _("Choose member or coach."), code="unknown")
    membership, created = Membership.objects.get_or_create(
        unit=unit,
        person=person,
        kind=kind,
        defaults={"organisation_id": actor.organisation_id},
    )
    if created:
        record(
            actor,
            Entry(
                "unit.assigned",
                "unit",
                unit.pk,
                unit.name,
                after={"person_id": person.pk, "person": person.name, "kind": kind},
            ),
        )
    return membership


@transaction.atomic
def unassign(actor: Actor, unit_id: int, *, person_id: int, kind: str) -> None:
    """End a membership. Ending one that is not there changes nothing."""
    require(actor, Permission.UNIT_MANAGE)
    unit, person = get_unit(actor, unit_id), get_person(actor, person_id)
    deleted, _rows = Membership.objects.filter(unit=unit, person=person, kind=kind).delete()
    if deleted:
        record(
            actor,
            Entry(
                "unit.unassigned",
                "unit",
                unit.pk,
                unit.name,
                {"person_id": person.pk, "person": person.name, "kind": kind},
            ),
        )


def _lock_tree(actor: Actor) -> None:
    """One change of the tree at a time: two moves at once could close a circle."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=actor.organisation_id).first()


def _next_position(parent: Unit) -> int:
    last: int | None = parent.children.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _errors(unit: Unit) -> list[FieldError]:
    errors = []
    if not unit.name or len(unit.name) > 200:
        errors.append(FieldError("name", "required", _("Give a name of at most 200 characters.")))
    if unit.kind not in UnitKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose the kind of unit.")))
    siblings = Unit.objects.filter(
        organisation_id=unit.organisation_id, parent_id=unit.parent_id, name__iexact=unit.name
    )
    if unit.parent_id and siblings.exclude(pk=unit.pk).exists():
        errors.append(FieldError("name", "taken", _("There is a unit of this name here already.")))
    return errors


def _save(actor: Actor, unit: Unit, verb: str, before: dict[str, Any]) -> Unit:
    after = _snapshot(unit)
    if before != after:
        unit.save()
        record(actor, Entry(verb, "unit", unit.pk, unit.name, before, after))
    return unit


def _snapshot(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "kind": str(unit.kind),
        "parent_id": unit.parent_id,
        "lead_id": unit.lead_id,
        "archived_at": unit.archived_at,
    }
