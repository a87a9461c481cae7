"""An objective as a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from headway.core.bands import TOLERANCE
from headway.core.pace import Status
from headway.core.scoring import ObjectiveScore
from headway.okrs.models import Objective, ObjectiveLink, State, Visibility
from headway.okrs.queries.arithmetic import COUNTING_STATES, Driver
from headway.okrs.queries.key_results import KeyResultRow, day_of_figures
from headway.okrs.queries.past import ClosureThen


@dataclass(slots=True, eq=False)  # each is itself: what follows from rows is kept by them
class ObjectiveRow:
    """An objective as a list or a tree needs it, judged on the day it was read for.

    ``result`` is the arithmetic of the own key results, ``own_score`` what it comes to, and
    ``score`` what that and the ``drivers`` (objectives whose score is part of this one) come to.
    Both are of record; ``score_original`` and ``score_current`` are the same as ``score`` by the
    plan as it was locked and by the one that stands.
    ``health`` are the health metrics, which count in neither.

    Whoever looks at the same gets the same row. It is not changed once it was read; who wants
    another takes a copy (``replace``).
    """

    id: int
    title: str
    cycle_id: int
    cycle_name: str
    unit_id: int
    unit_name: str
    unit_path: str
    owner_id: int | None
    owner_name: str | None
    ambition: str
    origin: str
    state: str
    is_local: bool
    position: int
    version: int
    outcome: str | None
    self_grade: float | None
    score: float | None
    coverage: float
    own_weight: float
    own_score: float | None
    starts_on: date
    ends_on: date
    standard: str
    visibility: str
    scored_on: date | None
    is_linked: bool
    key_results: list[KeyResultRow] = field(default_factory=list)
    health: list[KeyResultRow] = field(default_factory=list)
    drivers: Sequence[Driver] = ()
    result: ObjectiveScore | None = None
    score_original: float | None = None
    score_current: float | None = None
    is_graded: bool = False
    expected: float | None = None
    status: Status | None = None
    judged_on: date | None = None
    is_archived: bool = False  # told of a past day only
    ending: ClosureThen | None = None  # of a past day: where it had ended otherwise than it has
    rights: tuple[str, str] | None = None  # of a past day: today's visibility and state

    @property
    def standing(self) -> str:
        """What is said in place of a verdict: the state while it is planned, the outcome once it
        is closed, "unclosed" where the cycle has ended before it was; empty while it runs."""
        if self.state != State.RUNNING:
            return self.outcome or self.state
        return "unclosed" if self.judged_on and self.judged_on > self.ends_on else ""

    @property
    def counts(self) -> dict[str, int]:
        """Key results by status code."""
        return Counter(str(row.status.code) for row in self.key_results if row.status)

    @property
    def confidence(self) -> int | None:
        """The lowest confidence among the running key results: a chain is as strong as that."""
        known = [
            row.confidence
            for row in self.key_results
            if row.confidence is not None and not row.is_cancelled
        ]
        return min(known, default=None)

    @property
    def read_on(self) -> date | None:
        """The latest day that any check-in holds for."""
        return max((row.read_on for row in self.key_results if row.read_on), default=None)

    @property
    def is_read(self) -> bool:
        """Whether its score rests on anything that was read, rather than on where it starts."""
        return any(row.raw is not None for row in self.key_results) or any(
            driver.score is not None for driver in self.drivers
        )

    @property
    def checked_in_at(self) -> datetime | None:
        """When somebody last checked in on any key result."""
        known = [row.checked_in_at for row in self.key_results if row.checked_in_at]
        return max(known, default=None)

    @property
    def has_two_scores(self) -> bool:
        """Whether the plan as it was locked and the one that stands come to different scores."""
        if self.score_original is None or self.score_current is None:
            return self.score_original is not self.score_current
        return abs(self.score_original - self.score_current) > TOLERANCE

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    def seen_on(self, as_of: date) -> date:
        """The day whose figures are shown when one looks as of a day."""
        return day_of_figures(
            as_of,
            is_closed=self.is_closed,
            scored_on=self.scored_on,
            cycle_ends_on=self.ends_on,
        )

    @property
    def has_begun(self) -> bool:
        """Whether its cycle had begun on the day it is judged for."""
        return self.judged_on is not None and self.judged_on >= self.starts_on

    @property
    def counts_in_means(self) -> bool:
        """Whether it is agreed at least: drafts and proposals are not part of how things stand."""
        return self.state in COUNTING_STATES

    @property
    def is_open_to_all(self) -> bool:
        """Whether everybody of the organisation may read it: today, whatever day is looked at."""
        visibility, state = self.rights or (self.visibility, self.state)
        return visibility == Visibility.ORGANISATION and state != State.DRAFT


COLUMNS = (
    "id", "title", "cycle_id", "cycle__name", "unit_id", "unit__name", "unit__path", "owner_id",
    "owner__name", "ambition", "origin", "state", "is_local", "position", "version",
    "closure__outcome", "closure__self_grade", "score", "coverage", "own_weight", "own_score",
    "cycle__starts_on", "cycle__ends_on", "cycle__scoring_standard", "visibility",
    "closure__scored_on", "is_linked",
)  # fmt: skip


def as_rows(objectives: QuerySet[Objective]) -> QuerySet[Objective, tuple[Any, ...]]:
    """The query set as the fields of rows, in their order."""
    linked = Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk")))
    return objectives.annotate(is_linked=linked).values_list(*COLUMNS)
