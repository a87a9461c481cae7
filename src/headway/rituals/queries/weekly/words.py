"""The agenda of a weekly in words, and what its heading says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.rituals import Reason, Topic
from headway.okrs.queries.status_words import status_words
from headway.rituals.queries.blockers import BlockerRow
from headway.rituals.queries.items import ActionRow
from headway.rituals.queries.weekly.facts import Standing, WeeklyFacts
from headway.web.formats import count_at_start, count_word, due

SHORT = 70
"""Letters of a title in a heading."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda: what it is about, and why it is there."""

    stage: str
    reason: str
    id: int
    title: str
    why: str
    url: str
    who: str = ""


def points_of(facts: WeeklyFacts) -> list[Point]:
    """The agenda, the worst first. No query."""
    return [point for topic in facts.topics if (point := _point(facts, topic)) is not None]


def _point(facts: WeeklyFacts, topic: Topic) -> Point | None:
    match topic.reason:
        case Reason.CONFIDENCE_FELL | Reason.STATUS_WORSE | Reason.STALE | Reason.BETTER:
            one = facts.standing(topic.id)
            return _of_key_result(topic, one) if one else None
        case Reason.KPI_RESPONSE:
            kpi = next((kpi for kpi in facts.kpis if kpi.id == topic.id), None)
            if kpi is None:
                return None
            why = ", ".join(part for part in (kpi.state, kpi.waits_for, kpi.due) if part)
            url = f"/kpis/{kpi.id}#response"
            return Point(topic.stage, topic.reason, topic.id, kpi.name, why, url, kpi.owner_name)
        case Reason.BLOCKER:
            blocker = next((one for one in facts.blockers.rows if one.id == topic.id), None)
            return _of_blocker(topic, blocker) if blocker else None
        case Reason.ACTION_LATE | Reason.ACTION_DUE:
            action = next((one for one in facts.actions.rows if one.id == topic.id), None)
            return _of_action(facts, topic, action) if action else None
        case Reason.PRIORITY_LEFT:
            kept = next((one for one in facts.left_over if one.id == topic.id), None)
            if kept is None:
                return None
            why = _("Not done last time: carry it on, or drop it")
            return Point(
                topic.stage, topic.reason, topic.id, kept.title, why, "#room-week",
                kept.person_name,
            )  # fmt: skip


def _of_key_result(topic: Topic, one: Standing) -> Point:
    return Point(
        topic.stage, topic.reason, topic.id, one.row.title, why_moved(one),
        f"/key-results/{one.row.id}", one.row.owner_name or "",
    )  # fmt: skip


def why_moved(one: Standing) -> str:
    """What changed of a key result since the unit last met; empty where nothing did."""
    fact, said = one.fact, []
    if fact.change:
        told = {"before": fact.confidence_before, "now": fact.confidence}
        said.append(_("confidence %(before)d to %(now)d") % told)
    is_stale = fact.days_stale is not None
    if fact.status and fact.status_before and fact.status != fact.status_before and not is_stale:
        told_status = {
            "before": status_words(fact.status_before).lower(),
            "now": status_words(fact.status).lower(),
        }
        said.append(_("%(before)s to %(now)s") % told_status)
    if fact.days_stale is not None:
        said.append(
            ngettext("no reading for %(days)d day", "no reading for %(days)d days", fact.days_stale)
            % {"days": fact.days_stale}
        )
    words = ", ".join(said)
    return words[:1].upper() + words[1:]


def _of_blocker(topic: Topic, one: BlockerRow) -> Point:
    if topic.size <= 0:
        why = _("In the way since today")
    else:
        why = ngettext(
            "In the way for %(days)d day", "In the way for %(days)d days", topic.size
        ) % {"days": topic.size}
    return Point(
        topic.stage, topic.reason, topic.id, one.title, why, f"#blocker-{one.id}",
        one.owner_name or _("nobody has it yet"),
    )  # fmt: skip


