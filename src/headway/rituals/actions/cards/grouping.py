"""Put together what means the same. A card that stands alone is a group of its own, without a
title."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput
from headway.people.access import Actor
from headway.rituals.actions.cards.doors import get_group, get_revealed, refuse_not_grouping
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Card, CardGroup, Meeting, Vote

LONGEST = 300


@transaction.atomic
def group_cards(
    actor: Actor, meeting_id: int, card_ids: list[int], *, group_id: int | None = None,
    title: str = "",
) -> CardGroup:  # fmt: skip
    """Put revealed cards into a group, or into a new one where none is named: one card alone is
    taken out of its group like this, and one that stands alone stays. Groups left empty go.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (another stage, or the votes are counted).
    """
    meeting = enter(actor, meeting_id)
    refuse_not_grouping(meeting)
    cards = get_revealed(meeting, card_ids)
    _refuse_title(title)
    own = cards[0].group
    if group_id is None and own is not None and len(cards) == own.cards.count() == 1:
        return own if title.strip() in ("", own.title) else _named(actor, meeting, own, title)
    if group_id is None:
        group = _add_behind(meeting, cards[0].group, title.strip())
    else:
        group = get_group(meeting, group_id)
    Card.objects.filter(pk__in=[card.pk for card in cards]).update(group=group)
    _remove_empty(meeting)
    leave(actor, meeting, "cards_grouped", after={"cards": len(cards)})
    return group


@transaction.atomic
def name_group(actor: Actor, meeting_id: int, group_id: int, title: str) -> CardGroup:
    """Say what the cards of a group have in common; without a title its first card says it. Raises
    NotAllowed, NotFound, InvalidInput, Conflict (the meeting is not under way)."""
    meeting = enter(actor, meeting_id)
    group = get_group(meeting, group_id)
    _refuse_title(title)
    return group if group.title == title.strip() else _named(actor, meeting, group, title)


def _named(actor: Actor, meeting: Meeting, group: CardGroup, title: str) -> CardGroup:
    group.title = title.strip()
    group.save(update_fields=["title"])
    leave(actor, meeting, "group_named")
    return group


@transaction.atomic
def merge_groups(actor: Actor, meeting_id: int, group_id: int, other_id: int) -> CardGroup:
    """Put all cards of the other group into this one, with the votes that it has. Raises
    NotAllowed, NotFound, InvalidInput (the same one twice), Conflict."""
    meeting = enter(actor, meeting_id)
    refuse_not_grouping(meeting)
    group, other = get_group(meeting, group_id), get_group(meeting, other_id)
    if group.pk == other.pk:
        raise InvalidInput.on("other_id", _("Choose another group to put in here."))
    other.cards.update(group=group)
    _hand_votes_on(other, group)
    if not group.title and other.title:
        group.title = other.title
        group.save(update_fields=["title"])
    other.delete()
    leave(actor, meeting, "groups_merged")
    return group


@transaction.atomic
def split_group(actor: Actor, meeting_id: int, group_id: int) -> None:
    """Let each card of a group stand alone again; votes for the group are given back. Raises
    NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id)
    refuse_not_grouping(meeting)
    group = get_group(meeting, group_id)
    for card in reversed(list(group.cards.order_by("position", "pk")[1:])):
        card.group = _add_behind(meeting, group, "")
        card.save(update_fields=["group"])
    Vote.objects.filter(group=group).delete()
    group.title = ""
    group.save(update_fields=["title"])
    leave(actor, meeting, "group_split")


@transaction.atomic
def move_group(
    actor: Actor, meeting_id: int, group_id: int, *, before_id: int | None = None
) -> None:
    """Put a group in front of another, or at the end. Raises NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id)
    refuse_not_grouping(meeting)
    group = get_group(meeting, group_id)
    target = None
    if before_id is not None and before_id != group_id:
        target = get_group(meeting, before_id)
    _move(meeting, group, target)
    leave(actor, meeting, "group_moved")


def _move(meeting: Meeting, group: CardGroup, target: CardGroup | None) -> None:
    """Those between move up by one, in one statement however many stand on the board."""
    was, others = group.position, meeting.groups.exclude(pk=group.pk)
    if target is not None and target.position <= was:
        to = target.position
        others.filter(position__gte=to, position__lte=was).update(position=F("position") + 1)
    else:
        behind = others.filter(position__gt=was)
        if target is not None:
            to = target.position - 1
            behind = behind.filter(position__lt=target.position)
        else:
            last = others.aggregate(last=Max("position"))["last"]
            to = was if last is None else max(last, was)
        behind.update(position=F("position") - 1)
    group.position = to
    group.save(update_fields=["position"])


def _add_behind(meeting: Meeting, group: CardGroup | None, title: str) -> CardGroup:
    """A new group right behind another."""
    at = 0 if group is None else group.position + 1
    meeting.groups.filter(position__gte=at).update(position=F("position") + 1)
    return CardGroup.objects.create(meeting=meeting, title=title, position=at)


def _remove_empty(meeting: Meeting) -> None:
    meeting.groups.filter(cards__isnull=True).delete()


def _hand_votes_on(source: CardGroup, target: CardGroup) -> None:
    """Whoever voted for both has the sum on one."""
    dots: dict[int, int] = defaultdict(int)
    for person_id, value in Vote.objects.filter(group__in=[source, target]).values_list(
        "person_id", "value"
    ):
        dots[person_id] += value
    Vote.objects.filter(group__in=[source, target]).delete()
    Vote.objects.bulk_create(
        Vote(meeting_id=target.meeting_id, person_id=person_id, group=target, value=value)
        for person_id, value in sorted(dots.items())
    )


def _refuse_title(title: str) -> None:
    if len(title.strip()) > LONGEST:
        raise InvalidInput.on("title", _("Use at most 300 characters."), code="too_long")
