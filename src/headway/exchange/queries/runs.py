"""Imports of an organisation, as rows and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.exchange.formats.kpis import SERIES, VALUES
from headway.exchange.models import ImportRun
from headway.kit.problems import NotFound
from headway.people.access import Actor, Permission, decide

LISTED = 50


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import in a list."""

    id: int
    filename: str
    source: str
    state: str
    person_name: str | None
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    created: dict[str, int]
    updated: dict[str, int]


def get_run(reader: Actor, run_id: int, *, lock: bool = False) -> ImportRun:
    """The import, of one's own for who may import values only. Raises NotFound."""
    runs = _runs_of(reader)
    if lock:
        runs = runs.select_for_update(no_key=True)
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no such import. A preview is kept for a day."))
    return run


def _runs_of(reader: Actor) -> QuerySet[ImportRun]:
    runs = ImportRun.objects.filter(organisation_id=reader.organisation_id)
    if decide(reader, Permission.IMPORT_RUN).allowed:
        return runs
    return runs.filter(person_id=reader.person_id or 0, format__in=(VALUES, SERIES))


def list_runs(reader: Actor) -> list[RunRow]:
    """The newest imports and previews that the reader may see. One query."""
    rows = (
        _runs_of(reader)
        .order_by("-id")
        .values_list(
            "id", "filename", "source", "state", "person__name", "created_at", "committed_at",
            "undone_at", "report__created", "report__updated",
        )[:LISTED]
    )  # fmt: skip
    return [RunRow(*row) for row in rows]
