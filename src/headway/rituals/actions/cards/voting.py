"""Vote with dots: secret, and changeable until they are counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.rituals import DOTS, FEWEST_VOTERS, fits
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.people.access import Actor, Permission
from headway.rituals.actions.cards.doors import (
    get_group,
    person_of,
    refuse_counted,
    refuse_not_voting,
    unsigned,
)
from headway.rituals.actions.rooms.boards import count_voters, store_counts
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Meeting, Vote


@transaction.atomic
def cast_votes(actor: Actor, meeting_id: int, dots: Mapping[int, int]) -> dict[int, int]:
    """All dots of the actor at once, by group: what they gave before is replaced. Who gave what is
    in no event.

    Raises NotAllowed, NotFound, InvalidInput (too many), Conflict (another stage, or counted).
    """
    person_id, meeting = person_of(actor), enter(actor, meeting_id)
    refuse_not_voting(meeting)
    _store(meeting, person_id, dots)
    leave(unsigned(actor, meeting), meeting, "voted")
    return {group_id: count for group_id, count in dots.items() if count}


@transaction.atomic
def vote_for(actor: Actor, meeting_id: int, group_id: int, dots: int) -> dict[int, int]:
    """How many dots the actor gives to one group; the others stay. Raises as :func:`cast_votes`."""
    person_id, meeting = person_of(actor), enter(actor, meeting_id)
    refuse_not_voting(meeting)
    get_group(meeting, group_id)
    mine = Vote.objects.filter(meeting=meeting, person_id=person_id, group__isnull=False)
    wanted: dict[int, int] = dict(mine.values_list("group_id", "value"))
    wanted[group_id] = dots
    _store(meeting, person_id, wanted)
    leave(unsigned(actor, meeting), meeting, "voted")
    return {pk: count for pk, count in wanted.items() if count}


@transaction.atomic
def count_votes(actor: Actor, meeting_id: int) -> None:
    """The vote is over: the sums are kept, and who gave what is removed. Raises NotAllowed,
    NotFound, Conflict (nobody or one alone has voted, or it is counted already)."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    refuse_counted(meeting)
    voters = count_voters(meeting)
    if not voters:
        raise Conflict(_("Nobody has voted yet."), code="no_votes")
    if voters < FEWEST_VOTERS:
        said = _("One person alone has voted: the count would tell what they chose.")
        raise Conflict(said, code="one_voter")
    store_counts(meeting)
    leave(actor, meeting, "votes_counted")


@transaction.atomic
def vote_again(actor: Actor, meeting_id: int) -> None:
    """Forget the sums; everybody has their dots again. Raises NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    if meeting.groups.filter(votes__isnull=False).update(votes=None):
        leave(actor, meeting, "votes_reopened")


def _store(meeting: Meeting, person_id: int, dots: Mapping[int, int]) -> None:
    if not fits(dots.values()):
        raise InvalidInput.on("votes", _too_many(), code="too_many")
    if meeting.groups.filter(pk__in=dots).count() != len(dots):
        raise NotFound(_("There is no such group."))
    Vote.objects.filter(meeting=meeting, person_id=person_id, group__isnull=False).delete()
    Vote.objects.bulk_create(
        Vote(meeting=meeting, person_id=person_id, group_id=group_id, value=count)
        for group_id, count in sorted(dots.items())
        if count
    )


def _too_many() -> str:
    return ngettext(
        "You have %(num)d dot. Take one back first.",
        "You have %(num)d dots. Take one back first.",
        DOTS,
    ) % {"num": DOTS}
