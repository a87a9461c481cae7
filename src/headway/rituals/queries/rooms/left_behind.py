"""What a meeting would leave behind if it moved on now: whoever leads is asked before it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.rituals import BOARD_STAGES
from headway.people.access import Actor
from headway.rituals.models import ActionItem, Card, CardGroup, ItemState, MeetingKind
from headway.rituals.queries.rooms.minutes import unowned_words
from headway.rituals.queries.rooms.people import writing_in
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.formats import count_at_start


@dataclass(frozen=True, slots=True)
class Question:
    """Sentences that say what is left behind, and the step that waits for an answer."""

    do: str
    from_stage: int
    lines: tuple[str, ...]


def question_before(actor: Actor, row: MeetingRow, do: str) -> Question | None:
    """What to ask before the next stage (``next``) or the end (``close``); None where nothing is
    left behind. Only a board takes what is typed with its stage: in other rooms it stays where it
    is, and the next stage waits for no answer. At most five queries."""
    is_end = do == "close"
    if not (is_end or row.kind in BOARD_STAGES):
        return None
    lines = [*_writers(actor, row), *_on_the_board(row, is_end=is_end)]
    if is_end:
        lines += _agreed(row)
    return Question(do, row.stage, tuple(lines)) if lines else None


def _writers(actor: Actor, row: MeetingRow) -> Iterator[str]:
    found = writing_in(row.id)
    others = len(found - {actor.person_id})
    if others:
        words = ngettext(
            "%(count)s person is still writing.", "%(count)s people are still writing.", others
        )
        yield words % {"count": count_at_start(others)}
    if actor.person_id in found:
        yield _("You have typed something that is not sent yet.")


def _on_the_board(row: MeetingRow, *, is_end: bool) -> Iterator[str]:
    """Cards that nobody has revealed where they are grouped or at the end, and ideas of a plan that
    nobody has decided on."""
    stages = BOARD_STAGES.get(row.kind)
    if stages is None or not (is_end or row.stage_key in stages.group):
        return
    hidden = Card.objects.filter(meeting_id=row.id, revealed_at__isnull=True).count()
    if hidden:
        words = ngettext(
            "%(count)s card is not revealed.", "%(count)s cards are not revealed.", hidden
        )
        said = words % {"count": count_at_start(hidden)}
        yield f"{said} {_('What is never revealed is forgotten at the end.')}"
    if row.kind == MeetingKind.PLANNING:
        ideas = CardGroup.objects.filter(
            meeting_id=row.id,
            is_kept=True,
            objective__isnull=True,
            cards__revealed_at__isnull=False,
        )
        count = ideas.distinct().count()
        words = ngettext(
            "%(count)s idea is neither kept nor cut.", "%(count)s ideas are neither kept nor cut.",
            count,
        )  # fmt: skip
        if count:
            yield words % {"count": count_at_start(count)}


def _agreed(row: MeetingRow) -> Iterator[str]:
    """Actions that nobody sees to; of a retrospective, that there is none."""
    owners = list(
        ActionItem.objects.filter(meeting_id=row.id, state=ItemState.OPEN).values_list(
            "owner_id", flat=True
        )
    )
    if count := sum(owner is None for owner in owners):
        yield unowned_words(count)
    if row.kind == MeetingKind.RETROSPECTIVE and not owners:
        yield _("No change is agreed.")
