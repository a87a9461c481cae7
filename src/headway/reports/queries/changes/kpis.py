"""What changed on KPIs: values restated, targets, definitions, limits, signals and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.queries import EventRow
from headway.core.goalposts import KpiTarget
from headway.kpis.actions.definitions import DEFINITION
from headway.kpis.models import ResponseOutcome
from headway.kpis.queries.definitions.words import field_labels, value_words
from headway.kpis.queries.goal_posts.words import target_said
from headway.people.queries.told import Names
from headway.reports.queries.changes.rows import Change, Section, Subject
from headway.web.formats import day, number
from headway.web.word_diff import pieces

TEXTS = frozenset({"question", "formula", "limitations", "counter_metric", "response_plan"})
"""Fields of a definition that are read word by word."""
ENTERED = "kpi.measured"
"""Values of periods that had none are no difference between two days of a KPI: time has passed."""

Events = Sequence[EventRow]
Teller = Callable[[Subject, Events, Names], Iterator[Change]]


def kpi_changes(events: Iterable[EventRow], names: Names) -> list[Change]:
    """By KPI, what was decided first. No query."""
    by_kpi: dict[int, list[EventRow]] = defaultdict(list)
    for row in events:
        if row.subject_type == "kpi":
            by_kpi[row.subject_id].append(row)
    found: list[Change] = []
    for kpi_id, own in by_kpi.items():
        name = own[-1].subject_label
        about = Subject("kpi", kpi_id, name, "kpi", kpi_id, name)
        tellers = (_defined, _target) if _with(own, "kpi.defined") else _TELLERS
        for tell in tellers:
            found += tell(about, own, names)
    return found


def _with(events: Events, *verbs: str) -> tuple[EventRow, ...]:
    return tuple(row for row in events if row.verb in verbs)


def _defined(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    made = _with(events, "kpi.defined")
    yield Change(Section.KPIS, "added", about, _("KPI defined"), _("nothing"), about.title, made,
                 values=(None, about.title))  # fmt: skip


def _fields(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    """The definition, field by field: before the first change and after the last."""
    made, labels = _with(events, "kpi.redefined"), field_labels()
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    by_field: dict[str, list[EventRow]] = defaultdict(list)
    for row in made:
        for name, was in (row.before or {}).items():
            first.setdefault(name, was)
            last[name] = (row.after or {}).get(name)
            by_field[name].append(row)
    for name in (*DEFINITION, "unit_id"):
        if name not in by_field or first[name] == last[name]:
            continue
        was, is_ = first[name], last[name]
        is_text = name in TEXTS and bool(was) and bool(is_)
        yield Change(
            Section.KPIS, name.removesuffix("_id"), about, labels.get(name, name),
            _word(name, was, names), _word(name, is_, names), tuple(by_field[name]),
            values=(was, is_), pieces=pieces(str(was), str(is_)) if is_text else (),
        )  # fmt: skip


def _word(name: str, value: Any, names: Names) -> str:
    if value in (None, "", []):
        return _("nothing")
    if name in ("owner_id", "updater_id", "unit_id"):
        return names.word(name, value) or _("nobody")
    return value_words(name, value)


def _target(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    made = _with(events, "target.set", "target.changed", "target.removed")
    if not made:
        return
    before, after = made[0].before, None if made[-1].verb == "target.removed" else made[-1].after
    if _numbers(before) == _numbers(after):
        return
    moved = any(row.verb != "target.set" for row in made)
    yield Change(
        Section.KPIS, "target", about, _("Target"), _target_words(before), _target_words(after),
        made, values=(before, after), is_post=moved,
    )  # fmt: skip


_NUMBERS = ("kind", "low", "high", "red", "worst", "best", "curve", "by")


def _numbers(told: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple((told or {}).get(name) for name in _NUMBERS)


def _target_words(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return _("nothing")
    by = told.get("by")
    target = KpiTarget(
        told["kind"], told.get("low"), told.get("high"), told.get("red"),
        by=date.fromisoformat(by).toordinal() if by else None,
        curve=tuple(map(tuple, told.get("curve") or ())) or None,
    )  # fmt: skip
    return target_said(target, "")


def _limits(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    for row in _with(events, "kpi.rebased", "rebase.undone"):
        is_new = row.verb == "kpi.rebased"
        told = (row.after if is_new else row.before) or {}
        words = _("from %(day)s on") % {"day": _day(told.get("starts_on"))}
        was, is_ = ("", words) if is_new else (words, _("taken back"))
        yield Change(
            Section.KPIS, "rebase", about, _("Limits begin anew"), was, is_, (row,),
            values=(None if is_new else told, told if is_new else None), is_post=is_new,
            part=str(row.sequence),
        )  # fmt: skip


def _signals(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    """Signals that were raised, and responses that were closed or went on."""
    by_number: dict[int, list[EventRow]] = defaultdict(list)
    for row in events:
        if row.verb.startswith("response."):
            by_number[(row.after or {}).get("number", 0)].append(row)
    for count, made in sorted(by_number.items()):
        was = "" if made[0].verb == "response.raised" else _("open")
        yield Change(
            Section.KPIS, "signal", about, _("Signal %(number)d") % {"number": count}, was,
            _stage(made[-1]), tuple(made),
            values=(None if not was else "open", made[-1].verb.partition(".")[2]),
            part=str(count),
        )  # fmt: skip


def _stage(row: EventRow) -> str:
    told = row.after or {}
    if row.verb == "response.closed":
        return str(dict(ResponseOutcome.choices).get(told.get("outcome", ""), _("closed"))).lower()
    return {
        "response.raised": _("raised, waits for an answer"),
        "response.acknowledged": _("acknowledged"),
        "response.cause": _("cause known: %(cause)s") % {"cause": told.get("cause", "")},
        "response.action": _("action under way: %(action)s") % {"action": told.get("action", "")},
        "response.withdrawn": _("corrected away"),
    }.get(row.verb, _("changed"))


def _restated(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    """What periods came to before the first correction and after the last."""
    made = _with(events, "kpi.restated")
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for row in made:
        for told in (row.before or {}).get("measurements", ()):
            first.setdefault(told["starts_on"], told["value"])
        for told in (row.after or {}).get("measurements", ()):
            last[told["starts_on"]] = told["value"]
    moved = [on for on in sorted(first) if on in last and first[on] != last[on]]
    if not moved:
        return
    label = ngettext("Value restated", "%(count)d values restated", len(moved))
    yield Change(
        Section.KPIS, "restated", about, label % {"count": len(moved)}, _values(moved, first),
        _values(moved, last), made,
        values=({on: first[on] for on in moved}, {on: last[on] for on in moved}),
    )  # fmt: skip


def _values(days: Sequence[str], values: Mapping[str, Any]) -> str:
    said = [f"{_day(on)}: {number(values[on]) or '–'}" for on in days[:3]]
    return ", ".join(said) + (", …" if len(days) > 3 else "")


def _put_away(about: Subject, events: Events, names: Names) -> Iterator[Change]:
    made = _with(events, "kpi.archived", "kpi.restored")
    if made and made[0].verb == made[-1].verb:
        is_away = made[-1].verb == "kpi.archived"
        was, is_ = (_("live"), _("archived")) if is_away else (_("archived"), _("live"))
        yield Change(
            Section.KPIS, "archived" if is_away else "restored", about, _("State"), was, is_, made,
            values=(not is_away, is_away),
        )  # fmt: skip


_TELLERS: tuple[Teller, ...] = (_target, _fields, _limits, _signals, _restated, _put_away)


def _day(text: Any) -> str:
    return day(date.fromisoformat(text)) if isinstance(text, str) else ""
