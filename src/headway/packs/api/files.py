"""The API of packs as files: asked for, polled, downloaded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input
from headway.packs import actions
from headway.packs.formats.files import FILES
from headway.packs.queries.files import FileRow, file_body, file_row
from headway.people.api.request import ApiRequest

router = Router(tags=["Board packs"])


class PackFileOut(Schema):
    """A board pack as a file, made or on its way."""

    id: Id
    pack_id: Id
    kind: Literal["pdf", "pptx", "xlsx"]
    name: str = Field(..., examples=["board-pack-of-tidewell-2026-11-24.pdf"])
    day: date = Field(..., description="The day it tells of.")
    state: Literal["waiting", "making", "made", "failed"]
    before: int = Field(..., description="Files that are made before it.", examples=[0])
    asked_at: datetime
    started_at: datetime | None
    made_at: datetime | None
    size: int = Field(..., description="Bytes; 0 until it is made.", examples=[48213])
    error: str = Field(..., description="Why it could not be made.", examples=[""])


class PackFileNew(Input):
    """A file to make."""

    kind: Literal["pdf", "pptx", "xlsx"]
    as_of: Day | None = Field(
        None, description="Of a live pack for which no day is set; null: today."
    )


@router.post(
    "packs/{pack_id}/files",
    response={202: PackFileOut},
    operation_id="create_pack_file",
    summary="Have a board pack made as PDF, PowerPoint or Excel",
)
def ask_file(request: ApiRequest, pack_id: Id, new: PackFileNew) -> HttpResponse:
    """A job makes it. `Location` says where to ask how far it is; where the very same was made
    before, its state is `made` at once. Whoever may read the pack may have it."""
    row = actions.ask_file(request.auth, pack_id, kind=new.kind, as_of=new.as_of)
    response = answers.one(request, shown(row), status=202)
    response.headers["Location"] = answers.absolute(request, f"packs/{pack_id}/files/{row.id}")
    return response


def shown(row: FileRow) -> dict[str, Any]:
    """The row as it is answered."""
    return {name: getattr(row, name) for name in PackFileOut.model_fields}


@router.get(
    "packs/{pack_id}/files/{pack_file_id}",
    response=PackFileOut,
    operation_id="get_pack_file",
    summary="Read how far a file of a board pack is",
)
def read_file(request: ApiRequest, pack_id: Id, pack_file_id: Id) -> HttpResponse:
    """Ask every second or two. Of a live pack only who asked for it may have it."""
    return answers.one(request, shown(file_row(request.auth, pack_id, pack_file_id)))


@router.get(
    "packs/{pack_id}/files/{pack_file_id}/content",
    operation_id="download_pack_file",
    summary="Download a file of a board pack",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {
                    one.media_type: {
                        "schema": {"type": "string", "format": "binary"},
                        "example": "(the file)",
                    }
                    for one in FILES.values()
                },
            }
        }
    },
)
def read_content(request: ApiRequest, pack_id: Id, pack_file_id: Id) -> HttpResponse:
    """409 while it is not made. It is kept for a day after it was asked for last, that of a frozen
    pack for a week."""
    row, body = file_body(request.auth, pack_id, pack_file_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.name}"'}
    return HttpResponse(body, content_type=FILES[row.kind].media_type, headers=headers)
