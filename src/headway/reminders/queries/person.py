"""A person as reminders see them: who they are, what they chose, when they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from headway.core.cadence import local_date
from headway.core.reminding import WorkingCalendar
from headway.people.access import Actor, actor_for
from headway.people.models import Person
from headway.reminders.queries.wishes import Chosen, chosen_by
from headway.reminders.queries.working import calendar_of_person


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who is to be reached."""

    person: Person
    actor: Actor
    chosen: Chosen
    zone: str

    @property
    def may_be_written_to(self) -> bool:
        return self.person.is_active and bool(self.person.email) and self.chosen.by_email

    def today(self, now: datetime) -> date:
        """The day where they are."""
        return local_date(now, self.zone)

    def calendar(self, now: datetime) -> WorkingCalendar:
        """When they work. Four or five queries."""
        person = self.person
        return calendar_of_person(person.organisation_id, person.pk, self.zone, self.today(now))


def reached(person_id: int) -> Reached | None:
    """Somebody by their id; None where they are gone. Four queries."""
    person = Person.objects.select_related("organisation").filter(pk=person_id).first()
    if person is None:
        return None
    chosen = chosen_by(person_id)
    return Reached(
        person, actor_for(person), chosen, chosen.time_zone or person.organisation.time_zone
    )
