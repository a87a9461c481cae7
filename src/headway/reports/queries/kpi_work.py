"""What KPIs ask of a person: signals to answer, signals that others let wait, late values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import local_date
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.connectors.rows import FailingSource, failing_sources
from headway.kpis.queries.late import awaited_values
from headway.kpis.queries.lists.strip import overdue
from headway.kpis.queries.words import step_due_on
from headway.people.access import Actor
from headway.reports.queries.waiting_item import WaitingItem
from headway.web.formats import day, moment

AT_MOST = 200
THREAD = "response"
"""Where the answer to a signal stands on its KPI's page; on a telephone far below the chart."""


def kpi_items(actor: Actor, today: date) -> list[WaitingItem]:
    """Open responses of one's own first, actions that one was given, overdue ones of units that one
    leads or coaches, sources that give nothing, values that are late, and definitions to review.
    Five queries; one more where values are late."""
    if actor.person_id is None:
        return []
    mine = [_Open(*row) for row in _mine(actor.organisation_id, actor.person_id)]
    out = failing_sources(actor.organisation_id, actor.person_id)
    return [
        *(_response(actor, row) for row in mine if row.owner_id == actor.person_id),
        *(_given(actor, row) for row in mine if row.owner_id != actor.person_id),
        *_escalated(actor, today),
        *(_source(actor, one) for one in out),
        *_late(actor, today),
        *_reviews(actor, today),
    ]


@dataclass(frozen=True, slots=True)
class _Open:
    """An open response, as far as its next step goes."""

    kpi_id: int
    name: str
    number: int
    raised_at: datetime
    stage: str
    cause: str
    action: str
    cause_due_on: date
    action_due_on: date
    action_ends_on: date | None
    owner_id: int | None
    owner_name: str | None
    unit_path: str

    @property
    def due_on(self) -> date:
        """Until when the next step is due; an open one always has such a day."""
        due = step_due_on(self.stage, self.cause_due_on, self.action_due_on, self.action_ends_on)
        return due or self.action_due_on


_COLUMNS = (
    "kpi_id", "kpi__name", "number", "raised_at", "stage", "cause", "action", "cause_due_on",
    "action_due_on", "action_ends_on", "owner_id", "owner__name", "kpi__unit__path",
)  # fmt: skip


@prepared
def _mine(organisation_id: int, person_id: int) -> QuerySet[Response, tuple[Any, ...]]:
    return (
        _open(organisation_id)
        .filter(Q(owner_id=person_id) | Q(action_owner_id=person_id))
        .order_by("raised_at", "id")
        .values_list(*_COLUMNS)[:AT_MOST]
    )


def _open(organisation_id: int) -> QuerySet[Response]:
    return Response.objects.filter(
        organisation_id=organisation_id, closed_at__isnull=True, kpi__archived_at__isnull=True
    )


def _response(actor: Actor, row: _Open) -> WaitingItem:
    if row.action:
        reason = _("Signal %(number)d: the action ends on %(day)s. Close it when it helped.")
    elif row.cause:
        reason = _("Signal %(number)d: an action, with who and until when, is due on %(day)s.")
    else:
        reason = _("Signal %(number)d: the process got worse. Its cause is due on %(day)s.")
    return WaitingItem(
        "kpi",
        row.kpi_id,
        title=row.name,
        reason=reason % {"number": row.number, "day": day(row.due_on)},
        why_you=_("Owner"),
        since=local_date(row.raised_at, actor.time_zone),
        action=_("Answer"),
        part=THREAD,
    )


def _given(actor: Actor, row: _Open) -> WaitingItem:
    """An action that somebody else, who owns the KPI, closes when it helped."""
    if row.owner_name:
        reason = _(
            "Signal %(number)d: your action ends on %(day)s. %(who)s closes it when it helped."
        )
    else:
        reason = _("Signal %(number)d: your action ends on %(day)s.")
    said = {"number": row.number, "day": day(row.due_on), "who": row.owner_name}
    return WaitingItem(
        "kpi",
        row.kpi_id,
        title=row.name,
        reason=reason % said,
        why_you=_("Has the action"),
        since=local_date(row.raised_at, actor.time_zone),
        action=_("Look"),
        part=THREAD,
    )


