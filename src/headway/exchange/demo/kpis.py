"""The demo's KPIs: their definitions, their years before the running cycle from a file, and week by
week what people entered and did about it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from headway.core.calendars import Calendar, Span, before, spans
from headway.exchange.demo.cards import set_cards
from headway.exchange.demo.stage import WEEKS, Stage, read
from headway.kpis.actions.definitions import DEFINITION, create_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.remarks import annotate
from headway.kpis.actions.responses import acknowledge, record_action, record_cause
from headway.kpis.actions.segments import add_segment
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, ValueOrigin
from headway.strategy.actions import add_link, add_measure, review_goal

DEFINED_BEFORE = timedelta(days=10)
_ENTERED_AFTER = {"weekly": 0, "monthly": 3, "quarterly": 9}
"""Days from the end of a period's next day to when somebody enters it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A KPI, its story, and the readings that people still enter: by day."""

    kpi: Kpi
    entry: Mapping[str, Any]
    waiting: Sequence[tuple[date, Reading]]


def define_kpis(stage: Stage) -> None:
    """Define all of them shortly before the running cycle, with what a file holds of earlier years.
    What comes later waits for :func:`measure_week`."""
    day = stage.running_start - DEFINED_BEFORE
    told = read("kpis.yaml")
    entries = {entry["name"]: entry for entry in told["kpis"]}
    for entry in told["kpis"]:
        if "follows" in entry:
            entry["follows"]["entry"] = entries[entry["follows"]["kpi"]]
    with stage.on(day, minute=11 * 60):
        for entry in _led_first(told["kpis"]):
            stage.kpis.append(_define(stage, entry, day))
        by_name = {one.kpi.name: one.kpi.pk for one in stage.kpis}
        for entry in told["derived"]:
            inputs = {name: by_name[kpi] for name, kpi in entry["inputs"].items()}
            _create(stage, entry, inputs=inputs)
        for entry in told["kpis"]:
            for key in entry.get("measures", ()):
                add_measure(stage.system, stage.goals[key], kpi_id=by_name[entry["name"]])
        set_cards(stage, by_name)
        for goal in stage.story["goals"]:
            if "review" in goal:
                review_goal(stage.actors["ines"], stage.goals[goal["key"]], **goal["review"])
        for link in stage.story["links"]:
            add_link(
                stage.system,
                cause_id=stage.goals[link["cause"]],
                effect_id=stage.goals[link["effect"]],
                rationale=link["why"],
                cause_kpi_id=by_name[link["by"][0]] if "by" in link else None,
                effect_kpi_id=by_name[link["by"][1]] if "by" in link else None,
                **{name: link[name] for name in ("sign", "lag", "per", "strength") if name in link},
            )


