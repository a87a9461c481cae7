"""The demo's people and units, its mission and its mid-term goals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from headway.exchange.demo.stage import SLUG, Stage
from headway.people.access import actor_for, system_actor
from headway.people.actions import (
    add_person,
    assign,
    create_organisation,
    create_unit,
    set_lead,
)
from headway.people.models import Person, Unit
from headway.strategy.actions import add_goal, apply_template, set_statement


def found(stage: Stage) -> None:
    """The organisation, its people and its tree of units."""
    facts = stage.story["organisation"]
    first = next(p for p in stage.story["people"] if p.get("admin"))
    stage.organisation = create_organisation(
        **facts, slug=SLUG, admin_name=first["name"], admin_email=_email(first["key"])
    )
    stage.system = system_actor(stage.organisation, "Tidewell set-up")
    for entry in stage.story["people"]:
        role = "admin" if entry.get("admin") else "viewer" if entry.get("viewer") else "member"
        email = _email(entry["key"])
        existing = Person.objects.filter(organisation=stage.organisation, email=email).first()
        stage.people[entry["key"]] = existing or add_person(
            stage.system, name=entry["name"], email=email, role=role
        )
    for entry in stage.story["units"]:
        _unit(stage, entry)
    stage.actors = {key: actor_for(person) for key, person in stage.people.items()}


def _unit(stage: Stage, entry: Mapping[str, Any]) -> None:
    if "parent" not in entry:
        unit = Unit.objects.get(organisation=stage.organisation, parent=None)
    else:
        unit = create_unit(
            stage.system,
            parent_id=stage.units[entry["parent"]].pk,
            name=entry["name"],
            kind=entry.get("kind", "team"),
        )
    stage.units[entry["key"]] = unit
    set_lead(stage.system, unit.pk, person_id=stage.people[entry["lead"]].pk)
    for member in entry["members"]:
        assign(stage.system, unit.pk, person_id=stage.people[member].pk, kind="member")
    for coach in entry.get("coaches", [entry["coach"]] if "coach" in entry else []):
        assign(stage.system, unit.pk, person_id=stage.people[coach].pk, kind="coach")


def set_strategy(stage: Stage) -> None:
    """Mission, vision and values with their versions, perspectives and mid-term goals."""
    for kind, versions in stage.story["statements"].items():
        for version in versions:
            set_statement(
                stage.system,
                kind=kind,
                text=version["text"],
                effective_on=_years_before(stage.today, version["years_ago"]),
            )
    made = apply_template(stage.system, template=stage.story["perspectives"])
    perspectives = {one.name: one.pk for one in made}
    year = (stage.running_start + timedelta(weeks=6)).year
    for entry in stage.story["goals"]:
        goal = add_goal(
            stage.system,
            title=entry["title"],
            description=entry.get("why", ""),
            perspective_id=perspectives[entry["perspective"]],
            owner_id=stage.people[entry["owner"]].pk,
            starts_on=date(year, 1, 1),
            ends_on=date(year + 1, 3, 31),
        )
        stage.goals[entry["key"]] = goal.pk


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


def _email(key: str) -> str:
    return f"{key}@tidewell.example"
