"""Events in words: what people read where the audit trail keeps codes and ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headway.activity.queries import EventRow
from headway.core.courses import Course, course_of
from headway.people.models import Person, Unit
from headway.web.formats import day, number, score, sentence

_VERBS = {
    "check_in.created": gettext_noop("Checked in"),
    "key_result.finding_acknowledged": gettext_noop("Finding acknowledged"),
    "key_result.finding_reopened": gettext_noop("Finding open again"),
    "objective.finding_acknowledged": gettext_noop("Finding acknowledged"),
    "objective.finding_reopened": gettext_noop("Finding open again"),
    "unit.finding_acknowledged": gettext_noop("Finding acknowledged"),
    "unit.finding_reopened": gettext_noop("Finding open again"),
    "key_result.status_set": gettext_noop("Status set by hand"),
    "key_result.status_taken_back": gettext_noop("Status by hand taken back"),
    "organisation.created": gettext_noop("Organisation set up"),
    "objective.carried_over": gettext_noop("Objective carried over"),
    "person.invitation_withdrawn": gettext_noop("Invitation withdrawn"),
    "unit.lead_set": gettext_noop("Lead of the unit chosen"),
    "objective.link_ended": gettext_noop("A link to it taken away"),
    "goal.link_ended": gettext_noop("A link to it taken away"),
    "unit.objective_left": gettext_noop("Objective moved to another unit"),
    "goal_post.requested": gettext_noop("Asked to move a goal post"),
    "goal_post.approved": gettext_noop("Moved goal post approved"),
    "goal_post.declined": gettext_noop("Goal post stays where it is"),
    "goal_post.withdrawn": gettext_noop("Request to move a goal post taken back"),
    "kpi.defined": gettext_noop("KPI defined"),
    "goal.reviewed": gettext_noop("Reviewed whether it is still the right goal"),
    "measure.added": gettext_noop("A KPI measures it"),
    "measure.changed": gettext_noop("How a KPI measures it changed"),
    "measure.ended": gettext_noop("A KPI measures it no more"),
    "link.added": gettext_noop("Arrow to another goal drawn"),
    "link.changed": gettext_noop("Arrow to another goal changed"),
    "link.ended": gettext_noop("Arrow to another goal taken away"),
    "links.tested": gettext_noop("Strategy map held against data"),
    "perspective.changed": gettext_noop("Perspective changed"),
    "weight.set": gettext_noop("Weight in the scorecard set"),
    "scorecard.applied": gettext_noop("Scorecard used in other units"),
    "reminders.changed": gettext_noop("What somebody hears of, and when, changed"),
    "absence.added": gettext_noop("Somebody is away for some days"),
    "absence.removed": gettext_noop("Somebody is not away after all"),
    "feed.made": gettext_noop("Address of a calendar made"),
    "feed.revoked": gettext_noop("Address of a calendar revoked"),
    "work_calendar.set": gettext_noop("Working week set"),
    "work_calendar.dropped": gettext_noop("Working week of a unit taken away"),
    "holiday.added": gettext_noop("Holiday added"),
    "holiday.removed": gettext_noop("Holiday removed"),
    "escalation.agreed": gettext_noop("Agreed who hears of what is late"),
    "channel.added": gettext_noop("Channel added"),
    "channel.changed": gettext_noop("Channel changed"),
    "channel.removed": gettext_noop("Channel removed"),
    "channel.tried": gettext_noop("Channel tried"),
    "check_in.by_link": gettext_noop("Checked in by the link of an e-mail"),
    "key_result.escalated": gettext_noop("Late: the lead or coach was told"),
    "kpi.escalated": gettext_noop("Late value: the lead or coach was told"),
    "response.escalated": gettext_noop("Late answer to a signal: the lead or coach was told"),
    "action.escalated": gettext_noop("Late action: the lead or coach was told"),
    "blocker.escalated": gettext_noop("Blocker past its day: the lead or coach was told"),
    "pack.added": gettext_noop("Board pack made"),
    "pack.changed": gettext_noop("Board pack changed"),
    "pack.copied": gettext_noop("Board pack copied"),
    "pack.frozen": gettext_noop("Board pack frozen"),
    "pack.archived": gettext_noop("Board pack archived"),
    "pack.restored": gettext_noop("Board pack restored"),
    "pack.page_added": gettext_noop("Page added to a board pack"),
    "pack.page_changed": gettext_noop("Words on a page of a board pack changed"),
    "pack.page_moved": gettext_noop("Page of a board pack moved"),
    "pack.page_removed": gettext_noop("Page taken out of a board pack"),
    "pack.commented": gettext_noop("Comment on a board pack"),
    "pack.comment_resolved": gettext_noop("Comment on a board pack dealt with"),
    "pack.comment_reopened": gettext_noop("Comment on a board pack open again"),
    "pack.scheduled": gettext_noop("Who gets a board pack by e-mail, and when, changed"),
    "pack.left": gettext_noop("Somebody gets a board pack by e-mail no more"),
    "pack.sent": gettext_noop("Board pack sent by e-mail"),
    "pack.not_sent": gettext_noop("Board pack did not get through to everybody"),
    "comment.added": gettext_noop("Comment written"),
    "comment.edited": gettext_noop("Comment changed"),
    "comment.removed": gettext_noop("Comment removed"),
    "comment.reacted": gettext_noop("Reacted to a comment"),
    "comment.reaction_taken_back": gettext_noop("Reaction to a comment taken back"),
    "follow.begun": gettext_noop("Follows it"),
    "follow.ended": gettext_noop("Follows it no more"),
    "nudge.sent": gettext_noop("Nudged somebody about what is late"),
    "scorecard.changed": gettext_noop("How scores are put together changed"),
    "kpi.redefined": gettext_noop("Definition changed"),
    "kpi.measured": gettext_noop("Values entered"),
    "kpi.restated": gettext_noop("Values restated"),
    "kpi.computed": gettext_noop("Values computed anew"),
    "kpi.archived": gettext_noop("KPI archived"),
    "kpi.restored": gettext_noop("KPI restored"),
    "kpi.segments_arranged": gettext_noop("Segments put in another order"),
    "segment.added": gettext_noop("Segment added"),
    "segment.changed": gettext_noop("Segment changed"),
    "segment.archived": gettext_noop("Segment archived"),
    "segment.restored": gettext_noop("Segment restored"),
    "segment.removed": gettext_noop("Segment removed"),
    "kpi.rebased": gettext_noop("Limits re-based"),
    "rebase.undone": gettext_noop("Re-base undone"),
    "kpi.annotated": gettext_noop("Remark put on the chart"),
    "kpi.followed": gettext_noop("Somebody follows it"),
    "kpi.unfollowed": gettext_noop("Somebody follows it no more"),
    "annotation.removed": gettext_noop("Remark removed"),
    "response.raised": gettext_noop("Signal raised"),
    "response.acknowledged": gettext_noop("Signal acknowledged"),
    "response.handed_over": gettext_noop("Signal handed to another owner"),
    "response.cause": gettext_noop("Cause of the signal recorded"),
    "response.action": gettext_noop("Action on the signal recorded"),
    "response.closed": gettext_noop("Signal answered"),
    "response.withdrawn": gettext_noop("Signal corrected away"),
    "connector.set": gettext_noop("Source of values connected"),
    "connector.changed": gettext_noop("Source of values changed"),
    "connector.removed": gettext_noop("Source of values removed"),
    "connector.paused": gettext_noop("Source of values paused"),
    "connector.resumed": gettext_noop("Source of values goes on"),
    "connector.failing": gettext_noop("Source gives nothing"),
    "connector.recovered": gettext_noop("Source works again"),
    "connector.incomplete": gettext_noop("Source has rows that are left out"),
    "connector.complete": gettext_noop("Source is read in full again"),
}
"""Where noun and participle ("Objective agreed") do not read well."""

_LABELS = {
    "profile": gettext_noop("expected course"),
    "n_min": gettext_noop("readings that the baseline takes"),
    "serves": gettext_noop("goal that it serves"),
    "copy_of": gettext_noop("goal that it copies"),
    "effective_on": gettext_noop("as of"),
    "milestones_done": gettext_noop("milestones done"),
    "action_due_on": gettext_noop("action until"),
    "action_ends_on": gettext_noop("action until"),
    "cause_due_on": gettext_noop("cause until"),
    "own_weight": gettext_noop("weight"),
    "starts_on": gettext_noop("from"),
    "ends_on": gettext_noop("until"),
    "due_on": gettext_noop("due"),
    "is_local": gettext_noop("local"),
    "is_health": gettext_noop("health metric"),
}
"""Fields whose own names say too little."""

_STANDARDS = {
    "mwm": gettext_noop("weighted mean"),
    "radical_focus": gettext_noop("share of key results hit"),
    "stretch_target_commit": gettext_noop("stretch, target, commit"),
    "weakest": gettext_noop("the weakest counts"),
}
"""Scoring standards, as the form of a cycle calls them."""

_PEOPLE = frozenset(
    {"owner_id", "updater_id", "lead_id", "person_id", "coach_id", "author_id", "action_owner_id"}
)
_UNITS = frozenset({"unit_id", "parent_id"})
_CODES = frozenset(
    {
        "ambition", "origin", "state", "kind", "phase", "outcome", "cadence", "aggregation",
        "scale", "role", "status", "computed_status",
    }
)  # fmt: skip
"""Fields whose values are words of the model, written with underscores."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name, as stored (``key``) and in words, and both its values in words.
    ``before`` is empty where it was unset."""

    key: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event as people read it."""

    sequence: int
    at: datetime
    who: str
    what: str
    about: str
    changes: list[Change]
    why: str


