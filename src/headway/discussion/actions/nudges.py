"""Ask people to do what is late: about one thing, or everybody of a unit at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, Told, notify, record_all
from headway.activity.models import NoticeKind
from headway.discussion.models import Nudge
from headway.discussion.queries.late import Late, late_about, late_in, nudged_today
from headway.discussion.queries.subjects import get_subject
from headway.kit import clock
from headway.kit.problems import Conflict, NotAllowed
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Person
from headway.people.queries import get_unit


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was asked for now, and how much of it had been asked for today before."""

    lates: tuple[Late, ...]
    before: int = 0

    @property
    def people(self) -> int:
        return len({late.person_id for late in self.lates})


@transaction.atomic
def nudge(actor: Actor, subject_type: str, subject_id: int) -> Asked:
    """Ask whose turn it is to do what is late on a subject. Raises NotAllowed, NotFound, Conflict:
    nothing is late, nobody is named for it, it is one's own turn, or somebody asked today."""
    require(actor, Permission.NUDGE)
    subject = get_subject(actor, subject_type, subject_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people nudge others."))
    today = clock.today(actor.time_zone)
    late = late_about(actor, subject, today)
    waiting = _askable(actor, late)
    if not waiting:
        raise _why_not(late)
    asked = _ask(actor, waiting, today)
    if not asked.lates:
        raise _asked_already(actor, waiting, today)
    return asked


@transaction.atomic
def nudge_all(actor: Actor, unit_id: int) -> Asked:
    """Ask everybody of a unit and those below it who lets something wait, each once for all of it;
    what was asked for today is left out. Raises NotAllowed, NotFound."""
    unit = get_unit(actor, unit_id)
    require(actor, Permission.NUDGE_ALL, Facts(unit_id=unit.pk, unit_path=unit.path))
    if actor.person_id is None:
        raise NotAllowed(_("Only people nudge others."))
    today = clock.today(actor.time_zone)
    return _ask(actor, _askable(actor, late_in(actor, (unit.path,), today)), today)


def _askable(actor: Actor, lates: Sequence[Late]) -> list[Late]:
    """What is the turn of somebody else who works here, each thing once a person. One query."""
    ids = {late.person_id for late in lates if late.person_id not in (None, actor.person_id)}
    active = set(
        Person.objects.filter(
            organisation_id=actor.organisation_id, is_active=True, pk__in=ids
        ).values_list("pk", flat=True)
    ) if ids else set()  # fmt: skip
    once = {
        (late.subject_type, late.subject_id, late.person_id): late
        for late in lates
        if late.person_id in active
    }
    return list(once.values())


def _ask(actor: Actor, lates: Sequence[Late], today: date) -> Asked:
    """A nudge for each that nobody was asked for today, and a notice for each person."""
    before = nudged_today(actor.organisation_id, lates, today)
    fresh = [one for one in lates if one.key not in before]
    now = clock.now()
    Nudge.objects.bulk_create(
        (
            Nudge(
                organisation_id=actor.organisation_id, author_id=actor.person_id,
                person_id=one.person_id or 0, subject_type=one.subject_type,
                subject_id=one.subject_id, on=today, at=now,
            )
            for one in fresh
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    mine = {
        (row.subject_type, row.subject_id, row.person_id): row.pk
        for row in Nudge.objects.filter(author_id=actor.person_id, on=today, at=now)
    }
    won = [one for one in fresh if one.key in mine]  # somebody else may have been quicker
    for person_id in dict.fromkeys(one.person_id for one in won):
        _tell(actor, person_id, [one for one in won if one.person_id == person_id], today)
    record_all(
        actor,
        [
            Entry(
                "nudge.sent", "nudge", mine[one.key], one.title,
                after={"subject_type": one.subject_type, "subject_id": one.subject_id,
                       "person_id": one.person_id, "asked_for": str(one.turn)},
            )
            for one in won
        ],
    )  # fmt: skip
    return Asked(tuple(won), before=len(lates) - len(won))


def _tell(actor: Actor, person_id: int | None, lates: Sequence[Late], today: date) -> None:
    """One thing by its name and with its page; several with the place where all of them wait."""
    one, named = lates[0], {"who": actor.name, "count": len(lates)}
    if len(lates) == 1:
        title = _("%(who)s nudges you: “%(title)s” waits for you") % {**named, "title": one.title}
    else:
        words = ngettext(
            "%(who)s nudges you: %(count)d thing waits for you",
            "%(who)s nudges you: %(count)d things wait for you",
            len(lates),
        )
        title = words % named
    body = "\n".join(f"{late.title}: {late.words}" for late in lates)
    told = Told(
        NoticeKind.NUDGE,
        title,
        one.url if len(lates) == 1 else reverse("reports:home"),
        body=body,
        subject_type=one.subject_type if len(lates) == 1 else "",
        subject_id=one.subject_id if len(lates) == 1 else None,
        key=f"nudge:{today}:{one.subject_type}:{one.subject_id}",
    )
    notify(actor, [person_id], told)


def _why_not(lates: Sequence[Late]) -> Conflict:
    if not lates:
        said = _("Nothing is late here. Write a comment instead.")
        return Conflict(said, code="nothing_late")
    if all(late.person_id is None for late in lates):
        return Conflict(_("Nobody is named for it. Name an owner first."), code="nobody_named")
    return Conflict(_("It waits for you, or for somebody who has left."), code="own_turn")


def _asked_already(actor: Actor, lates: Sequence[Late], today: date) -> Conflict:
    before = nudged_today(actor.organisation_id, lates, today)
    names = {one.author_name or _("Somebody") for one in before.values()}
    said = _("%(who)s has asked today already. Try again tomorrow, or write a comment.")
    return Conflict(said % {"who": ", ".join(sorted(names))}, code="nudged_today")
