"""Undo what was saved last in this session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.problems import Problem
from headway.kpis.actions.measurements import Written
from headway.kpis.actions.undoing import undo_values
from headway.people.access import Actor

WRITTEN = "kpi values written"
"""Where the session keeps the values that were saved last, until the next ones are."""


def keep_written(request: HttpRequest, written: Mapping[int, Sequence[Written]]) -> None:
    """Remember what may be undone, as plain data."""
    request.session[WRITTEN] = {
        str(kpi_id): [(one.segment, one.starts_on.isoformat(), one.revision) for one in ones]
        for kpi_id, ones in written.items()
    }


def undo(actor: Actor, request: HttpRequest) -> None:
    """Take it back, and say so on the next page, or why it stays."""
    kept = request.session.pop(WRITTEN, {})
    if not kept:
        messages.info(request, _("There is nothing to take back."))
        return
    written = {
        int(kpi_id): [Written(key, date.fromisoformat(day), at) for key, day, at in ones]
        for kpi_id, ones in kept.items()
    }
    try:
        count = undo_values(actor, written)
    except Problem as refused:
        messages.error(request, refused.detail)
        return
    words = ngettext("%(num)d value taken back.", "%(num)d values taken back.", count)
    messages.success(request, words % {"num": count})
