"""Try a source before it is relied on: ask it, and tell what its values would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from headway.kit import clock
from headway.kit.refusing import refuse
from headway.kpis import sources
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.connectors.asking import Asked, ask, one_by_hand, window_of
from headway.kpis.actions.connectors.definition import window_errors
from headway.kpis.actions.connectors.secrets import complete
from headway.kpis.actions.connectors.sorting import Foreseen, ReadingVerdict, foresee
from headway.kpis.queries.connectors.rows import connector_of, refuse_computed
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.sources import SourceError
from headway.people.access import Actor, Permission, require

SHOWN = 20
"""Values of a source that are shown."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source told, the newest first; ``counts`` are of all, by verdict. With an error it
    told nothing that can be taken over; ``left_out`` says what is wrong with rows that cannot be
    read."""

    values: tuple[Foreseen, ...] = ()
    counts: Mapping[ReadingVerdict, int] | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    error_code: str = ""
    error: str = ""

    @property
    def read(self) -> int:
        return sum((self.counts or {}).values())

    @property
    def has_segments(self) -> bool:
        """Whether it told values of segments."""
        return any(one.segment for one in self.values)


def try_connector(
    actor: Actor,
    kpi_id: int,
    *,
    kind: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str | None] | None = None,
    window: int = 3,
) -> Tried:
    """Ask a source and store nothing. Stored secrets are used where none is entered, as by
    ``set_connector``. An error of the source is part of the answer.

    Raises NotAllowed, NotFound, Conflict (archived, or derived), InvalidInput, Busy.
    """
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    refuse_computed(kpi)
    refuse(window_errors("window", window))
    given, sealed = complete(connector_of(kpi), kind, settings, secrets or {})
    cleaned = sources.check(kind, given, sealed)
    calendar = calendar_of(kpi.organisation_id)
    since, until = window_of(kpi, window, clock.today(actor.time_zone), calendar)
    asked = Asked(
        kpi.organisation.slug, kind, cleaned, sealed, since, until, calendar, actor.time_zone
    )
    try:
        with one_by_hand():
            answered = ask(kpi, asked)
    except SourceError as error:
        return Tried(error_code=error.code, error=str(error.message))
    found = foresee(actor, kpi, answered.readings, calendar)
    counts = Counter(one.verdict for one in found)
    return Tried(tuple(found[:SHOWN]), counts, answered.notes, answered.left_out)
