"""What a meeting with a board needs: a format and somebody neutral to facilitate; and at its end,
that what is secret is forgotten."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.core.rituals import FEWEST_VOTERS, formats
from headway.kit.problems import FieldError
from headway.people.models import Membership, Person, Unit, line_of
from headway.rituals.models import Card, Meeting, MeetingKind, Vote


def format_errors(kind: str, chosen: str) -> list[FieldError]:
    """The format is one of its kind; without one, the usual one is taken."""
    if not chosen or any(one.key == chosen for one in formats(kind)):
        return []
    return [FieldError("format", "unknown", _("Choose a format of this kind of meeting."))]


def facilitator_errors(kind: str, unit: Unit, person_id: int | None) -> list[FieldError]:
    """Whoever leads a unit above does not facilitate its retrospective: those who answer to them
    would write for their eyes."""
    if kind != MeetingKind.RETROSPECTIVE or person_id is None or belongs(unit, person_id):
        return []
    above = Unit.objects.filter(pk__in=line_of(unit.path), lead_id=person_id)
    if not above.exists():
        return []
    said = _("Who leads a unit above does not facilitate here. Choose a coach or one of the unit.")
    return [FieldError("facilitator_id", "leads_above", said)]


def belongs(unit: Unit, person_id: int) -> bool:
    """Whether somebody leads, works in or coaches this very unit."""
    if unit.lead_id == person_id:
        return True
    return Membership.objects.filter(unit=unit, person_id=person_id).exists()


def facilitator_of(kind: str, unit: Unit, planner_id: int | None) -> int | None:
    """Who facilitates where nobody says so: whoever plans it; of a retrospective to which they do
    not belong the unit's coach, who has no part in its goals, or its lead."""
    if kind != MeetingKind.RETROSPECTIVE or (planner_id and belongs(unit, planner_id)):
        return planner_id
    coaches = Person.objects.filter(
        Q(memberships__kind="coach"), memberships__unit=unit, is_active=True
    )
    found = coaches.order_by("pk").values_list("pk", flat=True).first()
    return found or unit.lead_id or planner_id


def forget_board(meeting: Meeting) -> None:
    """What a meeting that closes does not keep: single votes, which are counted where that tells of
    nobody what they chose, and cards that were never revealed, which nobody but their authors was
    to read."""
    if count_voters(meeting) >= FEWEST_VOTERS:
        store_counts(meeting)
    Vote.objects.filter(meeting=meeting, group__isnull=False).delete()
    if count_confidence(meeting):
        meeting.save(update_fields=["content"])
    Card.objects.filter(meeting=meeting, revealed_at__isnull=True).delete()


def store_counts(meeting: Meeting) -> None:
    """The sum of each group, instead of the single votes."""
    votes = Vote.objects.filter(meeting=meeting, group__isnull=False)
    dots = votes.filter(group=OuterRef("pk")).order_by().values("group")
    sums = Subquery(dots.annotate(dots=Sum("value")).values("dots"))
    meeting.groups.update(votes=Coalesce(sums, 0))
    votes.delete()


def count_voters(meeting: Meeting) -> int:
    """How many people have put dots on the board that are not counted yet."""
    votes = Vote.objects.filter(meeting=meeting, group__isnull=False)
    return votes.values("person_id").distinct().count()


def count_confidence(meeting: Meeting) -> bool:
    """Put what was said of each objective, sorted, in the place of single votes; whether anybody
    had voted. Stores the meeting's content with whoever called."""
    votes = Vote.objects.filter(meeting=meeting, objective__isnull=False)
    said: dict[str, list[int]] = {}
    for objective_id, value in votes.values_list("objective_id", "value").order_by("value"):
        said.setdefault(str(objective_id), []).append(value)
    if said:
        meeting.content = {**(meeting.content or {}), "confidence": said}
        votes.delete()
    return bool(said)
