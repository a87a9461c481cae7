"""Rows are made once of the same values, anew of others, and take no more room than they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db.models import QuerySet

from headway.kit import keeping
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kit.testing.world import World
from headway.okrs.models import KeyResult


@dataclass(frozen=True)
class Row:
    """A number and what is said of it."""

    number: int
    said: str


def test_equal_values_give_the_very_same_row() -> None:
    kept = Kept(Row)
    one, other = kept.rows([(1, "a"), (2, "b")], ())
    assert [one, other] == [Row(1, "a"), Row(2, "b")]
    again = kept.rows([(2, "b"), (1, "a"), (1, "c")], ())
    assert (again[0], again[1]) == (other, one)
    assert again[0] is other
    assert again[1] is one
    assert again[2] == Row(1, "c")


def test_values_are_converted_before_a_row_is_made_of_them_and_none_is_left() -> None:
    kept = Kept(lambda day, number: (day, number))
    converters = [(0, date.fromisoformat)]
    for _again in range(2):
        assert kept.rows([("2026-11-24", 1), (None, 2)], converters) == [
            (date(2026, 11, 24), 1),
            (None, 2),
        ]


def test_many_rows_at_once_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MANY", 2)
    kept = Kept(Row)
    values = [(number, "a") for number in range(3)]
    first, second = kept.rows(values, ()), kept.rows(values, ())
    assert first == second
    assert first[0] is not second[0]


def test_a_large_row_is_not_kept() -> None:
    kept, long = Kept(Row), "a" * keeping.LARGEST
    assert kept.rows([(1, long)], ()) == [Row(1, long)]
    assert kept.rows([(1, long)], ())[0] is not kept.rows([(1, long)], ())[0]


def test_the_room_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ROOM", 20_000)
    kept, most = Kept(Row), 0
    for number in range(500):
        assert kept.rows([(number, "a" * 100)], ()) == [Row(number, "a" * 100)]
        most = max(most, len(kept._rows))
    assert 10 < most < 80
    assert kept._bytes <= 20_000


def test_a_read_gives_rows_by_what_is_stored_now(world: World) -> None:
    @dataclass(frozen=True)
    class Titled:
        id: int
        title: str
        anchors: Any

    @prepared(rows=Kept(Titled))
    def titled(objective_id: int) -> QuerySet[KeyResult, tuple[Any, ...]]:
        found = KeyResult.objects.filter(objective_id=objective_id).order_by("id")
        return found.values_list("id", "title", "anchors")

    first, *others = titled(world.objective.pk)
    assert titled(world.objective.pk)[0] is first
    KeyResult.objects.filter(pk=first.id).update(title="Another", anchors=[[1, 0.5]])
    now, *same = titled(world.objective.pk)
    assert now == Titled(first.id, "Another", [[1, 0.5]])
    assert all(one is other for one, other in zip(same, others, strict=True))
