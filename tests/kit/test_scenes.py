"""A scene is the same whether its maker wrote it or its rows were copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from headway.activity.queries import verify_chain
from headway.kit import clock
from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.scenes import Scene
from headway.kit.testing.world import NOW
from headway.people.access import system_actor
from headway.people.actions import add_person, create_organisation
from headway.people.models import Organisation, Person

pytestmark = pytest.mark.django_db


def _found(name: str = "Aster") -> Organisation:
    with clock.frozen(NOW):
        return create_organisation(
            name=name, slug=name.lower(), admin_name="Ada Admin", admin_email="ada@aster.example"
        )


def _rows() -> dict[str, list[Any]]:
    """Everything in the database."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def _undone(step: Callable[[], object]) -> None:
    with transaction.atomic():
        step()
        transaction.set_rollback(True)


def test_its_rows_come_back_as_they_were() -> None:
    scene, seen = Scene(_found), []
    for _time in range(3):
        _undone(lambda: seen.append((scene.set(), _rows())))
    (first, rows), *others = seen
    assert rows["people_person"]
    assert all((again, copied) == (first, rows) for again, copied in others)


def test_its_maker_works_once() -> None:
    made: list[str] = []

    def make() -> Organisation:
        made.append("once")
        return _found()

    scene = Scene(make)
    _undone(scene.set)
    with recorded_queries() as statements:
        scene.set()
    assert made == ["once"]
    tables = [statement.split('"')[1] for statement in statements]
    assert tables == sorted(set(tables))


def test_what_a_test_does_to_it_reaches_no_other() -> None:
    scene = Scene(_found)
    _undone(scene.set)
    organisation = scene.set()
    organisation.name = "Changed"
    Person.objects.update(name="Changed")
    Organisation.objects.all().delete()
    assert scene.set().name == "Aster"
    assert Person.objects.get().name == "Ada Admin"


def test_one_goes_on_from_it() -> None:
    """New rows take other identifiers, and the audit chain holds."""
    scene = Scene(_found)
    _undone(scene.set)
    organisation = scene.set()
    add_person(system_actor(organisation), name="Ben", email="ben@aster.example")
    assert Person.objects.count() == 2
    assert verify_chain(organisation.pk).intact


def test_it_needs_an_empty_database() -> None:
    _found("Bramble")
    with pytest.raises(AssertionError, match=r"empty database.*people_person"):
        Scene(_found).set()
