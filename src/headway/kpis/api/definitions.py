"""Which KPIs there are, what defines them, and who follows them."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Query, Router

from headway.core.spc import Colour
from headway.kit import clock
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Id, Input, Line, PageOf, Text
from headway.kpis.actions import archiving, remarks
from headway.kpis.actions import definitions as actions
from headway.kpis.api import bodies
from headway.kpis.api.asked import AsOfQuery, DayQuery, moment_of_read
from headway.kpis.api.inputs import KpiChange, KpiNew
from headway.kpis.api.outputs import KpiItem, KpiOut, KpiVersionOut
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.known.moment import versions_known
from headway.kpis.queries.known.records import follows
from headway.kpis.queries.lists.rows import KpiFilters, Place
from headway.kpis.queries.lists.then import kpi_known, list_kpis_known
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["KPIs"])


class KpisQuery(AsOfQuery):
    """Which KPIs."""

    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    owner_id: Id | None = None
    colour: Colour | None = None
    followed: bool = Field(False, description="That the caller follows.")
    external_id: Line = Field("", examples=["fpy-line-3"])
    q: Line = Field("", description="Words of the name or the question.", examples=["yield"])
    archived: bool = Field(False, description="Those that are archived instead.")


class ArchiveIn(Input):
    """A reason, kept in the audit trail."""

    why: Text = Field("", examples=["Nobody asks for it any more."])


@router.get("kpis", response=PageOf[KpiItem], operation_id="list_kpis", summary="List KPIs")
def read_kpis(request: ApiRequest, query: Query[KpisQuery]) -> HttpResponse:
    """In the order of the units' tree, each with how it stands."""
    actor = request.auth
    filters = KpiFilters(
        unit_path=path_of(actor, query.unit_id),
        owner_id=query.owner_id,
        colour=query.colour or "",
        follower_id=(actor.person_id or 0) if query.followed else None,
        words=tuple(query.q.split()),
        archived=query.archived,
        external_id=query.external_id.strip(),
    )
    today = clock.today(actor.time_zone)
    rows = list_kpis_known(
        actor,
        filters,
        query.as_of or today,
        today=today,
        after=_after(query.cursor),
        limit=query.limit + 1,
    )
    shown = rows[: query.limit]
    more = encode_cursor(shown[-1].place) if len(rows) > query.limit else None
    return answers.page(request, Page(shown, more), bodies.items_of(actor, query.as_of))


@router.post("kpis", response={201: KpiOut}, operation_id="create_kpi", summary="Define a KPI")
def create_kpi(request: ApiRequest, new: KpiNew) -> HttpResponse:
    """Leads and administrators. A unit has twelve at most."""
    made = actions.create_kpi(request.auth, **new.given())
    body = kpi_body(request, made.pk)
    return answers.created(request, body, f"kpis/{made.pk}", version=made.version)


@router.get("kpis/{kpi_id}", response=KpiOut, operation_id="get_kpi", summary="Read a KPI")
def read_kpi(request: ApiRequest, kpi_id: Id, query: Query[DayQuery]) -> HttpResponse:
    """With its definition in force and how it stands; archived ones too. With `as_of`, as it was
    known on that day."""
    return told(request, kpi_id, query.as_of)


@router.patch(
    "kpis/{kpi_id}", response=KpiOut, operation_id="update_kpi", summary="Change a KPI's definition"
)
def update_kpi(request: ApiRequest, kpi_id: Id, change: KpiChange) -> HttpResponse:
    """A new version; the earlier ones stay. Another formula, expression, scale or measure begins a
    new baseline and needs `why`; another expression computes all values anew. The owner, leads and
    administrators."""
    actions.update_kpi(request.auth, kpi_id, version=expected_version(request), **change.given())
    return told(request, kpi_id)


@router.put(
    "kpis/{kpi_id}/archive", response=KpiOut, operation_id="archive_kpi", summary="Archive a KPI"
)
def archive(request: ApiRequest, kpi_id: Id, reason: ArchiveIn) -> HttpResponse:
    """It keeps its values. One that others are derived from is refused. Where it measures a
    mid-term goal and has counted on an earlier day it needs `why`. The owner, leads and
    administrators."""
    archiving.archive_kpi(request.auth, kpi_id, why=reason.why)
    return told(request, kpi_id)


@router.delete(
    "kpis/{kpi_id}/archive", response=KpiOut, operation_id="restore_kpi", summary="Restore a KPI"
)
def restore(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """Take it out of the archive. The owner, leads and administrators."""
    archiving.restore_kpi(request.auth, kpi_id)
    return told(request, kpi_id)


@router.get(
    "kpis/{kpi_id}/versions",
    response=PageOf[KpiVersionOut],
    operation_id="list_kpi_versions",
    summary="List the versions of a KPI's definition",
)
def read_versions(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The newest first."""
    kpi = get_kpi(request.auth, kpi_id)
    rows = versions_known(kpi, moment_of_read(request, kpi, query.as_of))
    return answers.listed(request, rows, query, bodies.version, key=lambda row: row.number)


@router.put(
    "kpis/{kpi_id}/follow", response={204: None}, operation_id="follow_kpi", summary="Follow a KPI"
)
def follow(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """Hear of its signals."""
    remarks.follow(request.auth, kpi_id, wanted=True)
    return answers.nothing()


@router.delete(
    "kpis/{kpi_id}/follow",
    response={204: None},
    operation_id="unfollow_kpi",
    summary="Stop following a KPI",
)
def unfollow(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """Hear no more of it."""
    remarks.follow(request.auth, kpi_id, wanted=False)
    return answers.nothing()


def told(request: ApiRequest, kpi_id: int, as_of: date | None = None) -> HttpResponse:
    """The answer that tells a KPI. Raises NotFound."""
    body = kpi_body(request, kpi_id, as_of)
    return answers.one(request, body, version=body["version"])


def kpi_body(request: ApiRequest, kpi_id: int, as_of: date | None = None) -> bodies.Body:
    """A KPI with its definition in force, on a day. Raises NotFound."""
    actor, kpi = request.auth, get_kpi(request.auth, kpi_id)
    found = kpi_known(actor, kpi, moment_of_read(request, kpi, as_of))
    return {
        **bodies.items_of(actor, as_of)(found.row),
        **bodies.definition(found.kpi, found.inputs),
        "is_followed": follows(actor, kpi_id),
    }


def _after(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    path, position, kpi_id = decode_cursor(cursor, str, int, int)
    return path, position, kpi_id
