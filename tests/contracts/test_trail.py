"""The audit trail is written last: nobody holds the head of the chain and waits for a row."""

from __future__ import annotations

import contextlib

import pytest
from django.db import transaction

from headway.activity.actions import Entry, one_write, record
from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.okrs.actions.drafts import draft_objective
from headway.okrs.models import Objective

pytestmark = pytest.mark.django_db

ENTRY = Entry("objective.changed", "objective", 1, "Anything")


def test_a_change_after_the_record_is_seen(world: World, records_last: list[str]) -> None:
    """The watch that every test runs under can fail."""
    with transaction.atomic():
        record(world.system, ENTRY)
        Objective.objects.filter(pk=world.objective.pk).update(title="Too late")
    assert [text.split()[1] for text in records_last] == ['"okrs_objective"']
    records_last.clear()


def test_a_change_in_another_transaction_is_not(world: World, records_last: list[str]) -> None:
    with transaction.atomic():
        record(world.system, ENTRY)
    with transaction.atomic():
        Objective.objects.filter(pk=world.objective.pk).update(title="In time")
    assert records_last == []


def test_what_is_made_of_several_writes_records_once_and_in_order(world: World) -> None:
    before = Event.objects.count()
    with one_write():
        record(world.system, ENTRY)
        with one_write():
            record(world.system, ENTRY)
            Objective.objects.filter(pk=world.objective.pk).update(title="In time")
        assert Event.objects.count() == before
    assert Event.objects.count() == before + 2


def test_what_failed_inside_is_not_told(world: World) -> None:
    before = Event.objects.count()
    with one_write():
        record(world.system, ENTRY)
        with contextlib.suppress(ZeroDivisionError), one_write():
            record(world.system, ENTRY)
            raise ZeroDivisionError
    assert Event.objects.count() == before + 1


def test_a_draft_that_is_refused_leaves_nothing_to_tell(world: World) -> None:
    before = Event.objects.count()
    with pytest.raises(InvalidInput):
        draft_objective(
            world.system,
            cycle_id=world.cycle.pk,
            unit_id=world.units["blue"].pk,
            title="Half of it",
            owner_id=world.people["owner"].pk,
            key_results=[("kr1", {"title": "", "kind": "binary", "owner_id": None})],
        )
    with one_write():
        record(world.system, ENTRY)
    assert Event.objects.count() == before + 1
