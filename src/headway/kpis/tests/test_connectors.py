"""Sources of KPIs are set up, tried, paused and removed: by whom, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.sealed import unseal
from headway.kit.testing.world import World
from headway.kpis.actions.connectors.definition import (
    pause_connector,
    remove_connector,
    resume_connector,
)
from headway.kpis.actions.connectors.running import (
    due_connectors,
    run_connector,
    run_due,
)
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Connector, ConnectorRun
from headway.kpis.tests.stand_in import (
    DOWN,
    PASSWORD,
    SETTINGS,
    WORDS,
    Scripted,
    connect,
    fresh,
    ran,
    rows,
    verbs,
)
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db


def test_a_test_stores_nothing_and_tells_what_each_value_would_do(
    world: World, source: Scripted
) -> None:
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connector = connect(world, kpi)
    source.month(93.0, 94.0)
    ran(connector)
    record_measurements(owner, kpi.pk, [Reading(date(2026, 9, 1), 90.0)])
    source.month(195.0, 93.0, 94.0, 92.0, last=date(2026, 11, 1))
    asked: dict[str, Any] = {"kind": "scripted", "settings": SETTINGS, "window": 4}
    runs, events = ConnectorRun.objects.count(), Event.objects.count()
    tried = try_connector(owner, kpi.pk, **asked)
    assert [(one.starts_on.month, one.verdict, one.was) for one in tried.values] == [
        (11, "changed", 94.0), (10, "changed", 93.0), (9, "kept", 90.0), (8, "refused", None),
    ]  # fmt: skip
    assert tried.values[-1].why.startswith("195 is not possible")
    assert (tried.read, tried.counts) == (4, {"changed": 2, "kept": 1, "refused": 1})
    assert source.asked[-1]["secrets"] == {"password": PASSWORD}, "the stored one"
    assert (ConnectorRun.objects.count(), Event.objects.count()) == (runs, events)
    assert [row[1] for row in rows(kpi)] == [90.0, 93.0, 94.0]
    source.says = DOWN
    tried = try_connector(owner, kpi.pk, **asked)
    assert (tried.error_code, tried.error, tried.values) == ("unreachable", WORDS, ())
    assert fresh(connector).failing_since is None


def test_twenty_values_are_shown_and_all_are_counted(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    source.month(*[94.0] * 30)
    tried = try_connector(
        world.actor("owner"), kpi.pk, kind="scripted", settings=SETTINGS, window=30
    )
    assert (len(tried.values), tried.read, tried.counts) == (20, 30, {"new": 30})


def test_secrets_stay_are_entered_anew_or_forgotten(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)

    def kept(**secrets: str | None) -> dict[str, str]:
        return unseal(connect(world, kpi, secrets=secrets).sealed)

    assert kept(password="one") == {"password": "one"}
    assert kept() == {"password": "one"}
    assert kept(password="") == {"password": "one"}
    assert kept(password="two") == {"password": "two"}
    assert kept(password=None) == {}


@pytest.mark.parametrize("url", [
    "https://evil.example/yield", "https://figures.example:8443/yield",
    "https://figures.example@evil.example/", "https://figures.example.evil.example/",
])  # fmt: skip
def test_a_secret_does_not_follow_to_another_address(
    world: World, source: Scripted, url: str
) -> None:
    """Who may change the connector may not thereby read its password."""
    kpi = first_pass_yield(world)
    connect(world, kpi)
    elsewhere = {**SETTINGS, "url": url}
    with pytest.raises(InvalidInput) as refused:
        connect(world, kpi, settings=elsewhere, secrets={})
    assert [e.field for e in refused.value.errors] == ["password"]
    with pytest.raises(InvalidInput):
        try_connector(world.actor("owner"), kpi.pk, kind="scripted", settings=elsewhere)
    assert source.asked == []
    same_place = {**SETTINGS, "url": "https://figures.example/other"}
    assert unseal(connect(world, kpi, settings=same_place, secrets={}).sealed)
    assert unseal(connect(world, kpi, settings=elsewhere, secrets={"password": "new"}).sealed)


def test_who_may_set_try_and_run_it(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    source.month(94.0)
    for name in ("mate", "coach", "viewer", "stranger"):
        with pytest.raises(NotAllowed):
            connect(world, kpi, by=name)
        with pytest.raises(NotAllowed):
            try_connector(world.actor(name), kpi.pk, kind="scripted", settings=SETTINGS)
    with pytest.raises(NotFound):
        connect(world, kpi, by="outsider")
    connector = connect(world, kpi, by="lead")
    assert run_connector(world.actor("mate"), kpi.pk).created == 1
    for name in ("coach", "viewer", "stranger"):
        with pytest.raises(NotAllowed):
            run_connector(world.actor(name), kpi.pk)
    for act in (pause_connector, resume_connector, remove_connector):
        with pytest.raises(NotAllowed):
            act(world.actor("mate"), kpi.pk)
        with pytest.raises(NotFound):
            act(world.actor("outsider"), kpi.pk)
    assert fresh(connector).is_active


def test_it_pauses_goes_on_and_ends(world: World, source: Scripted) -> None:
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connector = connect(world, kpi)
    pause_connector(owner, kpi.pk)
    assert due_connectors() == []
    assert run_due(connector.pk, job="1") is None
    source.month(94.0)
    run_connector(owner, kpi.pk)
    assert fresh(connector).next_at is None, "by hand it is asked all the same, and pauses on"
    resume_connector(owner, kpi.pk)
    with pytest.raises(Conflict, match="not paused"):
        resume_connector(owner, kpi.pk)
    assert [due.id for due in due_connectors()] == [connector.pk]
    remove_connector(owner, kpi.pk)
    assert len(rows(kpi)) == 1, "what it brought stays"
    with pytest.raises(NotFound):
        run_connector(owner, kpi.pk)
    assert verbs(kpi) == ["connector.set", "connector.paused", "kpi.measured",
                          "connector.resumed", "connector.removed"]  # fmt: skip


@pytest.mark.parametrize(("given", "field"), [
    ({"kind": "unheard"}, "kind"), ({"settings": {}}, "url"), ({"every": "year"}, "every"),
    ({"weekday": 7}, "weekday"), ({"window": 0}, "window"), ({"window": 401}, "window"),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(
    world: World, source: Scripted, given: dict[str, Any], field: str
) -> None:
    kpi = first_pass_yield(world)
    with pytest.raises(InvalidInput) as refused:
        connect(world, kpi, **given)
    assert [error.field for error in refused.value.errors] == [field]
    assert not Connector.objects.exists()


def test_a_change_for_another_version_is_refused(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connect(world, kpi)
    connect(world, kpi, version=1)
    with pytest.raises(Outdated):
        connect(world, kpi, version=1)
