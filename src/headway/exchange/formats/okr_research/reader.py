"""Read a whole ``okr-research/1`` document: organisation, cycles, then objectives by cycle.

An entry with a fault stays out, with everything below it; the rest of the file can be imported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from headway.exchange.formats.document import Node, load_yaml, scalars
from headway.exchange.formats.entries import ImportedCycle
from headway.exchange.formats.okr_research.goals import in_order, read_goal
from headway.exchange.formats.okr_research.links import read_links
from headway.exchange.formats.okr_research.objectives import read_objective
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.okr_research.scorecard import (
    count_card,
    read_arrow,
    read_perspective,
)
from headway.exchange.formats.plan import Finding, ImportedPlan
from headway.exchange.formats.records import Record
from headway.kit.refusing import on_line
from headway.okrs.actions.cycles import EARLIEST, LATEST, LONGEST, PLAN_LOCK_AFTER

NAME = "okr-research/1"
NAME_LIMIT = 200
CYCLE_NAME_LIMIT = 60


def recognises(content: bytes) -> bool:
    """Whether the beginning names this schema."""
    return (
        re.search(
            rb"^(?:\xef\xbb\xbf)?schema:\s*[\"']?okr-research/1\b", content[:4000], re.MULTILINE
        )
        is not None
    )


def read(content: bytes, today: date) -> ImportedPlan:
    """The plan a file describes. ``today`` decides which cycles are over.

    Raises InvalidInput when the file as a whole cannot be used.
    """
    document = load_yaml(content)
    if not isinstance(document.value, dict):
        raise on_line(document.line, _("The file must begin with fields such as “schema:”."))
    top = Record(document)
    plan = _organisation(top)
    nodes = _list(top, "objectives")
    reading = Reading(plan, _cycles(top, plan), today)
    for node in top.items("perspectives"):
        read_perspective(reading, node)
    for node in top.items("mid_term_goals"):
        read_goal(reading, node)
    for node in top.items("links"):
        read_arrow(reading, node)
    if top.faults:
        raise on_line(top.faults[0].line, top.faults[0].text)
    for node in nodes:
        read_objective(reading, node)
    plan.fiscal_year_start = _fiscal_year_start(top, reading.cycles)
    _count(plan, top)
    _tell_whole(reading, top)
    found = reading.entries
    plan.entries = [
        *reading.roster.people.values(),
        *reading.perspectives.values(),
        *reading.roster.units.values(),
        *in_order(reading),
        *reading.card,
        *_with_phases(reading),
        *found.objectives,
        *found.key_results,
        *found.milestones,
        *found.initiatives,
        *read_links(reading),
        *found.checkins,
        *found.closures,
    ]
    return plan


def _organisation(top: Record) -> ImportedPlan:
    schema = top.text("schema")
    if schema != NAME:
        raise on_line(
            top.line_of("schema"),
            _("The schema is “%(found)s”; this reads %(known)s.")
            % {"found": (schema or "")[:40], "known": NAME},
        )
    organisation = top.record("organisation")
    if organisation is None:
        raise on_line(top.line_of("organisation"), _("“organisation” with id and name is missing."))
    slug = organisation.text("id", required=True, limit=80)
    name = organisation.text("name", limit=NAME_LIMIT) or slug
    kind = organisation.text("kind")
    if organisation.faults or slug is None or name is None or not slugify(slug):
        fault = organisation.faults[0] if organisation.faults else None
        raise on_line(
            fault.line if fault else organisation.line_of("id"),
            fault.text if fault else _("The organisation's id needs letters or digits."),
        )
    about: dict[str, Any] = {"organisation": kind} if kind else {}
    organisation.tell_unread(_("“%(field)s” is no field of an organisation: left out."))
    source = top.node.value.get("source")
    if source is not None:
        about["source"] = ", ".join(scalars(source))
    if conventions := top.text("conventions"):
        about["conventions"] = conventions
    return ImportedPlan(
        assumed=list(organisation.told),
        format=NAME,
        source=f"okr-research:{slug}",
        organisation_name=name,
        organisation_slug=slugify(slug),
        about=about,
    )


def _list(top: Record, name: str) -> list[Node]:
    node = top.node.value.get(name)
    if node is None or not isinstance(node.value, list):
        raise on_line(top.line_of(name), _("“%(name)s” must be a list.") % {"name": name})
    top.asked.add(name)
    found: list[Node] = node.value
    return found


def _cycles(top: Record, plan: ImportedPlan) -> dict[str, ImportedCycle]:
    cycles: dict[str, ImportedCycle] = {}
    for node in _list(top, "cycles"):
        cycle = _cycle(node, plan, cycles)
        if cycle is not None:
            cycles[cycle.external_id] = cycle
    for key, cycle in list(cycles.items()):
        if fault := _place_fault(cycle, cycles):
            plan.rejected.append(Finding(cycle.line, key, fault))
            cycles[key] = replace(cycle, more={})
    return cycles


def _place_fault(cycle: ImportedCycle, cycles: Mapping[str, ImportedCycle]) -> str:
    """Why a cycle cannot be part of the one it names."""
    if "parent" not in cycle.more:
        return ""
    parent = cycles.get(cycle.more["parent"])
    if parent is None:
        words = _("There is no usable cycle “%(cycle)s” in the file.")
        return words % {"cycle": cycle.more["parent"][:60]}
    days = (cycle.starts_on, cycle.ends_on)
    is_inside = parent.starts_on <= cycle.starts_on and cycle.ends_on <= parent.ends_on
    if is_inside and days != (parent.starts_on, parent.ends_on):
        return ""
    return _("It does not lie inside “%(cycle)s”.") % {"cycle": parent.name}


def _cycle(node: Node, plan: ImportedPlan, known: dict[str, ImportedCycle]) -> ImportedCycle | None:
    entry = Record(node)
    if not isinstance(node.value, dict):
        plan.rejected.append(Finding(node.line, "", _("A cycle must have fields."), "cycle"))
        return None
    key = entry.text("id", required=True, limit=CYCLE_NAME_LIMIT)
    entry.name = key or ""
    starts_on, ends_on = entry.day("start"), entry.day("end")
    is_fiscal = entry.flag("fiscal")
    parent = entry.text("parent", limit=CYCLE_NAME_LIMIT)
    if key is not None and key in known:
        entry.fault(
            entry.line_of("id"),
            _("The id is used on line %(line)d already.") % {"line": known[key].line},
        )
    if starts_on and ends_on and ends_on <= starts_on:
        entry.fault(entry.line_of("end"), _("The last day must be after the first."))
    if starts_on and ends_on and not _is_sensible(starts_on, ends_on):
        entry.fault(entry.line_of("end"), _("A cycle lasts ten years at most. Check the years."))
    if entry.faults or key is None or starts_on is None or ends_on is None:
        plan.rejected += [
            Finding(fault.line, key or "", fault.text, "cycle") for fault in entry.faults
        ]
        return None
    if is_fiscal:
        plan.assumed.append(
            Finding(node.line, key, _("A fiscal cycle is kept by its dates and its name."))
        )
    entry.tell_unread(_("“%(field)s” is no field of a cycle: left out."))
    plan.assumed += entry.told
    return ImportedCycle(
        external_id=key,
        line=node.line,
        name=key,
        kind=_kind((ends_on - starts_on).days + 1),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        phase="running",
        plan_lock_on=min(starts_on + PLAN_LOCK_AFTER, ends_on).isoformat(),
        more={"parent": parent} if parent else {},
    )


def _is_sensible(starts_on: date, ends_on: date) -> bool:
    return EARLIEST <= starts_on <= LATEST and ends_on - starts_on <= LONGEST


def _kind(days: int) -> str:
    """A cycle's kind by its length in days."""
    if 84 <= days <= 98:
        return "quarter"
    if 112 <= days <= 126:
        return "trimester"
    return "year" if 357 <= days <= 372 else "custom"


