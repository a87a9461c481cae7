"""What makes a scorecard of mid-term goals: perspectives, weights, KPIs of goals, and arrows."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.card_entries import (
    ImportedArrow,
    ImportedGoalWeight,
    ImportedMeasure,
    ImportedPerspectiveWeight,
)
from headway.exchange.formats.document import Node
from headway.exchange.formats.entries import ImportedPerspective
from headway.exchange.formats.okr_research.parents import KEY_LIMIT
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.records import ID_LIMIT, Record
from headway.kpis.models import Frequency
from headway.strategy.actions.links import LONGEST_LAG, RATIONALE_LIMIT
from headway.strategy.actions.perspectives import HINT_LIMIT, NAME_LIMIT
from headway.strategy.actions.weights import WEIGHT_AT_MOST
from headway.strategy.models import Strength
from headway.strategy.models.measures import Scoring

KPI_LIMIT = 200
_SIGNS = {"better": 1, "worse": -1, "1": 1, "-1": -1}


def read_perspective(reading: Reading, node: Node) -> None:
    """Take one entry of ``perspectives``; with a fault it stays out, with its goals."""
    if not isinstance(node.value, dict):
        node = Node(node.line, {"name": node})
    entry = Record(node)
    name = entry.text("name", required=True, limit=NAME_LIMIT)
    entry.name = name or ""
    hint, weight = entry.text("hint", limit=HINT_LIMIT), read_weight(entry)
    entry.tell_unread(_("“%(field)s” is no field of a perspective: left out."))
    key = (name or "").lower()
    if key in reading.perspectives:
        words = _("The perspective is named on line %(line)d already.")
        entry.fault(entry.line, words % {"line": reading.perspectives[key].line})
    if entry.faults or name is None:
        reading.reject_entry(entry, "perspective")
        reading.lost_perspectives |= {key} - set(reading.perspectives)
        return
    reading.tell(entry)
    reading.perspectives[key] = ImportedPerspective(
        external_id=key,
        line=entry.line,
        name=name,
        position=len(reading.perspectives),
        more={} if hint is None else {"hint": " ".join(hint.split())},
    )
    if weight is not None:
        reading.card.append(
            ImportedPerspectiveWeight(
                external_id=f"{key}#weight",
                line=entry.line_of("weight"),
                perspective=key,
                weight=weight,
            )
        )


def read_weight(entry: Record) -> float | None:
    """How much it counts among its like."""
    weight = entry.number("weight")
    if weight is not None and not 0 <= weight <= WEIGHT_AT_MOST:
        entry.fault(entry.line_of("weight"), _("A weight is a number from 0 to 1,000."))
    return weight


def weigh_goal(reading: Reading, goal: str, entry: Record, weight: float | None) -> None:
    """Take the weight of a mid-term goal."""
    if weight is not None:
        line = entry.line_of("weight")
        reading.card.append(
            ImportedGoalWeight(external_id=f"{goal}#weight", line=line, goal=goal, weight=weight)
        )


def read_measures(reading: Reading, goal: str, nodes: list[Node]) -> None:
    """Take the KPIs of a mid-term goal; one with a fault stays out alone."""
    lines: dict[str, int] = {}
    for node in nodes:
        entry = Record(node if isinstance(node.value, dict) else Node(node.line, {"kpi": node}))
        entry.name = goal
        kpi = entry.text("kpi", required=True, limit=KPI_LIMIT)
        if kpi is not None:
            entry.name = _key(f"{goal}#kpi:{kpi}", goal)
        more: dict[str, Any] = {}
        if (weight := read_weight(entry)) is not None:
            more["weight"] = weight
        if (scoring := entry.choice("scoring", set(Scoring.values))) is not None:
            more["scoring"] = scoring
        entry.tell_unread(_("“%(field)s” is no field of a measure: left out."))
        if kpi in lines:
            words = _("The KPI is named on line %(line)d already.")
            entry.fault(entry.line, words % {"line": lines[kpi]})
        if entry.faults or kpi is None:
            reading.reject_entry(entry, "measure")
            continue
        reading.tell(entry)
        lines[kpi] = entry.line
        reading.card.append(
            ImportedMeasure(external_id=entry.name, line=entry.line, goal=goal, kpi=kpi, more=more)
        )


def read_arrow(reading: Reading, node: Node) -> None:
    """Take one entry of ``links``, once all mid-term goals are read."""
    if not isinstance(node.value, dict):
        reading.reject(node.line, "", _("A link must have fields."), "arrow")
        return
    entry = Record(node)
    ends = [entry.text(name, required=True, limit=ID_LIMIT) for name in ("cause", "effect")]
    cause, effect = ends
    entry.name = key = _key(" → ".join(end for end in ends if end), cause or "")
    for name, end in zip(("cause", "effect"), ends, strict=True):
        _refuse_unknown(reading, entry, name, end)
    if cause is not None and cause == effect:
        entry.fault(entry.line_of("effect"), _("Choose two goals."))
    more = _declared(entry)
    entry.tell_unread(_("“%(field)s” is no field of a link: left out."))
    if key in reading.arrows:
        words = _("This link is drawn on line %(line)d already.")
        entry.fault(entry.line, words % {"line": reading.arrows[key]})
    if entry.faults or cause is None or effect is None:
        reading.reject_entry(entry, "arrow")
        return
    reading.tell(entry)
    reading.arrows[key] = entry.line
    reading.card.append(
        ImportedArrow(external_id=key, line=entry.line, cause=cause, effect=effect, more=more)
    )


def _refuse_unknown(reading: Reading, entry: Record, name: str, goal: str | None) -> None:
    if goal is None or goal in reading.goals:
        return
    words = (
        _("The mid-term goal “%(id)s” was rejected.")
        if goal in reading.seen
        else _("There is no mid-term goal “%(id)s” in the file.")
    )
    entry.fault(entry.line_of(name), words % {"id": goal[:60]})


def _declared(entry: Record) -> dict[str, Any]:
    """What an entry says of its arrow, and nothing of what it does not say."""
    sign = entry.choice("sign", set(_SIGNS))
    lag = entry.number("lag")
    if lag is not None and not (0 <= lag <= LONGEST_LAG and lag.is_integer()):
        words = _("The lag is a whole number from 0 to %(most)d.")
        entry.fault(entry.line_of("lag"), words % {"most": LONGEST_LAG})
    said = {
        "sign": None if sign is None else _SIGNS[sign],
        "lag": None if lag is None else int(lag),
        "per": entry.choice("per", set(Frequency.values)),
        "strength": entry.choice("strength", set(Strength.values)),
        "rationale": entry.text("rationale", limit=RATIONALE_LIMIT),
        "cause_kpi": entry.text("cause_kpi", limit=KPI_LIMIT),
        "effect_kpi": entry.text("effect_kpi", limit=KPI_LIMIT),
    }
    return {name: value for name, value in said.items() if value is not None}


def count_card(top: Record) -> dict[str, int]:
    """How many mid-term goals, KPIs of them and arrows the file holds, usable or not; nothing of
    what it does not speak of."""
    goals, arrows = top.items("mid_term_goals"), top.items("links")
    inside = [node.value.get("measures") for node in goals if isinstance(node.value, dict)]
    measures = sum(len(node.value) for node in inside if node and isinstance(node.value, list))
    counts = {"goals": len(goals), "measures": measures, "arrows": len(arrows)}
    return {name: count for name, count in counts.items() if count}


def _key(key: str, start: str) -> str:
    """Names it however often the file is imported and in whatever order."""
    if len(key) <= KEY_LIMIT:
        return key
    return f"{start}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"
