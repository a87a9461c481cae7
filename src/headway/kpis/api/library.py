"""The library of definitions: found, copied to another unit, said to still hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.kpi_quality import Gap
from headway.core.spc import Better
from headway.kit import clock
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Id, Input, Line, PageOf, PageQuery, Ref
from headway.kpis.actions.copying import confirm_definition, copy_kpi
from headway.kpis.api.definitions import kpi_body, told
from headway.kpis.api.outputs import KpiOut
from headway.kpis.models import Frequency, Nature
from headway.kpis.queries.definitions.library import LibraryFilters, LibraryRow, Place, library
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["KPIs"])


class LibraryQuery(PageQuery):
    """Which definitions."""

    q: Line = Field("", description="Words of name, question, formula or source.",
                    examples=["passed"])  # fmt: skip
    measure: Line = Field("", description="What it is measured in.", examples=["%"])
    better: Better | None = None
    nature: Nature | None = None
    frequency: Frequency | None = None
    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    owner_id: Id | None = None
    copied_from_id: Id | None = Field(None, description="That began with this KPI's definition.")
    lacks: Gap | None = Field(None, description="That leave this open.")
    followed: bool = Field(False, description="That the caller follows.")
    archived: bool = Field(False, description="Those that are archived instead.")


class DefinitionOut(Schema):
    """A definition in the library: what it measures, how, and what it leaves open."""

    id: Id
    name: str = Field(..., examples=["First-pass yield"])
    question: str
    formula: str = Field(..., examples=["Units that pass the first test / units tested"])
    measure: str = Field(..., examples=["%"])
    better: Better
    nature: Nature
    frequency: Frequency
    unit_id: Id
    unit_name: str = Field(..., examples=["Blue"])
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    source: str
    response_plan: str
    counter_metric: str
    leads_id: Id | None = Field(..., description="The KPI that it is said to lead.")
    leads_name: str | None
    review_by: date | None
    archived_at: datetime | None
    version: int = Field(..., examples=[3])
    copied_from_id: Id | None = Field(..., description="The KPI whose definition it began with.")
    copied_version: int | None = Field(..., description="The version it was copied in.")
    is_behind: bool = Field(..., description="Whether that definition has changed since.")
    copies: int = Field(..., description="Live KPIs that began with this definition.")
    followers: int
    is_followed: bool = Field(..., description="Whether the caller follows it.")
    gaps: list[Gap] = Field(..., description="What it leaves open, the gravest first (method 3.8).")


class CopyNew(Input):
    """Where the definition is to be used."""

    unit_id: Ref
    owner_id: Ref | None = Field(None, description="Who answers for it there; the caller if null.")
    name: Line = Field("", description="Its name there; the same if empty.")


@router.get(
    "kpi-library",
    response=PageOf[DefinitionOut],
    operation_id="list_kpi_definitions",
    summary="List the definitions of KPIs",
)
def read_library(request: ApiRequest, query: Query[LibraryQuery]) -> HttpResponse:
    """By name: what each is for, how it is computed, who answers for it, what it leaves open."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    filters = LibraryFilters(
        words=query.q.strip(),
        measure=query.measure.strip(),
        better=query.better or "",
        nature=query.nature or "",
        frequency=query.frequency or "",
        unit_path=path_of(actor, query.unit_id),
        owner_id=query.owner_id,
        follower_id=(actor.person_id or 0) if query.followed else None,
        copied_from_id=query.copied_from_id,
        lacks=query.lacks or "",
        archived=query.archived,
    )
    rows = library(actor, filters, today, after=_after(query.cursor), limit=query.limit + 1)
    shown = rows[: query.limit]
    more = encode_cursor(shown[-1].place) if len(rows) > query.limit else None
    return answers.page(request, Page(shown, more), lambda row: _body(row, today))


@router.post(
    "kpis/{kpi_id}/copies",
    response={201: KpiOut},
    operation_id="copy_kpi",
    summary="Use a KPI's definition in another unit",
)
def copy(request: ApiRequest, kpi_id: Id, new: CopyNew) -> HttpResponse:
    """A KPI with the same definition, not its values, targets or limits; it says where it came
    from. Leads and administrators of that unit."""
    made = copy_kpi(request.auth, kpi_id, **new.model_dump())
    body = kpi_body(request, made.pk)
    return answers.created(request, body, f"kpis/{made.pk}", version=made.version)


@router.put(
    "kpis/{kpi_id}/definition-review",
    response=KpiOut,
    operation_id="confirm_kpi_definition",
    summary="Say that a KPI's definition still holds",
)
def confirm(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """It is asked for again in a year. The owner, leads and administrators."""
    confirm_definition(request.auth, kpi_id, version=expected_version(request))
    return told(request, kpi_id)


_TOLD = tuple(name for name in DefinitionOut.model_fields if name != "gaps")


def _body(row: LibraryRow, today: date) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in _TOLD}, "gaps": row.gaps(today)}


def _after(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    name, kpi_id = decode_cursor(cursor, str, int)
    return name, kpi_id
