"""How sources and their runs are spoken of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kpis import sources
from headway.kpis.models import Every
from headway.kpis.queries.connectors.rows import ConnectorRow, ConnectorState, RunRow
from headway.web.formats import moment


def kind_label(kind: str) -> str:
    """What a kind of source is called; its code where it is not known any more."""
    known = sources.KINDS.get(kind)
    return str(known.label) if known else kind


def weekdays() -> list[tuple[int, str]]:
    """The days of the week, Monday first, as the language names them."""
    monday = datetime(2026, 11, 23)  # noqa: DTZ001 - only its name is of interest
    return [(at, date_format(monday + timedelta(days=at), "l")) for at in range(7)]


def schedule_words(row: ConnectorRow) -> str:
    """When it is asked: "every day at 06:00"."""
    at = row.at.strftime("%H:%M")
    if row.every == Every.HOUR:
        return _("every hour, %(minute)s past") % {"minute": row.at.strftime("%M")}
    if row.every == Every.WEEK:
        return _("every %(day)s at %(time)s") % {"day": dict(weekdays())[row.weekday], "time": at}
    return _("every day at %(time)s") % {"time": at}


def state_words(row: ConnectorRow) -> str:
    """How it stands, in a word or two."""
    return {
        ConnectorState.NEVER: _("Not asked yet"),
        ConnectorState.RUNNING: _("Is asked just now"),
        ConnectorState.OK: _("Works"),
        ConnectorState.INCOMPLETE: _("Rows left out"),
        ConnectorState.FAILING: _("Gives nothing"),
        ConnectorState.GAVE_UP: _("Needs you"),
        ConnectorState.PAUSED: _("Paused"),
    }[row.state]


STATUS = {
    ConnectorState.NEVER: "not_started",
    ConnectorState.RUNNING: "not_started",
    ConnectorState.OK: "on_track",
    ConnectorState.INCOMPLETE: "watch",
    ConnectorState.FAILING: "watch",
    ConnectorState.GAVE_UP: "off_track",
    ConnectorState.PAUSED: "cancelled",
}
"""The mark of each state."""


def left_out_words(row: ConnectorRow) -> str:
    """How much of it cannot be taken over."""
    words = ngettext(
        "%(count)d row cannot be taken over.", "%(count)d rows cannot be taken over.", row.left_out
    )
    return words % {"count": row.left_out}


def next_words(row: ConnectorRow) -> str:
    """When it is asked next, or why it is not."""
    if not row.is_active:
        return _("not while it pauses")
    if row.gave_up:
        return _("when it was changed: trying again is of no use")
    return moment(row.next_at) if row.next_at else ""


def answer(row: ConnectorRow | None, name: str) -> str:
    """The heading of a KPI's page on its source."""
    if row is None:
        return _("%(name)s is entered by people.") % {"name": name}
    said = {"kind": kind_label(row.kind), "when": schedule_words(row)}
    if row.failing_since is not None:
        since = {**said, "since": moment(row.failing_since)}
        return _("%(kind)s gives nothing since %(since)s.") % since
    if not row.is_active:
        return _("%(kind)s pauses: the values are entered by people.") % said
    if row.last_success_at is None:
        return _("%(kind)s is asked for the first time in a moment.") % said
    if row.left_out:
        words = ngettext(
            "%(kind)s works, but %(count)d row cannot be taken over.",
            "%(kind)s works, but %(count)d rows cannot be taken over.",
            row.left_out,
        )
        return words % {**said, "count": row.left_out}
    return _("%(kind)s is asked %(when)s, and it works.") % said


def list_answer(rows: list[ConnectorRow]) -> str:
    """The heading of the list."""
    if not rows:
        return _("No KPI takes its values from a source.")
    failing = sum(row.failing_since is not None for row in rows)
    partly = sum(row.state == ConnectorState.INCOMPLETE for row in rows)
    if partly and not failing:
        if len(rows) == 1:
            return _("The only source works, but rows are left out.")
        words = ngettext(
            "All %(count)d sources work, but of %(partly)d rows are left out.",
            "All %(count)d sources work, but of %(partly)d rows are left out.",
            partly,
        )
        return words % {"partly": partly, "count": len(rows)}
    if not failing:
        words = ngettext(
            "%(count)d source, and it works.", "All %(count)d sources work.", len(rows)
        )
        return words % {"count": len(rows)}
    if len(rows) == 1:
        return _("The only source gives nothing.")
    words = ngettext(
        "%(failing)d of %(count)d sources gives nothing.",
        "%(failing)d of %(count)d sources give nothing.",
        failing,
    )
    return words % {"failing": failing, "count": len(rows)}


def length_words(length: timedelta) -> str:
    """How long an outage was, roughly: "3 hours"."""
    minutes = max(round(length / timedelta(minutes=1)), 1)
    if minutes < 120:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes) % {"num": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours}
    days = round(hours / 24)
    return ngettext("%(num)d day", "%(num)d days", days) % {"num": days}


def run_words(run: RunRow) -> str:
    """What a run did: "3 read: 1 new, 2 as they were"."""
    if run.error:
        return run.error
    parts = [
        (run.created, _("%(num)d new")),
        (run.changed, _("%(num)d changed")),
        (run.unchanged, _("%(num)d as before")),
        (run.kept, _("%(num)d entered by people and kept")),
    ]
    told = ", ".join(words % {"num": count} for count, words in parts if count)
    left_out = ngettext("%(num)d row left out.", "%(num)d rows left out.", run.left_out)
    also = [left_out % {"num": run.left_out}] if run.left_out else []
    if not told:
        return " ".join(also or [_("Nothing to read.")])
    words = ngettext("%(num)d value read: %(told)s.", "%(num)d values read: %(told)s.", run.read)
    return " ".join([words % {"num": run.read, "told": told}, *also])


def after_words(run: RunRow) -> str:
    """What else is to be said: that it works again, and what was left out."""
    told = []
    if run.out_since is not None:
        length = length_words(run.ended_at - run.out_since)
        told.append(_("It works again, after %(length)s.") % {"length": length})
    return "\n".join([*told, *run.notes.splitlines()])


def verdict_words(verdict: str, why: str) -> str:
    """What a value would do."""
    return {
        "new": _("new"),
        "changed": _("replaces it"),
        "unchanged": _("as it is"),
        "kept": _("left out: somebody entered another value"),
        "refused": _("refused: %(why)s") % {"why": why},
    }[verdict]