def _escalated(actor: Actor, today: date) -> list[WaitingItem]:
    """What is overdue goes to who leads above the owner, and to the unit's coach. One query, none
    for who does neither."""
    mine = Q(kpi__unit_id__in=sorted(actor.coached_unit_ids))
    for path in actor.led_paths:
        mine |= Q(kpi__unit__path__startswith=path)
    if not actor.led_paths and not actor.coached_unit_ids:
        return []
    rows = (
        _open(actor.organisation_id)
        .filter(mine, overdue(today))
        .exclude(owner_id=actor.person_id)
        .order_by("raised_at", "id")
        .values_list(*_COLUMNS)[:AT_MOST]
    )
    return [_overdue(actor, _Open(*row)) for row in rows]


def _overdue(actor: Actor, row: _Open) -> WaitingItem:
    said = {"number": row.number, "who": row.owner_name or _("Nobody"), "day": day(row.due_on)}
    return WaitingItem(
        "kpi",
        row.kpi_id,
        title=row.name,
        reason=_("Signal %(number)d waits for %(who)s since %(day)s. Ask what is in the way.")
        % said,
        why_you=_("Lead above") if actor.leads(row.unit_path) else _("Coach"),
        since=local_date(row.raised_at, actor.time_zone),
        action=_("Look"),
        part=THREAD,
    )


def _source(actor: Actor, out: FailingSource) -> WaitingItem:
    """A source that is not in order: one item for the whole outage."""
    error = out.left_out_why.partition("\n")[0] if out.failing_since is None else out.error
    said = {"since": moment(out.since), "next": moment(out.next_at), "error": error}
    if out.failing_since is None:
        words = ngettext(
            "Its source works, but %(count)d row is left out since %(since)s. %(error)s",
            "Its source works, but %(count)d rows are left out since %(since)s. %(error)s",
            out.left_out,
        )
        reason = words % {**said, "count": out.left_out}
    elif out.next_at is None:
        reason = _("Its source gives nothing since %(since)s, and is not asked again. %(error)s")
        reason %= said
    else:
        reason = _(
            "Its source gives nothing since %(since)s. %(error)s It is tried again on %(next)s."
        )
        reason %= said
    return WaitingItem(
        "kpi_source",
        out.kpi_id,
        title=out.kpi_name,
        reason=reason,
        why_you=_("Owner") if out.owner_id == actor.person_id else _("Updater"),
        since=local_date(out.since, actor.time_zone),
        action=_("Mend") if out.failing_since is None or out.next_at is None else _("Look"),
    )


def _late(actor: Actor, today: date) -> list[WaitingItem]:
    """One item for all values that are late, since they are entered on one page."""
    late = [
        (value.late_since, _named(value.name, value.failing_since))
        for value in awaited_values(actor, today)
        if value.late_since is not None
    ]
    if not late:
        return []
    names = ", ".join(name for _since, name in sorted(late)[:3])
    words = ngettext(
        "%(count)d KPI has no value yet", "%(count)d KPIs have no value yet", len(late)
    )
    return [
        WaitingItem(
            "kpi_values",
            0,
            title=words % {"count": len(late)},
            reason=_("Late: %(names)s.") % {"names": names},
            why_you=_("Updater"),
            since=min(since for since, _name in late),
            action=_("Enter"),
        )
    ]


def _named(name: str, failing_since: datetime | None) -> str:
    """A late one, and that its source is why."""
    if failing_since is None:
        return name
    return _("%(name)s (its source gives nothing)") % {"name": name}


def _reviews(actor: Actor, today: date) -> list[WaitingItem]:
    """Definitions of one's own whose review is overdue. One query."""
    if actor.person_id is None:
        return []
    return [
        WaitingItem(
            "kpi",
            kpi_id,
            title=name,
            reason=_("Its definition was to be reviewed by %(day)s: does it still hold?")
            % {"day": day(review_by)},
            why_you=_("Owner"),
            since=review_by,
            action=_("Review"),
        )
        for kpi_id, name, review_by in _to_review(actor.organisation_id, actor.person_id, today)
    ]


@prepared
def _to_review(organisation_id: int, person_id: int, today: date) -> QuerySet[Kpi, tuple[Any, ...]]:
    return (
        Kpi.objects.filter(
            organisation_id=organisation_id,
            owner_id=person_id,
            archived_at__isnull=True,
            review_by__lt=today,
        )
        .order_by("review_by", "id")
        .values_list("id", "name", "review_by")[:AT_MOST]
    )
