"""Values that come from a source: asked when they are due, stored once, and what an outage does."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from headway.activity.models import Event
from headway.activity.queries import verify_chain
from headway.core.retries import PAUSES
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.sealed import unseal
from headway.kit.testing.world import NOW, World
from headway.kpis.actions.connectors.definition import (
    pause_connector,
    remove_connector,
    resume_connector,
)
from headway.kpis.actions.connectors.running import (
    QUEUED_FOR,
    claim_due,
    due_connectors,
    run_connector,
    run_due,
)
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.actions.definitions import archive_kpi, update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Connector, ConnectorRun, Kpi, Measurement, Revision
from headway.kpis.sources import Fetched
from headway.kpis.tests.stand_in import (
    DOWN,
    PASSWORD,
    SETTINGS,
    WORDS,
    WRONG,
    Scripted,
    connect,
    source,
)
from headway.kpis.tests.values import first_pass_yield

__all__ = ["source"]

pytestmark = pytest.mark.django_db


def rows(kpi: Kpi) -> list[tuple[date, float | None, str, str]]:
    found = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return [(m.starts_on, m.value, m.state, m.origin) for m in found]


def ran(connector: Connector) -> ConnectorRun:
    """One run of its job, as a worker does it."""
    found = run_due(connector.pk, job="1")
    assert found is not None
    return found


def verbs(kpi: Kpi) -> list[str]:
    found = Event.objects.filter(subject_type="kpi", subject_id=kpi.pk).order_by("sequence")
    return [verb for verb in found.values_list("verb", flat=True) if verb != "kpi.defined"]


def fresh(connector: Connector) -> Connector:
    return Connector.objects.get(pk=connector.pk)


def test_what_the_source_tells_is_stored_and_again_changes_nothing(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    run = ran(connector)
    assert (run.read, run.created, run.error) == (3, 3, "")
    assert rows(kpi) == [
        (date(2026, 9, 1), 94.0, "final", "connector"),
        (date(2026, 10, 1), 95.0, "final", "connector"),
        (date(2026, 11, 1), 92.0, "estimated", "connector"),
    ]
    [asked] = source.asked
    assert (asked["since"], asked["until"]) == (date(2026, 9, 1), date(2026, 11, 24))
    assert asked["secrets"] == {"password": PASSWORD}
    before = verbs(kpi)
    again = ran(connector)
    assert (again.unchanged, again.created, again.changed) == (3, 0, 0)
    assert verbs(kpi) == before == ["connector.set", "kpi.measured"]
    assert not Revision.objects.filter(series__kpi=kpi).exists()


def test_the_value_of_a_running_period_is_final_when_that_is_over(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(92.0)
    ran(connector)
    with clock.frozen(NOW + timedelta(days=6)):  # the last day of November
        ran(connector)
        assert rows(kpi)[0][2] == "estimated"
    with clock.frozen(NOW + timedelta(days=7)):
        assert ran(connector).changed == 1
    assert rows(kpi) == [(date(2026, 11, 1), 92.0, "final", "connector")]


def test_another_value_of_the_source_restates(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    ran(connector)
    source.month(94.0, 95.5, 92.0)
    assert (ran(connector).changed, rows(kpi)[1][1:3]) == (1, (95.5, "restated"))


def test_a_value_that_somebody_entered_stands_until_they_say_otherwise(
    world: World, source: Scripted
) -> None:
    """An estimate does not: the source is what it waited for."""
    kpi, mate = first_pass_yield(world), world.actor("mate")
    connector = connect(world, kpi)
    entered = [Reading(date(2026, 9, 1), 90.0), Reading(date(2026, 10, 1), 95.0)]
    guess = Reading(date(2026, 11, 1), 90.0, state="estimated")
    record_measurements(mate, kpi.pk, [*entered, guess])
    source.month(94.0, 95.0, 92.0)
    run = ran(connector)
    assert (run.kept, run.unchanged, run.changed, run.created) == (1, 1, 1, 0)
    assert [row[1:] for row in rows(kpi)] == [
        (90.0, "final", "hand"), (95.0, "final", "hand"), (92.0, "estimated", "connector"),
    ]  # fmt: skip
    run = run_connector(mate, kpi.pk, replace_entered=True)
    assert (run.changed, run.kept, run.by_hand, run.person_id) == (1, 0, True, mate.person_id)
    assert rows(kpi)[0][1:] == (94.0, "restated", "connector")
    assert ran(connector).unchanged == 3


def test_an_outage_stores_nothing_is_told_once_and_ends_by_itself(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    ran(connector)
    stored = rows(kpi)
    source.says = DOWN
    at = NOW
    for number, pause in enumerate([*PAUSES, PAUSES[-1]], start=1):
        with clock.frozen(at):
            assert ran(connector).error == WORDS
        now = fresh(connector)
        assert (now.failures, now.failing_since, now.error) == (number, NOW, WORDS)
        assert now.next_at is not None
        assert at + pause * 0.9 <= now.next_at <= at + pause * 1.1
        at = now.next_at
    assert rows(kpi) == stored
    assert verbs(kpi)[-1] == "connector.failing"
    assert verbs(kpi).count("connector.failing") == 1
    source.month(94.0, 95.0, 92.5)
    with clock.frozen(at):
        run = ran(connector)
    assert (run.changed, run.out_since) == (1, NOW)
    now = fresh(connector)
    assert (now.failures, now.failing_since, now.error, now.gave_up) == (0, None, "", False)
    assert now.next_at is not None
    assert (now.next_at > at, now.next_at.time()) == (True, time(6))
    recovered = Event.objects.get(verb="connector.recovered")
    assert f'"minutes": {round((at - NOW).total_seconds() / 60)}' in str(recovered.after)
    assert verify_chain(world.organisation.pk).intact


def test_what_will_not_mend_itself_is_not_tried_again_until_somebody_changes_it(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = WRONG
    ran(connector)
    now = fresh(connector)
    assert (now.gave_up, now.next_at, now.error_code) == (True, None, "query")
    with clock.frozen(NOW + timedelta(days=30)):
        assert due_connectors() == []
    connect(world, kpi, secrets={}, settings={**SETTINGS, "query": "select 2"})
    now = fresh(connector)
    assert (now.gave_up, now.next_at, now.failing_since) == (False, NOW, NOW)
    source.month(94.0)
    assert ran(now).out_since == NOW


def test_one_value_that_the_kpi_cannot_take_stores_none_and_names_its_period(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 195.0, 92.0)
    run = ran(connector)
    assert run.error_code == "refused"
    assert run.error.startswith("Oct 2026: 195 is not possible")
    assert rows(kpi) == []
    assert not fresh(connector).gave_up


@pytest.mark.parametrize("told", [
    [Fetched(date(2026, 10, 1), 94.0, segment="North")],
    [Fetched(date(2026, 10, 1), 94.0), Fetched(date(2026, 10, 9), 94.0)],
    [Fetched(date(2026, 10, 1), numerator=1.0, denominator=2.0)],
])  # fmt: skip
def test_what_does_not_fit_the_kpi_is_not_made_to_fit(
    world: World, source: Scripted, told: list[Fetched]
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = told
    assert ran(connector).error
    assert rows(kpi) == []


def test_values_of_other_days_are_left_out_and_counted(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi, window=1)
    source.month(94.0, 95.0, 92.0, 91.0, last=date(2026, 12, 1))
    run = ran(connector)
    assert (run.read, run.notes) == (1, "3 values of other days were left out.")
    assert [row[0] for row in rows(kpi)] == [date(2026, 11, 1)]
    source.says = []
    assert ran(connector).notes == "The source has no value for these periods."


def test_an_error_that_nobody_thought_of_is_told_without_its_words(
    world: World, source: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = LookupError(f"postgresql://user:{PASSWORD}@host")
    run = ran(connector)
    assert run.error_code == "fault"
    assert "LookupError" in caplog.text
    assert PASSWORD not in caplog.text + run.error


def test_a_ratio_and_its_denominator(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world, in_time="ratio", scale=100.0)
    connector = connect(world, kpi)
    source.says = [Fetched(date(2026, 10, 9), numerator=470.0, denominator=500.0)]
    ran(connector)
    assert rows(kpi) == [(date(2026, 10, 1), 94.0, "final", "connector")]
    assert ran(connector).unchanged == 1


def test_a_test_stores_nothing_and_tells_what_each_value_would_do(
    world: World, source: Scripted
) -> None:
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connector = connect(world, kpi)
    source.month(93.0, 94.0)
    ran(connector)
    record_measurements(owner, kpi.pk, [Reading(date(2026, 9, 1), 90.0)])
    source.month(195.0, 93.0, 94.0, 92.0, last=date(2026, 11, 1))
    asked = {"kind": "scripted", "settings": SETTINGS, "window": 4}
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
    world: World, source: Scripted, given: dict, field: str
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


def test_the_last_fifty_runs_are_kept(world: World, source: Scripted) -> None:
    connector = connect(world, first_pass_yield(world))
    source.month(94.0)
    for _ in range(52):
        ran(connector)
    assert ConnectorRun.objects.count() == 50


def test_a_key_that_is_gone_is_told_and_the_secret_entered_again(
    world: World, source: Scripted, settings: object
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    settings.SECRET_KEY = "another key, of a restored server"  # type: ignore[attr-defined]  # set by Django
    source.month(94.0)
    assert ran(connector).error_code == "sealed"
    assert fresh(connector).gave_up
    connect(world, kpi, secrets={"password": "new"})
    assert ran(fresh(connector)).created == 1


def test_a_refused_value_is_named_by_its_own_period_beside_entered_ones(
    world: World, source: Scripted
) -> None:
    """Those that stand are left out before, and do not shift the others."""
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    record_measurements(world.actor("mate"), kpi.pk, [Reading(date(2026, 9, 1), 90.0)])
    source.month(94.0, 195.0, 92.0)
    assert ran(connector).error.startswith("Oct 2026: 195 is not possible")


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
