"""The room of a planning session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.planning.focus import MOST_IN_SESSION
from headway.kit import clock
from headway.kit.choices import whole_ids
from headway.okrs.forms.key_results import key_result_fields
from headway.people.access import Actor
from headway.people.models import Unit
from headway.people.queries.choices import PeopleChoices
from headway.rituals.actions import cards
from headway.rituals.actions.sessions import planning
from headway.rituals.queries.cards import board_of
from headway.rituals.queries.rooms.planning import confidence_of, plan_of, start_of
from headway.rituals.queries.rooms.rows import MeetingRow, may_take_part
from headway.rituals.views.rooms.kinds import RoomKind
from headway.web.formats import number
from headway.web.posted import Posted

CARDS = ("draft", "cut")
PLAN = ("key_results", "check", "needs")


def context(_request: HttpRequest, actor: Actor, row: MeetingRow) -> dict[str, Any]:
    """What the stage under way needs, and nothing of the others: a plan is costly to read."""
    today, stage = clock.today(actor.time_zone), row.stage_key
    found: dict[str, Any] = {
        "question": _("What do we change next, and how will we know?"),
        "stage_key": stage,
        "most": MOST_IN_SESSION,
        "board": board_of(actor, row) if stage in CARDS and may_take_part(actor, row) else None,
        "plan": plan_of(actor, row, today=today, with_needs=stage == "needs")
        if stage in PLAN
        else None,
        "start": start_of(actor, row, today=today) if stage == "context" else None,
        "sure": confidence_of(actor, row, today=today) if stage == "confidence" else None,
        "units": _units(actor, row) if stage == "needs" else [],
    }
    return {**found, **_options(found), "heading": _heading(row, found)}


def _options(found: dict[str, Any]) -> dict[str, Any]:
    """What the selects of groups and key results offer, and which groups are chosen beforehand."""
    groups = found["board"].groups if found["board"] else []
    plan = found["plan"].cards if found["plan"] else ()
    return {
        "others": {
            one.id: [(other.id, other.label) for other in groups if other.id != one.id]
            for one in groups
        },
        "taken_on": {
            one.id for at, one in enumerate(groups) if one.objective_id or at < MOST_IN_SESSION
        },
        "labelled": {
            card.row.id: [(part.id, part.title) for part in card.row.key_results] for card in plan
        },
    }


def _units(actor: Actor, row: MeetingRow) -> list[tuple[int, str]]:
    found = Unit.objects.filter(
        organisation_id=actor.organisation_id, archived_at__isnull=True
    ).exclude(pk=row.unit_id)
    return list(found.order_by("name").values_list("pk", "name")[:200])


def _heading(row: MeetingRow, found: dict[str, Any]) -> str:
    """What the stage has come to."""
    said = {"unit": row.unit_name, "cycle": row.cycle_name or ""}
    if row.stage_key in CARDS and found["board"] is None:
        return _("%(unit)s drafts its plan of %(cycle)s") % said
    if row.stage_key == "context":
        return _("%(unit)s plans %(cycle)s: this is where you start") % said
    if board := found["board"]:
        return _cards_heading(board, said)
    if sure := found["sure"]:
        return _sure_heading(sure)
    count = len(found["plan"].cards)
    open_ones = len(found["plan"].to_settle)
    words = ngettext("%(num)d objective", "%(num)d objectives", count) % {"num": count}
    if not open_ones:
        return _("%(objectives)s, nothing left to settle") % {"objectives": words}
    return ngettext(
        "%(objectives)s, %(num)d finding to settle", "%(objectives)s, %(num)d findings to settle",
        open_ones,
    ) % {"objectives": words, "num": open_ones}  # fmt: skip


def _cards_heading(board: Any, said: dict[str, str]) -> str:
    taken = sum(group.objective_id is not None for group in board.groups)
    if taken:
        return ngettext(
            "%(num)d objective is drafted", "%(num)d objectives are drafted", taken
        ) % {"num": taken}  # fmt: skip
    if board.is_counted:
        return _("Counted: cut to %(most)d") % {"most": MOST_IN_SESSION}
    if board.is_revealed:
        return ngettext(
            "%(num)d idea on the table", "%(num)d ideas on the table", len(board.groups)
        ) % {"num": len(board.groups)}  # fmt: skip
    if not board.private:
        return _("What must be true at the end of %(cycle)s that is not true now?") % said
    return ngettext(
        "%(num)d draft written, nobody else reads it yet",
        "%(num)d drafts written, nobody reads another’s yet", board.private,
    ) % {"num": board.private}  # fmt: skip


def _sure_heading(sure: Any) -> str:
    if not sure.rows:
        return _("There is nothing in the plan yet to be sure of")
    if not (sure.voted or sure.is_counted):
        return _("Nobody has said yet how sure they are")
    if not sure.is_counted:
        return ngettext(
            "%(num)d person has said how sure they are",
            "%(num)d people have said how sure they are", sure.voted,
        ) % {"num": sure.voted}  # fmt: skip
    least = sure.rows[0]
    return _("Least sure: %(mean)s of 10 for “%(title)s”") % {
        "mean": number(least.mean, 1), "title": least.objective.title
    }  # fmt: skip


def step(_request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What the forms of the room send."""
    return any(one(actor, row, posted, do) for one in (_card_step, _vote_step, _plan_step))


