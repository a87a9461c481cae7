"""The secrets of a source: which stay, which are entered again, and all of them sealed anew."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kit.sealed import Unreadable, seal_again, unseal
from headway.kpis import sources
from headway.kpis.models import Connector

Secrets = dict[str, str]


def complete(
    stored: Connector | None,
    kind: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str | None],
) -> tuple[dict[str, str], Secrets]:
    """Settings and secrets as they will be, with stored secrets where none is entered. Raises
    InvalidInput: an unknown kind, or a secret that is to be entered again."""
    known = sources.KINDS.get(kind)
    if known is None:
        raise InvalidInput.on("kind", _("Choose what kind of source it is."), code="unknown")
    entered = {name: value for name, value in secrets.items() if value}
    if stored is None or stored.kind != kind:
        return dict(settings), entered
    kept = {n: value for n, value in _stored(stored).items() if secrets.get(n, "") == ""}
    if kept and _addresses(kind, stored.settings) != _addresses(kind, settings):
        said = _("Enter it again: the source has another address.")
        refuse([FieldError(name, "enter_again", said) for name in sorted(kept)])
    return dict(settings), kept | entered


def _stored(connector: Connector) -> Secrets:
    """Those that nobody can read any more are not kept: they are entered again."""
    try:
        return unseal(connector.sealed)
    except Unreadable:
        return {}


def _addresses(kind: str, settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whom the settings talk to: scheme and host with port of each address."""
    found = []
    for field in sources.KINDS[kind].fields:
        if field.input == "url" and not field.is_secret:
            text = settings.get(field.name, "").strip()
            try:
                parts = urlsplit(text)
                found.append((parts.scheme.lower(), parts.netloc.lower()))
            except ValueError:
                found.append(("", text))
    return found


def seal_all_again() -> tuple[int, list[int]]:
    """Seal the secrets of all connectors by the first key: how many, and the KPIs of those that no
    key fits. Secrets that are entered meanwhile are not overwritten."""
    done, unreadable = 0, []
    for pk, kpi_id, sealed in Connector.objects.exclude(sealed="").values_list(
        "pk", "kpi_id", "sealed"
    ):
        try:
            again = seal_again(sealed)
        except Unreadable:
            unreadable.append(kpi_id)
            continue
        with transaction.atomic():
            done += Connector.objects.filter(pk=pk, sealed=sealed).update(sealed=again)
    return done, unreadable


def unreadable_connectors() -> list[int]:
    """KPIs whose source has secrets that no key fits."""
    found = []
    for kpi_id, sealed in Connector.objects.exclude(sealed="").values_list("kpi_id", "sealed"):
        try:
            unseal(sealed)
        except Unreadable:
            found.append(kpi_id)
    return found
