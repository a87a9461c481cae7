"""What somebody is to do by a day: check-ins, values of KPIs, actions, blockers, answers to
signals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.models import NoticeKind
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.late import awaited_values
from headway.kpis.queries.words import step_due_on
from headway.okrs.models import KeyResult
from headway.okrs.queries.due import turns
from headway.people.access import Actor
from headway.rituals.models import ActionItem, Blocker, ItemState
from headway.rituals.queries.addresses import item_url

AT_MOST = 200
"""Of each kind; bounds every read of this module."""


@dataclass(frozen=True, slots=True)
class MatterRow:
    """Something to do. ``kind`` and ``id`` name it, ``note`` says where it belongs; whoever is
    above the unit hears of it when it waits too long."""

    kind: str
    id: int
    title: str
    note: str
    url: str
    due_on: date
    unit_id: int
    unit_path: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def notice_kind(self) -> NoticeKind:
        """What it is called in the inbox."""
        is_value = self.kind in {"check_in", "value"}
        return NoticeKind.DUE if is_value else NoticeKind.ACTION_DUE


def matters_of(actor: Actor, today: date) -> list[MatterRow]:
    """All that falls to the actor, the earliest due first. Seven queries at most."""
    if actor.person_id is None:
        return []
    found = [
        *_check_ins(actor, today),
        *_values(actor, today),
        *_actions(actor),
        *_blockers(actor),
        *_responses(actor),
    ]
    return sorted(found, key=lambda row: (row.due_on, row.kind, row.id))


def _check_ins(actor: Actor, today: date) -> list[MatterRow]:
    """Those that fall to the updater, and without one (or of one who left) to the owner."""
    due = {turn.key_result_id: turn.due_on for turn in turns(actor, today) if turn.due_on}
    return [
        MatterRow(
            "check_in", pk, title, objective, reverse("okrs:check_in", args=[pk]), due[pk],
            unit_id, path,
        )
        for pk, title, objective, unit_id, path, owner_id, updater_id, is_active in (
            _key_results(due) if due else []
        )
        if (updater_id if updater_id and is_active else owner_id) == actor.person_id
    ]  # fmt: skip


@prepared
def _key_results(ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return KeyResult.objects.filter(pk__in=ids).values_list(
        "id", "title", "objective__title", "objective__unit_id", "objective__unit__path",
        "owner_id", "updater_id", "updater__is_active",
    )  # fmt: skip


def _values(actor: Actor, today: date) -> list[MatterRow]:
    """Values of KPIs. Of one with a source nobody is reminded before it is late."""
    waiting = {
        value.kpi_id: value
        for value in awaited_values(actor, today)
        if value.late_since is not None or not value.has_source
    }
    rows = _units_of(waiting) if waiting else []
    return [
        MatterRow(
            "value", pk, waiting[pk].name, unit, reverse("kpis:enter"), waiting[pk].due_on,
            unit_id, path,
        )
        for pk, unit_id, unit, path in rows
    ]  # fmt: skip


@prepared
def _units_of(ids: Collection[int]) -> QuerySet[Kpi, tuple[Any, ...]]:
    return Kpi.objects.filter(pk__in=ids).values_list("id", "unit_id", "unit__name", "unit__path")


def _actions(actor: Actor) -> list[MatterRow]:
    return [
        MatterRow("action", pk, title, unit, item_url("action", pk, unit_id), due, unit_id, path)
        for pk, title, due, unit_id, unit, path in _open_actions(actor.person_id or 0)
    ]


@prepared
def _open_actions(person_id: int) -> QuerySet[ActionItem, tuple[Any, ...]]:
    mine = ActionItem.objects.filter(owner_id=person_id, state=ItemState.OPEN)
    return (
        mine.filter(due_on__isnull=False, unit__archived_at__isnull=True)
        .order_by("due_on", "id")
        .values_list(*_ITEM)[:AT_MOST]
    )


_ITEM = ("id", "title", "due_on", "unit_id", "unit__name", "unit__path")


def _blockers(actor: Actor) -> list[MatterRow]:
    return [
        MatterRow("blocker", pk, title, unit, item_url("blocker", pk, unit_id), due, unit_id, path)
        for pk, title, due, unit_id, unit, path in _open_blockers(actor.person_id or 0)
    ]


@prepared
def _open_blockers(person_id: int) -> QuerySet[Blocker, tuple[Any, ...]]:
    mine = Blocker.objects.filter(owner_id=person_id, resolved_at__isnull=True)
    return (
        mine.filter(due_on__isnull=False, unit__archived_at__isnull=True)
        .order_by("due_on", "id")
        .values_list(*_ITEM)[:AT_MOST]
    )


def _responses(actor: Actor) -> list[MatterRow]:
    """Answers to signals: their next step falls to the owner, an action to who was given it."""
    rows = []
    for (
        pk,
        kpi_id,
        name,
        number,
        stage,
        cause_due,
        action_due,
        ends_on,
        unit_id,
        path,
    ) in _open_responses(actor.organisation_id, actor.person_id or 0):
        due = step_due_on(stage, cause_due, action_due, ends_on) or action_due
        note = _("Signal %(number)d") % {"number": number}
        url = reverse("kpis:kpi", args=[kpi_id]) + "#response"
        rows.append(MatterRow("response", pk, name, note, url, due, unit_id, path))
    return rows


@prepared
def _open_responses(organisation_id: int, person_id: int) -> QuerySet[Response, tuple[Any, ...]]:
    theirs = Q(action_owner_id=person_id) | Q(action_owner__isnull=True, owner_id=person_id)
    open_ones = Response.objects.filter(
        theirs, organisation_id=organisation_id, closed_at__isnull=True,
        kpi__archived_at__isnull=True,
    )  # fmt: skip
    return open_ones.order_by("raised_at", "id").values_list(
        "id", "kpi_id", "kpi__name", "number", "stage", "cause_due_on", "action_due_on",
        "action_ends_on", F("kpi__unit_id"), F("kpi__unit__path"),
    )[:AT_MOST]  # fmt: skip
