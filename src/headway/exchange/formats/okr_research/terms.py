"""What a plan says beside titles, owners and metrics: how things count, and how they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.cadence import cadence_of
from headway.core.courses import Course, own_profile, profile_of
from headway.core.definitions import LARGEST_WEIGHT, definition_problems, health_problems
from headway.core.errors import MethodError
from headway.core.pace import Profile
from headway.exchange.formats.entries import ImportedCycle, ImportedInitiative
from headway.exchange.formats.okr_research.metrics import Definition
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.okr_research.words import ROLE_LIMIT
from headway.exchange.formats.records import ID_LIMIT, Record
from headway.okrs.models import Ambition, Origin, Visibility

STEP_LIMIT = WORK_LIMIT = 300
OWN_WEIGHT_AT_MOST = 1000.0


def read_objective_terms(entry: Record) -> dict[str, Any]:
    """Of an objective: ambition, origin, visibility, whether it is local, own weight."""
    more: dict[str, Any] = {}
    for name, allowed in (("ambition", Ambition), ("origin", Origin), ("visibility", Visibility)):
        if (word := entry.choice(name, set(allowed.values))) is not None:
            more[name] = word
    if more.get("visibility") == Visibility.PEOPLE:
        words = _("Who may read it is named in Headway: say “unit” here, and name people there.")
        entry.fault(entry.line_of("visibility"), words)
    if entry.has("local"):
        more["is_local"] = entry.flag("local")
    if (weight := entry.number("own_weight")) is not None:
        if not 0 <= weight <= OWN_WEIGHT_AT_MOST:
            entry.fault(entry.line_of("own_weight"), _("An own weight goes from 0 to 1000."))
        more["own_weight"] = weight
    return more


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone, and the weight that the file says."""

    title: str
    line: int
    weight: float | None = None


def read_steps(entry: Record) -> list[Step]:
    """From ``milestones``, which may have weights, or ``sub_results``."""
    line = entry.line_of("sub_results")
    plain = [
        Step(" ".join(title.split()), line)
        for title in entry.texts("sub_results", limit=STEP_LIMIT)
    ]
    steps = [
        step for inner in entry.parts("milestones", "title") if (step := _step(inner)) is not None
    ]
    if plain and steps:
        words = _("Give “sub_results” or “milestones”, not both.")
        entry.fault(entry.line_of("milestones"), words)
    return steps or plain


def _step(record: Record) -> Step | None:
    title, weight = record.text("title", required=True, limit=STEP_LIMIT), record.number("weight")
    record.tell_unread(_("“%(field)s” is no field of a milestone: left out."))
    return None if title is None else Step(" ".join(title.split()), record.line, weight)


def read_terms(
    reading: Reading,
    entry: Record,
    definition: Definition,
    steps: Sequence[Step],
    objective: str,
    cycle: ImportedCycle,
) -> dict[str, Any]:
    """Of a key result: weight, cadence, expected course, who enters its values, what it guards;
    with what its metric says beyond kind and numbers. What contradicts is a fault of the entry."""
    more = dict(definition.more)
    if (weight := entry.number("weight")) is not None:
        if not 0 <= weight <= LARGEST_WEIGHT:
            entry.fault(entry.line_of("weight"), _("A weight goes from 0 to 1,000,000."))
        more["weight"] = weight
    if (cadence := entry.text("cadence")) is not None:
        more["cadence"] = _cadence(entry, cadence)
    if entry.has("profile"):
        more["profile"] = _profile(entry, cycle)
    if (updater := entry.text("updater_role", limit=ROLE_LIMIT)) is not None:
        more["updater"] = reading.roster.person(updater, entry.line_of("updater_role"))
    _read_health(reading, entry, more, objective)
    _refuse_contradictions(entry, definition, more, steps)
    return more


def _cadence(entry: Record, text: str) -> str:
    try:
        cadence_of(text)
    except ValueError:
        words = _("“cadence” is a rhythm such as weekly or monthly, or days:10 for every ten days.")
        entry.fault(entry.line_of("cadence"), words)
    return text


def _profile(entry: Record, cycle: ImportedCycle) -> list[list[float]] | None:
    """By the name of a course, by a number of steps, or by days and shares of one's own."""
    node, line = entry.node.value["profile"], entry.line_of("profile")
    try:
        if isinstance(node.value, list):
            return own_profile(
                _points(entry),
                start=date.fromisoformat(cycle.starts_on),
                end=date.fromisoformat(cycle.ends_on),
            )
        if isinstance(node.value, dict):
            inner = entry.record("profile") or entry
            steps = inner.number("steps")
            inner.tell_unread(_("“%(field)s” is no field of a profile: left out."))
            return _lists(profile_of(Course.STEPPED, steps=None if steps is None else int(steps)))
        named = {str(course) for course in Course} - {str(Course.OWN), str(Course.STEPPED)}
        name = entry.choice("profile", named)
        return None if name is None else _lists(profile_of(name))
    except MethodError as problem:
        entry.fault(line, str(problem))
        return None


