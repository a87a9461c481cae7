"""Whom the demo offers to be."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.people.models import MembershipKind, Organisation, Person, Role, Unit
from headway.people.queries.choices import PeopleChoices


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A role of the demo, and the person who has it."""

    person_id: int
    role: str
    name: str
    unit: str
    wants: str


@dataclass(frozen=True, slots=True)
class _AtTheDoor:
    """Whoever has chosen nobody yet reads the names of the demo's people."""

    organisation_id: int


def demo_people() -> PeopleChoices | None:
    """Everybody that one may be in the demo, None where there is no organisation."""
    organisation = _shown()
    return PeopleChoices(_AtTheDoor(organisation.pk)) if organisation else None


def _shown() -> Organisation | None:
    return Organisation.objects.order_by("id").first()


def demo_roles() -> list[DemoRole]:
    """One person for each role, found by their place, which no check-in changes: who comes back as
    the team lead is the same person. A handful of queries; demo only."""
    organisation = _shown()
    if organisation is None:
        return []
    people = Person.objects.filter(organisation=organisation, is_active=True).order_by("id")
    units = Unit.objects.filter(organisation=organisation, lead__isnull=False)
    root = units.filter(parent=None).select_related("lead").first()
    teams = units.filter(parent__isnull=False, children__isnull=True).select_related("lead")
    team = teams.order_by("lead_id").first()
    taken = {p for p in (root and root.lead_id, team and team.lead_id) if p}
    member = (
        people.filter(memberships__unit=team, memberships__kind=MembershipKind.MEMBER)
        .exclude(pk__in=taken)
        .first()
    )
    coaches = people.filter(memberships__kind=MembershipKind.COACH).distinct()
    coach = coaches.filter(memberships__unit=team).first() or coaches.first()
    found = [
        (root and root.lead, _("Leader"), root, _("Hands goals down, signs, sees the risks.")),
        (
            team and team.lead,
            _("Team lead"),
            team,
            _("Plans with the team, checks in, signs and closes."),
        ),
        (
            member,
            _("Team member"),
            team,
            _("Checks in on what is theirs, drafts for the team."),
        ),
        (coach, _("OKR coach"), None, _("Helps units to plan, signs what they agree on.")),
        (
            people.filter(role=Role.ADMIN).first(),
            _("Administrator"),
            None,
            _("Sets up cycles, units and people; imports."),
        ),
        (
            people.filter(role=Role.VIEWER).first(),
            _("Viewer"),
            None,
            _("Reads what is open to all, changes nothing."),
        ),
    ]
    return [
        DemoRole(person.pk, role, person.name, unit.name if unit else "", wants)
        for person, role, unit, wants in found
        if person
    ]