def _card_step(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    group_id = posted.integer("group_id") or 0
    match do:
        case "card":
            cards.write_card(actor, row.id, column="drafts", text=posted.text("text"))
        case "change_card":
            cards.change_card(actor, posted.integer("card_id") or 0, text=posted.text("text"))
        case "remove_card":
            cards.remove_card(actor, posted.integer("card_id") or 0)
        case "merge":
            cards.merge_groups(actor, row.id, group_id, posted.integer("other_id") or 0)
        case "split":
            cards.split_group(actor, row.id, group_id)
        case "name":
            cards.name_group(actor, row.id, group_id, posted.text("title"))
        case _:
            return False
    return True


def _vote_step(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    match do:
        case "reveal":
            cards.reveal_cards(actor, row.id)
        case "dots":
            group_id, dots = posted.integer("group_id") or 0, posted.integer("dots") or 0
            cards.vote_for(actor, row.id, group_id, dots)
        case "count":
            cards.count_votes(actor, row.id)
        case "vote_again":
            cards.vote_again(actor, row.id)
        case "cut":
            planning.draft_from_groups(
                actor, row.id, whole_ids(posted.choices("group_ids")),
                owner_id=posted.integer("owner_id"),
            )  # fmt: skip
        case _:
            return False
    return True


def _plan_step(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    match do:
        case "key_result" | "health":
            fields = key_result_fields(posted, PeopleChoices(actor))
            posted.refuse()
            planning.add_in_session(
                actor, row.id, posted.integer("objective_id") or 0, **fields,
                is_health=do == "health",
            )  # fmt: skip
        case "ask":
            planning.ask_in_session(
                actor, row.id, posted.integer("key_result_id") or 0,
                unit_id=posted.integer("unit_id") or 0, title=posted.text("title"),
            )  # fmt: skip
        case "confidence":
            planning.vote_confidence(actor, row.id, _votes(posted))
        case "close_confidence":
            planning.close_confidence(actor, row.id)
        case "confidence_again":
            planning.vote_confidence_again(actor, row.id)
        case _:
            return False
    return True


def _votes(posted: Posted) -> dict[int, int]:
    votes = {}
    for name in posted.data:
        start, _dash, key = str(name).partition("confidence-")
        if not start and key.isdecimal() and posted.text(str(name)):
            votes[int(key)] = posted.integer(str(name)) or 0
    posted.refuse()
    return votes


PLANNING = RoomKind(
    context=context,
    parts="rituals/rooms/planning/parts.html",
    page="rituals/rooms/planning/page.html",
    step=step,
)
