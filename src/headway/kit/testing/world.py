"""A small world for tests: one organisation with everybody in it, and a second one outside.

    Aster (root, led by lead) ── Works (department) ┬─ Blue (team: owner leads it; owner, mate)
                                                    └─ Green (team: stranger)
    Bramble (another organisation: outsider, an administrator there)

``admin`` administers Aster, ``coach`` coaches Blue, ``viewer`` only reads. One cycle runs, in its
eighth week of thirteen on the world's day, and one agreed objective of Blue has two key results.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client

from headway.kit import clock
from headway.kit.testing.scenes import Scene
from headway.kpis.actions.rederiving import astray
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, KeyResult, Objective
from headway.people.access import Actor, actor_for, system_actor
from headway.people.actions import (
    add_person,
    assign,
    create_organisation,
    create_unit,
    set_lead,
)
from headway.people.models import Organisation, Person, Unit, User
from headway.rituals.actions.frames import hand_down
from headway.rituals.actions.plans import publish_plan
from headway.rituals.models import Frame, PublishedPlan
from headway.strategy.actions import add_goal, add_link, add_perspective, set_statement
from headway.strategy.models import CauseEffectLink, MidTermGoal

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
START = date(2026, 10, 5)
PEOPLE = ("admin", "lead", "owner", "mate", "coach", "viewer", "stranger")


def on(day: date) -> AbstractContextManager[None]:
    """The clock stands at noon of a day."""
    return clock.frozen(datetime.combine(day, time(12), UTC))


@dataclass(slots=True)
class World:
    """What tests reach for; people by their name in the docstring above."""

    organisation: Organisation
    other: Organisation
    system: Actor
    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    cycle: Cycle = field(default_factory=Cycle)
    goal: MidTermGoal = field(default_factory=MidTermGoal)
    objective: Objective = field(default_factory=Objective)
    key_results: list[KeyResult] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """Somebody, ready to act."""
        return actor_for(Person.objects.select_related("organisation").get(pk=self.people[name].pk))

    def client(self, name: str | None) -> Client:
        """A browser in which somebody is signed in; None for a stranger at the door."""
        client = Client()
        if name is not None:
            person = self.people[name]
            if person.user is None:
                person.user = User.objects.create_user(person.email, "correct horse battery")
                person.save(update_fields=["user"])
            client.force_login(person.user)
        return client

    def add_objective(self, title: str = "Another objective", *, unit: str = "blue") -> Objective:
        """A running objective with one key result, owned by the owner."""
        objective = self.add_draft(title, unit=unit, cycle=self.cycle)
        sign_objective(self.system, objective.pk, for_everybody=True)
        return Objective.objects.get(pk=objective.pk)

    def add_draft(
        self,
        title: str = "Orders arrive on the first attempt",
        *,
        unit: str = "blue",
        owner: str = "owner",
        cycle: Cycle | None = None,
    ) -> Objective:
        """A draft with one key result, in the next cycle where none is named."""
        owner_id = self.people[owner].pk
        objective = create_objective(
            self.system,
            cycle_id=(cycle or self.next_cycle()).pk,
            unit_id=self.units[unit].pk,
            title=title,
            owner_id=owner_id,
        )
        with clock.frozen(datetime.combine(START, time(), UTC)):
            add_key_result(
                self.system,
                objective_id=objective.pk,
                title=f"{title}, measured",
                kind="increase",
                start=0.0,
                target=10.0,
                owner_id=owner_id,
            )
        return objective

    def next_cycle(self) -> Cycle:
        """The cycle after the running one, in planning; made when first asked for."""
        start = START + timedelta(weeks=13)
        found = Cycle.objects.filter(organisation=self.organisation, starts_on=start).first()
        return found or create_cycle(
            self.system,
            name="Q1 2027",
            starts_on=start,
            ends_on=start + timedelta(weeks=13, days=-1),
        )

    def add_frame(self, title: str = "Nobody waits", *, unit: str = "blue") -> tuple[Cycle, Frame]:
        """Something that the leaders ask of a unit in the next cycle."""
        cycle = self.next_cycle()
        frame = hand_down(
            self.system,
            cycle_id=cycle.pk,
            unit_id=self.units[unit].pk,
            title=title,
            why="It is what people complain about first.",
            goal_id=self.goal.pk,
        )
        return cycle, frame

    def add_arrow(self) -> CauseEffectLink:
        """Another goal, which the world's goal is believed to drive."""
        other = add_goal(
            self.system, title="A margin that pays", starts_on=self.goal.starts_on,
            ends_on=self.goal.ends_on,
        )  # fmt: skip
        return add_link(self.system, cause_id=self.goal.pk, effect_id=other.pk)

    def publish(self, *, unit: str = "blue") -> PublishedPlan:
        """The plan of a unit for the running cycle, published with all its warnings."""
        return publish_plan(
            self.system, unit_id=self.units[unit].pk, cycle_id=self.cycle.pk, acknowledge=True
        )


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> Iterator[World]:
    """The world on its day: the clock stands at 24 November 2026, nine o'clock.

    When a test is over, everything stored must be what the core computes, whichever way it was
    written. A test that writes figures by hand says so with the marker ``by_hand``.
    """
    with clock.frozen(NOW):
        made = _scene.set()
        yield made
        if request.node.get_closest_marker("by_hand") is None:
            figures_follow(made)


