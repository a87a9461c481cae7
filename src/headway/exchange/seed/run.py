"""Make a synthetic organisation: units of ten, five objectives with four key results a team and
cycle, a weekly check-in on each. Seeded, so the same size gives the same organisation."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from headway.activity.actions import Entry, record
from headway.core.cadence import Cadence
from headway.core.forecast import Outlook, outlook
from headway.core.progress import key_result_progress
from headway.core.scoring import KeyResultTerm, objective_score
from headway.exchange.seed.tables import bulk_writer, next_id, without_foreign_key_checks
from headway.kit import clock
from headway.okrs.models import CheckIn, Cycle, KeyResult, Objective, ObjectiveLink
from headway.people.access import system_actor
from headway.people.actions import create_organisation
from headway.people.models import Membership, Organisation, Person, Unit
from headway.strategy.actions import add_goal, add_perspective, set_statement

PEOPLE_PER_TEAM = 10
BRANCHES = 10
OBJECTIVES_PER_TEAM = 5
KEY_RESULTS = 4
WEEKS = 13
WEEK_NOW = 8

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made."""

    organisation_id: int
    people: int
    units: int
    cycles: int
    objectives: int
    key_results: int
    check_ins: int


@dataclass(slots=True)
class _Counts:
    objectives: int = 0
    key_results: int = 0
    check_ins: int = 0


@dataclass(slots=True)
class _Team:
    id: int
    parent_id: int
    path: str
    people: list[int] = field(default_factory=list)


def seed_organisation(
    *,
    people: int,
    cycles: int = 8,
    today: date | None = None,
    name: str = "",
    progress: Progress | None = None,
) -> Seeded:
    """Write a synthetic organisation of ``people`` people with ``cycles`` cycles, the last of which
    runs in its eighth week. One transaction; nothing remains of a run that fails."""
    today = today or clock.today()
    with transaction.atomic(), without_foreign_key_checks():
        return _Seeder(people, cycles, today, name, progress or (lambda *_: None)).run()


