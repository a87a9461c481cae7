"""Jobs in the queue: each is done by one worker, and none is lost with the worker that had it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from headway.kit.jobs import every, job, queue, regular
from headway.kit.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "the password is 1234"
did: list[object] = []


@job()
def note_down(what: str) -> None:
    did.append(what)


@job()
def stumble() -> None:
    raise LookupError(SECRET)


@pytest.fixture(autouse=True)
def only_own_regulars(monkeypatch: pytest.MonkeyPatch) -> None:
    """What apps look after regularly has tests of its own."""
    monkeypatch.setattr(regular, "_regulars", {})
    did.clear()


def statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_jobs_are_done_in_their_order_and_once() -> None:
    for number in range(3):
        note_down.enqueue(str(number))
    worker = Worker("one")
    while worker.step():
        pass
    assert did == ["0", "1", "2"]
    assert statuses() == [TaskResultStatus.SUCCESSFUL] * 3
    assert queue.waiting() == queue.Waiting(0, None, 0)


def test_a_job_that_fails_is_told_without_what_the_error_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stumble.enqueue()
    note_down.enqueue("after it")
    worker = Worker("one")
    assert worker.step()
    assert worker.step()
    assert did == ["after it"]
    failed = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert failed.exception_class_path == "builtins.LookupError"
    assert "stumble" in failed.traceback
    assert SECRET not in failed.traceback
    assert "LookupError" in caplog.text
    assert SECRET not in caplog.text
    assert queue.waiting().failed == 1


def test_two_workers_never_take_the_same_job() -> None:
    for number in range(20):
        note_down.enqueue(str(number))
    taken: list[str] = []
    begin = threading.Barrier(3)

    def take_all(name: str) -> None:
        begin.wait()
        misses = 0
        while misses < 20 and len(taken) < 20:
            try:
                found = queue.take(name)
            except OperationalError:  # SQLite's one writer is the other thread
                found = None
            if found is None:
                misses += 1
            else:
                taken.append(str(found.pk))
        connection.close()

    threads = [threading.Thread(target=take_all, args=(f"worker {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


def test_a_job_whose_worker_is_gone_waits_again_when_nobody_holds_it() -> None:
    note_down.enqueue("lost and found")
    held = queue.take("killed")
    assert held is not None
    assert queue.take_back_lost() == 0, "it is still held"
    assert queue.hold_on(held)
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    assert queue.take_back_lost() == 1
    assert not queue.hold_on(held), "who comes back too late holds nothing"
    assert Worker("another").step()
    assert did == ["lost and found"]
    queue.failed(held, LookupError())
    assert statuses() == [TaskResultStatus.SUCCESSFUL], "nor does it say what became of the job"


def test_a_worker_that_takes_anothers_place_takes_up_its_job_at_once() -> None:
    note_down.enqueue("mine")
    note_down.enqueue("somebody else's")
    assert queue.take("gone") is not None
    assert queue.take("alive") is not None
    worker = Worker("new", instead_of="gone")
    assert worker.step()
    assert not worker.step()
    assert did == ["mine"]


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    note_down.enqueue("deadly")
    for time in range(queue.TRIES):
        assert queue.take(f"victim {time}") is not None
        queue.take_back_lost(f"victim {time}")
    assert queue.take("survivor") is None
    [failed] = DBTaskResult.objects.all()
    assert (failed.status, failed.exception_class_path.rpartition(".")[2]) == (
        TaskResultStatus.FAILED,
        "WorkersLost",
    )


def test_what_is_regular_is_done_when_it_is_due_and_one_that_fails_keeps_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @every(seconds=1000)
    def fail() -> None:
        raise LookupError(SECRET)

    @every(seconds=1000)
    def seldom() -> None:
        did.append("seldom")

    @every(seconds=0)
    def always() -> None:
        did.append("always")

    worker = Worker("one")
    worker.step()
    worker.step()
    assert did == ["seldom", "always", "always"]
    assert "fail failed: LookupError" in caplog.text
    assert SECRET not in caplog.text


def test_what_is_long_over_is_removed() -> None:
    for _ in range(4):
        note_down.enqueue("x")
    old, older = timezone.now() - timedelta(days=8), timezone.now() - timedelta(days=31)
    for status, at in (
        (TaskResultStatus.SUCCESSFUL, old),
        (TaskResultStatus.FAILED, old),
        (TaskResultStatus.FAILED, older),
    ):
        row = DBTaskResult.objects.filter(status=TaskResultStatus.READY).first()
        assert row is not None
        DBTaskResult.objects.filter(pk=row.pk).update(status=status, finished_at=at)
    assert queue.prune() == 2
    assert sorted(statuses()) == [TaskResultStatus.FAILED, TaskResultStatus.READY]
