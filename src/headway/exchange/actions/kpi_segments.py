"""The segments that a table of definitions names, and the values that a file brings of each."""

from __future__ import annotations

from collections.abc import Iterator

from headway.exchange.actions.brought import Brought
from headway.exchange.formats.kpis import ImportedKpi
from headway.exchange.models import ImportChange
from headway.kpis.actions.measurements import Recorded
from headway.kpis.actions.segments import add_segment
from headway.kpis.models import Kpi
from headway.kpis.queries.series.segments import series_of
from headway.people.access import Actor


def bring_segments(actor: Actor, brought: Brought, entry: ImportedKpi, kpi: Kpi) -> None:
    """Add the segments that a KPI does not have yet."""
    series = series_of([kpi.pk])[kpi.pk] if entry.segments else None
    for name in entry.segments:
        if series is not None and series.named(name):
            brought.unchanged["segments"] += 1
            continue
        made = add_segment(actor, kpi.pk, name=name)
        brought.created["segments"] += 1
        brought.changes.append(
            ImportChange(kind="segment", external_id=str(kpi.pk), object_id=made.pk, created=True)
        )


def measured_changes(done: Recorded) -> Iterator[ImportChange]:
    """What is needed to take values back: of the whole, and of each segment."""
    for segment in dict.fromkeys(one.segment for one in done.written):
        mine = [one for one in done.written if one.segment == segment]
        yield ImportChange(
            kind="measurement",
            external_id=str(done.kpi.pk),
            object_id=done.kpi.pk,
            created=False,
            before={
                "created": [str(one.starts_on) for one in mine if one.revision == 1],
                "changed": [str(one.starts_on) for one in mine if one.revision > 1],
                "revisions": {str(one.starts_on): one.revision for one in mine},
                "segment": segment,
            },
        )
