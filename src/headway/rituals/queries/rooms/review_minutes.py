"""What the minutes of a review keep: scores, grades, misses and decisions as they were.

Minutes are read by everybody of the organisation, so of what is not for all of them a number is
told and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.okrs.models import Decision
from headway.okrs.queries.figures import mean_of
from headway.okrs.queries.objectives import ObjectiveRow
from headway.people.access import Actor
from headway.rituals.queries.rooms.minutes import Line, Section
from headway.rituals.queries.rooms.review import Review, Stop, review_of, stops_of
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.formats import score


def review_sections(actor: Actor, row: MeetingRow, *, today: date) -> list[Section]:
    """The sections, in the order of the agenda; those without a line are left out."""
    whole = review_of(actor, row, today=today)
    review = replace(whole, rows=tuple(one for one in whole.rows if one.is_open_to_all))
    hidden = len(whole.rows) - len(review.rows)
    found = [
        Section(_("Scores"), (*_scores(review), *_left_out(hidden))),
        Section(_("Own grades"), tuple(_grade(one) for one in _said(review, "grades"))),
        Section(_("Misses explained"), tuple(_miss(one) for one in stops_of(review, "misses"))),
        Section(_("What becomes of it"), tuple(_decision(one) for one in _said(review))),
        Section(_("Learned on the way"), tuple(_words(one) for one in _learned(review))),
    ]
    return [section for section in found if section.lines]


def _scores(review: Review) -> list[Line]:
    whole = mean_of((one.id, one.score, one.ambition, one.state) for one in review.rows)
    lines = [Line(one.title, _both(one)) for one in review.rows]
    if whole.mean is not None:
        lines.append(Line(_("Mean of all"), score(whole.mean) or ""))
    return lines


def _both(row: ObjectiveRow) -> str:
    if not row.has_two_scores:
        return score(row.score) or _("no score")
    return _("%(score)s; as the plan was locked %(original)s, as it stands %(current)s") % {
        "score": score(row.score) or "–",
        "original": score(row.score_original) or "–",
        "current": score(row.score_current) or "–",
    }


def _left_out(hidden: int) -> list[Line]:
    if not hidden:
        return []
    words = ngettext(
        "%(num)d objective that is not for everybody", "%(num)d objectives that are not for"
        " everybody", hidden,
    )  # fmt: skip
    return [Line(words % {"num": hidden})]


def _said(review: Review, stage_key: str = "decisions") -> list[Stop]:
    return [stop for stop in stops_of(review, stage_key) if stop.is_done]


def _grade(stop: Stop) -> Line:
    words = _("computed %(score)s, own %(own)s") % {
        "score": score(stop.score) or "–",
        "own": score(stop.said.self_grade) or "–",
    }
    return Line(stop.title, ": ".join(filter(None, [words, stop.said.comment])))


def _miss(stop: Stop) -> Line:
    return Line(
        f"{stop.title} ({score(stop.score) or '0.00'})",
        stop.said.miss_reason or _("not explained yet"),
    )


def _decision(stop: Stop) -> Line:
    said = stop.said
    name = str(Decision(said.decision).label) if said.decision else _("closed")
    state = name if stop.objective.is_closed else _("%(name)s, to be closed") % {"name": name}
    return Line(stop.title, state)


def _learned(review: Review) -> list[Stop]:
    return [stop for stop in stops_of(review, "decisions") if stop.said.closing_word]


def _words(stop: Stop) -> Line:
    return Line(stop.said.closing_word, stop.title)
