"""Add people, change them, take them out of service."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.actions.log_ins import log_in_that_follows, move_log_in
from headway.people.models import Person, Role
from headway.people.queries import get_person

NAME_LIMIT = 200


@transaction.atomic
def add_person(actor: Actor, *, name: str, email: str = "", role: str = Role.MEMBER) -> Person:
    """Add somebody who can own and be invited later. Raises NotAllowed, InvalidInput."""
    require(actor, Permission.PEOPLE_MANAGE)
    name, email = name.strip(), email.strip().lower()
    refuse(_errors(actor, name, email, role, except_id=None))
    person = Person.objects.create(
        organisation_id=actor.organisation_id,
        name=name,
        email=email,
        role=role,
        created_at=clock.now(),
    )
    record(actor, Entry("person.added", "person", person.pk, name, after=_snapshot(person)))
    return person


@transaction.atomic
def update_person(
    actor: Actor,
    person_id: int,
    *,
    name: str | None = None,
    email: str | None = None,
    role: str | None = None,
) -> Person:
    """Change somebody's name, address or role; people may change their own name.

    The log-in follows a changed address, unless it belongs to another organisation too. Raises
    NotAllowed, NotFound, InvalidInput, Conflict (the last administrator stays one).
    """
    person = get_person(actor, person_id)
    own_name_only = person.pk == actor.person_id and email is None and role is None
    if not own_name_only or actor.scopes is not None:
        require(actor, Permission.PEOPLE_MANAGE)
    before = _snapshot(person)
    person.name = person.name if name is None else name.strip()
    person.email = person.email if email is None else email.strip().lower()
    person.role = person.role if role is None else role
    refuse(_errors(actor, person.name, person.email, person.role, except_id=person.pk))
    if before["role"] == Role.ADMIN and person.role != Role.ADMIN:
        _keep_an_administrator(person)
    user = log_in_that_follows(person)
    if user is not None:
        move_log_in(user, person.email)
    return _save(actor, person, "person.changed", before)


@transaction.atomic
def deactivate_person(actor: Actor, person_id: int) -> Person:
    """Take somebody out of service: no sign-in, no new ownership; what they did stays."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = get_person(actor, person_id)
    if person.pk == actor.person_id:
        raise Conflict(_("You cannot deactivate yourself. Ask another administrator."))
    before = _snapshot(person)
    if person.role == Role.ADMIN:
        _keep_an_administrator(person)
    person.is_active = False
    person.tokens.filter(revoked_at__isnull=True).update(revoked_at=clock.now())
    return _save(actor, person, "person.deactivated", before)


@transaction.atomic
def reactivate_person(actor: Actor, person_id: int) -> Person:
    """Bring somebody back into service."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = get_person(actor, person_id)
    before = _snapshot(person)
    person.is_active = True
    return _save(actor, person, "person.reactivated", before)


def _save(actor: Actor, person: Person, verb: str, before: dict[str, Any]) -> Person:
    after = _snapshot(person)
    if before != after:
        person.save()
        record(actor, Entry(verb, "person", person.pk, person.name, before, after))
    return person


def _keep_an_administrator(person: Person) -> None:
    others = Person.objects.filter(
        organisation_id=person.organisation_id, role=Role.ADMIN, is_active=True
    ).exclude(pk=person.pk)
    # Locked, so that two administrators cannot demote each other at once.
    if not list(others.select_for_update(no_key=True).values_list("id", flat=True)):
        raise Conflict(
            _("An organisation needs an administrator. Make somebody else one first."),
            code="last_administrator",
        )


def _errors(
    actor: Actor, name: str, email: str, role: str, *, except_id: int | None
) -> list[FieldError]:
    errors = []
    if not name or len(name) > NAME_LIMIT:
        errors.append(FieldError("name", "required", _("Give a name of at most 200 characters.")))
    if role not in Role.values:
        errors.append(FieldError("role", "unknown", _("Choose a role.")))
    if email:
        errors += _email_errors(actor, email, except_id)
    return errors


def _email_errors(actor: Actor, email: str, except_id: int | None) -> list[FieldError]:
    try:
        validate_email(email)
    except ValidationError:
        return [FieldError("email", "malformed", _("Enter an e-mail address."))]
    same = Person.objects.filter(organisation_id=actor.organisation_id, email__iexact=email)
    if except_id is not None:
        same = same.exclude(pk=except_id)
    if same.exists():
        return [FieldError("email", "taken", _("Somebody here has this address already."))]
    return []


def _snapshot(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "role": str(person.role),
        "is_active": person.is_active,
    }
