"""The view of an address: unit, cycle, day and filters, for every page of the line of sight."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from headway.core.pace import StatusCode
from headway.reports.queries.sight import View
from headway.reports.shell import Scope
from headway.web.posted import Posted

STATUSES = (
    StatusCode.OFF_TRACK,
    StatusCode.WATCH,
    StatusCode.ON_TRACK,
    StatusCode.DONE,
    StatusCode.STALE,
    StatusCode.UNKNOWN,
)


def view_of(request: HttpRequest, scope: Scope) -> View | None:
    """None while there is no cycle."""
    if scope.cycle is None:
        return None
    return View(
        unit=scope.unit,
        cycle=scope.cycle,
        cycles=scope.cycles,
        as_of=scope.as_of,
        today=scope.today,
        status=status_of(request),
        perspective_id=number_of(request, "perspective"),
        compare=compare_of(request, scope),
    )


def status_of(request: HttpRequest) -> str:
    """A status to narrow to, empty for all."""
    asked = request.GET.get("status", "")
    return asked if asked in STATUSES else ""


def number_of(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None where there is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def compare_of(request: HttpRequest, scope: Scope) -> date | None:
    """A day before the one looked at; anything else compares with nothing."""
    day = Posted(request.GET).day("compare")
    return day if day is not None and day < scope.as_of else None