def _with_phases(reading: Reading) -> Iterator[ImportedCycle]:
    """The cycles, closed where every objective has a result, else in review once over."""
    for key, cycle in reading.cycles.items():
        if reading.today < date.fromisoformat(cycle.starts_on):
            yield replace(cycle, phase="planning")
        elif reading.today <= date.fromisoformat(cycle.ends_on):
            yield cycle
        elif key in reading.open_cycles:
            text = _("Over, and some objectives have no published result: the cycle is in review.")
            reading.plan.assumed.append(Finding(cycle.line, key, text))
            yield replace(cycle, phase="review")
        else:
            text = _("Over, and every objective has a result: the cycle is closed.")
            reading.plan.assumed.append(Finding(cycle.line, key, text))
            yield replace(cycle, phase="closed", closed_at=f"{cycle.ends_on}T12:00:00+00:00")


def _tell_whole(reading: Reading, top: Record) -> None:
    """What holds for the whole file: said once."""
    plan = reading.plan
    plan.assumed += reading.roster.assumed
    if reading.entries.objectives:
        _tell_defaults(reading)
    top.asked |= {"source", "owner_roles", "teams"}
    top.tell_unread(_("“%(field)s” is no field of a file: shown with what it says of itself."))
    plan.assumed += top.told
    plan.about.update(top.unread())


def _tell_defaults(reading: Reading) -> None:
    said = [{"ambition", "origin"} & set(one.more) for one in reading.entries.objectives]
    if not any(said):
        text = _(
            "Not published: commitment and origin. All objectives are aspirational, bottom-up."
        )
    elif all(len(one) == 2 for one in said):
        return
    else:
        text = _("Objectives that say neither else are aspirational, and bottom-up.")
    reading.plan.assumed.append(Finding(0, "", text))


def _count(plan: ImportedPlan, top: Record) -> None:
    """The file's own counts: entries as they stand in it, usable or not."""
    objectives: list[Node] = top.node.value["objectives"].value
    by_cycle: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter(objectives=len(objectives), key_results=0)
    for node in objectives:
        fields = node.value if isinstance(node.value, dict) else {}
        inside = fields.get("key_results")
        count = len(inside.value) if inside and isinstance(inside.value, list) else 0
        cycle = fields.get("cycle")
        counts = by_cycle.setdefault(cycle.text[:CYCLE_NAME_LIMIT] if cycle else "", Counter())
        counts.update(objectives=1, key_results=count)
        total.update(key_results=count)
    plan.counts = {**total, "cycles": len(top.node.value["cycles"].value), **count_card(top)}
    plan.counts_by_cycle = {key: dict(counts) for key, counts in by_cycle.items()}


def _fiscal_year_start(top: Record, cycles: dict[str, ImportedCycle]) -> int:
    """The month of the fiscal year, from a fiscal quarter whose name tells its number."""
    for node in top.node.value["cycles"].value:
        fields = node.value if isinstance(node.value, dict) else {}
        key = fields.get("id")
        cycle = cycles.get(key.text.strip()) if key else None
        number = re.search(r"Q([1-4])$", cycle.name) if cycle else None
        fiscal = fields.get("fiscal")
        if cycle and number and cycle.kind == "quarter" and fiscal and fiscal.value is True:
            month = date.fromisoformat(cycle.starts_on).month
            return (month - 1 - 3 * (int(number[1]) - 1)) % 12 + 1
    return 1
