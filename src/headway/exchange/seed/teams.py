"""Units and people of a synthetic organisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from headway.exchange.seed.tables import BulkWriter, next_id
from headway.people.models import Membership, Organisation, Person, Unit

PEOPLE_PER_TEAM = 10
BRANCHES = 10


@dataclass(slots=True)
class Team:
    """A unit as it is written, with the ids of who works there."""

    id: int
    parent_id: int
    path: str
    people: list[int] = field(default_factory=list)


def write_units(
    writer: BulkWriter, organisation: Organisation, people: int
) -> tuple[list[Team], list[Team]]:
    """A tree of ten branches a level, as deep as the teams of so many people need. Returns all
    units, and the teams."""
    teams = max(1, math.ceil(people / PEOPLE_PER_TEAM))
    root = Unit.objects.get(organisation=organisation, parent=None)
    levels = [teams]
    while levels[0] > BRANCHES:
        levels.insert(0, math.ceil(levels[0] / BRANCHES))
    number = next_id(Unit)
    above = [Team(root.pk, 0, root.path)]
    units = list(above)
    rows: list[tuple[Any, ...]] = []
    for depth, count in enumerate(levels):
        here: list[Team] = []
        kind = "team" if depth == len(levels) - 1 else "department"
        for position in range(count):
            parent = above[position * len(above) // count]
            unit = Team(number, parent.id, f"{parent.path}{number}/")
            rows.append(
                (number, organisation.pk, parent.id, f"{kind.title()} {number}", kind,
                 unit.path, position)
            )  # fmt: skip
            here.append(unit)
            number += 1
        units += here
        above = here
    writer.write(
        Unit,
        ("id", "organisation_id", "parent_id", "name", "kind", "path", "position"),
        rows,
    )
    return units, above


def write_people(
    writer: BulkWriter, organisation: Organisation, teams: Sequence[Team], count: int, now: datetime
) -> None:
    """So many people, dealt out to the teams in turn."""
    first_person, first_membership = next_id(Person), next_id(Membership)
    people, memberships = [], []
    for offset in range(count):
        person_id = first_person + offset
        team = teams[offset % len(teams)]
        team.people.append(person_id)
        people.append(
            (person_id, organisation.pk, f"Person {offset + 1}",
             f"person{offset + 1}@{organisation.slug}.example", "member", True, now)
        )  # fmt: skip
        memberships.append(
            (first_membership + offset, organisation.pk, team.id, person_id, "member")
        )
    writer.write(
        Person,
        ("id", "organisation_id", "name", "email", "role", "is_active", "created_at"),
        people,
    )
    writer.write(Membership, ("id", "organisation_id", "unit_id", "person_id", "kind"), memberships)