def tell(organisation_id: int, rows: Iterable[EventRow]) -> list[ToldEvent]:
    """The events in words, in their order. Two queries: names of people, names of units."""
    rows = list(rows)
    return told_by(Names(organisation_id, rows), rows)


def told_by(names: Names, rows: Iterable[EventRow]) -> list[ToldEvent]:
    """The same with names that were read already."""
    return [
        ToldEvent(
            row.sequence,
            row.at,
            row.person_name,
            happened(row.verb),
            row.subject_label,
            _changes(row.before or {}, row.after or {}, names, _unsaid(row)),
            row.why,
        )
        for row in rows
    ]


def happened(verb: str) -> str:
    """What happened, from the verb of an event: "Objective agreed"."""
    if verb in _VERBS:
        return _(_VERBS[verb])
    return sentence(verb.replace(".", " ").replace("_", " "))


_CHECKED_IN = ("check_in.created", "check_in.corrected")


def _unsaid(row: EventRow) -> frozenset[str]:
    """Fields that are not told: the parent of a cycle is no unit, and has its name beside; of a
    check-in on confidence alone no value was said, which is not that there is none."""
    if row.subject_type == "cycle":
        return frozenset({"parent_id"})
    before, after = row.before or {}, row.after or {}
    is_silent = after.get("value") is None and before.get("score") == after.get("score")
    return frozenset({"value"} if row.verb in _CHECKED_IN and is_silent else ())


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Names, unsaid: frozenset[str]
) -> list[Change]:
    found = []
    for key, value in after.items():
        was = before.get(key)
        if was == value or key in unsaid:
            continue
        old, new = names.word(key, was), names.word(key, value)
        if old or new:
            label = _LABELS.get(key) or key.removesuffix("_id").replace("_", " ")
            found.append(Change(key, _(label), old, new or _("nothing")))
    return found


