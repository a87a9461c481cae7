"""Who acts: a person or the system, with all that a decision needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest

from headway.kit.prepared import prepared
from headway.people.models import (
    Membership,
    MembershipKind,
    Organisation,
    Person,
    Role,
    Unit,
    line_of,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in an organisation: a person, or the system (``person_id`` None)."""

    organisation_id: int
    person_id: int | None
    name: str
    role: Role
    time_zone: str = "UTC"
    led_paths: tuple[str, ...] = ()
    member_unit_ids: frozenset[int] = frozenset()
    coached_unit_ids: frozenset[int] = frozenset()
    line_unit_ids: frozenset[int] = frozenset()  # the units one works in or coaches, and all above
    scopes: frozenset[str] | None = None  # None: everything the person may; else an API token's

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def guides_a_unit(self) -> bool:
        """Whether this person leads or coaches some unit, or all of them as an administrator."""
        return self.is_admin or bool(self.led_paths or self.coached_unit_ids)

    def leads(self, unit_path: str) -> bool:
        """Whether the unit at ``unit_path``, or one above it, is led by this person."""
        return any(unit_path.startswith(path) for path in self.led_paths)


def actor_for(person: Person, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of ``person``: two queries (led units, memberships), and one for the organisation
    where the person was loaded without it."""
    organisation = person.organisation
    units: dict[str, set[int]] = {kind: set() for kind in MembershipKind.values}
    line: set[int] = set()
    for unit_id, kind, path in _memberships(person.pk):
        units[kind].add(unit_id)
        line.update(line_of(path))
    return Actor(
        organisation_id=person.organisation_id,
        person_id=person.pk,
        name=person.name,
        role=Role(person.role),
        time_zone=organisation.time_zone,
        led_paths=tuple(_led_paths(person.pk)),
        member_unit_ids=frozenset(units[MembershipKind.MEMBER]),
        coached_unit_ids=frozenset(units[MembershipKind.COACH]),
        line_unit_ids=frozenset(line),
        scopes=scopes,
    )


@prepared
def _memberships(person_id: int) -> QuerySet[Membership, tuple[int, str, str]]:
    return Membership.objects.filter(person_id=person_id).values_list(
        "unit_id", "kind", "unit__path"
    )


@prepared
def _led_paths(person_id: int) -> QuerySet[Unit, str]:
    return Unit.objects.filter(lead_id=person_id).order_by("path").values_list("path", flat=True)


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking: pages are closed to strangers by ``people.middleware``."""
    return cast(Actor, cast(Any, request).actor)


def organisation_of(request: HttpRequest) -> Organisation:
    """The organisation whoever asks acts in, as it was read with them."""
    return cast(Organisation, cast(Any, request).organisation)


def system_actor(organisation: Organisation, name: str = "Headway") -> Actor:
    """The command line and scheduled jobs: may do everything in one organisation."""
    return Actor(
        organisation_id=organisation.pk,
        person_id=None,
        name=name,
        role=Role.ADMIN,
        time_zone=organisation.time_zone,
    )
