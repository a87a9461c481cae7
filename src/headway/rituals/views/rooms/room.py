"""One address for a meeting: planned, under way or over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, Problem, Refused, messages_of
from headway.people.access import Actor, actor_of
from headway.people.queries.choices import PeopleChoices
from headway.rituals.actions import blockers, items, rooms
from headway.rituals.actions.changing_items import change_action
from headway.rituals.models import MeetingKind, MeetingState
from headway.rituals.queries.blockers import blockers_of_meeting
from headway.rituals.queries.items import actions_of_meeting, may_change, may_take
from headway.rituals.queries.rooms.confidential import may_read, may_read_board
from headway.rituals.queries.rooms.left_behind import Question, question_before
from headway.rituals.queries.rooms.minutes import latest_of, minutes_of, unowned_words
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.people import seats
from headway.rituals.queries.rooms.questions import question_words
from headway.rituals.queries.rooms.rows import MeetingRow, may_lead, may_take_part, meeting_row
from headway.rituals.queries.rooms.stages import stage_rows
from headway.rituals.queries.weekly.page import early_words
from headway.rituals.views.rooms.later import later_form
from headway.rituals.views.rooms.registry import KINDS
from headway.web.panels import panels_of
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The room, what is prepared before, or the minutes after."""
    return room_page(request, meeting_id)


@require_safe
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """All that was written down, while the meeting goes on too: its room shows the last lines."""
    actor = actor_of(request)
    row = meeting_row(actor, meeting_id)
    _mark(request, row)
    return _rest(request, actor, row, None)


def room_page(
    request: HttpRequest,
    meeting_id: int,
    problem: Problem | None = None,
    asked: Question | None = None,
) -> HttpResponse:
    """The page of a meeting; htmx gets the parts that change, for it to put in place. ``asked`` is
    what whoever leads has to answer before their step is taken."""
    actor = actor_of(request)
    row = meeting_row(actor, meeting_id)
    _mark(request, row)
    status = problem.status if problem else 200
    if row.is_open and row.lacks_cycle:
        context = {"meeting": row, "may_lead": may_lead(actor, row), "problem": problem,
                   "step_url": reverse("rituals:meeting_step", args=(row.id,))}  # fmt: skip
        return render(request, "rituals/rooms/no_cycle.html", context, status=status)
    if not row.is_open or not may_read(actor, row):
        return _rest(request, actor, row, problem)
    kind = KINDS[row.kind]
    context = {
        **_shared(actor, row, problem),
        "typed": request.POST.dict() if problem else {},  # what was taken is not typed again
        "asked": asked,
        "lost": request.POST.get("text", "") if isinstance(problem, Conflict) else "",
        "is_answer": request.method == "POST",
        "parts": kind.parts,
        "room_page": kind.page,
        **kind.context(request, actor, row),
    }
    return render(
        request, "rituals/rooms/room.html", context, fragment="rituals/rooms/news.html",
        status=status,
    )  # fmt: skip


def _mark(request: HttpRequest, row: MeetingRow) -> None:
    """Reviews, retrospectives and planning sessions are of a cycle, and the navigation says so; by
    their address it would take all meetings for weeklies."""
    if row.kind != MeetingKind.WEEKLY:
        request.rail_path = reverse("okrs:cycles")  # type: ignore[attr-defined]  # for the frame


def _shared(actor: Actor, row: MeetingRow, problem: Problem | None) -> dict[str, Any]:
    """What every room shows. Six queries."""
    actions, blockers = actions_of_meeting(actor, row.id), blockers_of_meeting(actor, row.id)
    chairs = seats(row)
    missing = sum(one.is_open and one.owner_id is None for one in actions)
    return {
        "meeting": row,
        "timing": row.timing(),
        "stages": stage_rows(row),
        "seats": chairs,
        "owners": [(seat.id, seat.name) for seat in chairs],
        "log": latest_of(actor, row, actions, blockers),
        "actions": actions,
        "changeable_here": {one.id: one for one in actions if may_change(actor, one)},
        "takeable": {one.id: one for one in actions if may_take(actor, one)},
        "unowned": unowned_words(missing) if missing else "",
        "minutes_url": reverse("rituals:minutes", args=(row.id,)),
        "may_lead": may_lead(actor, row),
        "may_take_part": may_take_part(actor, row),
        "news_url": f"{reverse('rituals:news', args=(row.id,))}?key={news_key(actor, row)}",
        "step_url": reverse("rituals:meeting_step", args=(row.id,)),
        "today": clock.today(actor.time_zone),
        "me": actor.person_id,
        "problem": problem,
        "errors": messages_of(problem),
    }


def _rest(
    request: HttpRequest, actor: Actor, row: MeetingRow, problem: Problem | None
) -> HttpResponse:
    """Out of the room. What a page sent that was open when the meeting ended is shown again there,
    with why it was refused."""
    template, context = _at_rest(actor, row, problem)
    is_talked_of = row.state == MeetingState.CLOSED and may_read_board(actor, row)
    shown = {
        **context, "typed": request.POST.dict(), "errors": messages_of(problem),
        "talk": panels_of(request, "meeting:talk", row.id) if is_talked_of else [],
    }  # fmt: skip
    answer = render(request, template, shown, status=problem.status if problem else 200)
    if problem is not None:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "body", "innerHTML"
    return answer


