"""The API of the pages of a pack."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version, require_unchanged
from headway.kit.rest.schemas import KEEP, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.packs import actions
from headway.packs.models import PageKind
from headway.packs.queries.rows import pack_row, page_row, pages_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Board packs"])


class PackPageOut(Schema):
    """A page as somebody chose it; what it shows is in the document."""

    id: Id
    pack_id: Id
    position: int = Field(..., description="1 is on top.", examples=[1])
    kind: PageKind
    subject_id: Id | None = Field(..., description="Its mid-term goal or KPI.")
    title: str = Field(..., description="Of words of one's own.", examples=["What we ask of you"])
    note: str = Field(..., description="What its author says on top.", examples=["We are late."])


class PackPageNew(Input):
    """A page to add at the end."""

    kind: PageKind = Field(..., examples=["map"])
    subject_id: Ref | None = Field(None, description="Of a page of a goal or KPI: its id.")
    title: Line = ""
    note: Text = ""


class PackPageChange(Input):
    """What changes; the rest stays."""

    title: Line = Field(KEEP, examples=["What we ask of you"])
    note: Text = Field(KEEP, examples=["We are late."])


class PackPagePlace(Input):
    """Where a page stands."""

    position: int = Field(
        ..., ge=1, le=1_000, strict=True, description="1 is on top.", examples=[2]
    )


@router.get(
    "packs/{pack_id}/pages",
    response=PageOf[PackPageOut],
    operation_id="list_pack_pages",
    summary="List the pages of a board pack",
)
def list_pages(request: ApiRequest, pack_id: Id, page: Paging) -> HttpResponse:
    """In their order."""
    row = pack_row(request.auth, pack_id)
    return answers.listed(request, pages_of(row.id), page)


@router.post(
    "packs/{pack_id}/pages",
    response={201: PackPageOut},
    operation_id="add_pack_page",
    summary="Add a page to a board pack",
)
def add_page(request: ApiRequest, pack_id: Id, new: PackPageNew) -> HttpResponse:
    """At the end."""
    version = expected_version(request)
    made = actions.add_page(request.auth, pack_id, version=version, **new.model_dump())
    return answers.created(request, page_row(request.auth, made.pk), f"pack-pages/{made.pk}")


@router.get(
    "pack-pages/{pack_page_id}",
    response=PackPageOut,
    operation_id="get_pack_page",
    summary="Read a page of a board pack",
)
def read_page(request: ApiRequest, pack_page_id: Id) -> HttpResponse:
    """As somebody chose it."""
    return answers.one(request, page_row(request.auth, pack_page_id))


@router.patch(
    "pack-pages/{pack_page_id}",
    response=PackPageOut,
    operation_id="update_pack_page",
    summary="Change the words of a page of a board pack",
)
def change_page(request: ApiRequest, pack_page_id: Id, change: PackPageChange) -> HttpResponse:
    """Its note, and the title of words of one's own."""
    require_unchanged(request, read_page(request, pack_page_id))
    actions.update_page(request.auth, pack_page_id, **change.given())
    return read_page(request, pack_page_id)


@router.put(
    "pack-pages/{pack_page_id}/position",
    response=PackPageOut,
    operation_id="move_pack_page",
    summary="Move a page of a board pack",
)
def move_page(request: ApiRequest, pack_page_id: Id, place: PackPagePlace) -> HttpResponse:
    """Beyond the last it becomes the last."""
    actions.move_page(request.auth, pack_page_id, position=place.position)
    return read_page(request, pack_page_id)


@router.delete(
    "pack-pages/{pack_page_id}",
    response={204: None},
    operation_id="remove_pack_page",
    summary="Remove a page of a board pack",
)
def remove_page(request: ApiRequest, pack_page_id: Id) -> HttpResponse:
    """With what was said of it; not the last one."""
    actions.remove_page(request.auth, pack_page_id)
    return answers.nothing()
