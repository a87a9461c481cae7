"""A source that says what a test wants it to say: real ones have tests of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.kpis import sources
from headway.kpis.actions.connectors.definition import set_connector
from headway.kpis.actions.connectors.running import run_due
from headway.kpis.models import Connector, ConnectorRun, Kpi, Measurement
from headway.kpis.sources import Fetched, Field, Kind, SourceError, Values

PASSWORD = "correct-battery-staple-9731"
WORDS = "The database does not answer. Start it, or correct its address."
DOWN = SourceError("unreachable", WORDS)
WRONG = SourceError("query", "There is no table “sales”. Correct the query.", is_lasting=True)
SETTINGS = {"url": "https://figures.example/yield", "query": "select 1"}

KIND = Kind(
    code="scripted",
    label="Scripted",
    help="For tests.",
    fields=(
        Field("url", "Address", input="url", is_required=True),
        Field("query", "Query", input="area"),
        Field("password", "Password", is_secret=True),
    ),
    check=lambda settings, secrets: {},
    fetch=lambda *given: Values(),
)


@dataclass
class Scripted:
    """What it answers, what it was asked with, and what happens ``meanwhile``."""

    says: list[Fetched] | Exception = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def month(self, *values: float, last: date = date(2026, 11, 1)) -> None:
        """Say these months, the last of them the running one."""
        first = last.year * 12 + last.month - len(values)
        self.says = [
            Fetched(date((first + at) // 12, (first + at) % 12 + 1, 3), value)
            for at, value in enumerate(values)
        ]

    def fetch(self, kind: str, settings: Any, secrets: Any, **asked: Any) -> Values:
        self.asked.append({"settings": dict(settings), "secrets": dict(secrets), **asked})
        self.meanwhile()
        if isinstance(self.says, Exception):
            raise self.says
        return self.says if isinstance(self.says, Values) else Values(self.says)


def _check(kind: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    if not settings.get("url", "").startswith("https://"):
        raise InvalidInput.on("url", "Enter an address that begins with https://.")
    return {name: settings[name].strip() for name in ("url", "query") if name in settings}


def stand_in(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A source, beside the real ones."""
    made = Scripted()
    monkeypatch.setattr(sources, "KINDS", {**sources.KINDS, "scripted": KIND})
    monkeypatch.setattr(sources, "check", _check)
    monkeypatch.setattr(sources, "fetch", made.fetch)
    monkeypatch.setattr(sources, "limits_of_server", lambda _slug: sources.Limits(), raising=False)
    return made


def connect(world: World, kpi: Kpi, by: str = "owner", **given: Any) -> Connector:
    """Let a KPI take its values from the source."""
    asked = {"kind": "scripted", "settings": SETTINGS, "secrets": {"password": PASSWORD}, **given}
    return set_connector(world.actor(by), kpi.pk, **asked)


def rows(kpi: Kpi) -> list[tuple[date, float | None, str, str]]:
    found = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return [(m.starts_on, m.value, m.state, m.origin) for m in found]


def ran(connector: Connector) -> ConnectorRun:
    """One run of its job, as a worker does it."""
    found = run_due(connector.pk, job="1")
    assert found is not None
    return found


def verbs(kpi: Kpi) -> list[str]:
    found = Event.objects.filter(subject_type="kpi", subject_id=kpi.pk).order_by("sequence")
    return [verb for verb in found.values_list("verb", flat=True) if verb != "kpi.defined"]


def fresh(connector: Connector) -> Connector:
    return Connector.objects.get(pk=connector.pk)
