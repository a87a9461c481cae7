"""An import's report, arranged for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

LISTED = 1000
PLACES = 6

KINDS = {
    "objective": ("objectives", _("Objective"), _("Objectives")),
    "key_result": ("key_results", _("Key result"), _("Key results")),
    "link": ("links", _("Link to a parent"), _("Links to parents")),
    "check_in": ("check_ins", _("Check-in"), _("Check-ins")),
    "closure": ("closures", _("Published result"), _("Published results")),
    "milestone": ("milestones", _("Milestone"), _("Milestones")),
    "initiative": ("initiatives", _("Initiative"), _("Initiatives")),
    "goal": ("goals", _("Mid-term goal"), _("Mid-term goals")),
    "measure": ("measures", _("KPI of a goal"), _("KPIs of goals")),
    "arrow": ("arrows", _("Arrow between goals"), _("Arrows between goals")),
    "goal_weight": ("goal_weights", _("Weight of a goal"), _("Weights of goals")),
    "perspective": ("perspectives", _("Perspective"), _("Perspectives")),
    "perspective_weight": (
        "perspective_weights",
        _("Weight of a perspective"),
        _("Weights of perspectives"),
    ),
    "cycle": ("cycles", _("Cycle"), _("Cycles")),
    "unit": ("units", _("Unit"), _("Units")),
    "person": ("people", _("Person"), _("People")),
    "kpi": ("kpis", _("KPI"), _("KPIs")),
    "target": ("targets", _("Target"), _("Targets")),
    "segment": ("segments", _("Segment"), _("Segments")),
    "measurement": ("measurements", _("Value of a KPI"), _("Values of KPIs")),
}


@dataclass(frozen=True, slots=True)
class CountRow:
    """One kind of thing: how many the file holds (None: it does not say) and what becomes of
    them."""

    label: str
    in_file: int | None
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Item:
    """A created thing."""

    id: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Group:
    """Created things of one kind; ``more`` were left off the list."""

    label: str
    count: int
    items: Sequence[Item]
    more: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Updated:
    """A changed thing, field by field."""

    label: str
    id: str
    title: str
    line: int
    fields: Sequence[FieldChange]


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that was not taken: where it stands in the file, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Assumed:
    """What was taken for granted, how often, and the first places."""

    what: str
    count: int
    places: str
    more: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the page of an import shows."""

    headline: str
    updated: int
    counts: Sequence[CountRow]
    groups: Sequence[Group]
    updates: Sequence[Updated]
    updates_more: int
    rejected: Sequence[Rejected]
    rejected_more: int
    assumed: Sequence[Assumed]
    about: Sequence[tuple[str, str]]

    @property
    def rejected_count(self) -> int:
        return len(self.rejected) + self.rejected_more


def report_page(report: Mapping[str, Any]) -> ReportPage:
    """Arrange a report as ``actions.reports.build_report`` makes it. Costs no query."""
    updates = [c for c in report["changes"] if c["action"] == "updated"]
    rejected = [Rejected(**item) for item in report["rejected"]]
    return ReportPage(
        headline=" ".join(_sentences(report)),
        updated=sum(report["updated"].values()),
        counts=_counts(report),
        groups=_groups(report),
        updates=[_update(change) for change in updates[:LISTED]],
        updates_more=max(0, len(updates) - LISTED),
        rejected=rejected[:LISTED],
        rejected_more=max(0, len(rejected) - LISTED),
        assumed=[_assumed(item) for item in report["assumed"]],
        about=sorted((name, str(text)) for name, text in report["file"]["about"].items()),
    )


def _sentences(report: Mapping[str, Any]) -> Iterator[str]:
    """The answer: what is new, what changes and what stays out."""
    created, updated = sum(report["created"].values()), sum(report["updated"].values())
    objectives, key_results = (report["created"][name] for name in ("objectives", "key_results"))
    if objectives or key_results:
        yield _("%(objectives)s and %(key_results)s are new.") % {
            "objectives": ngettext("%d objective", "%d objectives", objectives) % objectives,
            "key_results": ngettext("%d key result", "%d key results", key_results) % key_results,
        }
    elif kpis := report["created"].get("kpis", 0):
        yield ngettext("%d KPI is new.", "%d KPIs are new.", kpis) % kpis
    elif values := report["created"].get("measurements", 0):
        yield ngettext("%d value is new.", "%d values are new.", values) % values
    elif created:
        yield ngettext("%d thing is new.", "%d things are new.", created) % created
    if updated:
        yield ngettext("%d thing changes.", "%d things change.", updated) % updated
    if not created and not updated:
        yield str(_("Nothing changes."))
    if out := len(report["rejected"]):
        yield ngettext("%d entry stays out.", "%d entries stay out.", out) % out


def _counts(report: Mapping[str, Any]) -> list[CountRow]:
    rows = [
        CountRow(
            str(label),
            report["file"].get(name),
            *(report[action].get(name, 0) for action in ("created", "updated", "unchanged")),
        )
        for name, _one, label in KINDS.values()
    ]
    return [row for row in rows if row.in_file or row.created or row.updated or row.unchanged]


def _groups(report: Mapping[str, Any]) -> list[Group]:
    groups = []
    for kind, (_name, _one, label) in KINDS.items():
        created = [
            Item(change["id"], change["title"], change["line"])
            for change in report["changes"]
            if change["action"] == "created" and change["kind"] == kind
        ]
        if created:
            more = max(0, len(created) - LISTED)
            groups.append(Group(str(label), len(created), created[:LISTED], more))
    return groups


def _update(change: Mapping[str, Any]) -> Updated:
    fields = [
        FieldChange(item["field"].replace("_", " "), _text(item["before"]), _text(item["after"]))
        for item in change["fields"]
    ]
    label = str(KINDS[change["kind"]][1])
    return Updated(label, change["id"], change["title"], change["line"], fields)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _assumed(item: Mapping[str, Any]) -> Assumed:
    places = item["where"]
    listed = "; ".join(places[:PLACES]) or str(_("the whole file"))
    return Assumed(item["what"], item["count"], listed, max(0, len(places) - PLACES))