def _of_action(facts: WeeklyFacts, topic: Topic, one: ActionRow) -> Point:
    why = due(one.due_on, facts.place.today) if one.due_on else _("has no day yet")
    return Point(
        topic.stage, topic.reason, topic.id, one.title, why[:1].upper() + why[1:],
        f"#action-{one.id}", one.owner_name or _("nobody has it yet"),
    )  # fmt: skip


def heading_of(stage: str, facts: WeeklyFacts) -> str:
    """The heading of the room in a stage: what is true now."""
    return {
        "open": _opening,
        "moved": _moved,
        "confidence": _round,
        "obstacles": _obstacles,
        "week": _week,
    }.get(stage, _opening)(facts)


def standing_words(facts: WeeklyFacts) -> str:
    """The same on paper: which key results fell."""
    return fell_words([one.row.title for one in facts.fell])


def fell_words(titles: Sequence[str]) -> str:
    """Which key results fell, the most first."""
    if not titles:
        return _("No confidence dropped since we last met.")
    words = ngettext(
        "One key result dropped: %(first)s.",
        "%(count)s key results dropped, starting with %(first)s.",
        len(titles),
    )
    return words % {"count": count_at_start(len(titles)), "first": _short(titles[0])}


def _opening(facts: WeeklyFacts) -> str:
    missing = facts.missing
    if not facts.standings:
        return _("No key result runs here: talk about what is in the way, and what comes first.")
    if not missing:
        return _("All numbers are in.")
    words = ngettext(
        "%(count)s of %(all)s numbers is missing: %(who)s.",
        "%(count)s of %(all)s numbers are missing: %(who)s.",
        len(missing),
    )
    names = list(dict.fromkeys(one.row.owner_name or _("nobody’s") for one in missing))
    return words % {
        "count": count_at_start(len(missing)),
        "all": count_word(len(facts.standings)),
        "who": ", ".join(names[:3]) + (" …" if len(names) > 3 else ""),
    }


def _moved(facts: WeeklyFacts) -> str:
    found = [one for one in points_of(facts) if one.stage == "moved"]
    if not found:
        return _("What moved: nothing. Go on.")
    words = ngettext(
        "What moved: one thing, %(first)s.",
        "What moved: %(count)s things, starting with %(first)s.",
        len(found),
    )
    return words % {"count": count_word(len(found)), "first": _short(found[0].title)}


def _round(facts: WeeklyFacts) -> str:
    fell = facts.fell
    if fell:
        words = ngettext(
            "Confidence round: one key result dropped, %(first)s.",
            "Confidence round: %(count)s key results dropped, starting with %(first)s.",
            len(fell),
        )
        return words % {"count": count_word(len(fell)), "first": _short(fell[0].row.title)}
    if not facts.standings:
        return _("Confidence round: no key result runs here. Go on.")
    return _("Confidence round: nothing dropped. Say yours where it changed.")


def _obstacles(facts: WeeklyFacts) -> str:
    late = sum(topic.reason == Reason.ACTION_LATE for topic in facts.topics)
    parts = []
    if facts.blockers.all:
        parts.append(
            ngettext("one blocker", "%(count)s blockers", facts.blockers.all)
            % {"count": count_word(facts.blockers.all)}
        )
    if late:
        parts.append(
            ngettext("one late action", "%(count)s late actions", late)
            % {"count": count_word(late)}
        )
    if not parts:
        return _("Obstacles: nothing is in the way. Is that so?")
    return _("Obstacles: %(what)s. Decide, assign, or park.") % {"what": _and(parts)}


def _week(facts: WeeklyFacts) -> str:
    count, people = len(facts.priorities), len({one.person_id for one in facts.priorities})
    if not count:
        return _("This week: what comes first? Nobody has said yet.")
    return _("This week: %(what)s of %(who)s.") % {
        "what": ngettext("one priority", "%(count)s priorities", count)
        % {"count": count_word(count)},
        "who": ngettext("one person", "%(count)s people", people) % {"count": count_word(people)},
    }


def _short(title: str) -> str:
    return title if len(title) <= SHORT else title[: SHORT - 1].rstrip() + "…"


def _and(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
