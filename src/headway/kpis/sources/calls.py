"""What every source on the web is told: its address, and who asks."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headway.kpis.sources.rows import whole_periods
from headway.kpis.sources.terms import Field, SourceError, Window

SECRET = "{secret}"
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_KEPT_FOR_US = {
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade",
    "proxy-authorization", "expect", "trailer",
}  # fmt: skip

ADDRESS = Field(
    "url",
    gettext_lazy("Address"),
    gettext_lazy(
        "Begins with https. {since} and {until} become the first and last day that are asked for, "
        "as in 2026-10-31; {secret} becomes the password or token below."
    ),
    input="url",
    is_required=True,
)
SIGNING_IN = (
    Field(
        "user",
        gettext_lazy("User name"),
        gettext_lazy("Where the source asks for a name and a password."),
    ),
    Field(
        "secret",
        gettext_lazy("Password or token"),
        gettext_lazy(
            "Sent with the user name; without one as a bearer token, or wherever {secret} stands "
            "in the address or in a header. Kept encrypted, never shown again."
        ),
        is_secret=True,
    ),
    Field(
        "headers",
        gettext_lazy("Headers"),
        gettext_lazy("One on a line, such as X-Api-Key: {secret}."),
        input="area",
    ),
)


@dataclass(frozen=True, slots=True)
class Call:
    """An address as it is asked, and the headers that go with it."""

    url: str
    headers: Mapping[str, str]


def call_of(settings: Mapping[str, str], secrets: Mapping[str, str], window: Window) -> Call:
    """The call of checked settings."""
    secret, user = secrets.get("secret", ""), settings.get("user", "")
    url, lines = settings["url"], settings.get("headers", "")
    headers = {name: value.replace(SECRET, secret) for name, value in _headers(lines)}
    if user:
        pair = b64encode(f"{user}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    elif secret and SECRET not in url and SECRET not in lines:
        headers["Authorization"] = f"Bearer {secret}"
    whole = whole_periods(window)
    url = url.replace(SECRET, quote(secret, safe=""))
    url = url.replace("{since}", whole.since.isoformat())
    return Call(url.replace("{until}", whole.until.isoformat()), headers)


def check_call(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with an address and what goes with it, by field."""
    from headway.kpis.sources.web import usable_url  # an HTTP client, which few processes need

    errors: dict[str, str] = {}
    url, secret = settings.get("url", ""), secrets.get("secret", "")
    shown = url.replace(SECRET, "x").replace("{since}", "x").replace("{until}", "x")
    try:
        usable_url(shown, plain=True)
    except SourceError as error:
        errors["url"] = error.message
    if url.partition("//")[2].partition("/")[0].count("{"):
        errors["url"] = _("Only the part behind the host may hold {since}, {until} or {secret}.")
    is_packed = settings.get("user") and SECRET not in settings.get("headers", "")
    if not is_packed and not (secret.isascii() and secret.isprintable()):
        errors["secret"] = _("A token is letters, digits and signs on one line. Copy it again.")
    try:
        _headers(settings.get("headers", ""))
    except ValueError as error:
        errors["headers"] = str(error)
    return errors


def _headers(text: str) -> list[tuple[str, str]]:
    """Raises ValueError in words."""
    found: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise ValueError(_("“%s” is no header. Write a name, a colon and a value.") % line[:40])
        if name.lower() in _KEPT_FOR_US:
            raise ValueError(_("The header “%s” is set by Headway itself.") % name)
        if not (value.isascii() and value.isprintable()):
            raise ValueError(_("The header “%s” may hold plain letters only.") % name)
        found.append((name, value.strip()))
    return found
