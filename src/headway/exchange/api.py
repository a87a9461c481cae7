"""The API for imports: look at a file, bring it in, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from headway.exchange import actions
from headway.exchange.models import ImportRun, ImportState
from headway.exchange.queries.runs import get_run, list_runs
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Line, PageOf, Paging
from headway.people.access import Permission, require
from headway.people.api.request import ApiRequest

router = Router(tags=["Imports"])


class ImportItem(Schema):
    """An import in a list."""

    id: Id
    filename: str = Field(..., examples=["okrs.yaml"])
    source: str = Field(..., examples=["okr-research:acme"])
    state: ImportState
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    created: dict[str, int] = Field(..., examples=[{"objectives": 24, "key_results": 71}])
    updated: dict[str, int] = Field(..., examples=[{"objectives": 0, "key_results": 2}])


class ImportOut(Schema):
    """An import with its report: what is created, updated, unchanged, rejected and assumed."""

    id: Id
    filename: str = Field(..., examples=["okrs.yaml"])
    source: str = Field(..., examples=["okr-research:acme"])
    format: str = Field(..., examples=["okr-research/1"])
    state: ImportState
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None
    report: dict[str, Any]


class ImportOptions(Schema):
    """How to import."""

    commit: bool = Field(False, description="Bring it in at once, without a preview.")
    overwrite: bool = Field(
        False, description="Let the file win over what people changed since the last import."
    )
    kpi: Line = Field(
        "", description="Which KPI a file of values alone is of: its external_id, name or id."
    )


@router.get(
    "imports", response=PageOf[ImportItem], operation_id="list_imports", summary="List imports"
)
def read_imports(request: ApiRequest, page: Paging) -> HttpResponse:
    """The newest 50, previews among them; for who is no administrator those of their own values."""
    require(request.auth, Permission.IMPORT_VALUES)
    rows = list_runs(request.auth)
    return answers.listed(request, rows, page)


@router.post(
    "imports",
    response={201: ImportOut},
    operation_id="create_import",
    summary="Send a file to import",
)
def create_import(
    request: ApiRequest, options: Form[ImportOptions], file: File[UploadedFile]
) -> HttpResponse:
    """Shows what it would change; commit it within a day. Administrators; values of KPIs whoever
    may enter them."""
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise InvalidInput.on(
            "file", _("The file is too large. Import it on the command line."), code="too_large"
        )
    write = actions.commit_import if options.commit else actions.keep_preview
    run = write(
        request.auth, file.read(), file.name or "", overwrite=options.overwrite, kpi=options.kpi
    )
    return answers.created(request, _body(run), f"imports/{run.pk}")


@router.get(
    "imports/{import_id}", response=ImportOut, operation_id="get_import", summary="Read an import"
)
def read_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """With its report. Administrators; of values who brought them in, too."""
    require(request.auth, Permission.IMPORT_VALUES)
    return answers.one(request, _body(get_run(request.auth, import_id)))


@router.delete(
    "imports/{import_id}",
    response={204: None},
    operation_id="discard_import",
    summary="Throw a preview away",
)
def discard_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """A committed import is undone instead."""
    actions.discard_preview(request.auth, import_id)
    return answers.nothing()


@router.post(
    "imports/{import_id}/commit",
    response=ImportOut,
    operation_id="commit_import",
    summary="Bring a previewed file in",
)
def commit_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Exactly as it was shown, or not at all."""
    return answers.one(request, _body(actions.commit_preview(request.auth, import_id)))


@router.post(
    "imports/{import_id}/undo",
    response=ImportOut,
    operation_id="undo_import",
    summary="Take an import back",
)
def undo_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Refused when people have worked on it since; then nothing is deleted. Administrators
    only."""
    return answers.one(request, _body(actions.undo_import(request.auth, import_id)))


def _body(run: ImportRun) -> dict[str, Any]:
    names = (
        "id", "filename", "source", "format", "state", "created_at", "committed_at", "undone_at",
        "report",
    )  # fmt: skip
    return {name: getattr(run, name) for name in names}
