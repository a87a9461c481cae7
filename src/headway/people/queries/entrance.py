"""Whom the demo offers to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.people.models import MembershipKind, Organisation, Person, Role, Unit


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A role of the demo, and the person who has it."""

    person_id: int
    role: str
    name: str
    unit: str
    wants: str


def demo_roles() -> list[DemoRole]:
    """One person for each role, found by what they do. A handful of queries; demo only."""
    organisation = Organisation.objects.order_by("id").first()
    if organisation is None:
        return []
    people = Person.objects.filter(organisation=organisation, is_active=True).order_by("id")
    units = Unit.objects.filter(organisation=organisation, lead__isnull=False)
    root = units.filter(parent=None).select_related("lead").first()
    busiest = _busiest(units.filter(parent__isnull=False, children__isnull=True))
    taken = {p for p in (root and root.lead_id, busiest and busiest.lead_id) if p}
    member = (
        people.filter(memberships__unit=busiest, memberships__kind=MembershipKind.MEMBER)
        .exclude(pk__in=taken)
        .first()
    )
    coach = people.filter(memberships__kind=MembershipKind.COACH).distinct().first()
    found = [
        (root and root.lead, _("Leader"), root, _("Hands goals down, agrees, sees the risks.")),
        (
            busiest and busiest.lead,
            _("Team lead"),
            busiest,
            _("Plans with the team, checks in, agrees and closes."),
        ),
        (
            member,
            _("Team member"),
            busiest,
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


def _busiest(leaves: QuerySet[Unit]) -> Unit | None:
    """The team whose lead has most to check in this week: the best place to try it."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    waiting = Q(
        lead__key_results__objective__state="running", lead__key_results__read_on__lt=monday
    )
    return (
        leaves.select_related("lead")
        .annotate(due=Count("lead__key_results", filter=waiting))
        .order_by("-due", "id")
        .first()
    )
