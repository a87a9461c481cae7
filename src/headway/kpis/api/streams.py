"""Values of many KPIs in one stream: a JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import StringConstraints, TypeAdapter, ValidationError

from headway.kit.problems import InvalidInput, Problem
from headway.kit.rest import answers
from headway.kit.rest.schemas import STORABLE, Id, Ref
from headway.kpis.actions.measurements import Reading, Recorded, record_many
from headway.kpis.api.readings import ReadingIn
from headway.kpis.models import ValueOrigin
from headway.kpis.queries.doors import ids_by_external
from headway.kpis.queries.known.patterns import moved_patterns
from headway.people.access import Actor
from headway.people.api.request import ApiRequest

router = Router(tags=["Measurements"])

NDJSON = "application/x-ndjson"
WINDOW, WINDOW_BYTES = 50_000, 8_000_000
"""Lines that are held at once, and what they weigh; lines of a KPI within them are written
together."""
TOGETHER = 200
"""KPIs in one transaction."""
LONGEST_LINE = 10_000
CHUNK = 64 * 1024
NAMED = 1_000
"""Refused lines, and responses, that an answer names one by one."""

Key = Ref | Annotated[str, StringConstraints(pattern=STORABLE, min_length=1, max_length=200)]


class LineIn(ReadingIn):
    """What a period of a KPI came to."""

    kpi: Key = Field(..., description="Its id, or its external_id.", examples=["fpy-line-3"])


class RefusedLineOut(Schema):
    """A line that was refused."""

    line: int = Field(..., description="Counts from 1.", examples=[3])
    field: str = Field(..., examples=["value"])
    code: str = Field(..., examples=["impossible"])
    message: str


class OpenedOut(Schema):
    """A response that is open at a KPI that was measured."""

    kpi_id: Id
    response_id: Id


class StreamedOut(Schema):
    """What a stream did, in numbers, and what of it was refused."""

    lines: int = Field(..., examples=[260])
    kpis: int = Field(..., description="KPIs that were written.", examples=[20])
    created: int = Field(..., examples=[240])
    changed: int = Field(..., examples=[12])
    unchanged: int = Field(..., examples=[0])
    appeared: int = Field(
        ..., description="Signals that appeared; a run counts once.", examples=[1]
    )
    vanished: int = Field(..., description="Signals that vanished.", examples=[0])
    responses: list[OpenedOut] = Field(..., description="The first thousand.")
    refused_lines: int = Field(..., examples=[1])
    held_back: int = Field(
        ..., description="Lines without fault of a KPI that has a refused one.", examples=[7]
    )
    refused: list[RefusedLineOut] = Field(..., description="The first thousand.")


class NotNDJSON(Problem):
    """The body is no stream of lines."""

    status = 415
    code = "not_ndjson"
    title = "This type of content is not taken here"


_BODY = {
    "required": True,
    "content": {
        NDJSON: {
            "schema": {
                "description": "A JSON object a line: kpi (id or external_id), on, and value, "
                "numerator and denominator, state, reason, segment as for one measurement.",
                "examples": ['{"kpi": "fpy-line-3", "on": "2026-10-31", "value": 94.2}\n'],
            }
        }
    },
}


@router.post(
    "kpi-measurements",
    response=StreamedOut,
    operation_id="stream_measurements",
    summary="Enter values of many KPIs",
    openapi_extra={"requestBody": _BODY},
)
def stream(request: ApiRequest) -> HttpResponse:
    """A stream of lines (`application/x-ndjson`), read as it comes. Within 50 000 lines, or 8 MB of
    them, each KPI is written all or none; what is refused holds no other KPI back. What was written
    before a connection broke stays: sent again, the stream changes nothing twice. Whoever may enter
    a KPI's values; the scope check_in is enough."""
    if request.content_type != NDJSON:
        raise NotNDJSON(_("Send a JSON object a line, with Content-Type: application/x-ndjson."))
    told, lines = _Told(), _lines(request)
    for window in _windows(lines):
        _take(request.auth, window, told)
    if not told.lines:
        raise InvalidInput.on("body", _("Send at least one line."), code="required")
    return answers.one(request, told)


@dataclass(slots=True)
class _Told:
    """The answer as it grows."""

    lines: int = 0
    kpis: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    appeared: int = 0
    vanished: int = 0
    responses: list[Mapping[str, int]] = field(default_factory=list)
    refused_lines: int = 0
    held_back: int = 0
    refused: list[Mapping[str, Any]] = field(default_factory=list)

    def refuse(self, line: int, errors: Sequence[tuple[str, str, str]]) -> None:
        """Name what is wrong with a line."""
        self.refused_lines += 1
        for name, code, message in errors:
            if len(self.refused) < NAMED:
                self.refused.append(
                    {"line": line, "field": name, "code": code, "message": str(message)}
                )

    def add(self, done: Recorded) -> None:
        """Count what a write did."""
        self.kpis += 1
        self.created += len(done.created)
        self.changed += len(done.changed)
        self.unchanged += len(done.unchanged)
        if done.judged is None:
            return
        judged = done.judged
        came, went = moved_patterns(judged.standing, judged.appeared, judged.vanished)
        self.appeared += came
        self.vanished += went
        response = judged.response
        if response and len(self.responses) < NAMED:
            self.responses.append({"kpi_id": done.kpi.pk, "response_id": response.pk})


