"""Where values of KPIs come from: databases, addresses, Prometheus, files.

``check`` says whether a source is set up well; ``fetch`` asks it. Neither knows models or who asks;
what is fetched is stored by the actions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from headway.core.calendars import ORDINARY, Calendar
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kpis.sources.databases import SQL
from headway.kpis.sources.documents import JSON
from headway.kpis.sources.limits import limits_of_server
from headway.kpis.sources.prometheus import PROMETHEUS
from headway.kpis.sources.rows import in_order
from headway.kpis.sources.sheets import FOLDER, TABLE
from headway.kpis.sources.terms import (
    Fetched,
    Field,
    Kind,
    LeftOut,
    Limits,
    SourceError,
    Values,
    Window,
)

__all__ = [
    "Fetched", "Field", "Kind", "KINDS", "LeftOut", "Limits", "SourceError", "Values", "check",
    "fetch", "limits_of_server",
]  # fmt: skip

_PASSWORD = re.compile(r"://[^/@\s]*?:([^@\s]+)@")
_SHORTEST = 4

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.code: kind for kind in (SQL, JSON, PROMETHEUS, TABLE, FOLDER)}
)
"""Kinds by code: "sql", "json", "prometheus", "table" (CSV or XLSX by address), "folder"."""

LONGEST = 20_000


def check(kind: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The settings as they are kept: known fields only, trimmed, defaults filled in; secrets are
    checked and not among them. Raises InvalidInput naming the fields."""
    found = KINDS.get(kind)
    if found is None:
        raise InvalidInput.on("kind", _("Choose where the values come from."), code="unknown")
    given = {
        field.name: str(settings.get(field.name) or "").strip() or field.default
        for field in found.fields
        if not field.is_secret
    }
    errors = _field_errors(found, given, secrets)
    if not errors:
        said = found.check(given, secrets)
        errors = [FieldError(name, "invalid", message) for name, message in said.items()]
    refuse(errors)
    return given


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
    time_zone: str = "UTC",
) -> Values:
    """The values of the periods from the one of ``since`` to the one of ``until``, in order: at
    most one for each period and segment. A source that has but one value tells it for ``until``;
    instants become days in ``time_zone``. Rows that cannot be read are left out and named; nothing
    is made up where the source says nothing. Raises SourceError where nothing can be taken over."""
    asked = KINDS.get(kind)
    if asked is None:
        said = _("Values can no longer come from there. Choose another source.")
        raise SourceError("unknown_kind", said, is_lasting=True)
    window = Window(since, until, frequency, calendar, time_zone)
    try:
        values = asked.fetch(settings, secrets, window, limits)
        found = in_order(values, window)
        notes = [without(note, secrets) for note in found.notes]
        told = [replace(row, message=without(row.message, secrets)) for row in found.left_out]
        return Values(found, notes, told)
    except SourceError as error:
        message = without(error.message, secrets)
        raise SourceError(error.code, message, is_lasting=error.is_lasting) from None


def without(text: str, secrets: Mapping[str, str]) -> str:
    """A text in which no secret stands, should a source have repeated one."""
    for secret in _worth_hiding(secrets):
        text = text.replace(secret, "…")
    return text


def _worth_hiding(secrets: Mapping[str, str]) -> list[str]:
    """Secrets as they are and as they stand in an address; the password within an address too.
    One of a letter or two would blot out ordinary words."""
    found: set[str] = set()
    for secret in secrets.values():
        found |= {secret, quote(secret, safe="")}
        password = _PASSWORD.search(secret)
        if password:
            found |= {password[1], unquote(password[1])}
    return sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)


def _field_errors(
    kind: Kind, given: Mapping[str, str], secrets: Mapping[str, str]
) -> list[FieldError]:
    errors: list[FieldError] = []
    for field in kind.fields:
        text = secrets.get(field.name, "") if field.is_secret else given[field.name]
        if field.is_required and not text:
            errors.append(FieldError(field.name, "required", _("This is needed.")))
        elif len(text) > LONGEST or "\0" in text:
            said = _("Use at most %d ordinary characters.") % LONGEST
            errors.append(FieldError(field.name, "too_long", said))
        elif field.choices and text not in dict(field.choices):
            errors.append(FieldError(field.name, "unknown", _("Choose one of the list.")))
    return errors
