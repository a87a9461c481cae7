"""Undo what was saved last in this session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit import clock
from headway.kit.problems import Problem
from headway.kpis.actions.measurements import Written
from headway.kpis.actions.undoing import HOURS, undo_values
from headway.people.access import Actor
from headway.web.formats import time_of_day

_WRITTEN = "kpi values written at"
"""Where the session keeps the values that were saved last and when, until others are."""


def keep_written(request: HttpRequest, written: Mapping[int, Sequence[Written]]) -> None:
    """Remember what may be undone, as plain data. Where nothing was written, what was before
    stays."""
    if not written:
        return
    values = {
        str(kpi_id): [
            (one.segment, one.starts_on.isoformat(), one.revision, one.entered_at.isoformat())
            for one in ones
        ]
        for kpi_id, ones in written.items()
    }
    request.session[_WRITTEN] = {"at": clock.now().isoformat(), "values": values}


def undoable(request: HttpRequest) -> str:
    """What may still be undone, in words; empty for nothing."""
    kept = request.session.get(_WRITTEN, {})
    if "at" not in kept:
        return ""
    at = datetime.fromisoformat(kept["at"])
    if at < clock.now() - timedelta(hours=HOURS):
        return ""
    count = sum(map(len, kept["values"].values()))
    words = ngettext("%(num)d value saved at %(at)s.", "%(num)d values saved at %(at)s.", count)
    return words % {"num": count, "at": time_of_day(at)}


def undo(actor: Actor, request: HttpRequest) -> None:
    """Take it back, and say so on the next page, or why it stays."""
    kept = request.session.pop(_WRITTEN, {}).get("values")
    if not kept:
        messages.info(request, _("There is nothing to take back."))
        return
    written = {
        int(kpi_id): [
            Written(key, date.fromisoformat(day), number, datetime.fromisoformat(at))
            for key, day, number, at in ones
        ]
        for kpi_id, ones in kept.items()
    }
    try:
        count = undo_values(actor, written)
    except Problem as refused:
        messages.error(request, refused.detail)
        return
    words = ngettext("%(num)d value taken back.", "%(num)d values taken back.", count)
    messages.success(request, words % {"num": count})
