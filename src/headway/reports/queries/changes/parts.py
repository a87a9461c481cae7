"""What hangs on objectives and key results: links, dependencies, work, and goal posts that somebody
asked to move. Each is told by events in the history of what it hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.okrs.models import Answer, Dependency, Initiative, LinkKind, ObjectiveLink
from headway.okrs.queries.telling import LINKED
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.reports.queries.changes.rows import Change, Section, Subject
from headway.web.formats import number, percent

Subjects = Mapping[tuple[str, int], Subject]


def part_changes(actor: Actor, events: Sequence[EventRow], subjects: Subjects) -> list[Change]:
    """What became of links, dependencies, work and requests of these subjects. At most four
    queries, none where nothing was told of any."""
    known = [row for row in events if (row.subject_type, row.subject_id) in subjects]
    return [
        *_links(actor, known, subjects),
        *_dependencies(known, subjects),
        *_requests(known, subjects),
        *_milestones(known, subjects),
        *_work(known, subjects),
    ]


def _by_part(rows: Iterable[EventRow], prefix: str, name: str) -> dict[int, list[EventRow]]:
    """The events of each part, by the id that they tell under ``name``."""
    found: dict[int, list[EventRow]] = {}
    for row in rows:
        told = {**(row.before or {}), **(row.after or {})}.get(name)
        if row.verb.startswith(prefix) and isinstance(told, int):
            found.setdefault(told, []).append(row)
    return found


def _subject(subjects: Subjects, rows: Sequence[EventRow]) -> Subject:
    return subjects[rows[0].subject_type, rows[0].subject_id]


def _links(actor: Actor, rows: Sequence[EventRow], subjects: Subjects) -> Iterator[Change]:
    links = [row for row in rows if row.verb in LINKED]
    named = _names_of_links(actor, links)
    by_ends: dict[tuple[Any, ...], list[EventRow]] = {}
    for row in links:
        by_ends.setdefault(_ends(row), []).append(row)
    for ends, told in by_ends.items():
        before = None if told[0].verb == "objective.linked" else told[0].before or {}
        after = None if told[-1].verb == "objective.unlinked" else told[-1].after or {}
        then, now = _terms(before), _terms(after)
        if then == now:
            continue
        what = "linked" if before is None else "unlinked" if after is None else "link"
        yield Change(
            Section.STRUCTURE, what, _subject(subjects, told),
            _("Link to “%(title)s”") % {"title": _title(told, named)}, then, now, tuple(told),
            values=(_values(before), _values(after)), part="-".join(map(str, ends[1:])),
        )  # fmt: skip


def _ends(row: EventRow) -> tuple[Any, ...]:
    """What names a link for as long as it leads from here to there."""
    told = {**(row.before or {}), **(row.after or {})}
    ends = (told.get("goal_id"), told.get("objective_id"), told.get("key_result_id"))
    if not any(ends):
        return (row.subject_id, told.get("link_id"))
    return (row.subject_id, *ends, told.get("child_key_result_id"))


_TERMS = ("kind", "weight", "share", "child_key_result_id", "own_weight")


def _values(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if told is None else {name: told[name] for name in _TERMS if name in told}


def _terms(told: Mapping[str, Any] | None) -> str:
    """What a link does to numbers, in words."""
    if told is None:
        return _("no link")
    if told.get("kind") == LinkKind.DRIVES_SCORE:
        weight = number(told.get("weight", 1.0))
        return _("drives its score with weight %(weight)s") % {"weight": weight}
    if told.get("kind") == LinkKind.CONTRIBUTES_VALUE:
        share = told.get("share")
        if share is None:
            return _("contributes an even part of “%(title)s”") % {
                "title": told.get("value_of", "")
            }
        said = {"share": percent(share), "title": told.get("value_of", "")}
        return _("contributes %(share)s of “%(title)s”") % said
    return _("aligned, moves no number")


def _title(rows: Sequence[EventRow], named: Mapping[int, str]) -> str:
    for row in reversed(rows):
        told = {**(row.before or {}), **(row.after or {})}
        title = told.get("to") or told.get("unlinked_from") or named.get(told.get("link_id", 0))
        if title:
            return str(title)
    return _("something that is gone")


def _names_of_links(actor: Actor, rows: Sequence[EventRow]) -> dict[int, str]:
    """What links lead to whose events do not say so (those of imports), as far as the actor may
    read it. Two queries, none where all say so."""
    ids: set[int] = {
        told["link_id"]
        for told in (row.after or {} for row in rows)
        if "link_id" in told and not {"to", "unlinked_from"} & told.keys()
    }
    if not ids:
        return {}
    stored = list(
        ObjectiveLink.objects.filter(pk__in=ids).values_list(
            "id", "goal__title", "objective_id", "objective__title", "key_result__objective_id",
            "key_result__title",
        )
    )  # fmt: skip
    above = {end for row in stored for end in (row[2], row[4]) if end is not None}
    seen = visible_ids(actor, above)
    return {
        row[0]: next(filter(None, (row[1], row[3], row[5])), "")
        if {row[2], row[4]} - {None} <= seen
        else _("something you may not read")
        for row in stored
    }


_ANSWERS = {"requested": Answer.WAITING, "accepted": Answer.ACCEPTED, "declined": Answer.DECLINED,
            "withdrawn": Answer.WITHDRAWN, "approved": Answer.ACCEPTED}  # fmt: skip


def _answer(row: EventRow) -> str:
    return str(_ANSWERS.get(row.verb.partition(".")[2], Answer.WAITING))


def _answer_words(state: str | None) -> str:
    return str(Answer(state).label).lower() if state in Answer.values else _("nothing")


def _dependencies(rows: Sequence[EventRow], subjects: Subjects) -> Iterator[Change]:
    told = _by_part(rows, "dependency.", "dependency_id")
    titles = _titles(Dependency, told, "title", "unit__name")
    for id_, events in told.items():
        is_new = events[0].verb == "dependency.requested"
        before = None if is_new else (events[0].before or {}).get("state")
        after = _answer(events[-1])
        if before == after:
            continue
        title, unit = titles.get(id_, ("", ""))
        yield Change(
            Section.STRUCTURE, "dependency", _subject(subjects, events),
            _("Needs from %(unit)s: %(title)s") % {"unit": unit, "title": title},
            _answer_words(before), _answer_words(after), tuple(events), values=(before, after),
            part=str(id_),
        )  # fmt: skip


def _requests(rows: Sequence[EventRow], subjects: Subjects) -> Iterator[Change]:
    """Goal posts that stand where they stood: asked for, and not moved. Those that moved stand
    with their values."""
    for id_, events in _by_part(rows, "goal_post.", "goal_post_request_id").items():
        after = _answer(events[-1])
        if after == Answer.ACCEPTED:
            continue
        before = None if events[0].verb == "goal_post.requested" else str(Answer.WAITING)
        yield Change(
            Section.GOAL_POSTS, "request", _subject(subjects, events),
            _("Asked to move a goal post"), _answer_words(before), _answer_words(after),
            tuple(events), values=(before, after), part=str(id_),
        )  # fmt: skip


def _milestones(rows: Sequence[EventRow], subjects: Subjects) -> Iterator[Change]:
    """Milestones that an import wrote one by one."""
    for prefix in ("key_result.milestone_", "milestone.removed"):
        for id_, events in _by_part(rows, prefix, "milestone_id").items():
            before, after = ((values or {}).get("title", "") for values in
                             (events[0].before, events[-1].after))  # fmt: skip
            if before != after:
                yield Change(
                    Section.GOAL_POSTS, "milestone", _subject(subjects, events), _("Milestone"),
                    before or _("nothing"), after or _("nothing"), tuple(events),
                    values=(before or None, after or None), part=str(id_),
                )  # fmt: skip


def _work(rows: Sequence[EventRow], subjects: Subjects) -> Iterator[Change]:
    told = _by_part(rows, "initiative.", "initiative_id")
    titles = _titles(Initiative, told, "title", "id")
    words = {"added": _("open"), "open": _("open"), "done": _("done"), "dropped": _("dropped")}
    for id_, events in told.items():
        steps = [row for row in events if row.verb.partition(".")[2] in words]
        after = steps[-1].verb.partition(".")[2].replace("added", "open") if steps else None
        is_new = events[0].verb == "initiative.added"
        before = None if is_new else _work_state(steps[0].before) if steps else None
        if not steps or before == after or after is None:
            continue
        title = titles.get(id_, ("", 0))[0]
        yield Change(
            Section.STRUCTURE, "initiative", _subject(subjects, events),
            _("Work: %(title)s") % {"title": title},
            words[before] if before else _("nothing"), words[after], tuple(events),
            values=(before, after), part=str(id_),
        )  # fmt: skip


def _work_state(values: Mapping[str, Any] | None) -> str:
    told = values or {}
    return "done" if told.get("done_on") else "dropped" if told.get("dropped_on") else "open"


def _titles(model: Any, ids: Collection[int], *columns: str) -> dict[int, tuple[Any, ...]]:
    """The named columns of rows by id. One query, none without ids."""
    if not ids:
        return {}
    rows = model.objects.filter(pk__in=list(ids)).values_list("id", *columns)
    return {row[0]: row[1:] for row in rows}
