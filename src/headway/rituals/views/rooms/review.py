"""The room of a review."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit import clock
from headway.okrs.actions.grading import GOES_ON
from headway.okrs.models import Decision, Outcome
from headway.okrs.queries.figures import mean_of
from headway.okrs.queries.goal_post_words import field_words, move_words
from headway.okrs.views.cycle_page import ends
from headway.people.access import Actor
from headway.rituals.actions.sessions.beginning import move_focus
from headway.rituals.actions.sessions.reviewing import assess_in_review, close_in_review
from headway.rituals.queries.rooms.review import Review, Walk, item_of, review_of, walk
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.views.rooms.kinds import RoomKind
from headway.web.formats import count_at_start, count_word, score
from headway.web.posted import Posted


def context(request: HttpRequest, actor: Actor, row: MeetingRow) -> dict[str, Any]:
    """The walk of the stage under way, and the goal that everybody looks at."""
    today = clock.today(actor.time_zone)
    review = review_of(actor, row, today=today)
    found = walk(review, row, row.stage_key)
    return {
        "question": _("How did it end, and what becomes of it?"),
        "heading": heading(row, review, found),
        "walk": found,
        "present_url": reverse("rituals:present", args=(row.id,)),
        **item_context(actor, row, found, today),
    }


def item_context(actor: Actor, row: MeetingRow, found: Walk, today: date) -> dict[str, Any]:
    """The goal at hand, with what its forms offer."""
    here = found.here
    return {
        "item": item_of(actor, here, today=today) if here else None,
        "stage_key": row.stage_key,
        "ends": ends(actor, row.cycle_id) if row.cycle_id else None,
        "outcomes": dict(Outcome.choices),
        "decisions": dict(Decision.choices),
        "field_words": field_words,
        "move_words": move_words,
        "today": today,
    }


def heading(row: MeetingRow, review: Review, found: Walk) -> str:
    """What the stage has come to."""
    said: dict[str, Any] = {"unit": row.unit_name, "cycle": row.cycle_name}
    if not review.rows:
        return _("%(unit)s has nothing to review in %(cycle)s") % said
    count = len(found.stops)
    said["num"] = count_word(count)
    said["done"] = count_at_start(found.done) if found.done else _("None")
    match row.stage_key:
        case "scores":
            whole = mean_of((one.id, one.score, one.ambition, one.state) for one in review.rows)
            if whole.mean is None:
                return _("%(unit)s has no score in %(cycle)s") % said
            return _("%(unit)s stands at %(mean)s in %(cycle)s") % {
                **said, "mean": score(whole.mean)
            }  # fmt: skip
        case "grades":
            return ngettext(
                "%(done)s of %(num)s key result has its own grade",
                "%(done)s of %(num)s key results have their own grade", count,
            ) % said  # fmt: skip
        case "misses" if not count:
            return _("Every commitment was kept")
        case "misses":
            return ngettext(
                "%(done)s of %(num)s miss is explained",
                "%(done)s of %(num)s misses are explained", count,
            ) % said  # fmt: skip
    return ngettext(
        "%(done)s of %(num)s objective is decided on",
        "%(done)s of %(num)s objectives are decided on", count,
    ) % said  # fmt: skip


def step(_request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What the forms of the room send."""
    match do:
        case "look":
            move_focus(
                actor, row.id, posted.text("focus"), from_focus=posted.text("from_focus") or None
            )
        case "grade":
            _say(actor, row, posted, self_grade=posted.number("self_grade"),
                 comment=posted.text("comment"))  # fmt: skip
        case "miss":
            _say(actor, row, posted, miss_reason=posted.text("miss_reason"))
        case "decide":
            _say(actor, row, posted, **_ending(posted))
        case "end":
            fields = _ending(posted)
            posted.refuse()
            decision = fields["decision"] or str(Decision.CLOSE)
            close_in_review(
                actor, row.id, posted.integer("objective_id") or 0,
                outcome=_outcome(posted.text("outcome"), decision),
                version=posted.integer("version"), **{**fields, "decision": decision},
            )  # fmt: skip
        case _:
            return False
    return True


def _say(actor: Actor, row: MeetingRow, posted: Posted, **said: Any) -> None:
    ids = {name: posted.integer(name) for name in ("objective_id", "key_result_id", "version")}
    posted.refuse()
    assess_in_review(actor, row.id, **ids, **said)


def _ending(posted: Posted) -> dict[str, Any]:
    decision = posted.text("decision")
    return {
        "decision": decision,
        "carry_to_id": posted.integer("carry_to_id") if decision in GOES_ON else None,
        "self_grade": posted.number("self_grade"),
        "comment": posted.text("comment"),
        "closing_word": posted.text("closing_word"),
    }


def _outcome(outcome: str, decision: str) -> str:
    """How it ended follows from what becomes of it where nobody says."""
    if outcome:
        return outcome
    return str(Outcome.DROPPED) if decision == Decision.DROP else ""


REVIEW = RoomKind(
    context=context,
    parts="rituals/rooms/review/parts.html",
    page="rituals/rooms/review/page.html",
    step=step,
)