def _led_first(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """In the order of the file, but a KPI after the one that it leads."""
    by_name = {entry["name"]: entry for entry in entries}
    placed: dict[str, Mapping[str, Any]] = {}

    def place(entry: Mapping[str, Any]) -> None:
        if "leads" in entry:
            place(by_name[entry["leads"]])
        placed.setdefault(entry["name"], entry)

    for entry in entries:
        place(entry)
    return list(placed.values())


def measure_week(stage: Stage, week: int) -> None:
    """What is entered, and done about signals, in a week of the running cycle; until today."""
    start = stage.running_start + timedelta(weeks=week - 1)
    for weekday in range(7):
        day = start + timedelta(days=weekday)
        if day > stage.today:
            return
        for minute, told in enumerate(stage.kpis):
            _measure(stage, told, day, 6 * 60 + minute)
            _answer(stage, told, week, weekday, 15 * 60 + minute)
            _retarget(stage, told, week, weekday, 16 * 60 + minute)


def _define(stage: Stage, entry: Mapping[str, Any], day: date) -> Told:
    updater_id = stage.people[entry["updater"]].pk if "updater" in entry else None
    leads = (one.kpi.pk for one in stage.kpis if one.kpi.name == entry.get("leads"))
    kpi = _create(
        stage,
        {"decimals": entry["digits"], **entry},
        updater_id=updater_id,
        leads_id=next(leads, None),
    )
    for part in entry.get("segments", ()):
        add_segment(stage.system, kpi.pk, name=part["name"])
    entered = list(_all_readings(stage, entry))
    history = [reading for on, reading in entered if on < stage.running_start]
    record_measurements(stage.system, kpi.pk, history, origin=ValueOrigin.FILE)
    owner = stage.actors[entry["owner"]]
    if target := entry.get("target"):
        set_target(owner, kpi.pk, effective_on=history[0].on, **target)
    if told := entry.get("rebase"):
        answers = {name: text for name, text in told.items() if name != "back"}
        rebase(owner, kpi.pk, starts_on=_span(stage, entry, told["back"]).start, **answers)
    for remark in entry.get("remarks", ()):
        span = _span(stage, entry, remark["back"])
        if span.end < day:
            annotate(stage.system, kpi.pk, on=span.start, text=remark["text"])
    return Told(kpi, entry, [one for one in entered if one[0] >= stage.running_start])


def _create(stage: Stage, entry: Mapping[str, Any], **more: Any) -> Kpi:
    return create_kpi(
        stage.system,
        unit_id=stage.units[entry["unit"]].pk,
        owner_id=stage.people[entry["owner"]].pk,
        **{name: entry[name] for name in DEFINITION if name in entry},
        **more,
    )


def _all_readings(stage: Stage, entry: Mapping[str, Any]) -> Iterator[tuple[date, Reading]]:
    """Of the KPI, or of each of its segments, which has a mean and a spread of its own."""
    if "segments" not in entry:
        yield from _readings(stage, entry)
    for part in entry.get("segments", ()):
        mine = {**entry, **part, "name": f"{entry['name']} {part['name']}"}
        for on, reading in _readings(stage, mine):
            yield on, replace(reading, segment=part["name"])


def _readings(stage: Stage, entry: Mapping[str, Any]) -> Iterator[tuple[date, Reading]]:
    """Each period's value with the day somebody enters it. Of ``silent`` last ones nobody does."""
    count = entry["periods"]
    first, last = _span(stage, entry, count - 1), _span(stage, entry, 0)
    noises = _noises(entry)
    silent = entry.get("silent", 0)
    for at, span in enumerate(spans(first.start, last.start, entry["frequency"], Calendar())):
        back = count - 1 - at
        value = _value(entry, span, at, back, entry["sd"] * noises[at])
        if back < silent:
            continue
        entered = span.end + timedelta(days=1 + _ENTERED_AFTER[entry["frequency"]])
        yield entered, _reading(entry, span, value)


def _noises(entry: Mapping[str, Any]) -> list[float]:
    """Of each period, in standard deviations. Where the KPI ``follows`` another, that share of it
    comes from what the other did the ``lag`` before, of which no longer history is told."""
    source = random.Random(f"tidewell {entry['name']}")  # noqa: S311 - a story, not a secret
    own = [source.gauss(0, 1) for _period in range(entry["periods"])]
    if "follows" not in entry:
        return own
    told = entry["follows"]
    driver, share = _noises(told["entry"]), told["by"]
    offset = len(driver) - len(own) - told["lag"]
    rest = math.sqrt(1 - share**2)
    return [
        share * driver[at + offset] + rest * noise if at + offset >= 0 else noise
        for at, noise in enumerate(own)
    ]


def _value(entry: Mapping[str, Any], span: Span, at: int, back: int, noise: float) -> float:
    last: Sequence[float] = entry.get("last", ())
    if back < len(last):
        return float(last[-1 - back])
    level = entry["mean"] + entry.get("slope", 0) * at + noise
    level += sum(move["by"] for move in entry.get("moves", ()) if back <= move["from"])
    level += entry.get("spikes", {}).get(back, 0)
    if by_month := entry.get("by_month"):
        level *= by_month[span.start.month - 1]
    low, high = entry.get("low_bound"), entry.get("high_bound")
    level = level if low is None else max(level, low)
    return float(round(level if high is None else min(level, high), entry["digits"]))


def _reading(entry: Mapping[str, Any], span: Span, value: float) -> Reading:
    if "of" not in entry:
        return Reading(span.start, value)
    numerator = float(round(value / 100 * entry["of"], 2))
    return Reading(span.start, numerator=numerator, denominator=float(entry["of"]))


def _span(stage: Stage, entry: Mapping[str, Any], back: int) -> Span:
    """A period, counted back from the last one that is over."""
    return before(stage.today, back + 1, entry["frequency"], Calendar())


def _measure(stage: Stage, told: Told, day: date, minute: int) -> None:
    due = [reading for on, reading in told.waiting if on == day]
    if not due:
        return
    by = told.entry.get("updater", told.entry["owner"])
    with stage.on(day, minute=minute):
        record_measurements(stage.actors[by], told.kpi.pk, due)
        for remark in told.entry.get("remarks", ()):
            span = _span(stage, told.entry, remark["back"])
            if span.start == due[-1].on:
                annotate(stage.actors[by], told.kpi.pk, on=span.start, text=remark["text"])


def _retarget(stage: Stage, told: Told, week: int, weekday: int, minute: int) -> None:
    for step in told.entry.get("retargets", ()):
        if (step["week"], step["day"]) != (week, weekday):
            continue
        wanted = {name: step[name] for name in step if name not in ("week", "day", "by")}
        day = stage.running_start + timedelta(weeks=week - 1, days=weekday)
        with stage.on(day, minute=minute):
            set_target(stage.actors[step["by"]], told.kpi.pk, **wanted)


def _answer(stage: Stage, told: Told, week: int, weekday: int, minute: int) -> None:
    for step in told.entry.get("story", ()):
        if (step["week"], step["day"]) != (week, weekday) or week > WEEKS:
            continue
        response = told.kpi.responses.order_by("-number").first()
        if response is None:
            raise LookupError(f"{told.kpi.name} has no response to {step['do']} in week {week}")
        day = stage.running_start + timedelta(weeks=week - 1, days=weekday)
        actor = stage.actors[step["by"]]
        with stage.on(day, minute=minute):
            match step["do"]:
                case "acknowledge":
                    acknowledge(actor, response.pk, note=step["note"])
                case "cause":
                    record_cause(actor, response.pk, cause=step["text"])
                case "action":
                    record_action(
                        actor,
                        response.pk,
                        action=step["text"],
                        owner_id=stage.people[step["owner"]].pk,
                        ends_on=day + timedelta(days=step["in_days"]),
                    )
