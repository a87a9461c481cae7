"""Where values of KPIs come from by themselves: kinds of sources, and how one is set up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema
from pydantic import BeforeValidator

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Id, Input, Line, PageOf, Paging, Text
from headway.kpis import sources
from headway.kpis.actions.connectors.definition import (
    MOST_PERIODS,
    pause_connector,
    remove_connector,
    resume_connector,
    set_connector,
)
from headway.kpis.api import bodies
from headway.kpis.models import Every, Kpi
from headway.kpis.queries.connectors.rows import (
    ConnectorRow,
    ConnectorState,
    connector_of,
    connector_row,
    get_connector,
    list_connectors,
    secret_names,
)
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.people.access import Permission, decide, require
from headway.people.api.request import ApiRequest

router = Router(tags=["Connectors"])

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _only_minutes(value: Any) -> Any:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return time.fromisoformat(value)
    if isinstance(value, time):
        return value
    raise ValueError("a time is written HH:MM")


Clock = Annotated[
    time,
    BeforeValidator(_only_minutes),
    Field(examples=["06:00"], json_schema_extra={"format": "", "pattern": _TIME.pattern}),
]
Texts = dict[Line, Text]
EXAMPLE = {"url": "https://figures.example/yield.json", "rows": "$.rows[*]"}


class SourceIn(Input):
    """A source to take values from."""

    kind: Line = Field(..., description="One of `connector-kinds`.", examples=["json"])
    settings: Texts = Field({}, description="By the names of its kind.", examples=[EXAMPLE])
    secrets: dict[Line, Text | None] = Field(
        {},
        description="By the names of its kind. Left out or empty: as stored. Null: forgotten. "
        "Never told again.",
        examples=[{}],
    )
    window: Annotated[int, Field(ge=1, le=MOST_PERIODS, strict=True)] = Field(
        3, description="Periods it reads back, the running one included."
    )


class ConnectorIn(SourceIn):
    """The same, and when it is asked."""

    every: Every = Every.DAY
    at: Clock = Field(time(6), description="Of the organisation's clock; hourly: its minutes.")
    weekday: Annotated[int, Field(ge=0, le=6, strict=True)] = Field(
        0, description="Of a weekly one; 0 is Monday."
    )


class ConnectorItem(Schema):
    """A connector, and how it stands."""

    kpi_id: Id
    kpi_name: str = Field(..., examples=["First-pass yield"])
    kind: str = Field(..., examples=["json"])
    every: Every
    at: str = Field(..., examples=["06:00"])
    weekday: int = Field(..., examples=[0])
    window: int = Field(..., examples=[3])
    state: ConnectorState
    next_at: datetime | None = Field(..., description="When it is asked next; null: not by itself.")
    last_run_at: datetime | None
    last_success_at: datetime | None
    failing_since: datetime | None = Field(..., description="Of the outage that goes on.")
    failures: int = Field(..., description="In a row.", examples=[0])
    error_code: str | None = Field(
        ..., description="Null where it works.", examples=["no_connection"]
    )
    error: str = Field(..., description="What is wrong and what to do.")
    left_out: int = Field(
        ..., description="Rows that could not be taken over when it last worked.", examples=[0]
    )
    left_out_why: str = Field(..., description="What is wrong with the first of them, a line each.")
    left_out_since: datetime | None = Field(..., description="Since when it is not read in full.")
    version: int = Field(..., examples=[1])
    created_at: datetime


class ConnectorOut(ConnectorItem):
    """The same with its settings, for who may define the KPI; empty for others."""

    settings: dict[str, str] = Field(..., examples=[EXAMPLE])
    secrets: list[str] = Field(..., description="Names of those that are stored.", examples=[[]])


class KindFieldOut(Schema):
    """One thing that a kind of source asks for."""

    name: str = Field(..., examples=["url"])
    label: str = Field(..., examples=["Address"])
    help: str
    is_required: bool
    is_secret: bool
    choices: list[str]
    default: str


class KindOut(Schema):
    """A kind of source."""

    code: str = Field(..., examples=["json"])
    label: str
    help: str
    fields: list[KindFieldOut]


@router.get(
    "connector-kinds",
    response=PageOf[KindOut],
    operation_id="list_connector_kinds",
    summary="List kinds of sources",
)
def read_kinds(request: ApiRequest, page: Paging) -> HttpResponse:
    """With the settings and secrets that each asks for."""
    found = sorted(sources.KINDS.values(), key=lambda kind: kind.code)
    return answers.listed(request, found, page, _kind, key=lambda kind: kind.code, kind=str)


@router.get(
    "connectors",
    response=PageOf[ConnectorItem],
    operation_id="list_connectors",
    summary="List connectors",
)
def read_connectors(request: ApiRequest, page: Paging) -> HttpResponse:
    """Of all live KPIs. Administrators."""
    require(request.auth, Permission.ORGANISATION_MANAGE)
    rows = sorted(list_connectors(request.auth), key=lambda row: row.kpi_id)
    return answers.listed(request, rows, page, _item, key=lambda row: row.kpi_id)


@router.get(
    "kpis/{kpi_id}/connector",
    response=ConnectorOut,
    operation_id="get_connector",
    summary="Read where a KPI's values come from",
)
def read_connector(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """And how that goes. Settings are told to who may define the KPI."""
    kpi = get_kpi(request.auth, kpi_id)
    get_connector(kpi)
    body = _body(request, kpi)
    return answers.one(request, body, version=body["version"])


@router.put(
    "kpis/{kpi_id}/connector",
    response=ConnectorOut,
    operation_id="set_connector",
    summary="Take a KPI's values from a source",
)
def put_connector(request: ApiRequest, kpi_id: Id, new: ConnectorIn) -> HttpResponse:
    """Or change which, or when. Secrets do not follow to another address: send them again. The
    owner, leads and administrators."""
    given = {**new.dict(), "version": expected_version(request)}
    set_connector(request.auth, kpi_id, **given)
    return read_connector(request, kpi_id)


@router.delete(
    "kpis/{kpi_id}/connector",
    response={204: None},
    operation_id="remove_connector",
    summary="Take no more values from the source",
)
def delete_connector(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """What it brought stays. The owner, leads and administrators."""
    remove_connector(request.auth, kpi_id)
    return answers.nothing()


@router.put(
    "kpis/{kpi_id}/connector/pause",
    response=ConnectorOut,
    operation_id="pause_connector",
    summary="Pause a connector",
)
def pause(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """It is asked by hand alone. The owner, leads and administrators."""
    pause_connector(request.auth, kpi_id)
    return read_connector(request, kpi_id)


@router.delete(
    "kpis/{kpi_id}/connector/pause",
    response=ConnectorOut,
    operation_id="resume_connector",
    summary="Let a connector go on",
)
def resume(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """Beginning at once; also one that was given up. The owner, leads and administrators."""
    resume_connector(request.auth, kpi_id)
    return read_connector(request, kpi_id)


def _kind(kind: sources.Kind) -> bodies.Body:
    fields = [
        {
            "name": one.name,
            "label": str(one.label),
            "help": str(one.help),
            "is_required": one.is_required,
            "is_secret": one.is_secret,
            "choices": [value for value, _label in one.choices],
            "default": one.default,
        }
        for one in kind.fields
    ]
    return {
        "code": kind.code,
        "label": str(kind.label),
        "help": str(kind.help),
        "fields": fields,
    }


_ITEM = (
    "kpi_id", "kpi_name", "kind", "every", "weekday", "window", "state", "next_at", "last_run_at",
    "last_success_at", "failing_since", "failures", "error", "left_out", "left_out_why",
    "left_out_since", "version", "created_at",
)  # fmt: skip


def _item(row: ConnectorRow) -> bodies.Body:
    return {name: getattr(row, name) for name in _ITEM} | {
        "at": row.at.strftime("%H:%M"),
        "error_code": row.error_code or None,
    }


def _body(request: ApiRequest, kpi: Kpi) -> bodies.Body:
    row = connector_row(kpi.pk)
    assert row is not None  # noqa: S101 - it was read just now
    may_know = decide(
        replace(request.auth, scopes=None), Permission.KPI_DEFINE, kpi_facts(kpi)
    ).allowed
    secrets = secret_names(connector_of(kpi)) if may_know else frozenset()
    settings = row.settings if may_know else {}
    return {**_item(row), "settings": settings, "secrets": sorted(secrets)}
