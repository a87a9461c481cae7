"""What bringing in a table of KPIs did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from headway.exchange.formats.plan import Finding
from headway.exchange.models import ImportChange, ImportedObject


@dataclass(slots=True)
class Brought:
    """What a file did, and what is needed to take it back."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    assumed: list[Finding] = field(default_factory=list)
    objects: list[ImportedObject] = field(default_factory=list)
    changes: list[ImportChange] = field(default_factory=list)
