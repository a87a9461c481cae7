"""What an import did, or would do, as one JSON object: the same for page, command line and API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from headway.exchange.actions.brought import Brought
from headway.exchange.formats.kpis import ImportedKpis
from headway.exchange.formats.plan import Finding, ImportedPlan
from headway.exchange.queries.comparison import Action, Change, Comparison
from headway.kit.texts import readable

NAMES = {
    "person": "people",
    "perspective": "perspectives",
    "goal": "goals",
    "perspective_weight": "perspective_weights",
    "goal_weight": "goal_weights",
    "measure": "measures",
    "arrow": "arrows",
    "unit": "units",
    "cycle": "cycles",
    "objective": "objectives",
    "key_result": "key_results",
    "milestone": "milestones",
    "initiative": "initiatives",
    "link": "links",
    "check_in": "check_ins",
    "closure": "closures",
    "kpi": "kpis",
    "target": "targets",
    "segment": "segments",
    "measurement": "measurements",
}
_LISTED = {
    "person", "perspective", "goal", "measure", "arrow", "unit", "cycle", "objective", "key_result",
}  # fmt: skip


def build_report(plan: ImportedPlan, comparison: Comparison) -> dict[str, Any]:
    """Counts by kind of what is created, updated and unchanged; what was rejected, where and why;
    what was assumed; and the file's own counts to hold them against."""
    changes = comparison.changes
    report = {
        "format": plan.format,
        "source": plan.source,
        "file": {**plan.counts, "by_cycle": plan.counts_by_cycle, "about": plan.about},
        "created": _counts(changes, Action.CREATED),
        "updated": _counts(changes, Action.UPDATED),
        "unchanged": _counts(changes, Action.UNCHANGED, Action.ADOPTED),
        "rejected": [
            {"where": finding.where, "why": finding.text}
            for finding in _by_line([*plan.rejected, *comparison.rejected])
        ],
        "assumed": _grouped([*plan.assumed, *comparison.assumed]),
        "changes": [*_created(changes), *_updated(changes)],
    }
    readable_report: dict[str, Any] = _readable(report)
    return readable_report


def kpi_report(file: ImportedKpis, brought: Brought) -> dict[str, Any]:
    """The same of a table of KPIs and what became of it ."""
    held = {"kpis": len(file.kpis), "measurements": len(file.values)}
    report = {
        "format": file.format,
        "source": file.source,
        "file": {**held, "rows": file.rows, "by_cycle": {}, "about": {}},
        "created": _by_name(brought.created),
        "updated": _by_name(brought.updated),
        "unchanged": _by_name(brought.unchanged),
        "rejected": [
            {"where": finding.where, "why": finding.text} for finding in _by_line(brought.rejected)
        ],
        "assumed": _grouped(brought.assumed),
        "changes": brought.listed,
    }
    readable_report: dict[str, Any] = _readable(report)
    return readable_report


def _by_name(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in NAMES.values()}


def _readable(value: Any) -> Any:
    """A file may hold anything; its report is stored as JSON and shown."""
    match value:
        case str():
            return readable(value)
        case dict():
            return {_readable(key): _readable(inner) for key, inner in value.items()}
        case list():
            return [_readable(inner) for inner in value]
    return value


def _counts(changes: Iterable[Change], *actions: Action) -> dict[str, int]:
    counts = dict.fromkeys(NAMES.values(), 0)
    for change in changes:
        if change.action in actions:
            counts[NAMES[change.entry.KIND]] += 1
    return counts


def _by_line(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.line)


def _grouped(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """One entry for each assumption, with all the places it was made in: first those about the
    whole file, then the most frequent."""
    places: dict[str, list[str]] = {}
    for finding in findings:
        places.setdefault(finding.text, []).append(finding.where)
    return [
        {"what": text, "count": len(where), "where": [place for place in where if place]}
        for text, where in sorted(places.items(), key=lambda pair: (any(pair[1]), -len(pair[1])))
    ]


def _created(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The things a reader would look for by name; the rest is in the counts."""
    return [
        {
            "action": "created",
            "kind": change.entry.KIND,
            "id": change.entry.external_id,
            "title": change.entry.label,
            "line": change.entry.line,
        }
        for change in changes
        if change.action is Action.CREATED and change.entry.KIND in _LISTED
    ]


def _updated(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "action": "updated",
            "kind": change.entry.KIND,
            "id": change.entry.external_id,
            "title": change.entry.label,
            "line": change.entry.line,
            "fields": [
                {"field": name, "before": change.before[name], "after": value}
                for name, value in change.fields.items()
                if change.before[name] != value
            ],
        }
        for change in changes
        if change.action is Action.UPDATED
    ]
