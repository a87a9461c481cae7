"""Prepared reads answer what the ORM answers, and refuse what they could not follow."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from headway.kit.prepared import UnpreparableRead, prepared
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import CheckIn, KeyResult, Objective, State, Visibility
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


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


def test_inside_another_statement_it_finds_the_same(readings: World) -> None:
    """By kept SQL, and where the ORM is asked: a list that is too long, and none at all."""
    read = prepared(_entries)
    ids = [key_result.pk for key_result in readings.key_results]
    for chosen in (tuple(ids), tuple(ids[:1]), (*ids, *range(10**6, 10**6 + 2000)), ()):
        arguments = (chosen, TODAY, NOW + timedelta(days=1), None)
        part = read.inside(*arguments)
        if not chosen:
            assert part is None
            continue
        assert part is not None
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), max(id) FROM ({part[0]}) AS within", part[1])
            found = cursor.fetchone()
        rows = read(*arguments)
        assert found == (len(rows), rows[-1][0])
        assert len(rows) in (2, 4)


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


def test_models_come_with_what_was_selected_along(world: World) -> None:
    def objectives(pk: int, title: str) -> QuerySet[Objective]:
        return (
            Objective.objects.filter(pk=pk, title=title)
            .select_related("cycle", "unit__lead", "owner")
            .annotate(next_version=F("version") + 1)
        )

    [found] = prepared(objectives)(world.objective.pk, world.objective.title)
    expected = objectives(world.objective.pk, world.objective.title).get()
    assert found == expected
    assert found.__dict__.keys() == expected.__dict__.keys()
    with CaptureQueriesContext(connection) as queries:
        assert (found.cycle, found.unit.lead, found.owner) == (
            expected.cycle, expected.unit.lead, expected.owner,
        )  # fmt: skip
    assert not queries


def test_dictionaries_are_refused(world: World) -> None:
    @prepared
    def objectives(pk: int) -> QuerySet[Objective, Any]:
        return Objective.objects.filter(pk=pk).values("title")

    with pytest.raises(UnpreparableRead, match="values_list"):
        objectives(world.objective.pk)


@pytest.mark.parametrize(
    "lookup",
    ["exact", "iexact", "startswith", "istartswith", "contains", "icontains", "endswith", "in"],
)
def test_texts_are_bound_as_they_are_and_in_patterns(world: World, lookup: str) -> None:
    titles = ("50 % of it_all", "50 percent", "IT\\ALL", "it_all")
    Objective.objects.bulk_create(
        Objective(
            organisation=world.organisation, cycle=world.cycle, unit=world.units["blue"],
            title=title, created_at=NOW, updated_at=NOW,
        )
        for title in titles
    )  # fmt: skip

    def titled(text: str) -> QuerySet[Objective, str]:
        asked = [text] if lookup == "in" else text
        found = Objective.objects.filter(**{f"title__{lookup}": asked})
        return found.order_by("id").values_list("title", flat=True)

    read = prepared(titled)
    for text in ("50 % of it_all", "50 %", "it_all", "ALL", "IT\\", "%", "_", "none"):
        assert read(text) == list(titled(text)), text


def test_an_actor_brings_what_the_read_asks_of_it(world: World) -> None:
    def readable(actor: Actor, prefix: str) -> QuerySet[KeyResult, int]:
        return (
            KeyResult.objects.filter(
                visible_to(actor, "objective__"),
                organisation_id=actor.organisation_id,
                title__startswith=prefix,
            )
            .order_by("id")
            .values_list("pk", flat=True)
        )

    read = prepared(readable)
    for visibility in Visibility.values:
        for state in (State.DRAFT, State.RUNNING):
            Objective.objects.update(visibility=visibility, state=state)
            for who in world.people:
                actor = world.actor(who)
                assert read(actor, "") == list(readable(actor, "")), (visibility, state, who)
    assert read(world.actor("admin"), "") != []


@dataclass(frozen=True)
class _Asked:
    organisation_id: int
    state: str


@pytest.mark.parametrize("first", ["text", "enumeration"])
def test_an_enumeration_is_not_taken_for_the_text_that_it_equals(world: World, first: str) -> None:
    """Which of the two came first is no matter: one of them is bound, the other is not."""

    def titles(asked: _Asked) -> QuerySet[Objective, tuple[str]]:
        found = Objective.objects.filter(organisation_id=asked.organisation_id, state=asked.state)
        return found.values_list("title")

    read, of = prepared(titles), world.organisation.pk
    texts = [_Asked(of, str(state.value)) for state in State]
    states = [_Asked(of, state) for state in State]
    both = [*texts, *states] if first == "text" else [*states, *texts]
    answers = [read(asked) for asked in both]
    assert answers == [list(titles(asked)) for asked in both]
    assert any(answers)


def test_what_a_read_asks_of_a_dataclass_must_be_bound(world: World) -> None:
    @dataclass(frozen=True, slots=True)
    class Wish:
        pk: int
        version: int
        unused: str = "nothing asks for it"

    @prepared
    def versions(wish: Wish) -> QuerySet[KeyResult, int]:
        found = KeyResult.objects.filter(pk=wish.pk)
        if wish.version > 3:
            found = found.filter(title="never")
        return found.values_list("pk", flat=True)

    with pytest.raises(UnpreparableRead, match=r"Wish\.version"):
        versions(Wish(world.key_results[0].pk, 1))


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


@pytest.mark.django_db(transaction=True)
def test_the_connection_of_a_thread_that_ended_is_let_go() -> None:
    """Servers end threads that have nothing to do; what such a one was first to ask stays known."""

    @prepared
    def entries(key_result_id: int) -> QuerySet[CheckIn, tuple[date, datetime, object]]:
        found = CheckIn.objects.filter(key_result_id=key_result_id)
        return found.values_list("effective_on", "entered_at", "milestones_done")

    held: list[weakref.ref[Any]] = []

    def ask() -> None:
        entries(1)
        held.append(weakref.ref(connections[DEFAULT_DB_ALIAS]))
        connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    gc.collect()
    assert [reference() for reference in held] == [None]


def test_other_things_in_a_collection_are_refused(world: World) -> None:
    @prepared
    def measured(values: tuple[float, ...]) -> QuerySet[KeyResult, int]:
        return KeyResult.objects.filter(value__in=values).values_list("pk", flat=True)

    with pytest.raises(UnpreparableRead, match="integers, days or texts"):
        measured((1.5, 2.5))


def test_a_condition_brings_its_values_and_its_fields_shape_the_sql(world: World) -> None:
    """Asked in turns, so that SQL kept for one condition would answer another wrongly."""
    built = []

    def build(organisation_id: int, which: Q) -> QuerySet[Objective, int]:
        built.append(which)
        found = Objective.objects.filter(which, organisation_id=organisation_id)
        return found.order_by("id").values_list("id", flat=True)

    read, organisation_id = prepared(build), world.organisation.pk
    green, blue = world.units["green"], world.units["blue"]
    for name in ("Of the one", "Of the same"):
        world.add_objective(name, unit="green")
    conditions = [
        Q(unit_id=green.pk), ~Q(unit_id=green.pk), Q(unit_id=blue.pk), ~Q(unit_id=blue.pk),
        Q(unit__path__startswith=green.path), Q(unit__path__startswith=blue.path),
        Q(unit_id=green.pk) & ~Q(title="Of the one"), Q(unit_id=green.pk) | Q(unit_id=blue.pk),
        Q(unit_id__in=[green.pk]), Q(unit_id__in=[]), Q(owner_id=None), Q(is_local=True),
        Q(state=State.DRAFT), Q(state="draft"), Q(),
    ]  # fmt: skip
    for which in [*conditions, *conditions]:
        assert read(organisation_id, which) == list(build(organisation_id, which))
    asked = len(built)
    assert read(organisation_id, Q(unit_id=blue.pk) & ~Q(title="Of the same"))
    assert len(built) == asked, "another value of the same condition is only bound"


def test_a_condition_with_a_query_set_in_it_is_asked_of_the_orm(world: World) -> None:
    @prepared
    def read(which: Q) -> QuerySet[Objective, int]:
        return Objective.objects.filter(which).order_by("id").values_list("id", flat=True)

    other = world.add_objective("Another", unit="green")
    of_it = KeyResult.objects.filter(objective=world.objective).values("objective_id")
    assert read(Q(pk__in=of_it)) == [world.objective.pk]
    of_other = Objective.objects.filter(title="Another").values("pk")
    assert read(Q(pk__in=of_other)) == [other.pk]
    assert read(Q(pk=F("id"))) == [world.objective.pk, other.pk]
