"""Read people and units. ``get_*`` are the only doors: the actor's organisation, or not found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.people.models import ApiToken, Membership, MembershipKind, Person, Unit, line_of


class InOrganisation(Protocol):
    """Whoever reads: ``people.access.Actor`` has this shape."""

    @property
    def organisation_id(self) -> int: ...


class Reader(InOrganisation, Protocol):
    """A reader who is somebody."""

    @property
    def person_id(self) -> int | None: ...


def get_person(reader: InOrganisation, person_id: int) -> Person:
    """The person with their organisation. Raises NotFound."""
    person = (
        Person.objects.filter(organisation_id=reader.organisation_id, pk=person_id)
        .select_related("organisation")
        .first()
    )
    if person is None:
        raise NotFound(_("There is no such person here."))
    return person


def get_unit(reader: InOrganisation, unit_id: int) -> Unit:
    """The unit, archived or not. Raises NotFound."""
    found = _unit(reader.organisation_id, unit_id)
    if not found:
        raise NotFound(_("There is no such unit. Choose one from the tree of units."))
    return found[0]


def path_of(reader: InOrganisation, unit_id: int | None) -> str:
    """The path of a unit, under which it lies with all below it; empty for the whole organisation.
    Raises NotFound."""
    return get_unit(reader, unit_id).path if unit_id else ""


@prepared
def _unit(organisation_id: int, unit_id: int) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_id=organisation_id, pk=unit_id)


def get_live_unit(reader: InOrganisation, unit_id: int) -> Unit:
    """A unit that is not archived, to plan in. Raises NotFound."""
    unit = get_unit(reader, unit_id)
    if unit.archived_at is not None:
        raise NotFound(_("There is no such unit. Choose one from the tree of units."))
    return unit


def live_units(reader: InOrganisation, unit_ids: Sequence[int]) -> list[Unit]:
    """Units that are not archived, each once, in the order that they are named. One query. Raises
    NotFound."""
    wanted = list(dict.fromkeys(unit_ids))
    live = Unit.objects.filter(
        organisation_id=reader.organisation_id, archived_at__isnull=True, pk__in=wanted
    )
    found = {unit.pk: unit for unit in live}
    if len(found) < len(wanted):
        raise NotFound(_("There is no such unit. Choose one from the tree of units."))
    return [found[pk] for pk in wanted]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a tree or a list."""

    id: int
    name: str
    kind: str
    path: str
    parent_id: int | None
    lead_id: int | None
    lead_name: str | None
    members: int
    has_children: bool

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1


def unit_rows(
    reader: InOrganisation, *, parent_id: int | None = None, unit_ids: Sequence[int] | None = None
) -> list[UnitRow]:
    """The live units right below ``parent_id`` (None: the root), in order; or the given ones by
    path. One query."""
    live = Unit.objects.filter(organisation_id=reader.organisation_id, archived_at__isnull=True)
    if unit_ids is not None:
        units = live.filter(pk__in=unit_ids).order_by("path")
    else:
        units = live.filter(parent_id=parent_id).order_by("position", "id")
    rows = units.annotate(
        members=Count("memberships", filter=Q(memberships__kind=MembershipKind.MEMBER)),
        has_children=Exists(live.filter(parent_id=OuterRef("pk"))),
    ).values_list(
        "id", "name", "kind", "path", "parent_id", "lead_id", "lead__name", "members",
        "has_children",
    )  # fmt: skip
    return [UnitRow(*row) for row in rows]