@dataclass(slots=True)
class _Part:
    """The lines of one KPI in a window; ``spoilt`` when one of them cannot be read."""

    numbers: list[int] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    spoilt: bool = False


BOM = b"\xef\xbb\xbf"
"""How some programs begin a text."""
_line = TypeAdapter(LineIn)
_key: TypeAdapter[int | str] = TypeAdapter(Key)


def _lines(request: ApiRequest) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, but for empty ones. Cut here, as some servers lose what comes after
    a line that is asked for alone. Of a line that is too long to be one, its beginning."""
    number, rest, is_skipping = 0, b"", False
    is_first = True
    while chunk := request.read(CHUNK):
        if is_first:
            chunk, is_first = chunk.removeprefix(BOM), False
        *ended, rest = (rest + chunk).split(b"\n")
        for line in ended:
            if is_skipping:
                is_skipping = False
                continue
            number += 1
            if text := line[:LONGEST_LINE].strip():
                yield number, text
        if not is_skipping and len(rest) > LONGEST_LINE:
            number, is_skipping = number + 1, True
            yield number, rest[:LONGEST_LINE]
        rest = b"" if is_skipping else rest
    if text := rest.strip():
        yield number + 1, text


def _windows(lines: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """As many lines as are held at once."""
    window: list[tuple[int, bytes]] = []
    weight = 0
    for line in lines:
        window.append(line)
        weight += len(line[1])
        if len(window) == WINDOW or weight >= WINDOW_BYTES:
            yield window
            window, weight = [], 0
    if window:
        yield window


def _take(actor: Actor, window: Sequence[tuple[int, bytes]], told: _Told) -> None:
    parts: dict[int | str, _Part] = {}
    told.lines += len(window)
    for number, text in window:
        _read(number, text, parts, told)
    known = ids_by_external(actor, [key for key in parts if isinstance(key, str)])
    by_id: dict[int, _Part] = {}
    for key, part in parts.items():
        kpi_id = known.get(key) if isinstance(key, str) else key
        if kpi_id is None:
            for number in part.numbers:
                told.refuse(number, [("kpi", "not_found", _("There is no such KPI."))])
            continue
        into = by_id.setdefault(kpi_id, _Part())
        into.numbers += part.numbers
        into.readings += part.readings
        into.spoilt |= part.spoilt
    told.held_back += sum(len(part.numbers) for part in by_id.values() if part.spoilt)
    ids = [kpi_id for kpi_id, part in by_id.items() if part.readings and not part.spoilt]
    for first in range(0, len(ids), TOGETHER):
        some = {kpi_id: by_id[kpi_id].readings for kpi_id in ids[first : first + TOGETHER]}
        for kpi_id, done in record_many(actor, some, origin=ValueOrigin.API).items():
            if isinstance(done, Problem):
                _refuse(by_id[kpi_id], done, told)
            else:
                told.add(done)


def _read(number: int, text: bytes, parts: dict[int | str, _Part], told: _Told) -> None:
    try:
        given = orjson.loads(text)
    except ValueError:
        told.refuse(number, [("line", "unreadable", _("This line is no JSON object."))])
        return
    try:
        line = _line.validate_python(given)
    except ValidationError as refused:
        errors = [
            (".".join(map(str, one["loc"][:1])) or "line", one["type"], f"{one['msg']}.")
            for one in refused.errors()
        ]
        told.refuse(number, errors)
        key = _named_by(given)
        if key is not None:
            parts.setdefault(key, _Part()).spoilt = True
        return
    part = parts.setdefault(line.kpi, _Part())
    part.numbers.append(number)
    part.readings.append(line.reading())


def _named_by(given: Any) -> int | str | None:
    """The KPI that a refused line names; None where it names none that could be."""
    try:
        return _key.validate_python(given.get("kpi") if isinstance(given, dict) else None)
    except ValidationError:
        return None


def _refuse(part: _Part, problem: Problem, told: _Told) -> None:
    """Name the lines of a KPI that were refused."""
    if not isinstance(problem, InvalidInput):
        for number in part.numbers:
            told.refuse(number, [("kpi", problem.code, problem.detail)])
        return
    errors: dict[int, list[tuple[str, str, str]]] = {}
    for error in problem.errors:
        _readings, at, name = error.field.split(".")
        errors.setdefault(part.numbers[int(at)], []).append((name, error.code, error.message))
    for number, found in errors.items():
        told.refuse(number, found)
    told.held_back += len(part.numbers) - len(errors)
