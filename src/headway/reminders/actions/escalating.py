"""Tell the lead, and later the coach, what waits too long; and take it back when it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, Told, notify, record_all
from headway.activity.models import Notice, NoticeKind
from headway.core.reminding import Level, WorkingCalendar, escalation
from headway.kit import clock
from headway.okrs.models import KeyResult
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, actor_for, system_actor
from headway.people.models import Membership, MembershipKind, Person, line_of
from headway.people.queries.leads import leads_on
from headway.reminders.models import Escalation
from headway.reminders.queries.matters import MatterRow, matters_of
from headway.reminders.queries.person import Reached, reached
from headway.reminders.queries.reminded import OpenEscalation, open_escalations
from headway.reminders.queries.working import away_on, escalation_of
from headway.web.formats import day

SUBJECT = "escalation"
_SUBJECTS = {
    "check_in": "key_result", "value": "kpi", "action": "action", "blocker": "blocker",
    "response": "response",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Raised:
    """What is escalated now, and to whom."""

    matter: MatterRow
    level: Level
    people: tuple[int, ...]
    days_late: int


def escalate(
    owner: Reached, matters: Sequence[MatterRow], calendar: WorkingCalendar, today: date
) -> None:
    """Escalate what of somebody's is late by the agreed working days, each level once; take back
    what is done. Call it inside a transaction.

    Where nobody is to be told, since there is no lead or coach, or the coach may not read the
    objective, that is kept too: it is not looked for again every day.
    """
    before = open_escalations(owner.person.pk)
    withdraw(owner, matters, before)
    late = [row for row in matters if row.due_on < today]
    if not late:
        return
    days = escalation_of(owner.person.organisation_id).days
    told = {(one.key, one.due_on, one.level) for one in before}
    raised: list[_Raised] = []
    for row in late:
        known = [level for level in Level if (row.key, row.due_on, level) in told]
        found = escalation(row.due_on, today, days, calendar, told=known)
        for level in found.tell:
            people = _told_of(owner, row, level, today)
            raised.append(_Raised(row, level, tuple(people), found.days_late))
    _store(owner, raised)


def _told_of(owner: Reached, row: MatterRow, level: Level, today: date) -> list[int]:
    """Who hears of it: the nearest lead who is not late themselves and not away, or is, where all
    of them are; the coaches of the unit, or of the nearest above that has some."""
    owner_id = owner.person.pk
    if level == Level.LEAD:
        leads = leads_on([row.unit_path])
        away = away_on(today, [lead_id for lead_id, _name in leads.by_unit.values()])
        there = leads.nearest(row.unit_path, without={owner_id, *away})
        lead = there or leads.nearest(row.unit_path, without=(owner_id,))
        return [lead[0]] if lead else []
    coaches = Membership.objects.filter(
        unit_id__in=line_of(row.unit_path), kind=MembershipKind.COACH, person__is_active=True
    ).exclude(person_id=owner_id)
    by_unit: dict[int, list[int]] = {}
    for unit_id, person_id in coaches.order_by("id").values_list("unit_id", "person_id"):
        by_unit.setdefault(unit_id, []).append(person_id)
    nearest = next((by_unit[pk] for pk in reversed(line_of(row.unit_path)) if pk in by_unit), [])
    return [pk for pk in nearest if _may_read(pk, row)]


def _may_read(person_id: int, row: MatterRow) -> bool:
    if row.kind != "check_in":
        return True
    person = Person.objects.select_related("organisation").get(pk=person_id)
    seen = KeyResult.objects.filter(visible_to(actor_for(person), "objective__"), pk=row.id)
    return seen.exists()


def _store(owner: Reached, raised: Sequence[_Raised]) -> None:
    system = system_actor(owner.person.organisation)
    entries = []
    for one in raised:
        row, is_new = Escalation.objects.get_or_create(
            owner_id=owner.person.pk, key=one.matter.key, due_on=one.matter.due_on,
            level=one.level,
            defaults={
                "organisation_id": owner.person.organisation_id,
                "person_id": one.people[0] if one.people else None,
                "told_at": clock.now(),
            },
        )  # fmt: skip
        if not is_new and row.withdrawn_at is None:
            continue
        if not is_new:  # it was handed on, and has come back undone
            row.withdrawn_at, row.told_at = None, clock.now()
            row.save(update_fields=["withdrawn_at", "told_at"])
            continue
        _tell(system, owner, one, row.pk)
        if one.people:
            entries.append(_entry(owner, one))
    if entries:
        record_all(system, entries)


def _tell(system: Actor, owner: Reached, one: _Raised, escalation_id: int) -> None:
    said = {
        "who": owner.person.name,
        "title": one.matter.title,
        "day": day(one.matter.due_on),
        "note": one.matter.note,
    }
    told = Told(
        kind=NoticeKind.ESCALATION,
        title=_("%(who)s is late since %(day)s: %(title)s") % said,
        body=_("%(note)s. Ask what is in the way, or who else could do it.") % said,
        url=one.matter.url,
        subject_type=SUBJECT,
        subject_id=escalation_id,
        key=f"{SUBJECT}-{escalation_id}",
    )
    notify(system, one.people, told)


def _entry(owner: Reached, one: _Raised) -> Entry:
    subject = _SUBJECTS[one.matter.kind]
    after = {
        "level": str(one.level), "person_ids": list(one.people), "owner_id": owner.person.pk,
        "due_on": one.matter.due_on, "working_days_late": one.days_late,
    }  # fmt: skip
    return Entry(f"{subject}.escalated", subject, one.matter.id, one.matter.title, after=after)


def withdraw(
    owner: Reached, matters: Collection[MatterRow], known: Sequence[OpenEscalation]
) -> None:
    """Take back what is no longer theirs to do: it leaves the inbox of who was told, as read, and
    goes out by no e-mail."""
    waiting = {(row.key, row.due_on) for row in matters}
    done = [one.id for one in known if (one.key, one.due_on) not in waiting]
    if not done:
        return
    now = clock.now()
    Escalation.objects.filter(pk__in=done).update(withdrawn_at=now)
    told = Notice.objects.filter(
        organisation_id=owner.person.organisation_id, kind=NoticeKind.ESCALATION,
        subject_type=SUBJECT, subject_id__in=done,
    )  # fmt: skip
    told.filter(settled_at__isnull=True).update(settled_at=now)
    told.filter(read_at__isnull=True).update(read_at=now)


@transaction.atomic
def withdraw_done(owner_id: int) -> None:
    """Take back what somebody has done since it was escalated."""
    known = open_escalations(owner_id)
    owner = reached(owner_id) if known else None
    if owner is not None:
        today = clock.today(owner.person.organisation.time_zone)
        withdraw(owner, matters_of(owner.actor, today), known)
