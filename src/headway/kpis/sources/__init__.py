"""Where values of KPIs come from: databases, addresses, Prometheus, files.

``check`` says whether a source is set up well; ``fetch`` asks it. Neither knows models, clocks or
who asks; what is fetched is stored by the actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from types import MappingProxyType

from headway.core.calendars import ORDINARY, Calendar
from headway.kpis.sources.terms import Fetched, Field, Kind, Limits, SourceError, Values

__all__ = ["Fetched", "Field", "Kind", "KINDS", "Limits", "SourceError", "Values", "check", "fetch"]

KINDS: Mapping[str, Kind] = MappingProxyType({})
"""Kinds by code: "sql", "json", "prometheus", "table" (CSV or XLSX by address), "folder"."""


def check(kind: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The settings as they are kept: known fields only, trimmed, defaults filled in; secrets are
    checked and not among them. Raises InvalidInput naming the fields."""
    raise NotImplementedError


def fetch(
    kind: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    *,
    since: date,
    until: date,
    limits: Limits,
    frequency: str = "daily",
    calendar: Calendar = ORDINARY,
    zone: tzinfo = UTC,
) -> Values:
    """The values of the periods from the one of ``since`` to the one of ``until``, in order: at
    most one for each period and segment. A source that has but one value tells it for ``until``;
    instants become days in ``zone``. Raises SourceError; nothing is made up where the source says
    nothing."""
    raise NotImplementedError
