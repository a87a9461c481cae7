"""What changed around objectives: KPIs, cycle, frames, published plans, strategy, units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.queries import EventRow
from headway.activity.queries.past import Difference, Told, differences
from headway.activity.queries.past import Subject as EventSubject
from headway.core.planning.expectations import Step
from headway.okrs.models import Phase
from headway.people.access import Actor
from headway.people.models import MembershipKind
from headway.people.queries.told import Names
from headway.reports.queries.changes.kpis import kpi_changes
from headway.reports.queries.changes.rows import Change, Section, Subject
from headway.reports.queries.changes.scorecard import scorecard_changes
from headway.reports.queries.changes.words import TEXTS, label_of, word_of
from headway.rituals.models import FrameState
from headway.strategy.models import MidTermGoal, StatementKind
from headway.strategy.models.goals import CARRIED
from headway.strategy.queries import perspectives, statement_history
from headway.web.formats import day, sentence
from headway.web.word_diff import pieces

TOLD = {
    "cycle": Told(
        ("phase", "name", "starts_on", "ends_on", "plan_lock_on", "scoring_standard", "part_of"),
        ("cycle.created", "cycle.changed", "cycle.phase_changed", "cycle.calendar_changed"),
    ),
    "goal": Told(
        (
            "title",
            "description",
            "perspective_id",
            "owner_id",
            "starts_on",
            "ends_on",
            "serves",
            "copy_of",
        ),
        ("goal.added", "goal.changed"),
    ),
    "perspective": Told(("name", "hint"), ("perspective.renamed", "perspective.changed")),
    "unit": Told(
        ("name", "parent_id", "lead_id"),
        ("unit.created", "unit.changed", "unit.moved", "unit.lead_set"),
    ),
}
STRATEGY = ("statement", "perspective", "goal")
Found = Mapping[EventSubject, Difference]


def changes_around(actor: Actor, events: Sequence[EventRow], names: Names) -> list[Change]:
    """Two queries, none where nothing of the strategy changed."""
    mine = [row for row in events if row.subject_type not in ("objective", "key_result", "kpi")]
    found = differences(mine, TOLD)
    changes: list[Change] = kpi_changes(events, names)
    if any(row.subject_type in STRATEGY for row in mine):
        changes += _statements(actor, mine)
        views = {view.id: view.name for view in perspectives(actor)}
        changes += _strategy(found, names, views)
    changes += scorecard_changes(mine)
    changes += _cycle(found, names)
    changes += _frames(found)
    changes += _plans(found)
    changes += _packs(found)
    return [*changes, *_units(found, names)]


def _of(found: Found, kind: str) -> Iterator[Difference]:
    return (difference for (of, _id), difference in found.items() if of == kind)


def _about(difference: Difference, below: str = "") -> Subject:
    """What differs; ``below`` is a heading that several stand under."""
    kind, id_ = difference.subject
    about = Subject(kind, id_, difference.label, kind, id_, difference.label)
    return about.gathered(f"{kind}s", below) if below else about


def _with(events: Iterable[EventRow], *verbs: str) -> tuple[EventRow, ...]:
    return tuple(row for row in events if row.verb in verbs)


def _fields(
    section: Section, difference: Difference, names: Names, words: Mapping[str, Any] | None = None
) -> Iterator[Change]:
    """Field by field; ``words`` write values that neither a name nor a number says."""
    for name in TOLD[difference.subject[0]].fields:
        if name not in difference.by_field:
            continue
        before, after = difference.before.get(name), difference.after.get(name)
        write = (words or {}).get(name) or (lambda value, name=name: word_of(name, value, names))
        is_text = name in TEXTS and isinstance(before, str) and isinstance(after, str)
        yield Change(
            section, name.removesuffix("_id"), _about(difference), label_of(name), write(before),
            write(after), difference.by_field[name], values=(before, after),
            pieces=pieces(str(before), str(after)) if is_text else (),
        )  # fmt: skip


def _cycle(found: Found, names: Names) -> Iterator[Change]:
    phases = dict(Phase.choices)
    words = {"phase": lambda value: str(phases.get(value, value))}
    for difference in _of(found, "cycle"):
        if _with(difference.events, "cycle.created"):
            yield _added(Section.STRUCTURE, difference, _("Cycle opened"), "cycle.created")
            continue
        yield from _fields(Section.STRUCTURE, difference, names, words)
        yield from _lock(difference)
        yield from _calendar(difference)


def _lock(difference: Difference) -> Iterator[Change]:
    """Locked by hand, or open again."""
    made = _with(difference.events, "cycle.locked", "cycle.unlocked")
    if made and len({row.verb for row in (made[0], made[-1])}) == 1:
        is_locked = made[-1].verb == "cycle.locked"
        is_, was = (_("locked"), _("open")) if is_locked else (_("open"), _("locked"))
        yield Change(Section.STRUCTURE, "lock", _about(difference), _("Plan"), was, is_, made,
                     values=(not is_locked, is_locked))  # fmt: skip


def _calendar(difference: Difference) -> Iterator[Change]:
    made = _with(difference.events, "cycle.calendar_changed")
    if not made:
        return
    first, last = made[0].before or {}, made[-1].after or {}
    moved = [step for step in Step if first.get(step) != last.get(step)]
    if moved:
        count = ngettext("days of %(num)d step", "days of %(num)d steps", len(moved))
        yield Change(
            Section.STRUCTURE, "calendar", _about(difference), _("Calendar"), "",
            count % {"num": len(moved)}, made,
            values=({step: first.get(step) for step in moved},
                    {step: last.get(step) for step in moved}),
        )  # fmt: skip


def _added(section: Section, difference: Difference, label: str, verb: str) -> Change:
    title = difference.label
    return Change(section, "added", _about(difference), label, _("nothing"), title,
                  _with(difference.events, verb), values=(None, title))  # fmt: skip


def _frames(found: Found) -> Iterator[Change]:
    labels = {str(value): str(label).lower() for value, label in FrameState.choices}
    for difference in _of(found, "frame"):
        first, last = difference.events[0], difference.events[-1]
        is_new = first.verb == "frame.handed_down"
        before = None if is_new else str(FrameState.OPEN)
        after = last.verb.partition(".")[2]
        after = str(FrameState.OPEN) if after == "handed_down" else after
        yield Change(
            Section.STRUCTURE, "frame", _about(difference, _("Frames from above")), _("Answer"),
            labels[before] if before else _("nothing"), labels.get(after, after),
            difference.events, values=(before, after),
        )  # fmt: skip


def _plans(found: Found) -> Iterator[Change]:
    for difference in _of(found, "plan"):
        for row in _with(difference.events, "plan.published"):
            version = (row.after or {}).get("version")
            yield Change(
                Section.STRUCTURE, "published", _about(difference, _("Published plans")),
                _("Published"), "",
                _("version %(n)s") % {"n": version}, (row,), values=(None, version),
            )  # fmt: skip


def _packs(found: Found) -> Iterator[Change]:
    """Board packs that were frozen or sent: what the board was shown."""
    told = {
        "pack.frozen": ("frozen", _("Frozen"), _("frozen, as of %(day)s")),
        "pack.sent": ("sent", _("Sent by e-mail"), _("sent by e-mail, as of %(day)s")),
    }
    for difference in _of(found, "pack"):
        for row in _with(difference.events, *told):
            if "day" not in (row.after or {}):
                continue  # sends once had no day, and an event of their copy instead
            what, label, words = told[row.verb]
            shown = date.fromisoformat((row.after or {})["day"])
            yield Change(
                Section.STRUCTURE, what, _about(difference, _("Board packs")), label, "",
                words % {"day": day(shown)}, (row,), values=(None, str(shown)),
            )  # fmt: skip


def _statements(actor: Actor, events: Sequence[EventRow]) -> Iterator[Change]:
    """Mission, vision and values: the version on each day."""
    by_kind: dict[str, list[EventRow]] = {}
    for row in events:
        kind, _dot, verb = row.verb.partition(".")
        if row.subject_type == "statement" and verb == "set" and kind in StatementKind.values:
            by_kind.setdefault(kind, []).append(row)
    if not by_kind:
        return
    texts = {(row.kind, row.version): row.text for row in statement_history(actor)}
    for kind in (kind for kind in StatementKind.values if kind in by_kind):
        made = by_kind[kind]
        old, new = (made[0].after or {}).get("version", 1) - 1, (made[-1].after or {})["version"]
        before, after = texts.get((kind, old), ""), texts.get((kind, new), "")
        if before == after:
            continue
        title = str(StatementKind(kind).label)
        yield Change(
            Section.STRATEGY, kind, Subject("statement", made[-1].subject_id, title, "strategy", 0,
                                            _("Mission, vision and values")),
            title, before or _("nothing"), after, tuple(made), values=(before or None, after),
            pieces=pieces(before, after) if before else (),
        )  # fmt: skip


def _strategy(found: Found, names: Names, views: Mapping[int, str]) -> Iterator[Change]:
    words = {"perspective_id": lambda value: views.get(value) or _("nothing")}
    goals = list(_of(found, "goal"))
    units = _units_of_goals([difference.subject[1] for difference in goals])
    for difference in goals:
        if _is_carried(difference, found):
            continue
        if unit := units.get(difference.subject[1]):
            difference = replace(difference, label=f"{difference.label} ({unit})")
        if _with(difference.events, "goal.added"):
            yield _added(Section.STRATEGY, difference, _("Mid-term goal added"), "goal.added")
            continue
        yield from _fields(Section.STRATEGY, difference, names, words)
        yield from _put_away(Section.STRATEGY, difference, "goal.archived", "goal.restored")
    for difference in _of(found, "perspective"):
        if _with(difference.events, "perspective.added"):
            yield _added(Section.STRATEGY, difference, _("Perspective added"), "perspective.added")
            continue
        yield from _fields(Section.STRATEGY, difference, names)
        if made := _with(difference.events, "perspective.removed"):
            yield Change(
                Section.STRATEGY, "removed", _about(difference), _("Perspective taken out"),
                difference.label, _("nothing"), made, values=(difference.label, None),
            )  # fmt: skip


def _is_carried(difference: Difference, found: Found) -> bool:
    """Whether it is a linked copy in which nothing changed but with its original, that is told."""
    originals = {(row.after or {}).get(CARRIED) for row in difference.events}
    return all(pk is not None and ("goal", pk) in found for pk in originals)


def _units_of_goals(goal_ids: Sequence[int]) -> dict[int, str]:
    """Names of the units whose goals these are. One query, none for none."""
    if not goal_ids:
        return {}
    rows = MidTermGoal.objects.filter(pk__in=goal_ids, unit__isnull=False)
    return dict(rows.values_list("id", "unit__name"))


def _put_away(section: Section, difference: Difference, away: str, back: str) -> Iterator[Change]:
    made = _with(difference.events, away, back)
    if made and made[0].verb == made[-1].verb:
        is_away = made[-1].verb == away
        then, now = (_("live"), _("archived")) if is_away else (_("archived"), _("live"))
        yield Change(
            section, "archived" if is_away else "restored", _about(difference), _("State"), then,
            now, made, values=(not is_away, is_away),
        )  # fmt: skip


def _units(found: Found, names: Names) -> Iterator[Change]:
    for difference in _of(found, "unit"):
        if _with(difference.events, "unit.created"):
            yield _added(Section.UNITS, difference, _("Unit added"), "unit.created")
        else:
            yield from _fields(Section.UNITS, difference, names)
            yield from _put_away(Section.UNITS, difference, "unit.archived", "unit.restored")
        yield from _people(difference)


def _people(difference: Difference) -> Iterator[Change]:
    """Who works in a unit or coaches it that did not, and who did and does not."""
    told: dict[tuple[int, str], list[EventRow]] = {}
    for row in _with(difference.events, "unit.assigned", "unit.unassigned"):
        values = {**(row.before or {}), **(row.after or {})}
        if isinstance(values.get("person_id"), int):
            told.setdefault((values["person_id"], str(values.get("kind"))), []).append(row)
    labels = dict(MembershipKind.choices)
    for (person_id, kind), made in told.items():
        if made[0].verb != made[-1].verb:
            continue
        is_there = made[-1].verb == "unit.assigned"
        name = str({**(made[-1].before or {}), **(made[-1].after or {})}.get("person", ""))
        before, after = (_("nobody"), name) if is_there else (name, _("nobody"))
        yield Change(
            Section.UNITS, kind, _about(difference), sentence(str(labels.get(kind, kind))), before,
            after, tuple(made), values=(None, person_id) if is_there else (person_id, None),
            part=str(person_id),
        )  # fmt: skip
