"""The four-square of a unit (docs/methods 10.1): priorities, confidence, the next four weeks,
health."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from headway.core.forecast import shown
from headway.kpis.queries.lists.listed import ListedKpi
from headway.okrs.models import CheckIn
from headway.okrs.queries.key_results import KeyResultRow
from headway.people.access import Actor
from headway.rituals.queries.rooms.people import people_of
from headway.rituals.queries.weekly.coming import Coming, coming_in
from headway.rituals.queries.weekly.facts import Standing, WeeklyFacts
from headway.rituals.queries.weekly.priorities import PriorityRow
from headway.rituals.queries.weekly.words import why_moved
from headway.web.charts import ProcessSpark

WORDS_SHOWN = 200
"""Letters of a word why in the round and in the minutes; the key result has all of it."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A key result in the confidence round. ``forecast`` is the model's chance as people read it;
    ``is_said``: somebody said theirs in this meeting, with the word ``said``."""

    id: int
    number: int
    title: str
    owner_name: str
    row: KeyResultRow
    forecast: float | None
    confidence: int | None
    before: int | None
    change: int | None
    why: str
    may_say: bool
    is_said: bool
    said: str


@dataclass(frozen=True, slots=True)
class HealthRow:
    """A health metric, with its last values: those of its KPI, between their limits, where it is
    read from one. None where nobody has read it yet."""

    row: KeyResultRow
    spark: ProcessSpark | None


@dataclass(frozen=True, slots=True)
class FourSquare:
    """All of it. ``numbers`` counts key results by id, as the round does."""

    priorities: tuple[PriorityRow, ...]
    left_over: tuple[PriorityRow, ...]
    round: tuple[RoundRow, ...]
    coming: tuple[Coming, ...]
    health: tuple[HealthRow, ...]
    signals: tuple[ListedKpi, ...]
    numbers: dict[int, int]
    people: tuple[tuple[int, str], ...]

    @property
    def next_up(self) -> int | None:
        """The key result that the round is about to ask for: the worst that was not said yet."""
        return next((one.id for one in self.round if not one.is_said), None)


def square_of(
    actor: Actor, facts: WeeklyFacts, *, meeting_id: int = 0, opened_at: datetime | None = None
) -> FourSquare:
    """Five queries more than the facts; one more where confidence was said in the meeting."""
    by_id = {kpi.id: kpi for kpi in facts.kpis}
    health = tuple(HealthRow(row, _spark(row, facts, by_id)) for row in facts.health)
    paired = {one.row.kpi_id for one in health}
    words = _words_said(facts.round, opened_at) if opened_at else {}
    return FourSquare(
        priorities=facts.priorities,
        left_over=facts.left_over,
        round=tuple(_round_row(one, words) for one in facts.round),
        coming=tuple(coming_in(actor, facts.place, without=meeting_id)),
        health=health,
        signals=tuple(kpi for kpi in facts.kpis if kpi.id not in paired),
        numbers={one.row.id: one.number for one in facts.standings},
        people=tuple(people_of(meeting_id, facts.place.unit_id)),
    )


def _spark(
    row: KeyResultRow, facts: WeeklyFacts, kpis: Mapping[int, ListedKpi]
) -> ProcessSpark | None:
    if kpi := kpis.get(row.kpi_id or 0):
        return kpi.spark
    values = facts.health_values[row.id]
    return ProcessSpark(values, measure=row.measure) if values else None


def _words_said(round_: Iterable[Standing], opened_at: datetime) -> dict[int, str]:
    """What was said with the latest confidence of each since the meeting opened, shortened; ""
    where none was asked for. One query where anything was said."""
    ids = [one.row.id for one in round_ if one.said_at and one.said_at >= opened_at]
    if not ids:
        return {}
    found = CheckIn.objects.filter(
        key_result_id__in=ids, confidence__isnull=False, entered_at__gte=opened_at,
        superseded_by__isnull=True,
    ).order_by("effective_on", "pk")  # fmt: skip
    notes = dict(found.values_list("key_result_id", "note"))  # the latest is the last
    return {pk: Truncator(notes.get(pk, "")).chars(WORDS_SHOWN) for pk in ids}


def _round_row(one: Standing, words: Mapping[int, str]) -> RoundRow:
    row = one.row
    return RoundRow(
        id=row.id,
        number=one.number,
        title=row.title,
        owner_name=row.owner_name or "",
        row=row,
        forecast=shown(row.probability) if row.probability is not None else None,
        confidence=one.fact.confidence,
        before=one.fact.confidence_before,
        change=one.fact.change,
        why=why_moved(one),
        may_say=one.may_say,
        is_said=row.id in words,
        said=words.get(row.id, ""),
    )
