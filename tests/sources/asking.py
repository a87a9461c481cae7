"""How tests ask a source."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_network
from typing import Any

import pytest

from headway.kpis.sources import Limits, SourceError, Values, fetch

OPEN = Limits(
    seconds=10,
    hosts=frozenset({"*"}),
    networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
    plain=True,
)
"""The tests' own servers are inside: opened as an administrator would."""


def october(
    kind: str, settings: dict[str, str], secrets: dict[str, str] | None = None, **more: Any
) -> Values:
    """What a source gives for October 2026, by days unless said otherwise."""
    asked: dict[str, Any] = {
        "since": date(2026, 10, 1),
        "until": date(2026, 10, 31),
        "limits": OPEN,
        **more,
    }
    return fetch(kind, settings, secrets or {}, **asked)


def refusal(
    kind: str, settings: dict[str, str], secrets: dict[str, str] | None = None, **more: Any
) -> SourceError:
    """Why it gives nothing."""
    with pytest.raises(SourceError) as refused:
        october(kind, settings, secrets, **more)
    return refused.value


def values_by_day(values: Values) -> dict[str, float | None]:
    """Values by their ISO days."""
    return {one.on.isoformat(): one.value for one in values}
