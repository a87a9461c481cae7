"""Ask the source of a KPI and store what it tells: when it is due, or by hand.

The source is asked outside of any transaction; what it told is then stored in one, together with
how it went. What cannot be read, or is not possible, is left out and named; where nothing can be
taken over, nothing is stored but that.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.kit.sealed import Unreadable, unseal
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.connectors.asking import Answered, Asked, ask, one_by_hand, window_of
from headway.kpis.actions.connectors.definition import window_errors
from headway.kpis.actions.connectors.outcomes import Attempt, note_failure, note_success
from headway.kpis.actions.connectors.sorting import Refused
from headway.kpis.models import Connector, ConnectorRun, Kpi
from headway.kpis.queries.connectors.rows import get_connector
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.sources import SourceError
from headway.people.access import Actor, Permission, require, system_actor

CLAIMED_FOR = timedelta(minutes=10)
"""A run that is not over by then is over: its process is gone."""
QUEUED_FOR = timedelta(minutes=10)
"""When a connector that was found due is found due again, should nothing come of it."""
FARTHEST = timedelta(days=8)
"""Beyond a week nothing is planned: what lies there was planned by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Due:
    """A connector that is due, and since when."""

    id: int
    next_at: datetime


def due_connectors(limit: int = 100) -> list[Due]:
    """Those whose time has come, the longest due first. One query."""
    now = clock.now()
    is_due = Q(next_at__lte=now) | Q(next_at__gt=now + FARTHEST)
    rows = (
        Connector.objects.filter(is_due, is_active=True, kpi__archived_at__isnull=True)
        .order_by("next_at")
        .values_list("pk", "next_at")[:limit]
    )
    return [Due(pk, next_at) for pk, next_at in rows if next_at is not None]


def claim_due(due: Due) -> bool:
    """Whether it is for us to enqueue it: of several that found it due, one. Inside the transaction
    that enqueues."""
    mine = Connector.objects.filter(pk=due.id, next_at=due.next_at, is_active=True)
    return bool(mine.update(next_at=clock.now() + QUEUED_FOR))


def run_due(connector_id: int, *, job: str) -> ConnectorRun | None:
    """The run of a job. A job that lost its worker takes its run up again. None where the connector
    is gone, pauses, or is asked by somebody else just now."""
    connector = (
        Connector.objects.filter(pk=connector_id, is_active=True)
        .select_related("kpi__unit", "organisation")
        .first()
    )
    if connector is None or not _claim(connector, f"job {job}"):
        return None
    actor = system_actor(connector.organisation)
    return _run(actor, connector, Attempt(clock.now(), by_hand=False), connector.window)


def run_connector(
    actor: Actor, kpi_id: int, *, replace_entered: bool = False, periods: int | None = None
) -> ConnectorRun:
    """Ask the source now, and wait for it: for so many ``periods``, or as far back as usual. With
    ``replace_entered`` its values replace those that somebody entered. That it did not work is part
    of the answer.

    Raises NotAllowed, NotFound, Conflict (archived, or asked just now), InvalidInput, Busy.
    """
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
    refuse_archived(kpi)
    connector = get_connector(kpi)
    wanted = connector.window if periods is None else periods
    refuse(window_errors("periods", wanted))
    with one_by_hand():
        if not _claim(connector, f"hand {uuid.uuid4().hex}"):
            said = _("The source is asked just now. Look again in a moment.")
            raise Conflict(said, code="connector_running")
        attempt = Attempt(clock.now(), by_hand=True, replace_entered=replace_entered)
        return _run(actor, connector, attempt, wanted)


def _claim(connector: Connector, who: str) -> bool:
    now = clock.now()
    over = Q(running_since__lt=now - CLAIMED_FOR) | Q(running_since__gt=now + CLAIMED_FOR)
    free = Q(running_since__isnull=True) | over | Q(running_for=who)
    mine = Connector.objects.filter(free, pk=connector.pk)
    connector.running_for = who
    return bool(mine.update(running_since=now, running_for=who))


def _run(actor: Actor, connector: Connector, attempt: Attempt, periods: int) -> ConnectorRun:
    """Ask, then note how it went, which lets the claim go; so does whatever else happens."""
    kpi = connector.kpi
    share = random.random()  # noqa: S311 - how long to wait, nothing secret
    try:
        try:
            answered = _asked(actor, kpi, connector, periods)
            return note_success(actor, connector, attempt, answered)
        except Refused as refused:
            error = SourceError("refused", " ".join(refused.said[:3]))
        except SourceError as told:
            error = told
        return note_failure(actor, connector, attempt, error, share)
    except BaseException:
        mine = Connector.objects.filter(pk=connector.pk, running_for=connector.running_for)
        mine.update(running_since=None, running_for="")
        raise


def _asked(actor: Actor, kpi: Kpi, connector: Connector, periods: int) -> Answered:
    try:
        secrets = unseal(connector.sealed)
    except Unreadable:
        said = _("Its secrets cannot be read: the server's key is another one. Enter them again.")
        raise SourceError("sealed", said, is_lasting=True) from None
    calendar = calendar_of(kpi.organisation_id)
    since, until = window_of(kpi, periods, clock.today(actor.time_zone), calendar)
    asked = Asked(
        kpi.organisation.slug,
        connector.kind,
        connector.settings,
        secrets,
        since,
        until,
        calendar,
        actor.time_zone,
    )
    return ask(kpi, asked)
