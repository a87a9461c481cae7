"""The next four weeks of a unit: what others should know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.cadence import DAY, local_date
from headway.kit.clock import end_of_day
from headway.kit.prepared import prepared
from headway.okrs.models import Initiative
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.rituals.models import HeadsUp, Meeting, MeetingKind, MeetingState
from headway.rituals.queries.weekly.facts import Place

AHEAD = timedelta(weeks=4)
AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Coming:
    """Something on a day; ``heads_up_id`` where somebody wrote it by hand, so that it can be taken
    back."""

    on: date
    title: str
    note: str = ""
    url: str = ""
    heads_up_id: int | None = None

    @property
    def week(self) -> int:
        """The number of its week."""
        return self.on.isocalendar().week


def coming_in(actor: Actor, place: Place, *, without: int = 0) -> list[Coming]:
    """Heads-ups, initiatives that are due and meetings, by day. Three queries."""
    until = place.today + AHEAD
    found = [
        *_heads_ups(actor, place, until),
        *_initiatives(actor, place, until),
        *_meetings(actor, place, until, without),
    ]
    return sorted(found, key=lambda one: (one.on, one.title))[:AT_MOST]


def _heads_ups(actor: Actor, place: Place, until: date) -> list[Coming]:
    rows = _announced(actor.organisation_id, place.unit_id, place.today, until)
    return [Coming(on, title, name or "", heads_up_id=pk) for pk, on, title, name in rows]


@prepared
def _announced(
    organisation_id: int, unit_id: int, today: date, until: date
) -> QuerySet[HeadsUp, tuple[int, date, str, str]]:
    return HeadsUp.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, on__gte=today, on__lte=until,
        removed_at__isnull=True,
    ).values_list("pk", "on", "title", "author__name")  # fmt: skip


def _initiatives(actor: Actor, place: Place, until: date) -> list[Coming]:
    return [
        Coming(due_on, title, name or "", f"/key-results/{key_result_id}")
        for due_on, title, name, key_result_id in _due(actor, place.unit_id, place.today, until)
        if due_on is not None
    ]


@prepared
def _due(
    actor: Actor, unit_id: int, today: date, until: date
) -> QuerySet[Initiative, tuple[date | None, str, str, int]]:
    return Initiative.objects.filter(
        visible_to(actor, "key_result__objective__"),
        organisation_id=actor.organisation_id, key_result__objective__unit_id=unit_id,
        key_result__objective__archived_at__isnull=True, due_on__gte=today,
        due_on__lte=until, done_on__isnull=True, dropped_on__isnull=True,
    ).values_list("due_on", "title", "owner__name", "key_result_id")  # fmt: skip


def _meetings(actor: Actor, place: Place, until: date, without: int) -> list[Coming]:
    rows = _planned(
        actor.organisation_id, place.unit_id, end_of_day(place.today - DAY, place.time_zone),
        end_of_day(until, place.time_zone), without,
    )  # fmt: skip
    return [
        Coming(
            local_date(at, place.time_zone),
            str(MeetingKind(kind).label),
            _("%(name)s facilitates") % {"name": name} if name else "",
            f"/meetings/{pk}",
        )
        for pk, kind, at, name in rows
    ]


@prepared
def _planned(
    organisation_id: int, unit_id: int, after: datetime, until: datetime, without: int
) -> QuerySet[Meeting, tuple[int, str, datetime, str]]:
    found = Meeting.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, state=MeetingState.PLANNED,
        planned_at__gt=after, planned_at__lte=until,
    )  # fmt: skip
    return found.exclude(pk=without).values_list("pk", "kind", "planned_at", "facilitator__name")
