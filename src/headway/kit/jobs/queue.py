"""The rows of jobs: who takes one, who holds it, what became of it.

A worker *holds* a job for a minute and says again and again that it still works. A job that nobody
holds any more lost its worker: it waits again. While a job runs, ``run_after`` says until when it
is held, and ``started_at`` tells one hold from the next. All of this goes by the real clock.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db.models import Min, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

Held: TypeAlias = "DBTaskResult[Any, Any]"
"""A job that a worker holds."""

HELD_FOR = timedelta(minutes=1)
TRIES = 3
"""A job that lost so many workers is given up: it may be what kills them."""
KEPT_FOR = timedelta(days=7)
FAILED_KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the queue stands: jobs that wait, since when the first of them could run, and jobs that
    failed and are still kept."""

    jobs: int
    since: datetime | None
    failed: int


def take(worker: str) -> Held | None:
    """The job that is next, now held by a worker; None where none waits, or where another worker
    was faster."""
    found = DBTaskResult.objects.ready().first()
    if found is None:
        return None
    now = timezone.now()
    workers = [*found.worker_ids, worker]
    taken = DBTaskResult.objects.filter(pk=found.pk, status=TaskResultStatus.READY).update(
        status=TaskResultStatus.RUNNING,
        started_at=now,
        run_after=now + HELD_FOR,
        worker_ids=workers,
    )
    if not taken:
        return None
    found.status, found.started_at, found.worker_ids = TaskResultStatus.RUNNING, now, workers
    return found


def hold_on(held: Held) -> bool:
    """Say that its worker is still at it; False where the job is no longer theirs."""
    return bool(_held(held).update(run_after=timezone.now() + HELD_FOR))


def done(held: Held) -> None:
    """It was done. Another worker that took it up meanwhile says so itself."""
    _held(held).update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())


def failed(held: Held, error: BaseException) -> None:
    """It raised an error. Where it was raised is kept, not what the error says: that could quote
    what must not be kept."""
    _held(held).update(**_failure(error))


def _held(held: Held) -> QuerySet[Held]:
    return DBTaskResult.objects.filter(
        pk=held.pk, status=TaskResultStatus.RUNNING, started_at=held.started_at
    )


def _failure(error: BaseException) -> dict[str, Any]:
    return {
        "status": TaskResultStatus.FAILED,
        "finished_at": timezone.now(),
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(traceback.format_tb(error.__traceback__)),
    }


class WorkersLost(RuntimeError):
    """A job lost its worker again and again."""


def take_back_lost(worker: str = "") -> int:
    """Jobs that nobody holds any more wait again, those of a worker that is known to be gone at
    once; how many. Safe to call by several at a time."""
    running = DBTaskResult.objects.running()
    if not worker:
        running = running.filter(run_after__lt=timezone.now())
    count = 0
    for lost in running:
        if worker and lost.worker_ids[-1:] != [worker]:
            continue
        if len(lost.worker_ids) >= TRIES:
            _held(lost).update(**_failure(WorkersLost()))
            continue
        count += _held(lost).update(status=TaskResultStatus.READY, run_after=timezone.now())
    return count


def prune() -> int:
    """Remove jobs that were done a week ago, or failed a month ago; how many."""
    now = timezone.now()
    old = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT_FOR)
    old_failures = DBTaskResult.objects.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR)
    return old.delete()[0] + old_failures.delete()[0]


def waiting() -> Waiting:
    """How the queue stands. Three queries."""
    ready = DBTaskResult.objects.ready()
    since = ready.aggregate(first=Min("enqueued_at"))["first"]
    return Waiting(ready.count(), since, DBTaskResult.objects.failed().count())
