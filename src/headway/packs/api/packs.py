"""The API of packs: made, changed, frozen, copied, and what they show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Flag, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.packs import actions
from headway.packs.formats.stored import plain
from headway.packs.models import PackCadence, PageKind
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import PackRow, pack_row, pack_rows, pages_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Board packs"])


class PackOut(Schema):
    """A board pack. A frozen one keeps what it showed."""

    id: Id
    title: str = Field(..., examples=["Board pack of Tidewell"])
    unit_id: Id | None = Field(..., description="Null: the whole organisation.")
    unit_name: str | None = Field(..., examples=["Controllers"])
    maker_id: Id | None
    maker_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    day: date | None = Field(..., description="The day it tells of; null: today.")
    is_as_known: bool = Field(..., description="The scorecard by what was known on that day.")
    cadence: PackCadence
    send_day: int = Field(..., examples=[1])
    with_file: bool = Field(..., description="E-mails hold the PDF, not only a link.")
    next_on: date | None = Field(..., description="When it goes out by e-mail next.")
    source_id: Id | None = Field(..., description="The pack that it is a copy of.")
    frozen_at: datetime | None
    frozen_by_name: str | None = Field(..., examples=["Grace Hopper"])
    digest: str = Field(..., description="SHA-256 of what is kept, as in the audit trail.")
    archived_at: datetime | None
    version: int = Field(..., examples=[1])
    pages: int = Field(..., description="How many there are.", examples=[6])
    comments: int = Field(..., description="Open ones.", examples=[2])


class PackNew(Input):
    """A pack to make."""

    title: Line = Field("", description="What it is of, when left out.", examples=["November"])
    unit_id: Ref | None = Field(None, description="Null: the whole organisation.")
    kinds: list[PageKind] | None = Field(
        None,
        description="Its pages; a ready set when left out. Those of a goal or KPI are added later.",
        max_length=40,
        examples=[["summary", "scorecard"]],
    )


class PackChange(Input):
    """What changes; the rest stays."""

    title: Line = Field(KEEP, examples=["November"])
    day: Day | None = Field(None, description="Null: today, whenever somebody looks.")
    is_as_known: Flag = Field(KEEP, examples=[False])


class PackFreezeNew(Input):
    """Keep what the pack shows everybody of the organisation."""

    as_copy: Flag = Field(
        False, description="Freeze a copy, and let the pack go on.", examples=[True]
    )


class PackCopyNew(Input):
    """A live pack of the same pages."""

    title: Line = Field("", description="The same when left out.", examples=["December"])


class PackPutAway(Input):
    """A reason, kept in the audit trail."""

    why: Text = Field("", examples=["Replaced by a shorter one."])


class PackBlockOut(Schema):
    """A part of a page: `block` says which, the other fields are those of its kind."""

    block: Literal["prose", "table", "line_chart", "bar_chart", "map", "score_card"]
    model_config = {"extra": "allow"}


class PackPageShown(Schema):
    """A page as it is read."""

    key: str = Field(..., description="Its position.", examples=["1"])
    kind: PageKind
    name: str = Field(..., examples=["Scorecard"])
    title: str = Field(..., examples=["Yes: 73 of 100. Internal process is weakest."])
    lead: str
    href: str = Field(..., description="The live page of the same.", examples=["/scorecard"])
    blocks: list[PackBlockOut]


class PackDocumentOut(Schema):
    """Everything that a pack shows, with every number as it is."""

    title: str = Field(..., examples=["Board pack of Tidewell"])
    organisation: str = Field(..., examples=["Tidewell"])
    scope: str = Field(..., examples=["Tidewell"])
    day: date
    made_at: datetime
    pages: list[PackPageShown]


@router.get(
    "packs", response=PageOf[PackOut], operation_id="list_packs", summary="List board packs"
)
def list_packs(request: ApiRequest, page: Paging, archived: bool = False) -> HttpResponse:
    """Live ones first, then frozen ones, the latest first."""
    rows = pack_rows(request.auth, archived=archived)
    return answers.listed(request, rows, page, shown)


@router.post(
    "packs",
    response={201: PackOut},
    operation_id="create_pack",
    summary="Make a board pack",
)
def create_pack(request: ApiRequest, new: PackNew) -> HttpResponse:
    """Leads and coaches of the unit, and administrators."""
    made = actions.add_pack(request.auth, **new.model_dump())
    return created(request, made.pk)


def created(request: ApiRequest, pack_id: int) -> HttpResponse:
    """A pack that now exists."""
    row = pack_row(request.auth, pack_id)
    return answers.created(request, shown(row), f"packs/{pack_id}", version=row.version)


def shown(row: PackRow) -> dict[str, Any]:
    """The row as it is answered."""
    return {name: getattr(row, name) for name in PackOut.model_fields}


@router.get(
    "packs/{pack_id}", response=PackOut, operation_id="get_pack", summary="Read a board pack"
)
def read_pack(request: ApiRequest, pack_id: Id) -> HttpResponse:
    """Archived ones too. What it shows is its document."""
    row = pack_row(request.auth, pack_id)
    return answers.one(request, shown(row), version=row.version)


@router.patch(
    "packs/{pack_id}",
    response=PackOut,
    operation_id="update_pack",
    summary="Change a board pack",
)
def change_pack(request: ApiRequest, pack_id: Id, change: PackChange) -> HttpResponse:
    """A live one. Who made it, leads and coaches of the unit, and administrators."""
    actions.update_pack(request.auth, pack_id, version=expected_version(request), **change.given())
    return read_pack(request, pack_id)


@router.get(
    "packs/{pack_id}/document",
    response=PackDocumentOut,
    operation_id="get_pack_document",
    summary="Read what a board pack shows",
)
def read_document(request: ApiRequest, pack_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Of a live pack what you may see, of `as_of` or today where no day is set; of a frozen one
    what it showed."""
    row = pack_row(request.auth, pack_id)
    found = document_of(request.auth, row, pages_of(pack_id), as_of=as_of)
    return answers.one(request, plain(found))


