"""Prepared reads answer what the ORM answers, and refuse what they could not follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from headway.kit.prepared import UnpreparableRead, prepared
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import CheckIn, KeyResult, Objective


def _entries(
    ids: tuple[int, ...], until: date, entered_by: datetime, person_id: int | None
) -> QuerySet[CheckIn, tuple[int, date, datetime, float | None, list[int] | None]]:
    found = CheckIn.objects.filter(
        key_result_id__in=ids, effective_on__lte=until, entered_at__lte=entered_by
    )
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return found.order_by("id").values_list(
        "id", "effective_on", "entered_at", "value", "milestones_done"
    )


@pytest.fixture
def readings(world: World) -> World:
    for value, day in ((12.0, TODAY - timedelta(days=9)), (31.5, TODAY)):
        for key_result in world.key_results:
            check_in(
                world.actor("owner"), key_result.pk, value=value, confidence=7, effective_on=day
            )
    return world


def test_the_same_rows_as_the_query_set_for_every_shape(readings: World) -> None:
    read = prepared(_entries)
    ids = [key_result.pk for key_result in readings.key_results]
    owner = readings.people["owner"].pk
    for chosen in (tuple(ids), tuple(ids[:1]), (*ids, 10**9), ()):
        for until in (TODAY, TODAY - timedelta(days=1)):
            for person_id in (owner, readings.people["mate"].pk, None):
                arguments = (chosen, until, NOW + timedelta(days=1), person_id)
                assert read(*arguments) == list(_entries(*arguments))
    assert read(tuple(ids), TODAY, NOW + timedelta(days=1), owner) != []


def test_the_orm_is_asked_once(readings: World) -> None:
    built = []

    @prepared
    def titles(objective_id: int) -> QuerySet[KeyResult, str]:
        built.append(objective_id)
        return (
            KeyResult.objects.filter(objective_id=objective_id)
            .order_by("id")
            .values_list("title", flat=True)
        )

    for _again in range(3):
        assert titles(readings.objective.pk) == [row.title for row in readings.key_results]
    assert len(built) == 1
    with CaptureQueriesContext(connection) as queries:
        titles(-1)
    assert len(queries) == 1


def test_an_argument_that_becomes_part_of_the_sql_is_refused(world: World) -> None:
    @prepared
    def first(limit: int) -> QuerySet[KeyResult, int]:
        return KeyResult.objects.values_list("pk", flat=True)[:limit]

    @prepared
    def shifted(version: int) -> QuerySet[KeyResult, int]:
        return KeyResult.objects.filter(version=version + 1).values_list("pk", flat=True)

    for read in (first, shifted):
        with pytest.raises(UnpreparableRead, match="not bound"):
            read(3)


def test_a_number_out_of_the_range_of_its_column_is_refused_not_empty(world: World) -> None:
    @prepared
    def confident(confidence: int) -> QuerySet[CheckIn, int]:
        return CheckIn.objects.filter(confidence=confidence).values_list("pk", flat=True)

    if connection.vendor == "sqlite":  # its columns hold integers of any size
        assert confident(7) == []
    else:
        with pytest.raises(UnpreparableRead, match="finds nothing"):
            confident(7)


def test_model_instances_are_refused(world: World) -> None:
    @prepared
    def objectives(pk: int) -> QuerySet[Objective]:
        return Objective.objects.filter(pk=pk)

    with pytest.raises(UnpreparableRead, match="values_list"):
        objectives(world.objective.pk)


def test_an_argument_may_be_used_twice_and_beside_expressions(world: World) -> None:
    @prepared
    def held(person_id: int) -> QuerySet[KeyResult, int]:
        return (
            KeyResult.objects.filter(Q(owner_id=person_id) | Q(updater_id=person_id))
            .annotate(next_version=F("version") + 1)
            .filter(next_version__gt=1)
            .order_by("id")
            .values_list("pk", flat=True)
        )

    owner = world.people["owner"].pk
    assert held(owner) == [row.pk for row in world.key_results if row.owner_id == owner]


def test_numbers_that_no_column_holds_are_answered_as_the_orm_answers_them(readings: World) -> None:
    @prepared
    def before(check_in_id: int, key_result_ids: tuple[int, ...]) -> QuerySet[CheckIn, int]:
        return (
            CheckIn.objects.filter(pk__lt=check_in_id, key_result_id__in=key_result_ids)
            .order_by("id")
            .values_list("pk", flat=True)
        )

    ids = tuple(row.pk for row in readings.key_results)
    for check_in_id in (2**31, 2**63 - 1, 2**63, 2**80, -(2**80)):
        expected = list(before.queryset(check_in_id, ids))
        assert before(check_in_id, ids) == expected
        if check_in_id < 2**63:
            assert before(check_in_id, (*ids, 2**63)) == expected
            assert before(check_in_id, (2**80,)) == []
    assert len(before(2**80, ids)) == 4


def test_another_thread_that_makes_room_takes_no_rows_away(world: World) -> None:
    class Emptied(dict[object, object]):
        """As if another thread cleared it right after each entry."""

        def __setitem__(self, key: object, value: object) -> None:
            super().__setitem__(key, value)
            self.clear()

    @prepared
    def titles(objective_id: int) -> QuerySet[KeyResult, str]:
        return KeyResult.objects.filter(objective_id=objective_id).values_list("title", flat=True)

    titles._kept = Emptied()  # type: ignore[assignment]  # a stand-in for a busy moment
    assert len(titles(world.objective.pk)) == 2


def test_texts_in_a_collection_are_refused(world: World) -> None:
    @prepared
    def states(chosen: tuple[str, ...]) -> QuerySet[Objective, int]:
        return Objective.objects.filter(state__in=chosen).values_list("pk", flat=True)

    with pytest.raises(UnpreparableRead, match="integers or days"):
        states(("draft", "running"))