def ancestors_of(reader: InOrganisation, path: str) -> list[UnitRow]:
    """The units from the root down to the unit at ``path``, itself included. One query."""
    return unit_rows(reader, unit_ids=line_of(path))


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: what is drawn is kept by it
class PersonRow:
    """A person in a list."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    can_sign_in: bool
    units: tuple[str, ...]


_person_row = lru_cache(maxsize=2048)(PersonRow)


def person_rows(
    reader: InOrganisation,
    *,
    q: str = "",
    role: str = "",
    unit_path: str = "",
    active: bool = True,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[list[PersonRow], tuple[str, int] | None]:
    """People by name, ``limit`` at a time, and the key to go on after. Two queries."""
    after_name, after_id = after or (None, None)
    found = _people(
        reader.organisation_id, active, q.strip(), role, unit_path, after_name, after_id,
        Fixed(limit + 1),
    )  # fmt: skip
    page = found[:limit]
    units = unit_names_of([row[0] for row in page])
    rows = [
        _person_row(id_, name, email, role, is_active, user_id is not None, units.get(id_, ()))
        for id_, name, email, role, is_active, user_id in page
    ]
    more = (page[-1][1], page[-1][0]) if len(found) > limit else None
    return rows, more


@prepared
def _people(
    organisation_id: int,
    active: bool,
    q: str,
    role: str,
    unit_path: str,
    after_name: str | None,
    after_id: int | None,
    limit: Fixed,
) -> QuerySet[Person, tuple[Any, ...]]:
    people = Person.objects.filter(organisation_id=organisation_id, is_active=active)
    if q:
        people = people.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if role:
        people = people.filter(role=role)
    if unit_path:
        works_there = Membership.objects.filter(
            person_id=OuterRef("pk"), unit__path__startswith=unit_path
        )
        people = people.filter(Exists(works_there))
    if after_name is not None:
        people = people.filter(Q(name__gt=after_name) | Q(name=after_name, pk__gt=after_id))
    return people.order_by("name", "id").values_list(
        "id", "name", "email", "role", "is_active", "user_id"
    )[:limit]


def unit_names_of(person_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of the units people work in, by person. One query."""
    names: dict[int, tuple[str, ...]] = {}
    for person_id, name in _unit_names(person_ids):
        names[person_id] = (*names.get(person_id, ()), name)
    return names


@prepared
def _unit_names(person_ids: Collection[int]) -> QuerySet[Membership, tuple[int, str]]:
    return (
        Membership.objects.filter(person_id__in=person_ids, kind=MembershipKind.MEMBER)
        .order_by("unit__path")
        .values_list("person_id", "unit__name")
    )


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a unit, as member or coach."""

    person_id: int
    name: str
    kind: str


def members_of(reader: InOrganisation, unit_id: int) -> list[MemberRow]:
    """Members and coaches of a unit, by name. One query."""
    rows = (
        Membership.objects.filter(
            organisation_id=reader.organisation_id, unit_id=unit_id, person__is_active=True
        )
        .order_by("kind", "person__name", "person_id")
        .values_list("person_id", "person__name", "kind")
    )
    return [MemberRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PersonUnit:
    """A unit of a person, and what they are there: lead, member or coach."""

    id: int
    name: str
    role: str


def person_units(reader: InOrganisation, person_id: int) -> list[PersonUnit]:
    """Where somebody leads, works and coaches. Two queries."""
    led = Unit.objects.filter(
        organisation_id=reader.organisation_id, lead_id=person_id, archived_at__isnull=True
    )
    belongs = Membership.objects.filter(
        organisation_id=reader.organisation_id, person_id=person_id
    ).order_by("kind", "unit__path")
    return [
        *(PersonUnit(*row, "lead") for row in led.order_by("path").values_list("id", "name")),
        *(PersonUnit(*row) for row in belongs.values_list("unit_id", "unit__name", "kind")),
    ]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token in its owner's list; never its secret."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def own_tokens(reader: Reader) -> list[TokenRow]:
    """The reader's live tokens, newest first. One query."""
    rows = (
        ApiToken.objects.filter(
            organisation_id=reader.organisation_id,
            person_id=reader.person_id or 0,
            revoked_at__isnull=True,
        )
        .order_by("-created_at", "-id")
        .values_list(*TokenRow.__slots__)
    )
    return [TokenRow(*row) for row in rows]


def own_organisations(user_id: int, *, without: int) -> list[tuple[int, str]]:
    """The other organisations a log-in belongs to. One query."""
    rows = Person.objects.filter(user_id=user_id, is_active=True).exclude(organisation_id=without)
    return list(
        rows.order_by("organisation__name").values_list("organisation_id", "organisation__name")
    )
