"""Ask the sources of KPIs when their time has come."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from headway.kit.jobs import every, job
from headway.kit.problems import Conflict
from headway.kpis.actions.connectors.running import claim_due, due_connectors, run_due


@job(takes_context=True)
def ask_source(context: Any, connector_id: int) -> None:
    """Of one connector. That it was changed meanwhile is no failure: it is due at once again."""
    try:
        run_due(connector_id, job=str(context.task_result.id))
    except Conflict:
        return


@every(seconds=5)
def enqueue_due() -> None:
    """All that are due, each by one of the workers."""
    for due in due_connectors():
        with transaction.atomic():
            if claim_due(due):
                ask_source.enqueue(due.id)