def figures_follow(made: World) -> None:
    """Fail where what is stored differs from what the core computes."""
    if connection.needs_rollback:
        return
    differs: list[object] = [*recompute(made.organisation.pk, write=False)[1]]
    differs += astray(made.organisation.pk)[1]
    assert not differs, f"A write left figures that do not follow: {differs}"


def make_world() -> World:
    """Its rows, by the actions, in an empty database. Tests have the fixture ``world``; this is for
    scenes that go on from there."""
    with clock.frozen(NOW - timedelta(weeks=9)):
        organisation = create_organisation(
            name="Aster", slug="aster", admin_name="Ada Admin", admin_email="admin@aster.example"
        )
        other = create_organisation(
            name="Bramble", slug="bramble", admin_name="Olga Outside",
            admin_email="outsider@bramble.example",
        )  # fmt: skip
        made = World(organisation, other, system_actor(organisation, "Set-up"))
        _people(made)
        _units(made)
        _strategy(made)
        _plan(made)
    with clock.frozen(datetime.combine(START, time(), UTC)):
        set_phase(made.system, made.cycle.pk, phase="running")
    made.objective.refresh_from_db()
    made.cycle.refresh_from_db()
    return made


def _people(made: World) -> None:
    made.people["admin"] = Person.objects.get(organisation=made.organisation)
    made.people["outsider"] = Person.objects.get(organisation=made.other)
    for name in PEOPLE[1:]:
        role = "viewer" if name == "viewer" else "member"
        made.people[name] = add_person(
            made.system, name=f"{name.title()} Person", email=f"{name}@aster.example", role=role
        )


def _units(made: World) -> None:
    root = Unit.objects.get(organisation=made.organisation, parent=None)
    made.units["root"] = root
    works = create_unit(made.system, parent_id=root.pk, name="Works", kind="department")
    made.units["works"] = works
    for name in ("blue", "green"):
        made.units[name] = create_unit(made.system, parent_id=works.pk, name=name.title())
    set_lead(made.system, root.pk, person_id=made.people["lead"].pk)
    for unit, person, kind in (
        ("blue", "owner", "member"),
        ("blue", "mate", "member"),
        ("blue", "coach", "coach"),
        ("green", "stranger", "member"),
    ):
        assign(made.system, made.units[unit].pk, person_id=made.people[person].pk, kind=kind)


def _strategy(made: World) -> None:
    set_statement(made.system, kind="mission", text="Everything in its season.")
    perspective = add_perspective(made.system, name="Customer")
    made.goal = add_goal(
        made.system,
        title="Customers come back",
        perspective_id=perspective.pk,
        owner_id=made.people["lead"].pk,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 3, 31),
    )


def _plan(made: World) -> None:
    made.cycle = create_cycle(
        made.system, name="Q4 2026", starts_on=START, ends_on=START + timedelta(weeks=13, days=-1)
    )
    owner_id = made.people["owner"].pk
    made.objective = create_objective(
        made.system,
        cycle_id=made.cycle.pk,
        unit_id=made.units["blue"].pk,
        title="Customers find what they came for",
        owner_id=owner_id,
        ambition="aspirational",
    )
    for title, kind, start, target in (
        ("Searches that end in a purchase", "increase", 40.0, 60.0),
        ("Minutes until the answer", "decrease", 8.0, 5.0),
    ):
        key_result = add_key_result(
            made.system,
            objective_id=made.objective.pk,
            title=title,
            kind=kind,
            start=start,
            target=target,
            owner_id=owner_id,
            measure="%" if kind == "increase" else "min",
        ).key_result
        made.key_results.append(KeyResult.objects.get(pk=key_result.pk))
    sign_objective(made.system, made.objective.pk, for_everybody=True)


_scene = Scene(make_world)