def _points(entry: Record) -> list[tuple[date, float]]:
    found = []
    for inner in (entry.inner(node) for node in entry.items("profile")):
        if not isinstance(inner.node.value, dict):
            entry.fault(inner.line, _("A point of “profile” has “on” and “share”."))
            continue
        on, share = inner.day("on"), inner.number("share")
        inner.tell_unread(_("“%(field)s” is no field of a profile: left out."))
        if share is None:
            entry.fault(inner.line, _("A point of “profile” has “on” and “share”."))
        elif on is not None:
            found.append((on, share))
    return found


def _lists(profile: Profile | None) -> list[list[float]] | None:
    """As JSON holds it, so that it compares with what is stored."""
    return None if profile is None else [[float(at), float(share)] for at, share in profile]


def _read_health(reading: Reading, entry: Record, more: dict[str, Any], objective: str) -> None:
    """A health metric, and the key result of the same objective that it guards."""
    if entry.has("health"):
        more["is_health"] = entry.flag("health")
    guards = entry.text("guards", limit=ID_LIMIT)
    if guards is None:
        return
    more["paired_with"] = guards
    guarded = reading.key_results.get(guards)
    own = entry.node.value.get("id")
    if not more.get("is_health"):
        entry.fault(entry.line_of("guards"), _("Only a health metric guards: say “health: true”."))
    elif guarded is None or (own is not None and guarded.external_id == own.text):
        words = _("There is no usable key result “%(id)s” above it. Put what it guards first.")
        entry.fault(entry.line_of("guards"), words % {"id": guards[:60]})
    elif guarded.objective != objective:
        words = _("“%(id)s” is a key result of another objective: a guard stands beside its own.")
        entry.fault(entry.line_of("guards"), words % {"id": guards[:60]})
    elif guarded.more.get("is_health"):
        words = _("“%(id)s” is a health metric itself.")
        entry.fault(entry.line_of("guards"), words % {"id": guards[:60]})


_CHECKED = {"fail", "scale", "anchors", "n_min", "weights", "milestones", "profile"}


def _refuse_contradictions(
    entry: Record, definition: Definition, more: dict[str, Any], steps: Sequence[Step]
) -> None:
    """By the method, of what files of results never say. A start or target may be missing in them;
    of those nothing is refused here."""
    problems = definition_problems(
        definition.kind,
        start=definition.start,
        target=definition.target,
        low=definition.low,
        high=definition.high,
        fail=more.get("fail"),
        scale=more.get("scale", "linear"),
        anchors=more.get("anchors"),
        weights=[1.0 if step.weight is None else step.weight for step in steps],
        profile=more.get("profile"),
        n_min=more.get("n_min"),
    )
    refused = [problem for problem in problems if problem.field in _CHECKED]
    if more.get("is_health"):
        refused += health_problems(definition.kind)
    if more.get("scale") == "log" and not refused:
        refused += [problem for problem in problems if problem.field in ("start", "target")]
    for problem in refused:
        entry.fault(_line_of(entry, problem.field), _(str(problem)))


def _line_of(entry: Record, name: str) -> int:
    """Where a field of the entry or of its metric stands."""
    metric = entry.node.value.get("metric")
    inside = metric.value.get(name) if metric and isinstance(metric.value, dict) else None
    return inside.line if inside else entry.line_of(name if entry.has(name) else "metric")


def read_work(reading: Reading, entry: Record, key: str) -> list[ImportedInitiative]:
    """The initiatives of a key result."""
    found = []
    for number, inner in enumerate(entry.parts("initiatives", "title"), start=1):
        title = inner.text("title", required=True, limit=WORK_LIMIT)
        role = inner.text("owner_role", limit=ROLE_LIMIT)
        days = {name: inner.day(name, required=False) for name in ("due", "done", "dropped")}
        if days["done"] and days["dropped"]:
            inner.fault(inner.line_of("dropped"), _("It is done, or it was dropped: give one day."))
        inner.tell_unread(_("“%(field)s” is no field of an initiative: left out."))
        if title is None:
            continue
        iso = {name: day.isoformat() if day else None for name, day in days.items()}
        found.append(
            ImportedInitiative(
                external_id=f"{key}#work{number}",
                line=inner.line,
                key_result=key,
                title=" ".join(title.split()),
                owner=reading.roster.person(role, inner.line),
                due_on=iso["due"],
                done_on=iso["done"],
                dropped_on=iso["dropped"],
                position=number - 1,
            )
        )
    return found
