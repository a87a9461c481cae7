"""What became of objectives and key results between two days: added, closed, put away, moved,
reworded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.queries import EventRow
from headway.activity.queries.past import Difference, differences
from headway.activity.queries.past import Subject as EventSubject
from headway.okrs.models import Outcome, SigningRole, State
from headway.reports.queries.changes.definitions import TOLD, Reader, fields_of
from headway.reports.queries.changes.rows import Change, Member, Part, Section, Subject
from headway.reports.queries.changes.span import Span
from headway.web.formats import score

CREATED = ("objective.created", "objective.carried_over")


def objective_changes(
    reader: Reader, members: Sequence[Member], parts: Mapping[int, Part], events: Sequence[EventRow]
) -> list[Change]:
    """Everything but numbers and what hangs on an objective, in the order of the objectives."""
    found = differences(events, TOLD)
    parts_below: dict[int, list[Part]] = {}
    for part in parts.values():
        parts_below.setdefault(part.objective_id, []).append(part)
    changes: list[Change] = []
    for one in members:
        below = parts_below.get(one.id, [])
        changes += _of_objective(reader, one, below, found)
    return changes


def _of_objective(
    reader: Reader,
    one: Member,
    below: Sequence[Part],
    found: Mapping[EventSubject, Difference],
) -> Iterator[Change]:
    difference = found.get(("objective", one.id))
    about = subject_of(one)
    events = difference.events if difference else ()
    came, went = came_and_went(one, reader.span)
    if came or went:
        if not (came and went):
            yield _arrival(about, one, below, events) if came else _put_away(about, events)
        return
    if difference is None:
        yield from _of_key_results(reader, one, below, found)
        return
    if one.has_left:
        yield from fields_of(reader, about, difference, only=("unit_id",))
        return
    yield from _restored(about, events)
    yield from _state(about, events)
    yield from _signatures(about, events)
    yield from fields_of(reader, about, difference)
    yield from _removed(about, events)
    yield from _of_key_results(reader, one, below, found)


def came_and_went(one: Member, span: Span) -> tuple[bool, bool]:
    """Whether an objective was written between the two days, and whether it was put away."""
    came = span.start < one.created_at <= span.end
    went = one.archived_at is not None and span.start < one.archived_at <= span.end
    return came, went


def subject_of(one: Member) -> Subject:
    """An objective as what differs."""
    return Subject("objective", one.id, one.title, "objective", one.id, one.title, one.unit_name)


def subject_of_part(one: Member, part: Part) -> Subject:
    """A key result as what differs, below its objective."""
    return Subject("key_result", part.id, part.title, "objective", one.id, one.title, one.unit_name)


def _arrival(
    about: Subject, one: Member, below: Sequence[Part], events: tuple[EventRow, ...]
) -> Change:
    first = next((row for row in events if row.verb in CREATED), None)
    carried = first is not None and first.verb == "objective.carried_over"
    count = ngettext("%(num)d key result", "%(num)d key results", len(below)) % {"num": len(below)}
    words = f"{State(one.state).label}, {count}"
    if first is not None and carried:
        cycle = (first.after or {}).get("from_cycle", "")
        words = _("%(words)s, from %(cycle)s") % {"words": words, "cycle": cycle}
    what, label = ("carried_over", _("Carried over")) if carried else ("added", _("Added"))
    return Change(
        Section.STRUCTURE,
        what,
        about.gathered(what, label),
        label,
        "",
        words,
        tuple(row for row in events if row.verb in CREATED or "state" in (row.after or {})),
        values=(None, one.title),
    )


def _put_away(about: Subject, events: tuple[EventRow, ...]) -> Change:
    made = tuple(row for row in events if row.verb == "objective.archived")[-1:]
    label = _("Put away")
    return Change(
        Section.STRUCTURE, "archived", about.gathered("archived", label), label,
        _("in the plan"), _("archived"), made, values=(False, True),
    )  # fmt: skip


def _restored(about: Subject, events: tuple[EventRow, ...]) -> Iterator[Change]:
    """One that had been put away before the first day, and is back."""
    told = [row for row in events if row.verb in ("objective.archived", "objective.restored")]
    if told and told[0].verb == "objective.restored" == told[-1].verb:
        yield Change(
            Section.STRUCTURE, "restored", about, _("Brought back"), _("archived"),
            _("in the plan"), tuple(told), values=(True, False),
        )  # fmt: skip


_ENDED = {"objective.closed": State.CLOSED, "objective.reopened": State.RUNNING,
          "closure.removed": State.RUNNING}  # fmt: skip


def _state(about: Subject, events: tuple[EventRow, ...]) -> Iterator[Change]:
    """From which state to which, with how it ended where it was closed."""
    steps = [(row, *_state_told(row)) for row in events]
    moved = [(row, was, now) for row, was, now in steps if now and was != now]
    if not moved:
        return
    before, after = moved[0][1], moved[-1][2]
    if before == after:
        return
    made = tuple(row for row, _was, _now in moved)
    last = made[-1].after or {}
    words = str(State(after).label) if after in State.values else str(after)
    what, label = "state", _("State")
    if after == State.CLOSED:
        outcome = last.get("outcome", "")
        what = {"dropped": "dropped", "carried_over": "carried_on"}.get(outcome, "closed")
        label = _("Closed")
        about = about.gathered("closed", label)
        words = str(dict(Outcome.choices).get(outcome, words))
        if last.get("computed_score") is not None:
            words = _("%(outcome)s, score %(score)s") % {
                "outcome": words,
                "score": score(last["computed_score"]),
            }
    elif before == State.CLOSED:
        what, label = "reopened", _("Opened again")
    was = str(State(before).label) if before in State.values else ""
    yield Change(
        Section.STRUCTURE, what, about, label, was, words, made,
        values=(before, last.get("outcome") if after == State.CLOSED else after),
    )  # fmt: skip


def _state_told(row: EventRow) -> tuple[str | None, str | None]:
    """The state before and after an event, as far as it tells; of a plan that was only changed,
    none."""
    if row.verb in TOLD["objective"].verbs:
        return None, None
    before, after = (row.before or {}).get("state"), (row.after or {}).get("state")
    ended = _ENDED.get(row.verb)
    if ended is not None:
        other = State.RUNNING if ended == State.CLOSED else State.CLOSED
        return before or str(other), str(ended)
    return before, after


def _signatures(about: Subject, events: tuple[EventRow, ...]) -> Iterator[Change]:
    """Whose signature stands that did not, and the other way round."""
    first: dict[str, bool] = {}
    last: dict[str, bool] = {}
    made = []
    for row in events:
        values = row.after or {}
        told = [(role, True) for role in values.get("signed", ())]
        told += [(role, False) for role in values.get("to_be_signed_again", ())]
        made += [row] if told else []
        for role, stands in told:
            first.setdefault(role, not stands)
            last[role] = stands
    touched = [role for role in SigningRole.values if role in last and first[role] != last[role]]
    if touched:
        then = [role for role in touched if first[role]]
        now = [role for role in touched if last[role]]
        yield Change(
            Section.STRUCTURE, "signatures", about, _("Signed by"), _roles(then), _roles(now),
            tuple(made), values=(then, now),
        )  # fmt: skip


def _roles(roles: Sequence[str]) -> str:
    labels = dict(SigningRole.choices)
    return ", ".join(str(labels[role]).lower() for role in roles) or _("nobody")


def _removed(about: Subject, events: tuple[EventRow, ...]) -> Iterator[Change]:
    """Key results that were taken out of the plan, and were in it on the first day."""
    for row in events:
        if row.verb == "key_result.removed":
            title = (row.after or {}).get("removed", "")
            yield Change(
                Section.STRUCTURE, "key_result_removed", about, _("Key result taken out"), title,
                _("nothing"), (row,), values=(title, None),
                part=str((row.before or {}).get("key_result_id", row.sequence)),
            )  # fmt: skip


def _of_key_results(
    reader: Reader,
    one: Member,
    below: Sequence[Part],
    found: Mapping[EventSubject, Difference],
) -> Iterator[Change]:
    for part in below:
        difference = found.get(("key_result", part.id))
        if difference is None:
            continue
        about = subject_of_part(one, part)
        added = tuple(row for row in difference.events if row.verb == "key_result.added")
        if not added:
            yield from fields_of(reader, about, difference, part.measure)
            continue
        yield Change(
            Section.STRUCTURE, "key_result_added", about, _("Key result added"), _("nothing"),
            part.title, added, values=(None, part.title), is_post=reader.is_after_lock(added),
        )  # fmt: skip
