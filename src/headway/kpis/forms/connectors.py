"""What the form of a source sends. Its fields are those of the kind, ``set-`` before each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError
from headway.kpis import sources
from headway.kpis.models import Connector, Every
from headway.web.posted import Posted

FIRST = {"every": "day", "at": "06:00", "weekday": "0", "window": "3"}
"""What the form begins with."""


@dataclass(frozen=True, slots=True)
class ConnectorTyped:
    """A source as it was typed: what both the action that saves and the one that tries take."""

    kind: str
    settings: dict[str, str]
    secrets: dict[str, str | None]
    window: int

    def source(self) -> dict[str, Any]:
        """The arguments both take."""
        return {
            "kind": self.kind,
            "settings": self.settings,
            "secrets": self.secrets,
            "window": self.window,
        }


def read_connector(posted: Posted) -> ConnectorTyped:
    """The source. What cannot be read is remembered as an error of its field."""
    kind = posted.text("kind")
    known = sources.KINDS.get(kind)
    settings: dict[str, str] = {}
    secrets: dict[str, str | None] = {}
    for field in known.fields if known else ():
        text = posted.text(f"set-{field.name}")
        if field.is_secret:
            secrets[field.name] = None if posted.switched(f"forget-{field.name}") else text
        else:
            settings[field.name] = text
    window = posted.integer("window")
    return ConnectorTyped(
        kind, settings, secrets, int(FIRST["window"]) if window is None else window
    )


def read_schedule(posted: Posted) -> dict[str, Any]:
    """When it is asked."""
    weekday = posted.integer("weekday")
    return {
        "every": posted.text("every") or Every.DAY,
        "at": _time(posted),
        "weekday": 0 if weekday is None else weekday,
    }


def _time(posted: Posted) -> time:
    text = posted.text("at") or FIRST["at"]
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        message = _("Enter a time such as 06:00.")
        posted.errors.append(FieldError("at", "unreadable", message))
        return time(6)


def connector_typed(connector: Connector | None, kind: str) -> dict[str, Any]:
    """What the form shows of a stored connector; never a secret."""
    typed: dict[str, Any] = {**FIRST, "kind": kind}
    if connector is not None:
        typed |= {
            "every": connector.every,
            "at": connector.at.strftime("%H:%M"),
            "weekday": str(connector.weekday),
            "window": str(connector.window),
            "version": connector.version,
        }
    same = connector is not None and connector.kind == kind
    stored = connector.settings if connector is not None and same else {}
    known = sources.KINDS.get(kind)
    for field in known.fields if known else ():
        if not field.is_secret:
            typed[f"set-{field.name}"] = stored.get(field.name, "" if same else field.default)
    return typed