@router.post(
    "packs/{pack_id}/freezes",
    response={201: PackOut},
    operation_id="freeze_pack",
    summary="Freeze a board pack",
)
def freeze_pack(request: ApiRequest, pack_id: Id, new: PackFreezeNew) -> HttpResponse:
    """It keeps what everybody of the organisation may see of it, and changes no more. Answers with
    the frozen pack."""
    made = actions.freeze_pack(
        request.auth, pack_id, version=expected_version(request), as_copy=new.as_copy
    )
    return created(request, made.pk)


@router.post(
    "packs/{pack_id}/copies",
    response={201: PackOut},
    operation_id="copy_pack",
    summary="Copy a board pack as a new one",
)
def copy_pack(request: ApiRequest, pack_id: Id, new: PackCopyNew) -> HttpResponse:
    """Live, with the same pages and notes; without comments."""
    made = actions.copy_pack(request.auth, pack_id, title=new.title)
    return created(request, made.pk)


@router.put(
    "packs/{pack_id}/archive",
    response=PackOut,
    operation_id="archive_pack",
    summary="Archive a board pack",
)
def archive_pack(request: ApiRequest, pack_id: Id, reason: PackPutAway) -> HttpResponse:
    """Frozen or not; it goes out by e-mail no more."""
    actions.archive_pack(request.auth, pack_id, why=reason.why)
    return read_pack(request, pack_id)


@router.delete(
    "packs/{pack_id}/archive",
    response=PackOut,
    operation_id="restore_pack",
    summary="Restore a board pack",
)
def restore_pack(request: ApiRequest, pack_id: Id) -> HttpResponse:
    """Take it out of the archive."""
    actions.restore_pack(request.auth, pack_id)
    return read_pack(request, pack_id)
