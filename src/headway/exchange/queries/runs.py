"""Imports of an organisation, as rows and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from headway.exchange.models import ImportRun
from headway.kit.problems import NotFound
from headway.people.queries import InOrganisation

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


def get_run(reader: InOrganisation, run_id: int, *, lock: bool = False) -> ImportRun:
    """The import. Raises NotFound."""
    runs = ImportRun.objects.filter(organisation_id=reader.organisation_id)
    if lock:
        runs = runs.select_for_update(no_key=True)
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no such import. A preview is kept for a day."))
    return run


def list_runs(reader: InOrganisation) -> list[RunRow]:
    """The newest imports and previews. One query."""
    rows = (
        ImportRun.objects.filter(organisation_id=reader.organisation_id)
        .order_by("-id")
        .values_list(
            "id", "filename", "source", "state", "person__name", "created_at", "committed_at",
            "undone_at", "report__created", "report__updated",
        )[:LISTED]
    )  # fmt: skip
    return [RunRow(*row) for row in rows]
