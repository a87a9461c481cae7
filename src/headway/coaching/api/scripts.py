"""Scripts for facilitators."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.coaching.queries.scripts import read_script, read_scripts
from headway.kit.rest import answers
from headway.people.api.request import ApiRequest

router = Router(tags=["Coach"])


class PartOut(Schema):
    """A stretch of a ritual."""

    start: int
    minutes: int
    title: str
    do: str
    say: str


class ScriptOut(Schema):
    """A facilitator's script."""

    kind: str = Field(..., examples=["weekly"])
    title: str
    purpose: str
    who: str
    before: list[str]
    parts: list[PartOut]
    traps: list[str]
    output: list[str]


@router.get(
    "ritual-scripts", response=list[ScriptOut], operation_id="list_ritual_scripts",
    summary="Scripts for facilitators",
)  # fmt: skip
def read_ritual_scripts(request: ApiRequest) -> HttpResponse:
    """Of every ritual, in the order of a cycle."""
    return answers.one(request, [asdict(one) for one in read_scripts()])


@router.get(
    "ritual-scripts/{kind}", response=ScriptOut, operation_id="get_ritual_script",
    summary="A script for facilitators",
)  # fmt: skip
def read_ritual_script(request: ApiRequest, kind: str) -> HttpResponse:
    """What for, before, minute by minute, traps, output."""
    return answers.one(request, asdict(read_script(kind)))
