"""`headway doctor` finds what is wrong, and `headway recompute` mends scores."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.kpis.models import KpiSignal, KpiState, Measurement
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective, reopen_objective
from headway.okrs.models import CheckIn, Closure, Grade, KeyResult, Objective
from headway.packs import actions as packs
from headway.packs.formats.stored import digest_of
from headway.packs.models import Pack
from tests.cli.conftest import Shell, Terminal

ASTER = ("--organisation", "aster")


def failed(checks: dict[str, Any]) -> list[str]:
    """The names of what is wrong; the tests' PostgreSQL is not durable, on purpose."""
    return [n for n, check in checks.items() if check["state"] == "fail" and n != "Durability"]


def test_a_whole_organisation_passes(world: World, terminal: Terminal) -> None:
    check_in(world.actor("owner"), world.key_results[0].pk, value=52)
    checks = terminal.doctor()
    assert failed(checks) == []
    assert "every link holds" in checks["Audit trail"]["detail"]
    assert checks["Scores"]["detail"].startswith("3 stored scores")


def test_an_altered_event_is_named(world: World, terminal: Terminal) -> None:
    """Somebody with access to the database rewrites what happened."""
    event = Event.objects.filter(organisation=world.organisation).order_by("sequence")[4]
    Event.objects.filter(pk=event.pk).update(person_name="Somebody else")
    checks = terminal.doctor()
    assert failed(checks) == ["Audit trail"]
    told = checks["Audit trail"]
    assert told["detail"].startswith("aster: event 5 breaks it.")


def test_a_removed_event_is_missed(world: World, terminal: Terminal) -> None:
    newest = Event.objects.filter(organisation=world.organisation).order_by("-sequence").first()
    assert newest is not None
    Event.objects.filter(pk=newest.pk).delete()
    assert failed(terminal.doctor()) == ["Audit trail"]


def test_an_altered_score_is_found_and_mended(world: World, terminal: Terminal) -> None:
    check_in(world.actor("owner"), world.key_results[0].pk, value=52)
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(score=0.9)
    Objective.objects.filter(pk=world.objective.pk).update(score=0.9)
    assert terminal.doctor()["Scores"]["detail"].startswith("2 of 3 differ")
    checked = terminal.run("recompute", "--check", *ASTER)
    assert checked.exit_code == 1
    assert "stored 0.9, computed 0.6" in checked.stdout
    assert terminal.run("recompute", *ASTER).exit_code == 0
    assert KeyResult.objects.get(pk=world.key_results[0].pk).score == 0.6
    assert terminal.doctor()["Scores"]["state"] == "ok"
    assert terminal.json("recompute", "--check", *ASTER)["differences"] == []


def test_an_altered_value_of_a_derived_kpi_is_found_and_mended(
    world: World, terminal: Terminal
) -> None:
    visits = first_pass_yield(world)
    twice = first_pass_yield(
        world, name="Twice", expression="v * 2", inputs={"v": visits.pk}, high_bound=None
    )
    measure(world, visits, [40.0, 41.0])
    Measurement.objects.filter(series__kpi=twice, starts_on=month(1)).update(value=7.0)
    assert terminal.doctor()["Derived KPIs"]["detail"].startswith("1 of 2 values differ")
    checked = terminal.run("recompute", "--check", *ASTER)
    assert checked.exit_code == 1
    assert "stored 7.0, computed 82.0" in checked.stdout
    assert terminal.run("recompute", *ASTER).exit_code == 0
    assert terminal.doctor()["Derived KPIs"]["state"] == "ok"
    assert Measurement.objects.get(series__kpi=twice, starts_on=month(1)).value == 82.0


def test_a_kpi_that_stands_otherwise_than_its_values_say_is_found_and_mended(
    world: World, terminal: Terminal
) -> None:
    kpis = [first_pass_yield(world, name=name) for name in ("A", "B", "C", "D")]
    for kpi in kpis[:3]:
        measure(world, kpi, [*STEADY, 92.0])
    assert terminal.doctor()["KPIs"]["detail"] == "4 KPIs stand as their values say."
    KpiState.objects.filter(kpi=kpis[0]).update(colour="green")
    KpiSignal.objects.filter(kpi=kpis[1]).delete()
    KpiState.objects.filter(kpi=kpis[3]).delete()
    assert terminal.doctor()["KPIs"]["detail"].startswith("3 of 4 differ.")
    checked = terminal.run("recompute", "--check", *ASTER)
    assert checked.exit_code == 1
    assert f"KPI {kpis[0].pk}: colour stored green, computed amber" in checked.stdout
    found = terminal.run("recompute", "--check", "--json", *ASTER)
    assert [row["stored"] for row in json.loads(found.stdout)["differences"]] == ["green", [], None]
    assert terminal.run("recompute", *ASTER).exit_code == 0
    assert KpiState.objects.get(kpi=kpis[0]).colour == "amber"
    assert KpiSignal.objects.filter(kpi=kpis[1]).count() == 1
    assert terminal.doctor()["KPIs"]["state"] == "ok"