class _Seeder:
    def __init__(self, people: int, cycles: int, today: date, name: str, tell: Progress) -> None:
        self.people = people
        self.cycles = cycles
        self.today = today
        self.tell = tell
        self.name = name or f"Synthetic {people}"
        self.random = random.Random(people)  # noqa: S311 - figures, not secrets
        self.write = bulk_writer()
        self.counts = _Counts()
        self.now = datetime.combine(today, time(8), UTC)
        self.running_start = today - timedelta(days=today.weekday(), weeks=WEEK_NOW - 1)

    def run(self) -> Seeded:
        slug = f"synthetic-{self.people}-{next_id(Organisation)}"
        self.organisation = create_organisation(
            name=self.name, slug=slug, admin_name="Ada Admin", admin_email=f"admin@{slug}.example"
        )
        self._units()
        self._people()
        self._strategy()
        for number in range(self.cycles):
            self._cycle(number)
        for model in (Unit, Person, Membership, Objective, KeyResult, CheckIn, ObjectiveLink):
            self.write.finish(model)
        record(
            system_actor(self.organisation),
            Entry(
                "organisation.seeded", "organisation", self.organisation.pk, self.name,
                after={"people": self.people, "key_results": self.counts.key_results},
            ),
        )  # fmt: skip
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        return Seeded(
            organisation_id=self.organisation.pk,
            people=self.people,
            units=len(self.units),
            cycles=self.cycles,
            objectives=self.counts.objectives,
            key_results=self.counts.key_results,
            check_ins=self.counts.check_ins,
        )

    # -- units and people --------------------------------------------------------------------

    def _units(self) -> None:
        """A tree of ten branches a level, as deep as the teams need."""
        self.tell("units", 0)
        teams = max(1, math.ceil(self.people / PEOPLE_PER_TEAM))
        root = Unit.objects.get(organisation=self.organisation, parent=None)
        levels = [teams]
        while levels[0] > BRANCHES:
            levels.insert(0, math.ceil(levels[0] / BRANCHES))
        number = next_id(Unit)
        above = [_Team(root.pk, 0, root.path)]
        self.units = list(above)
        rows: list[tuple[Any, ...]] = []
        for depth, count in enumerate(levels):
            here: list[_Team] = []
            kind = "team" if depth == len(levels) - 1 else "department"
            for position in range(count):
                parent = above[position * len(above) // count]
                unit = _Team(number, parent.id, f"{parent.path}{number}/")
                rows.append(
                    (number, self.organisation.pk, parent.id, f"{kind.title()} {number}", kind,
                     unit.path, position)
                )  # fmt: skip
                here.append(unit)
                number += 1
            self.units += here
            above = here
        self.teams = above
        self.write.write(
            Unit,
            ("id", "organisation_id", "parent_id", "name", "kind", "path", "position"),
            rows,
        )

    def _people(self) -> None:
        self.tell("people", self.people)
        first_person, first_membership = next_id(Person), next_id(Membership)
        people, memberships = [], []
        for offset in range(self.people):
            person_id = first_person + offset
            team = self.teams[offset % len(self.teams)]
            team.people.append(person_id)
            people.append(
                (person_id, self.organisation.pk, f"Person {offset + 1}",
                 f"person{offset + 1}@{self.organisation.slug}.example", "member", True, self.now)
            )  # fmt: skip
            memberships.append(
                (first_membership + offset, self.organisation.pk, team.id, person_id, "member")
            )
        self.write.write(
            Person,
            ("id", "organisation_id", "name", "email", "role", "is_active", "created_at"),
            people,
        )
        self.write.write(
            Membership, ("id", "organisation_id", "unit_id", "person_id", "kind"), memberships
        )

    def _strategy(self) -> None:
        actor = system_actor(self.organisation)
        set_statement(actor, kind="mission", text="Be big enough to be slow, and be fast.")
        self.goals = []
        for name in ("Financial", "Customer", "Internal process", "Learning and growth"):
            perspective = add_perspective(actor, name=name)
            for number in (1, 2):
                goal = add_goal(
                    actor,
                    title=f"{name} goal {number}",
                    perspective_id=perspective.pk,
                    starts_on=date(self.today.year, 1, 1),
                    ends_on=date(self.today.year + 1, 3, 31),
                )
                self.goals.append(goal.pk)

    # -- cycles ------------------------------------------------------------------------------

    def _cycle(self, number: int) -> None:
        back = self.cycles - 1 - number
        start = self.running_start - timedelta(weeks=WEEKS * back)
        cycle = Cycle.objects.create(
            organisation=self.organisation,
            name=f"Cycle {number + 1}",
            starts_on=start,
            ends_on=start + timedelta(weeks=WEEKS, days=-1),
            plan_lock_on=start + timedelta(days=14),
            phase="running" if back == 0 else "closed",
            closed_at=None if back == 0 else self.now,
        )
        weeks = WEEK_NOW if back == 0 else WEEKS
        self.tell(cycle.name, len(self.teams) * OBJECTIVES_PER_TEAM)
        drafts = list(self._drafts(cycle, weeks))
        self._write_objectives(cycle, drafts)
        self._write_key_results(cycle, drafts)
        self._write_check_ins(cycle, drafts, weeks)

    def _drafts(self, cycle: Cycle, weeks: int) -> Iterator[_Draft]:
        objective_id, key_result_id = next_id(Objective), next_id(KeyResult)
        for team in self.teams:
            for position in range(OBJECTIVES_PER_TEAM):
                draft = _Draft(objective_id, team, position)
                for _ in range(KEY_RESULTS):
                    reached = min(max(self.random.gauss(0.7, 0.3), -0.2), 1.4) * weeks / WEEKS
                    reached = round(reached, 3)  # few courses: each is forecast once
                    values = [
                        round(100 * reached * week / weeks, 1) for week in range(1, weeks + 1)
                    ]
                    owner = team.people[key_result_id % len(team.people)]
                    draft.key_results.append((key_result_id, owner, values))
                    key_result_id += 1
                objective_id += 1
                yield draft

    def _write_objectives(self, cycle: Cycle, drafts: list[_Draft]) -> None:
        state = "running" if cycle.phase == "running" else "closed"
        self.counts.objectives += len(drafts)
        self.write.write(
            Objective,
            (
                "id", "organisation_id", "cycle_id", "unit_id", "owner_id", "title",
                "description", "ambition", "origin", "state", "is_local", "position",
                "own_score", "own_coverage", "score",
                "coverage", "created_at", "updated_at", "version",
            ),
            (
                (
                    d.id, self.organisation.pk, cycle.pk, d.team.id, d.team.people[0],
                    f"Objective {d.position + 1} of team {d.team.id}", "", "aspirational",
                    "bottom_up", state, False, d.position, score, 1.0, score, 1.0, self.now,
                    self.now, 1,
                )
                for d in drafts
                for score in [d.score()]
            ),
        )  # fmt: skip
        first = next_id(ObjectiveLink)
        self.write.write(
            ObjectiveLink,
            ("id", "organisation_id", "child_id", "goal_id", "kind"),
            (
                (first + number, self.organisation.pk, draft.id,
                 self.goals[number % len(self.goals)], "aligned")
                for number, draft in enumerate(drafts)
            ),
        )  # fmt: skip

    def _write_key_results(self, cycle: Cycle, drafts: list[_Draft]) -> None:
        self.counts.key_results += len(drafts) * KEY_RESULTS
        self.write.write(
            KeyResult,
            (
                "id", "organisation_id", "objective_id", "owner_id", "title", "description",
                "kind", "start", "target", "scale", "measure", "aggregation", "weight",
                "cadence", "position", "cancel_reason", "value", "raw", "score", "confidence",
                "previous_confidence", "read_on", "checked_in_at", "probability", "version",
            ),
            (
                (
                    key_result_id, self.organisation.pk, draft.id, owner,
                    f"Measure {key_result_id % 97} of team {draft.team.id}", "", "increase",
                    0.0, 100.0, "linear", "%", "last", 1.0, "weekly", position, "",
                    values[-1], progress.raw, progress.score, 6, 6,
                    self._day(cycle, len(values)), self.now, _probability(tuple(values)), 1,
                )
                for draft in drafts
                for position, (key_result_id, owner, values) in enumerate(draft.key_results)
                for progress in [_progress(values[-1])]
            ),
        )  # fmt: skip

    def _write_check_ins(self, cycle: Cycle, drafts: list[_Draft], weeks: int) -> None:
        self.counts.check_ins += len(drafts) * KEY_RESULTS * weeks
        first = next_id(CheckIn)
        days = [self._day(cycle, week) for week in range(1, weeks + 1)]
        moments = [datetime.combine(day, time(9), UTC) for day in days]
        organisation_id = self.organisation.pk

        def rows() -> Iterator[tuple[Any, ...]]:
            number = first
            for draft in drafts:
                for key_result_id, owner, values in draft.key_results:
                    for day, moment, value in zip(days, moments, values, strict=True):
                        yield (
                            number, organisation_id, key_result_id, value, 6, "", owner, moment,
                            day,
                        )  # fmt: skip
                        number += 1

        self.write.write(
            CheckIn,
            (
                "id", "organisation_id", "key_result_id", "value", "confidence", "note",
                "person_id", "entered_at", "effective_on",
            ),
            rows(),
        )  # fmt: skip

    def _day(self, cycle: Cycle, week: int) -> date:
        return min(cycle.starts_on + timedelta(weeks=week - 1), self.today)


@dataclass(slots=True)
class _Draft:
    id: int
    team: _Team
    position: int
    key_results: list[tuple[int, int, list[float]]] = field(default_factory=list)

    def score(self) -> float | None:
        """As the core computes it: stored figures must equal recomputed ones."""
        terms = [
            KeyResultTerm(key_result_id, "", "increase", 1.0, progress.raw, progress.score)
            for key_result_id, _owner, values in self.key_results
            for progress in [_progress(values[-1])]
        ]
        return objective_score(terms).score


def _progress(value: float) -> Any:
    return key_result_progress("increase", start=0.0, target=100.0, value=value)


@lru_cache(maxsize=4096)
def _probability(values: tuple[float, ...]) -> float | None:
    """Of weekly readings from the first day of a cycle on; only their order matters."""
    first = date(2026, 1, 5)
    found = outlook(
        "increase",
        start=0.0,
        target=100.0,
        readings=[(first + timedelta(weeks=week), value) for week, value in enumerate(values)],
        cadence=Cadence.WEEKLY,
        starts_on=first,
        ends_on=first + timedelta(weeks=WEEKS, days=-1),
        ambition="aspirational",
        bounds=(0.0, 100.0),
    )
    return found.probability if isinstance(found, Outlook) else None
