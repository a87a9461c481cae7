"""KPIs in tables: their definitions, or what they came to. A file is read by the names in its first
line (docs/import.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headway.exchange.formats.plan import Finding
from headway.kit.tables import header_of, is_day


@dataclass(frozen=True, slots=True)
class ImportedTarget:
    """What a file wants of a KPI from a day on; None: from today on."""

    kind: str
    low: float | None = None
    high: float | None = None
    by: date | None = None
    effective_on: date | None = None
    curve: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class ImportedValue:
    """What a period came to. ``kpi`` is its id, external id or name; ``segment`` the key or name of
    the segment it is of, empty for the whole. ``word`` is what stands
    there instead of a number: the level of a KPI that is told in words."""

    line: int
    kpi: str
    on: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    reason: str = ""
    segment: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class ImportedKpi:
    """A definition. ``units`` are names of units from below the topmost one down; ``owner`` and
    ``updater`` addresses or names of people. ``fields`` are those the file says. ``inputs`` are the
    KPIs that names of a formula stand for, as the file calls them; ``segments`` the names of
    segments that it has."""

    line: int
    external_id: str
    name: str
    units: tuple[str, ...] = ()
    owner: str = ""
    updater: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    targets: tuple[ImportedTarget, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    segments: tuple[str, ...] = ()


@dataclass(slots=True)
class ImportedKpis:
    """A whole file. ``series_targets`` stand beside the values of one KPI: the wanted value from
    each day on, whichever way is better."""

    format: str
    source: str
    kpis: list[ImportedKpi] = field(default_factory=list)
    values: list[ImportedValue] = field(default_factory=list)
    series_targets: list[tuple[int, date, float]] = field(default_factory=list)
    rows: int = 0
    rejected: list[Finding] = field(default_factory=list)
    assumed: list[Finding] = field(default_factory=list)


NAMES = ("kpi", "external_id", "name")
"""Columns that name the KPI of a value, the first that is there."""
VALUES = "kpi-values"
SERIES = "kpi-series"
DEFINITIONS = "kpi-definitions"
GITLAB = "kpis-gitlab"
INFOBASE = "kpis-infobase"
KPI_FORMATS = (VALUES, SERIES, DEFINITIONS, GITLAB, INFOBASE)
LABELS = (
    "KPI values (CSV or XLSX, days in rows or in columns)",
    "the values of one KPI, with its targets",
    "KPI definitions, those that GitLab and Canada publish among them",
)


DAYS = ("date", "period", "day", "month")
"""Columns that hold the day of a value, the first that is there."""


def format_of(content: bytes) -> str:
    """The format of a table by the names in its first line; empty where there is none."""
    names = set(header_of(content))
    is_named = any(name in names for name in NAMES)
    if {"name", "target_kind", "target_op", "target_value"} <= names:
        return GITLAB
    if {"stable_id", "name_en", "seeking_to"} <= names:
        return INFOBASE
    is_dated = not names.isdisjoint(DAYS)
    if is_named and (is_dated or any(map(is_day, names))):
        return VALUES
    if is_dated and "value" in names:
        return SERIES
    if "name" in names and names & {"unit", "external_id"}:
        return DEFINITIONS
    return ""