class Names:
    """Words for values; people and units by name, other ids not at all (the event's own label and
    its ``to`` name what they point at)."""

    def __init__(self, organisation_id: int, rows: Iterable[EventRow]) -> None:
        values = [data for row in rows for data in (row.before, row.after) if data]
        self._people = dict(
            Person.objects.filter(
                organisation_id=organisation_id, pk__in=_ids(values, _PEOPLE)
            ).values_list("id", "name")
        )
        self._units = dict(
            Unit.objects.filter(
                organisation_id=organisation_id, pk__in=_ids(values, _UNITS)
            ).values_list("id", "name")
        )

    def word(self, key: str, value: Any) -> str:
        """The value in words, empty where there is nothing to say."""
        if key == "profile":
            return _course(value)
        if value is None or value in ("", [], {}):
            return ""
        if key in _PEOPLE:
            return self._people.get(value, "")
        if key in _UNITS:
            return self._units.get(value, "")
        if key.endswith("_id") or isinstance(value, dict):
            return ""
        if isinstance(value, list):
            return ", ".join(filter(None, (_item(item) for item in value)))
        return _plain(key, value)


def _ids(values: Iterable[Mapping[str, Any]], keys: frozenset[str]) -> set[int]:
    return {
        data[key] for data in values for key in keys & data.keys() if isinstance(data[key], int)
    }


def _course(profile: Any) -> str:
    """The expected course by its name."""
    course, steps = course_of(profile)
    if course is Course.STEPPED:
        return _("in %(count)d steps") % {"count": steps}
    return {
        Course.LINEAR: _("evenly"),
        Course.BACK_LOADED: _("late"),
        Course.FRONT_LOADED: _("early"),
    }.get(course, _("by days and shares of its own"))


def _item(item: Any) -> str:
    """One of a list: a milestone by its title, a measurement by its period and value, nothing for
    bare numbers (they are ids)."""
    if isinstance(item, dict) and "starts_on" in item:
        of = f"{item['segment']}, " if item.get("segment") else ""
        return f"{of}{_as_day(str(item['starts_on']))}: {number(item.get('value')) or '–'}"
    if isinstance(item, dict):
        return str(item.get("title", ""))
    return item if isinstance(item, str) else ""


def _plain(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return score(value) if key.endswith("score") else number(value)
    text = str(value)
    if key == "cadence" and text.startswith("days:"):
        return _("every %(days)s days") % {"days": text.removeprefix("days:")}
    if key == "scoring_standard" and text in _STANDARDS:
        return _(_STANDARDS[text])
    if key in _CODES:
        return _(text.replace("_", " "))
    if key.endswith(("_on", "_at")) or key in ("first", "last"):
        return _as_day(text)
    return text


def _as_day(text: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text
