"""Optimistic concurrency over HTTP: a change may say which state it was made for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from headway.kit.problems import Outdated


def expected_version(request: HttpRequest) -> int | None:
    """The version a client read before it changes an object, from ``If-Match``; None when it does
    not say. Actions compare it under the object's lock. Raises Outdated for a tag that was never
    one of a versioned object."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    version = header.strip().strip('"').partition(".")[0]
    if not version.isdecimal() or len(version) > 9:
        raise _outdated()
    return int(version)


def require_unchanged(request: HttpRequest, current: HttpResponse) -> None:
    """For objects without a version: compare ``If-Match`` with what the object looks like now.
    Raises Outdated."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    if current.headers["ETag"] not in [tag.strip() for tag in header.split(",")]:
        raise _outdated()


def _outdated() -> Outdated:
    return Outdated(
        _("Somebody changed this since you read it. Read it again and repeat your change.")
    )
