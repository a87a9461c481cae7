"""Say where the values of a KPI come from, and when; pause that, go on, or end it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.kit.sealed import seal
from headway.kpis import sources
from headway.kpis.actions.checks import check_version, refuse_archived
from headway.kpis.actions.connectors.secrets import complete
from headway.kpis.models import Connector, Every, Kpi
from headway.kpis.queries.connectors.rows import connector_of, get_connector, refuse_computed
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.people.access import Actor, Permission, require

MOST_PERIODS = 400
"""Periods that are read back at most."""


@transaction.atomic
def set_connector(
    actor: Actor,
    kpi_id: int,
    *,
    kind: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str | None] | None = None,
    every: str = Every.DAY,
    at: time = time(6),
    weekday: int = 0,
    window: int = 3,
    version: int | None = None,
) -> Connector:
    """Take the values of a KPI from a source, or change how. It is asked at once, then every hour,
    day or week ``at`` a time of the organisation's clock, for the last ``window`` periods.

    Of secrets, those left out or empty stay as they are, None forgets one. They do not follow to
    another address, where they would be told to somebody else: then they are entered again.

    Raises NotAllowed, NotFound, Conflict (archived, or derived from others), Outdated,
    InvalidInput.
    """
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    refuse_computed(kpi)
    before = connector_of(kpi, lock=True)
    if before is not None:
        check_version(before, version)
    refuse(schedule_errors(every, weekday, window))
    kept, sealed = complete(before, kind, settings, secrets or {})
    connector = before or Connector(
        kpi=kpi, organisation_id=kpi.organisation_id, created_at=clock.now(), version=0
    )
    was = told(before) if before else None
    connector.kind = kind
    connector.settings = sources.check(kind, kept, sealed)
    connector.sealed = seal(sealed)
    connector.every, connector.at, connector.weekday = every, at, weekday
    connector.window = window
    connector.version += 1
    _begin_anew(connector)
    connector.save()
    now = told(connector, sealed)
    record(actor, _entry("connector.changed" if was else "connector.set", kpi, was, now))
    return connector


@transaction.atomic
def remove_connector(actor: Actor, kpi_id: int) -> Kpi:
    """Take no more values from the source. What it brought stays. Raises NotAllowed, NotFound."""
    kpi, connector = _held(actor, kpi_id)
    was = told(connector)
    connector.delete()
    record(actor, _entry("connector.removed", kpi, was, None))
    return kpi


@transaction.atomic
def pause_connector(actor: Actor, kpi_id: int) -> Connector:
    """Ask the source no more by itself until it goes on. Raises NotAllowed, NotFound."""
    kpi, connector = _held(actor, kpi_id)
    if not connector.is_active:
        return connector
    connector.is_active = False
    connector.next_at = None
    connector.version += 1
    connector.save()
    record(actor, _entry("connector.paused", kpi, None, None))
    return connector


@transaction.atomic
def resume_connector(actor: Actor, kpi_id: int) -> Connector:
    """Ask the source by itself again, beginning at once; also one that was given up. Raises
    NotAllowed, NotFound, Conflict (archived)."""
    kpi, connector = _held(actor, kpi_id)
    refuse_archived(kpi)
    if connector.is_active and not connector.gave_up:
        raise Conflict(_("It is not paused: the source is asked by itself."), code="not_paused")
    connector.is_active = True
    connector.version += 1
    _begin_anew(connector)
    connector.save()
    record(actor, _entry("connector.resumed", kpi, None, None))
    return connector


def _held(actor: Actor, kpi_id: int) -> tuple[Kpi, Connector]:
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    return kpi, get_connector(kpi, lock=True)


def _begin_anew(connector: Connector) -> None:
    """Ask at once, whatever went wrong before. Until it worked, it is the same outage."""
    connector.next_at = clock.now() if connector.is_active else None
    connector.failures = 0
    connector.gave_up = False


def schedule_errors(every: str, weekday: int, window: int) -> list[FieldError]:
    """What cannot be used of when and how far back."""
    errors = []
    if every not in Every.values:
        errors.append(FieldError("every", "unknown", _("Choose an hour, a day or a week.")))
    if not 0 <= weekday <= 6:
        errors.append(FieldError("weekday", "unknown", _("Choose a day of the week.")))
    return errors + window_errors("window", window)


def window_errors(field: str, window: int) -> list[FieldError]:
    """How many periods back can be read."""
    if 1 <= window <= MOST_PERIODS:
        return []
    said = _("Read from 1 to %(limit)d periods back.") % {"limit": MOST_PERIODS}
    return [FieldError(field, "range", said)]


def told(connector: Connector, secrets: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the audit trail keeps: no secret, only which ones were entered where that is known."""
    found: dict[str, Any] = {
        "kind": connector.kind,
        **{f"source_{name}": value for name, value in connector.settings.items()},
        "every": str(connector.every),
        "at": connector.at.isoformat(timespec="minutes"),
        "weekday": connector.weekday,
        "window": connector.window,
    }
    if secrets is not None:
        found["secrets"] = sorted(secrets)
    return found


def _entry(
    verb: str, kpi: Kpi, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Entry:
    return Entry(verb, "kpi", kpi.pk, kpi.name, before, after)
