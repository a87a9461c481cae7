"""Whether what is written once and for all still says what its event said: check-ins, closings,
frozen board packs.

Reads the events of these, 2 000 at a time, with the rows they tell of; holds no more than that, and
of packs 20.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

CHUNK = 2000
PACKS = 20
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that was changed behind the program's back."""

    what: str  # "check-in 17"
    field: str
    event: int


def compared_check_ins(organisation_id: int) -> Iterator[Difference | None]:
    """Every check-in that an event tells of: None where both agree."""
    from headway.activity.models import Event
    from headway.okrs.models import CheckIn

    events = Event.objects.filter(
        organisation_id=organisation_id, subject_type="key_result", verb__startswith="check_in."
    ).order_by("sequence")
    names = ("id", "value", "milestones_done", "confidence", "note", "effective_on")
    told = events.values_list("sequence", "after", "why").iterator(chunk_size=CHUNK)
    for chunk in _chunks(told):
        said = {}
        for sequence, after, why in chunk:
            values = json.loads(after or "{}")
            if "check_in_id" in values:
                said[values["check_in_id"]] = (sequence, _said_of_check_in(values, why))
        for row in CheckIn.objects.filter(pk__in=list(said)).values_list(*names):
            sequence, expected = said[row[0]]
            stored = dict(zip(names, row, strict=True))
            stored["effective_on"] = row[-1].isoformat()
            yield _first_difference(f"check-in {row[0]}", stored, expected, sequence)


def _said_of_check_in(after: dict[str, Any], why: str) -> dict[str, Any]:
    """What the event says of each field; an import tells the note, a person's own is the reason."""
    names = ("value", "milestones_done", "confidence", "note", "effective_on")
    said = {name: after[name] for name in names if name in after}
    return {"note": why, **said} if "objective_score" in after else said


def compared_closings(organisation_id: int) -> Iterator[Difference | None]:
    """Every closing that an event tells of, with the grades of its key results."""
    from headway.okrs.models import Closure

    closures = Closure.objects.filter(organisation_id=organisation_id).order_by("id")
    names = ("objective_id", "outcome", "decision", "computed_score", "self_grade", "closing_word")
    for rows in _chunks(closures.values_list(*names).iterator(chunk_size=CHUNK)):
        ids = [row[0] for row in rows]
        said, grades = _last_closings(organisation_id, ids), _grades(ids)
        for row in rows:
            if row[0] not in said:
                continue  # no event tells of it
            sequence, after, why = said[row[0]]
            stored = dict(zip(names, row, strict=True))
            expected = {"closing_word": why, **after, "grades": after.get("key_results", {})}
            given = grades.get(row[0], {})
            stored["grades"] = {
                key: given.get(key, score) for key, score in expected["grades"].items()
            }
            yield _first_difference(
                f"the closing of objective {row[0]}", stored, expected, sequence
            )


def compared_packs(organisation_id: int) -> Iterator[Difference | None]:
    """Every board pack that an event says was frozen: what it keeps, by its SHA-256."""
    from headway.activity.models import Event
    from headway.packs.formats.stored import digest_of
    from headway.packs.models import Pack

    events = Event.objects.filter(
        organisation_id=organisation_id, subject_type="pack", verb__in=("pack.frozen", "pack.sent")
    ).order_by("sequence")
    told = events.values_list("sequence", "subject_id", "after")
    for chunk in _chunks(told.iterator(chunk_size=CHUNK), PACKS):
        said = {}
        for sequence, subject_id, after in chunk:
            values = json.loads(after or "{}")
            if "sha256" in values:
                said[values.get("frozen_id", subject_id)] = (sequence, values["sha256"])
        for pk, content in Pack.objects.filter(pk__in=list(said)).values_list("pk", "content"):
            sequence, expected = said[pk]
            stored = {"content": digest_of(content)}
            yield _first_difference(f"board pack {pk}", stored, {"content": expected}, sequence)


def _last_closings(
    organisation_id: int, ids: Sequence[int]
) -> dict[int, tuple[int, dict[str, Any], str]]:
    from headway.activity.models import Event

    events = Event.objects.filter(
        organisation_id=organisation_id, subject_type="objective", subject_id__in=ids,
        verb="objective.closed",
    ).order_by("sequence")  # fmt: skip
    return {
        subject: (sequence, json.loads(after or "{}"), why)
        for subject, sequence, after, why in events.values_list(
            "subject_id", "sequence", "after", "why"
        )
    }


def _grades(ids: Sequence[int]) -> dict[int, dict[str, float | None]]:
    from headway.okrs.models import Grade

    grades: dict[int, dict[str, float | None]] = {}
    rows = Grade.objects.filter(key_result__objective_id__in=ids)
    for objective, key_result, score in rows.values_list(
        "key_result__objective_id", "key_result_id", "computed_score"
    ):
        grades.setdefault(objective, {})[str(key_result)] = score
    return grades


def _first_difference(
    what: str, stored: dict[str, Any], expected: dict[str, Any], event: int
) -> Difference | None:
    for name, value in expected.items():
        if name in stored and stored[name] != value:
            return Difference(what, name.replace("_", " "), event)
    return None


def _chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
