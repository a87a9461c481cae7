"""What waits for a person, apart from check-ins: objectives to complete, sign or close, frames
and needs of others to answer, and what others declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.coaching.queries.help import HelpRow, help_requests
from headway.coaching.queries.suggestions import SuggestionRow, waiting_suggestions
from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.okrs.models import Objective, Phase, State
from headway.okrs.queries import approvals
from headway.okrs.queries.dependencies import DependencyRow, declined_to, waiting_for
from headway.okrs.queries.goal_post_words import field_words, post_words
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.people.access import Actor
from headway.people.models import Invitation
from headway.reports.queries.asked import AskedToSign, asked_to_sign
from headway.reports.queries.doubts import Doubt, doubts
from headway.reports.queries.kpi_work import kpi_items
from headway.reports.queries.places import of_object
from headway.reports.queries.told_above import items_above
from headway.reports.queries.waiting_item import WaitingItem
from headway.rituals.queries.frames import FrameRow, frames_waiting_for
from headway.rituals.queries.items import ActionRow
from headway.rituals.queries.open_items import my_open_actions
from headway.web.formats import day

AT_MOST = 200
"""Of each kind; more than anybody has to decide, and a bound for every read of this module. Home
shows the first of them and leads to the rest."""
DAYS_AHEAD = timedelta(days=2)
"""An action waits from so long before its day."""


@dataclass(frozen=True, slots=True)
class OwnObjective:
    """An objective of one's own, and where its cycle stands."""

    row: ObjectiveRow
    cycle_phase: str
    updated_at: datetime
    doubts: tuple[Doubt, ...] = ()

    @property
    def url(self) -> str:
        return of_object("objective", self.row.id)


def own_objectives(actor: Actor, today: date) -> list[OwnObjective]:
    """The actor's own objectives in cycles that are not closed, the running ones first. Four
    queries."""
    found = _own(actor.organisation_id, actor.person_id)
    rows = objective_rows_by_id([row[0] for row in found], as_of=today, today=today)
    found_doubts = doubts(rows.values(), today)
    own = [
        OwnObjective(
            rows[objective_id], phase, updated_at, tuple(found_doubts.get(objective_id, ()))
        )
        for objective_id, phase, updated_at in found
    ]
    return sorted(own, key=lambda objective: objective.cycle_phase != Phase.RUNNING)


@prepared
def _own(
    organisation_id: int, person_id: int | None
) -> QuerySet[Objective, tuple[int, str, datetime]]:
    return (
        _open_objectives(organisation_id)
        .filter(owner_id=person_id)
        .order_by("cycle__starts_on", "cycle_id", "position", "id")
        .values_list("id", "cycle__phase", "updated_at")[:AT_MOST]
    )


def _open_objectives(organisation_id: int) -> QuerySet[Objective]:
    return (
        Objective.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
        .exclude(state=State.CLOSED)
        .exclude(cycle__phase=Phase.CLOSED)
    )


def waiting_items(actor: Actor, own: list[OwnObjective], today: date) -> list[WaitingItem]:
    """Everything that waits, given the actor's own objectives. At most seventeen more queries."""
    return [
        *kpi_items(actor, today),
        *(_action(actor, row) for row in my_open_actions(actor, today + DAYS_AHEAD)),
        *(_frame(actor, frame) for frame in frames_waiting_for(actor, today, AT_MOST)),
        *(item for one in own if (item := _own_item(actor, one)) is not None),
        *(_signature(actor, row) for row in asked_to_sign(actor, today, limit=AT_MOST)),
        *(_dependency(actor, row) for row in waiting_for(actor, AT_MOST)),
        *(_not_delivered(actor, row) for row in declined_to(actor, AT_MOST)),
        *(_question(actor, row) for row in help_requests(actor, as_coach=True, waits=True)),
        *(_suggestion(actor, row) for row in waiting_suggestions(actor, AT_MOST)),
        *(_goal_post(actor, row) for row in approvals.waiting_for(actor, AT_MOST)),
        *items_above(actor, today),
        *_invitations(actor),
    ]


def _own_item(actor: Actor, own: OwnObjective) -> WaitingItem | None:
    cycle = {"cycle": own.row.cycle_name}
    if own.cycle_phase == Phase.REVIEW:
        reason = _("%(cycle)s is in review: grade it and write the closing word.")
        return _about(actor, own, reason % cycle, _("Close"))
    if not own.row.key_results:
        return _about(actor, own, _("It has no key result yet."), _("Add key results"))
    if own.row.state == State.DRAFT:
        reason = _("A draft for %(cycle)s. Propose it, so that it can be agreed.")
        return _about(actor, own, reason % cycle, _("Propose"))
    return None


def _about(actor: Actor, own: OwnObjective, reason: str, action: str) -> WaitingItem:
    return WaitingItem(
        "objective",
        own.row.id,
        title=own.row.title,
        reason=reason,
        why_you=_("Owner"),
        since=local_date(own.updated_at, actor.time_zone),
        action=action,
    )


def _question(actor: Actor, row: HelpRow) -> WaitingItem:
    said = {"who": row.asked_by or _("Somebody"), "unit": row.unit_name}
    return WaitingItem(
        "help_request",
        row.id,
        title=row.question[:120],
        reason=_("%(who)s asks for your help.") % said,
        why_you=_("Coach of %(unit)s") % said,
        since=local_date(row.waits_since or row.asked_at, actor.time_zone),
        action=_("Answer"),
    )


def _suggestion(actor: Actor, row: SuggestionRow) -> WaitingItem:
    said = {"who": row.author_name or _("The coach")}
    return WaitingItem(
        "suggestion",
        row.id,
        title=row.title,
        reason=_("%(who)s suggests other words or numbers.") % said,
        why_you=_("Owner"),
        since=local_date(row.created_at, actor.time_zone),
        action=_("Look"),
    )


