"""Definitions of KPIs in tables: our own columns, and those of two published collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.errors import DefinitionError, FormulaError
from headway.core.formulas import parse
from headway.core.levels import levels_in
from headway.exchange.formats.kpi_targets import TARGET, maybe_day, own_target
from headway.exchange.formats.kpis import (
    DEFINITIONS,
    GITLAB,
    INFOBASE,
    ImportedKpi,
    ImportedKpis,
    ImportedTarget,
    ImportedValue,
)
from headway.exchange.formats.plan import Finding
from headway.kit.tables import Cells, Unreadable, day_in, header_of, number_in, rows_of
from headway.kpis.models import TargetKind

TEXTS = (
    "question", "formula", "expression", "missing", "measure", "better", "nature", "frequency",
    "in_time", "source", "query", "limitations", "counter_metric", "response_plan", "form",
    "spread", "colouring", "segmented_by",
)  # fmt: skip
WHOLE = ("decimals", "due_lag", "leads_lag", "cause_days", "action_days", "season")
REAL = ("scale", "low_bound", "high_bound")
FLAGS = ("is_count", "screened", "partial")
_OWN = {
    "external_id", "name", "unit", "owner", "updater", "review_by", "rules", "inputs", "segments",
    "levels",
    *TEXTS, *WHOLE, *REAL, *FLAGS, *TARGET,
}  # fmt: skip

Reader = Callable[[Cells], tuple[ImportedKpi, list[ImportedValue]]]


def read_definitions(content: bytes, name: str) -> ImportedKpis:
    """The definitions of a file of that format. What cannot be read is rejected by its line; of
    several rows with one id the last defines the KPI, and each may set a target. Raises
    InvalidInput for a file that is no table."""
    reader, known = {
        DEFINITIONS: (_own, _OWN),
        GITLAB: (_gitlab, set(header_of(content))),
        INFOBASE: (_infobase, set(header_of(content))),
    }[name]
    found = ImportedKpis(name, name)
    for column in header_of(content):
        if column and column not in known:
            said = _("The column “%s” is none of this format: it was not read.")
            found.assumed.append(Finding(1, "", said % column[:60]))
    by_id: dict[str, ImportedKpi] = {}
    for row in rows_of(content):
        found.rows += 1
        try:
            kpi, values = reader(row)
        except Unreadable as why:
            found.rejected.append(Finding(row.line, row["external_id"] or row["id"], str(why)))
            continue
        before = by_id.get(kpi.external_id)
        if before is not None:
            kpi = replace(kpi, line=before.line, targets=(*before.targets, *kpi.targets))
        by_id[kpi.external_id] = kpi
        found.values += values
    found.kpis = list(by_id.values())
    _assume(found)
    return found


def _assume(found: ImportedKpis) -> None:
    if found.format == DEFINITIONS:
        return
    said = _("The file names no people: the unit's lead owns it, else who imports, else nobody.")
    found.assumed.append(Finding(0, "", said))
    said = _("What the columns say beyond a definition is kept in words, under its source.")
    found.assumed.append(Finding(0, "", said))
    if found.format == GITLAB:
        said = _("Beyond (< or >) is taken as at most or at least.")
        found.assumed.append(Finding(0, "", said))
    if found.format == INFOBASE:
        said = _("Rows of one stable_id are one KPI: each plan sets the target from its year on.")
        found.assumed.append(Finding(0, "", said))


def _own(row: Cells) -> tuple[ImportedKpi, list[ImportedValue]]:
    _require_name(row, "name")
    fields: dict[str, Any] = {name: row[name] for name in TEXTS if row[name]}
    for name in WHOLE:
        if row[name]:
            fields[name] = _whole(row[name])
    fields |= {name: number_in(row[name]) for name in REAL if row[name]}
    fields |= {name: _flag(row[name]) for name in FLAGS if row[name]}
    if row["review_by"]:
        fields["review_by"] = day_in(row["review_by"])
    if row["levels"]:
        fields["levels"] = _levels(row["levels"])
    if row["rules"]:
        fields["rules"] = row["rules"].replace(",", " ").split()
    return ImportedKpi(
        line=row.line,
        external_id=row["external_id"] or row["name"],
        name=row["name"],
        units=tuple(part.strip() for part in row["unit"].split("/") if part.strip()),
        owner=row["owner"],
        updater=row["updater"],
        fields=fields,
        targets=tuple(own_target(row)),
        inputs=_inputs(row),
        segments=tuple(dict.fromkeys(filter(None, map(str.strip, row["segments"].split("|"))))),
    ), []


def _levels(text: str) -> list[list[str | float]]:
    try:
        return [list(level) for level in levels_in(text)]
    except DefinitionError as refused:
        raise Unreadable(_(str(refused))) from refused


def _inputs(row: Cells) -> dict[str, str]:
    """What the names of a formula stand for: what the column says, else what is called so."""
    if not row["expression"]:
        return {}
    try:
        found = {name: name for name in parse(row["expression"]).names}
    except FormulaError:
        return {}  # refused in its own words when it is defined
    for part in row["inputs"].replace("\n", ";").split(";"):
        name, sign, said = (word.strip() for word in part.partition("="))
        if part.strip() and not (sign and said and name in found):
            raise Unreadable(
                _("Write what a name of the formula is, not “%s”.") % part.strip()[:40]
            )
        if sign:
            found[name] = said
    return found


_BETTER = {"increase": "up", "decrease": "down", "target": "within", "": "neither"}
_FREQUENCIES = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly",
                "year": "yearly"}  # fmt: skip


def _gitlab(row: Cells) -> tuple[ImportedKpi, list[ImportedValue]]:
    """Targets other than a number at least or at most are words: not set yet, confidential, kept
    elsewhere. A parent is what a KPI is a part of, which is no hypothesis that it leads it."""
    _require_name(row, "name")
    if row["direction"] not in _BETTER:
        raise Unreadable(_("“%s” is no direction.") % row["direction"][:40])
    targets = tuple(_gitlab_target(row))
    words = [
        ("Target", "" if targets else _target_words(row)),
        ("Perspective", row["perspective"]),
        ("Part of", row["parent_slug"]),
        ("Key indicator", row["is_key"]),
        ("Health level", row["health_level"]),
        ("Source", row["source_path"]),
    ]
    kpi = ImportedKpi(
        line=row.line,
        external_id=row["id"],
        name=row["name"],
        units=(row["owner"],) if row["owner"] else (),
        fields={
            "formula": row["definition"],
            "measure": row["unit"][:60],
            "better": _BETTER[row["direction"]],
            "frequency": _FREQUENCIES.get(row["frequency"], "monthly"),
            "source": _words(words),
        },
        targets=targets,
    )
    values = []
    if (actual := number_in(row["actual"])) is not None and row["actual_period"]:
        values.append(ImportedValue(row.line, row["id"], day_in(row["actual_period"]), actual))
    return kpi, values


def _gitlab_target(row: Cells) -> Iterator[ImportedTarget]:
    value = number_in(row["target_value"])
    if row["target_kind"] != "absolute" or value is None:
        return
    way = row["target_op"]
    if way == "=":
        way = {"increase": ">=", "decrease": "<="}.get(row["direction"], "")
    if way in (">", ">="):
        yield ImportedTarget(TargetKind.AT_LEAST, low=value)
    if way in ("<", "<="):
        yield ImportedTarget(TargetKind.AT_MOST, high=value)


def _target_words(row: Cells) -> str:
    kind = row["target_kind"].replace("_", " ")
    return ": ".join(part for part in (kind, row["target_text"]) if part)


_SEEKING = {"max": "up", "min": "down", "range": "within"}


def _infobase(row: Cells) -> tuple[ImportedKpi, list[ImportedValue]]:
    """``max`` seeks at least its number, ``min`` at most; what seeks neither is kept in words. A
    plan names the fiscal year, from April on, that its targets begin with and its results are
    of."""
    _require_name(row, "name_en")
    year = 2000 + int(_whole(row["plan"].lstrip("dpr")))
    targets = tuple(_infobase_target(row, date(year, 4, 1)))
    words = [
        ("Target", "" if targets else _infobase_words(row)),
        ("Supports", row["supports_result_en"]),
        ("French name", row["name_fr"]),
        ("Responsible", f"{row['owner']} ({row['owner_code']})"),
        ("Result", " ".join(filter(None, (row["actual"], row["status"].replace("_", " "))))),
    ]
    is_percent = row["target_type"].startswith("percent")
    kpi = ImportedKpi(
        line=row.line,
        external_id=row["stable_id"],
        name=row["name_en"][:200],
        units=tuple(part for part in (row["organisation"], row["owner"]) if part),
        fields={
            "question": _("Is this so: %s?") % row["supports_result_en"].rstrip(".")
            if row["supports_result_en"]
            else "",
            "formula": row["name_en"],
            "measure": "%" if is_percent else "",
            "better": _SEEKING.get(row["seeking_to"], "neither"),
            "frequency": "yearly",
            "source": _words(words),
        },
        targets=targets,
    )
    values = []
    if (
        row["actual_type"] in ("percent", "num")
        and (actual := number_in(row["actual"])) is not None
    ):
        values.append(ImportedValue(row.line, row["stable_id"], date(year, 4, 1), actual))
    return kpi, values


def _infobase_target(row: Cells, since: date) -> Iterator[ImportedTarget]:
    low, high = number_in(row["target_min"]), number_in(row["target_max"])
    by = maybe_day(row["due"])
    match row["seeking_to"]:
        case "max" if low is not None:
            yield ImportedTarget(TargetKind.AT_LEAST, low, None, by, since)
        case "min" if high is not None:
            yield ImportedTarget(TargetKind.AT_MOST, None, high, by, since)
        case "range" if low is not None and high is not None and low < high:
            yield ImportedTarget(TargetKind.WITHIN, low, high, by, since)


def _infobase_words(row: Cells) -> str:
    numbers = "–".join(dict.fromkeys(filter(None, (row["target_min"], row["target_max"]))))
    return ", ".join(filter(None, (row["target_text_en"] or numbers, row["target_type"])))


def _words(pairs: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {text}" for name, text in pairs if text)[:4000]


def _require_name(row: Cells, column: str) -> None:
    if not row[column]:
        raise Unreadable(_("“%s” is empty.") % column)


def _whole(cell: str) -> int:
    if not cell.isascii() or not cell.isdecimal() or len(cell) > 6:
        raise Unreadable(_("“%s” must be a whole number.") % cell[:40])
    return int(cell)


def _flag(cell: str) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if cell.lower() not in known:
        raise Unreadable(_("“%s” must be true or false.") % cell[:40])
    return known[cell.lower()]