@pytest.mark.by_hand
@pytest.mark.parametrize("forged", [{"value": 60.0}, {"note": "Forged"}, {"confidence": 9}])
def test_an_altered_check_in_is_found(
    world: World, terminal: Terminal, forged: dict[str, Any]
) -> None:
    made = check_in(
        world.actor("owner"), world.key_results[0].pk, value=52, note="Read", confidence=6
    )
    check_in(world.actor("owner"), world.key_results[1].pk, value=6)
    assert terminal.doctor()["Records"]["detail"].startswith("2 check-ins, 0 closings")
    CheckIn.objects.filter(pk=made.check_in.pk).update(**forged)
    checks = terminal.doctor()
    assert checks["Records"]["state"] == "fail"
    told = checks["Records"]["detail"]
    assert (
        f"check-in {made.check_in.pk} differs in its {next(iter(forged))} from what event" in told
    )


def test_an_altered_pack_is_found(world: World, terminal: Terminal) -> None:
    lead = world.actor("lead")
    pack = packs.add_pack(lead, kinds=["summary"])
    packs.schedule_pack(lead, pack.pk, cadence="none", recipient_ids=[world.people["mate"].pk])
    sent = packs.send_pack(lead, pack.pk).frozen
    packs.freeze_pack(lead, pack.pk)
    assert "2 frozen packs" in terminal.doctor()["Records"]["detail"]
    for one in (sent, pack):
        one.refresh_from_db()
        altered = one.content.replace("Aster", "Astra")
        Pack.objects.filter(pk=one.pk).update(content=altered, digest=digest_of(altered))
        told = terminal.doctor()["Records"]
        assert told["state"] == "fail"
        assert f"board pack {one.pk} differs in its content from what event" in told["detail"]
        Pack.objects.filter(pk=one.pk).update(content=one.content, digest=one.digest)


@pytest.mark.parametrize("forged", [{"computed_score": 1.0}, {"closing_word": "Forged"}])
def test_an_altered_closing_is_found(
    world: World, terminal: Terminal, forged: dict[str, Any]
) -> None:
    owner = world.actor("owner")
    close_objective(owner, world.objective.pk, outcome="missed", closing_word="Too late.")
    reopen_objective(owner, world.objective.pk, why="Too early.")
    check_in(owner, world.key_results[0].pk, value=52)
    close_objective(owner, world.objective.pk, outcome="partly", closing_word="Half the way.")
    assert terminal.doctor()["Records"]["detail"].startswith("1 check-ins, 1 closings")
    Closure.objects.filter(objective=world.objective).update(**forged)
    assert "aster: the closing of objective" in terminal.doctor()["Records"]["detail"]


def test_an_altered_grade_is_found(world: World, terminal: Terminal) -> None:
    close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
    Grade.objects.filter(key_result=world.key_results[0]).update(computed_score=1.0)
    assert "differs in its grades from what event" in terminal.doctor()["Records"]["detail"]


def test_a_mail_server_that_is_not_there_is_found(
    terminal: Terminal, settings: Any, world: World
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    told = terminal.doctor()["E-mail"]
    assert told["detail"].startswith("127.0.0.1:1 does not take our e-mails")
    assert mail.outbox == []


def test_a_stopped_clock_is_noted(
    terminal: Terminal, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWAY_CLOCK", "2026-11-24T09:00:00+00:00")
    assert terminal.doctor()["Clock"]["state"] == "warn"


def test_a_database_that_may_forget_is_found(world: World, terminal: Terminal) -> None:
    """SQLite is set up by us; the tests' PostgreSQL gave up its guarantees for speed."""
    told = terminal.doctor()["Durability"]
    if connection.vendor == "sqlite":
        assert told["state"] == "ok"
    else:
        assert (told["state"], told["detail"][:27]) == ("fail", "fsync is off, not on; full_")


def test_people_read_one_line_for_each_check(world: World, terminal: Terminal) -> None:
    lines = terminal.run("doctor").stdout.splitlines()
    checks = [line for line in lines if line.startswith(("ok    ", "note  ", "FAIL  "))]
    assert len(checks) == 18


def test_a_key_that_others_can_read_is_a_fault(shell: Shell, plan: Path) -> None:
    shell.ok("import", plan)
    (shell.data / "secret.key").chmod(0o644)
    done = shell.run("doctor")
    assert done.returncode == 1
    assert "FAIL  Secret key: Others can read" in done.stdout


def test_tables_of_an_older_version_are_found_and_not_touched(empty_shell: Shell) -> None:
    """Doctor looks; it never migrates."""
    done = empty_shell.run("doctor")
    assert done.returncode == 1
    assert "migrations are missing" in done.stdout
    assert "migrations are missing" in empty_shell.run("doctor").stdout


def test_a_database_that_does_not_answer_is_found(shell: Shell) -> None:
    shell.settings["HEADWAY_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    done = shell.run("doctor")
    assert done.returncode == 1
    assert "FAIL  Database: It does not answer" in done.stdout


def test_jobs_that_nobody_does_are_told(world: World, terminal: Terminal) -> None:
    assert terminal.doctor()["Jobs"] == {
        "name": "Jobs", "state": "ok", "detail": "0 wait, none failed.",
    }  # fmt: skip
    waits = DBTaskResult.objects.create(task_path="x.y", args_kwargs={}, backend_name="default")
    assert terminal.doctor()["Jobs"]["state"] == "ok"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=2))
    assert "Run `headway worker`" in terminal.doctor()["Jobs"]["detail"]
    DBTaskResult.objects.filter(pk=waits.pk).update(status="FAILED")
    assert terminal.doctor()["Jobs"]["detail"].startswith("1 failed within a month")
