"""A source is asked once when it is due, and what changes meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.testing.world import NOW, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.connectors.running import (
    QUEUED_FOR,
    claim_due,
    due_connectors,
    run_connector,
    run_due,
)
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.models import Connector
from headway.kpis.sources import Fetched
from headway.kpis.tests.stand_in import (
    SETTINGS,
    Scripted,
    connect,
    fresh,
    ran,
    rows,
)
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db


def test_of_several_that_find_it_due_one_enqueues_it(world: World, source: Scripted) -> None:
    connector = connect(world, first_pass_yield(world))
    [due] = due_connectors()
    assert [claim_due(due), claim_due(due)] == [True, False]
    assert due_connectors() == []
    with clock.frozen(NOW + QUEUED_FOR):  # nothing came of it: the queue was lost
        assert [due.id for due in due_connectors()] == [connector.pk]


def test_one_run_at_a_time_and_a_lost_one_is_taken_up_by_its_job(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    Connector.objects.update(running_since=NOW, running_for="job 7")  # a worker that was killed
    source.month(94.0)
    assert run_due(connector.pk, job="8") is None
    with pytest.raises(Conflict, match="asked just now"):
        run_connector(world.actor("owner"), kpi.pk)
    run = run_due(connector.pk, job="7")
    assert run is not None
    assert run.created == 1
    Connector.objects.update(running_since=NOW, running_for="job 9")
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert run_due(connector.pk, job="8") is not None
    assert fresh(connector).running_since is None


def test_what_was_changed_while_it_was_asked_is_not_stored(
    world: World, source: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0)

    def changed_meanwhile(*given: object, **asked: object) -> list[Fetched]:
        connect(world, kpi, window=5)
        return source.says if isinstance(source.says, list) else []

    monkeypatch.setattr("headway.kpis.sources.fetch", changed_meanwhile)
    with pytest.raises(Conflict, match="changed while it was asked"):
        run_due(connector.pk, job="1")
    assert rows(kpi) == []
    now = fresh(connector)
    assert (now.running_since, now.next_at, now.failures) == (None, NOW, 0)


def test_an_archived_kpi_is_left_alone(world: World, source: Scripted) -> None:
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connect(world, kpi)
    archive_kpi(owner, kpi.pk)
    assert due_connectors() == []
    for act in (
        lambda: run_connector(owner, kpi.pk),
        lambda: connect(world, kpi),
        lambda: try_connector(owner, kpi.pk, kind="scripted", settings=SETTINGS),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_key_that_is_gone_is_told_and_the_secret_entered_again(
    world: World, source: Scripted, settings: Any
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    settings.SECRET_KEY = "another key, of a restored server"
    source.month(94.0)
    assert ran(connector).error_code == "sealed"
    assert fresh(connector).gave_up
    connect(world, kpi, secrets={"password": "new"})
    assert ran(fresh(connector)).created == 1


def test_values_of_other_periods_than_those_asked_for_are_not_stored(
    world: World, source: Scripted
) -> None:
    """How often the KPI is measured was changed while its source was asked."""
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    source.meanwhile = lambda: update_kpi(world.system, kpi.pk, frequency="weekly")
    with pytest.raises(Conflict):
        run_due(connector.pk, job="1")
    assert rows(kpi) == []
    assert fresh(connector).running_since is None


def test_values_of_a_kpi_that_was_archived_meanwhile_are_not_stored(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    source.meanwhile = lambda: archive_kpi(world.system, kpi.pk)
    with pytest.raises(Conflict):
        run_due(connector.pk, job="1")
    assert (rows(kpi), fresh(connector).running_since) == ([], None)


def test_a_clock_that_was_ahead_keeps_no_source_from_being_asked(
    world: World, source: Scripted
) -> None:
    """It was put right after a run was claimed, killed, and another was planned."""
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    ahead = NOW + timedelta(days=400)
    Connector.objects.filter(pk=connector.pk).update(
        next_at=ahead, running_since=ahead, running_for="hand killed"
    )
    [due] = due_connectors()
    assert claim_due(due)
    assert not due_connectors(), "it is enqueued once"
    source.month(94.0, 95.0, 92.0)
    assert ran(connector).created == 3


def test_a_run_that_ends_late_leaves_the_claim_of_the_next_alone(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)

    def taken_over() -> None:
        Connector.objects.filter(pk=connector.pk).update(running_for="job 2", version=99)

    source.meanwhile = taken_over
    with pytest.raises(Conflict):
        run_due(connector.pk, job="1")
    assert fresh(connector).running_for == "job 2"
