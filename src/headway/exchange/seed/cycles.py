"""Cycles of a synthetic organisation: objectives, key results and their weekly check-ins."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from headway.core.cadence import Cadence
from headway.core.forecast import Outlook, outlook
from headway.core.progress import key_result_progress
from headway.core.scoring import KeyResultTerm, objective_score
from headway.exchange.seed.tables import BulkWriter, next_id
from headway.exchange.seed.teams import Team
from headway.okrs.models import CheckIn, Cycle, KeyResult, Objective, ObjectiveLink
from headway.people.models import Organisation

OBJECTIVES_PER_TEAM = 5
KEY_RESULTS = 4
WEEKS = 13
WEEK_NOW = 8


@dataclass(slots=True)
class CycleWriter:
    """Writes cycle after cycle, the last of which is in its eighth week ``today``, and counts what
    it wrote. The same seed of ``random`` gives the same figures."""

    writer: BulkWriter
    organisation: Organisation
    teams: Sequence[Team]
    goals: Sequence[int]
    random: random.Random
    today: date
    now: datetime
    objectives: int = 0
    key_results: int = 0
    check_ins: int = 0

    def write_cycle(self, number: int, back: int) -> None:
        """The cycle of this number, so many before the running one."""
        running = self.today - timedelta(days=self.today.weekday(), weeks=WEEK_NOW - 1)
        start = running - timedelta(weeks=WEEKS * back)
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
        drafts = list(self._drafts(weeks))
        self._write_objectives(cycle, drafts)
        self._write_key_results(cycle, drafts)
        self._write_check_ins(cycle, drafts, weeks)

    def _drafts(self, weeks: int) -> Iterator[Draft]:
        objective_id, key_result_id = next_id(Objective), next_id(KeyResult)
        for team in self.teams:
            for position in range(OBJECTIVES_PER_TEAM):
                draft = Draft(objective_id, team, position)
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

    def _write_objectives(self, cycle: Cycle, drafts: list[Draft]) -> None:
        state = "running" if cycle.phase == "running" else "closed"
        self.objectives += len(drafts)
        self.writer.write(
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
        self.writer.write(
            ObjectiveLink,
            ("id", "organisation_id", "child_id", "goal_id", "kind"),
            (
                (first + number, self.organisation.pk, draft.id,
                 self.goals[number % len(self.goals)], "aligned")
                for number, draft in enumerate(drafts)
            ),
        )  # fmt: skip

    def _write_key_results(self, cycle: Cycle, drafts: list[Draft]) -> None:
        self.key_results += len(drafts) * KEY_RESULTS
        self.writer.write(
            KeyResult,
            (
                "id", "organisation_id", "objective_id", "owner_id", "title", "description",
                "kind", "start", "target", "scale", "measure", "aggregation", "weight",
                "cadence", "position", "cancel_reason", "value", "raw", "score", "confidence",
                "previous_confidence", "read_on", "valued_on", "checked_in_at", "probability",
                "version",
            ),
            (
                (
                    key_result_id, self.organisation.pk, draft.id, owner,
                    f"Measure {key_result_id % 97} of team {draft.team.id}", "", "increase",
                    0.0, 100.0, "linear", "%", "last", 1.0, "weekly", position, "",
                    values[-1], progress.raw, progress.score, 6, 6,
                    self._day(cycle, len(values)), self._day(cycle, len(values)), self.now,
                    _probability(tuple(values)), 1,
                )
                for draft in drafts
                for position, (key_result_id, owner, values) in enumerate(draft.key_results)
                for progress in [_progress(values[-1])]
            ),
        )  # fmt: skip

    def _write_check_ins(self, cycle: Cycle, drafts: list[Draft], weeks: int) -> None:
        self.check_ins += len(drafts) * KEY_RESULTS * weeks
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

        self.writer.write(
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
class Draft:
    """An objective to write; its key results as (id, owner, weekly values)."""

    id: int
    team: Team
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