def _action(actor: Actor, row: ActionRow) -> WaitingItem:
    """Something agreed in a meeting whose day has come, or is near, or that has none."""
    reason = _("Agreed in %(unit)s, without a day.")
    if row.due_on is not None:
        reason = _("Agreed in %(unit)s, due on %(day)s.")
    return WaitingItem(
        "action",
        row.id,
        title=row.title,
        reason=reason % {"unit": row.unit_name, "day": day(row.due_on)},
        why_you=_("Has the action"),
        since=local_date(row.created_at, actor.time_zone),
        action=_("Settle"),
        part=f"action-{row.id}",
    )


def _frame(actor: Actor, frame: FrameRow) -> WaitingItem:
    if not frame.is_open:
        return _declined(actor, frame)
    said = {"who": frame.author_name or _("Somebody"), "cycle": frame.cycle_name}
    return WaitingItem(
        "frame",
        frame.id,
        title=frame.title,
        reason=_("%(who)s asks this of your unit for %(cycle)s.") % said,
        why_you=_("Lead of %(unit)s") % {"unit": frame.unit_name},
        since=local_date(frame.created_at, actor.time_zone),
        action=_("Answer"),
    )


def _declined(actor: Actor, frame: FrameRow) -> WaitingItem:
    said = {"unit": frame.unit_name, "answer": frame.answer}
    answered_at = frame.answered_at or frame.created_at
    return WaitingItem(
        "frame",
        frame.id,
        title=frame.title,
        reason=_("%(unit)s declined it: “%(answer)s” Ask anew, or leave it.") % said,
        why_you=_("You asked"),
        since=local_date(answered_at, actor.time_zone),
        action=_("Look"),
    )


def _signature(actor: Actor, asked: AskedToSign) -> WaitingItem:
    said = {
        "owner": asked.owner_name or _("Nobody"),
        "unit": asked.unit_name,
        "cycle": asked.cycle_name,
    }
    proposed = _("Proposed for %(cycle)s in %(unit)s by %(owner)s.") % said
    return WaitingItem(
        "objective",
        asked.id,
        title=asked.title,
        reason=asked.void_reason or proposed,
        why_you=_why_asked(actor, asked),
        since=local_date(asked.updated_at, actor.time_zone),
        action=_("Sign again") if asked.void_reason else _("Sign"),
    )


def _why_asked(actor: Actor, asked: AskedToSign) -> str:
    if asked.as_owner:
        return _("Owner")
    if asked.as_coach:
        return _("Coach")
    return _("Lead above") if actor.leads(asked.unit_path) else _("Administrator")


def _dependency(actor: Actor, row: DependencyRow) -> WaitingItem:
    said = {"asking": row.asking_unit_name, "unit": row.unit_name}
    reason = _("%(asking)s needs this from %(unit)s.") % said
    if row.due_on:
        reason += " " + _("Needed until %(day)s.") % {"day": day(row.due_on)}
    return WaitingItem(
        "dependency",
        row.id,
        title=row.title,
        reason=reason,
        why_you=_("Lead of the unit"),
        since=local_date(row.requested_at, actor.time_zone),
        action=_("Answer"),
    )


def _not_delivered(actor: Actor, row: DependencyRow) -> WaitingItem:
    said = {"unit": row.unit_name, "answer": row.answer}
    return WaitingItem(
        "dependency",
        row.id,
        title=row.title,
        reason=_("%(unit)s declined it: “%(answer)s” Ask anew, or take it back.") % said,
        why_you=_("You asked"),
        since=local_date(row.answered_at or row.requested_at, actor.time_zone),
        action=_("Look"),
    )


def _move(row: approvals.RequestRow, field: str, before: Any, after: Any) -> str:
    """One goal post and where it is to stand; of a key result that comes or goes only that."""
    was, then = (post_words(field, value, row.measure) for value in (before, after))
    if row.is_membership:
        return " ".join(filter(None, (field_words(field), then)))
    said = {"field": field_words(field), "before": was, "after": then}
    return _("%(field)s from %(before)s to %(after)s") % said


def _goal_post(actor: Actor, row: approvals.RequestRow) -> WaitingItem:
    said = {
        "who": row.author_name or _("Somebody"),
        "moves": ", ".join(_move(row, *move) for move in row.moves),
    }
    return WaitingItem(
        "goal_post_request",
        row.id,
        title=row.title,
        reason=_("%(who)s asks to move a goal post: %(moves)s.") % said,
        why_you=_("Lead above") if actor.leads(row.unit_path) else _("Administrator"),
        since=local_date(row.created_at, actor.time_zone),
        action=_("Answer"),
    )


def _invitations(actor: Actor) -> list[WaitingItem]:
    """For administrators: people who were invited and have not come."""
    if not actor.is_admin:
        return []
    pending = list(
        Invitation.objects.filter(
            organisation_id=actor.organisation_id,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        .order_by("created_at")
        .values_list("created_at", "expires_at")[:AT_MOST]
    )
    if not pending:
        return []
    expired = sum(expires_at < clock.now() for _created_at, expires_at in pending)
    title = ngettext(
        "%(count)d invitation is not answered", "%(count)d invitations are not answered",
        len(pending),
    ) % {"count": len(pending)}  # fmt: skip
    reason = ngettext(
        "%(count)d of them has run out; send it again.",
        "%(count)d of them have run out; send them again.",
        expired,
    ) % {"count": expired}
    return [
        WaitingItem(
            "invitations",
            0,
            title=title,
            reason=reason if expired else _("Ask them, or send the invitation again."),
            why_you=_("Administrator"),
            since=local_date(pending[0][0], actor.time_zone),
            action=_("Open"),
        )
    ]
