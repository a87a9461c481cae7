"""The demo's retrospectives: what was written, grouped and voted for, learned and agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from headway.core.cadence import instant_of
from headway.exchange.demo.stage import Agreed, Stage
from headway.kit import clock
from headway.okrs.models import Cycle
from headway.rituals.actions import learnings
from headway.rituals.actions.cards import grouping, revealing, voting, writing
from headway.rituals.actions.items import add_action
from headway.rituals.actions.rooms.attendance import join_meeting
from headway.rituals.actions.rooms.clock import move_to_stage, next_stage
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.actions.rooms.opening import open_meeting
from headway.rituals.actions.rooms.retrospectives import plan_retrospective
from headway.rituals.models import Card, Meeting

ENDS = timedelta(minutes=60)
LAST = 4
"""The stage in which changes are agreed on."""


def hold_retrospective(stage: Stage, entry: Mapping[str, Any], cycle: Cycle, day: date) -> None:
    """About the cycle that is over. Where the story knows what was written, everybody writes; the
    others go to what they agreed on. Names are kept, so that the board is the same every time."""
    lead = stage.actors[entry["lead"]]
    at = instant_of(day, time.fromisoformat(entry["at"]), stage.organisation.time_zone)
    with stage.on(day - timedelta(days=2), minute=15 * 60):
        meeting = plan_retrospective(
            lead,
            unit_id=stage.units[entry["unit"]].pk,
            cycle_id=cycle.pk,
            planned_at=at,
            format="keep_stop_start",
            is_anonymous=False,
            facilitator_id=lead.person_id,
        )
    with clock.frozen(at):
        open_meeting(lead, meeting.pk)
    boards = stage.rituals["boards"]
    board = next((one for one in boards if one["unit"] == entry["unit"]), None)
    if board is not None:
        _fill(stage, meeting, board, at)
    else:
        with clock.frozen(at + timedelta(minutes=40)):
            move_to_stage(lead, meeting.pk, LAST)
    for number, told in enumerate(entry["retro"]):
        with clock.frozen(at + timedelta(minutes=50 + number)):
            _agree(stage, lead.person_id, meeting, told)
    with clock.frozen(at + ENDS):
        close_meeting(lead, meeting.pk)


def _agree(
    stage: Stage, facilitator_id: int | None, meeting: Meeting, told: Mapping[str, Any]
) -> None:
    facilitator = next(one for one in stage.actors.values() if one.person_id == facilitator_id)
    item = add_action(
        facilitator,
        title=told["title"],
        meeting_id=meeting.pk,
        owner_id=stage.people[told["owner"]].pk,
        due_on=stage.running_start + timedelta(weeks=6),
    )
    if "done_day" in told:
        done_on = stage.running_start + timedelta(days=told["done_day"])
        stage.agreed.append(Agreed(done_on, stage.actors[told["owner"]], item.pk))


def _fill(stage: Stage, meeting: Meeting, board: Mapping[str, Any], at: datetime) -> None:
    """Write, reveal, group, vote and learn, each in its stage."""
    lead = stage.actors[board["by"]]
    with clock.frozen(at + timedelta(minutes=9)):
        next_stage(lead, meeting.pk)
    for place, (name, cards) in enumerate(board["cards"].items()):
        with clock.frozen(at + timedelta(minutes=10 + place)):
            join_meeting(stage.actors[name], meeting.pk)
            writing.set_cards(
                stage.actors[name], meeting.pk, [(card["in"], card["text"]) for card in cards]
            )
    with clock.frozen(at + timedelta(minutes=20)):
        next_stage(lead, meeting.pk)
        revealing.reveal_cards(lead, meeting.pk)
    with clock.frozen(at + timedelta(minutes=30)):
        groups = [_group(lead, meeting, told) for told in board["groups"]]
        next_stage(lead, meeting.pk)
    for place, (name, dots) in enumerate(board["dots"].items()):
        with clock.frozen(at + timedelta(minutes=36, seconds=place * 20)):
            voting.cast_votes(stage.actors[name], meeting.pk, dict(zip(groups, dots, strict=True)))
    with clock.frozen(at + timedelta(minutes=40)):
        voting.count_votes(lead, meeting.pk)
        next_stage(lead, meeting.pk)
    for place, told in enumerate(board["learned"]):
        with clock.frozen(at + timedelta(minutes=43 + place)):
            learnings.keep_learning(stage.actors[told["by"]], meeting.pk, text=told["text"])


def _group(lead: Any, meeting: Meeting, told: Mapping[str, Any]) -> int:
    """A group of the cards that begin with these words."""
    cards = Card.objects.filter(meeting=meeting).order_by("position", "pk")
    chosen = [pk for pk, text in cards.values_list("pk", "text")
              if any(text.startswith(words) for words in told["of"])]  # fmt: skip
    return grouping.group_cards(lead, meeting.pk, chosen, title=told["title"]).pk