def _at_rest(actor: Actor, row: MeetingRow, problem: Problem | None) -> tuple[str, dict[str, Any]]:
    """Before it begins, and when it is over or cancelled."""
    shared = {
        "meeting": row,
        "may_lead": may_lead(actor, row),
        "may_take_part": may_take_part(actor, row),
        "may_read": may_read(actor, row),
        "step_url": reverse("rituals:meeting_step", args=(row.id,)),
        "problem": problem,
    }
    if row.state == "planned":
        return "rituals/rooms/planned.html", {**shared, "early": early_words(actor, row)}
    return "rituals/rooms/minutes.html", {
        **shared,
        "found": (found := minutes_of(actor, row)),
        "unowned": unowned_words(found.unowned) if found.unowned else "",
        "stages": stage_rows(row),
        "has_square": row.kind == "weekly" and row.state == "closed",
        "questions": question_words(),
        "later": later_form(actor, row, is_refused=problem is not None),
    }


@require_POST
def step(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One step in the room, named by the field ``do``; htmx gets the parts that changed."""
    actor, posted = actor_of(request), Posted.of(request)
    row = meeting_row(actor, meeting_id)
    asked = _asked(actor, row, posted)
    if asked is not None:
        return room_page(request, meeting_id, asked=asked)
    try:
        _take(request, actor, row, posted, posted.text("do"))
    except Refused as problem:
        return room_page(request, meeting_id, problem)
    if getattr(request, "htmx", None) and meeting_row(actor, meeting_id).is_open:
        return room_page(request, meeting_id)
    return _to(request, reverse("rituals:meeting", args=(meeting_id,)))


def _asked(actor: Actor, row: MeetingRow, posted: Posted) -> Question | None:
    """Whether to ask before moving on; a step that is refused or comes to nothing is left to its
    action."""
    do = posted.text("do")
    if do not in ("next", "close") or posted.text("sure") or not row.is_open:
        return None
    if not may_lead(actor, row) or not may_read(actor, row) or row.lacks_cycle:
        return None
    if do == "next" and posted.integer("from_stage") not in (None, row.stage):
        return None
    return question_before(actor, row, do)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """There, by htmx or without."""
    if getattr(request, "htmx", None):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _take(request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> None:
    if do == "stay":  # the answer to what was asked before the next stage
        return
    if _move(request, actor, row, posted, do) or _write(actor, row, posted, do):
        return
    if not KINDS[row.kind].step(request, actor, row, posted, do):
        raise InvalidInput.on("do", _("Choose what to do."))


def _move(request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What happens to the meeting itself."""
    match do:
        case "open":
            rooms.open_meeting(actor, row.id)
        case "join":
            rooms.join_meeting(actor, row.id)
        case "next":
            rooms.next_stage(actor, row.id, from_stage=posted.integer("from_stage"))
        case "go":
            rooms.move_to_stage(actor, row.id, posted.integer("stage") or 0)
        case "pause":
            rooms.pause_clock(actor, row.id)
        case "resume":
            rooms.resume_clock(actor, row.id)
        case "lead":
            rooms.hand_over(actor, row.id, actor.person_id or 0)
        case "cancel":
            rooms.cancel_meeting(actor, row.id, why=posted.text("why"))
            messages.success(request, _("Cancelled."))
        case "close":
            rooms.close_meeting(actor, row.id)
            messages.success(request, _("Closed. The minutes are on their way."))
        case _:
            return False
    return True


def _write(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What is written down, and what becomes of it."""
    match do:
        case "minute":
            rooms.add_minute(
                actor, row.id, kind=posted.text("kind"), text=posted.text("text"),
                key_result_id=posted.integer("key_result_id"),
            )  # fmt: skip
        case "remove_minute":
            rooms.remove_minute(actor, posted.integer("minute_id") or 0)
        case "action":
            items.add_action(actor, meeting_id=row.id, **_item(actor, posted))
        case "blocker":
            blockers.raise_blocker(actor, meeting_id=row.id, **_item(actor, posted))
        case "act":
            fields = _item(actor, posted)
            del fields["key_result_id"]
            blocker_id = posted.integer("blocker_id") or 0
            blockers.act_on_blocker(actor, blocker_id, meeting_id=row.id, **fields)
        case "resolve":
            blocker_id = posted.integer("blocker_id") or 0
            blockers.resolve_blocker(
                actor, blocker_id, word=posted.text("word"), version=posted.integer("version"),
                meeting_id=row.id,
            )  # fmt: skip
        case "take":
            change_action(
                actor, posted.integer("action_id") or 0, owner_id=actor.person_id,
                version=posted.integer("version"), meeting_id=row.id,
            )  # fmt: skip
        case "settle":
            items.settle_action(
                actor, posted.integer("action_id") or 0, state=posted.text("state"),
                word=posted.text("word"), version=posted.integer("version"), meeting_id=row.id,
            )  # fmt: skip
        case _:
            return False
    return True


def _item(actor: Actor, posted: Posted) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": posted.text("title"),
        "owner_id": posted.chosen_id("owner_id", PeopleChoices(actor)),
        "due_on": posted.day("due_on"),
        "key_result_id": posted.integer("key_result_id"),
    }
    posted.refuse()
    return fields
