"""The room of a weekly: the four-square live, the round, the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.people.access import Actor
from headway.people.queries.choices import PeopleChoices
from headway.rituals.actions import contributions, heads_ups, priorities
from headway.rituals.actions.lines import keep, write_line
from headway.rituals.actions.rooms import pulse
from headway.rituals.actions.rooms.confidence import say_confidence
from headway.rituals.queries.blockers import BlockerRow, blockers_in_room
from headway.rituals.queries.first import FirstOf
from headway.rituals.queries.items import actions_before, blockers_acted_on, may_change
from headway.rituals.queries.rooms.questions import question_words
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.weekly.facts import WeeklyFacts, gather
from headway.rituals.queries.weekly.pulses import pulse_of
from headway.rituals.queries.weekly.rooms import (
    answers_of,
    deadline_heading,
    facts_of_room,
    kind_choices,
    place_of_row,
)
from headway.rituals.queries.weekly.square import square_of
from headway.rituals.queries.weekly.words import heading_of, points_of
from headway.rituals.views.rooms.kinds import RoomKind
from headway.web.choosing import finder
from headway.web.posted import Posted


def context(request: HttpRequest, actor: Actor, row: MeetingRow) -> Mapping[str, Any]:
    """About fifty queries, however much there is to show."""
    place = place_of_row(actor, row)
    facts = gather(actor, place)
    square = square_of(actor, facts, meeting_id=row.id, opened_at=row.opened_at)
    stage = row.stage_key
    points = points_of(facts)
    answers = answers_of(row) if row.mode == "async" else None
    carried, settled = actions_before(actor, row.unit_id, row.id, place.since)
    in_the_way = blockers_in_room(actor, row.unit_id, row.opened_at or place.since)
    return {
        "question": _("What do we do differently this week?"),
        "heading": deadline_heading(row, answers) if answers else heading_of(stage, facts),
        "stage": stage if row.is_live else "",
        "facts": facts_of_room(row, facts),
        "tools": [(_("Four-square as one page"), reverse("rituals:four_square", args=(row.id,)))],
        "square": square,
        "points": [one for one in points if one.stage == stage] if row.is_live else points,
        "points_more": facts.more if stage == "obstacles" or not row.is_live else 0,
        "carried": carried,
        "settled": settled,
        "changeable": {one.id for one in carried.rows if may_change(actor, one)},
        "acted_on": _acted_on(facts, in_the_way),
        "in_the_way": in_the_way,
        "pulse": pulse_of(actor, row.id),
        "answers": answers,
        "questions": question_words(),
        "kinds": kind_choices(),
        "people": finder(PeopleChoices(actor), {}, "owner_id"),
        "square_url": reverse("rituals:four_square", args=(row.id,)),
        "key_results": [
            (str(one.row.id), f"{one.number} {one.row.title}") for one in facts.standings
        ],
    }


def _acted_on(facts: WeeklyFacts, blockers: FirstOf[BlockerRow]) -> set[int | None]:
    """Blockers that became an action. No query, one where not all actions are known."""
    if facts.actions.more:
        return {*blockers_acted_on([one.id for one in blockers.rows])}
    return {one.blocker_id for one in facts.actions.rows}


def step(_request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What its forms send."""
    match do:
        case "line":
            write_line(actor, row.id, posted.text("line"))
        case "entry":
            person_id = posted.chosen_id("owner_id", PeopleChoices(actor))
            due_on = posted.day("due_on")
            posted.refuse()
            keep(
                actor, row.id, kind=posted.text("kind"), text=posted.text("text"),
                person_id=person_id, due_on=due_on,
            )  # fmt: skip
        case "confidence":
            value = posted.integer("confidence")
            posted.refuse()
            say_confidence(
                actor, row.id, posted.integer("key_result_id") or 0, confidence=value,
                note=posted.text("note"),
            )  # fmt: skip
        case _:
            return _of_the_week(actor, row, posted, do) or _of_each(actor, row, posted, do)
    return True


def _of_the_week(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """Priorities, and what comes."""
    match do:
        case "priority":
            key_result_id, person_id = posted.integer("key_result_id"), posted.integer("person_id")
            posted.refuse()
            priorities.add_priority(
                actor, unit_id=row.unit_id, title=posted.text("priority"), week=row.week,
                person_id=person_id, key_result_id=key_result_id, meeting_id=row.id,
            )  # fmt: skip
        case "settle_priority":
            pk = posted.integer("priority_id") or 0
            state = posted.text("state")
            priorities.settle_priority(actor, pk, state=state, meeting_id=row.id)
        case "carry":
            pk = posted.integer("priority_id") or 0
            priorities.carry_priority(actor, pk, week=row.week, meeting_id=row.id)
        case "heads_up":
            on = posted.day("on")
            posted.refuse()
            title = posted.text("heads_up")
            heads_ups.add_heads_up(
                actor, unit_id=row.unit_id, title=title, on=on, meeting_id=row.id
            )
        case "remove_heads_up":
            pk = posted.integer("heads_up_id") or 0
            heads_ups.remove_heads_up(actor, pk, meeting_id=row.id)
        case _:
            return False
    return True


def _of_each(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What each answers for themselves."""
    match do:
        case "pulse":
            value = posted.integer("pulse")
            posted.refuse()
            pulse.answer_pulse(actor, row.id, value=value)
        case "pulse_question":
            pulse.change_pulse_question(actor, row.id, question=posted.text("question"))
        case "answer" | "add":  # what was answered there already stays, the rest comes below it
            for question in contributions.QUESTIONS:
                if question in posted.data and (do == "answer" or posted.text(question)):
                    contributions.answer_question(
                        actor, row.id, question=question, text=posted.text(question),
                        adds=do == "add",
                    )  # fmt: skip
        case _:
            return False
    return True


WEEKLY = RoomKind(
    context=context,
    parts="rituals/rooms/weekly_news.html",
    page="rituals/rooms/weekly.html",
    step=step,
)
