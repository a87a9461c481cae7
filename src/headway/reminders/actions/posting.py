"""Post to an incoming webhook, over the guarded connections of sources: to hosts that are
allowed, at addresses that are no part of the inside, within a time limit, and never on to another
that an answer names."""

from __future__ import annotations

from typing import Any

import httpcore2
import httpx2
import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from headway.kpis.sources.network import Server
from headway.kpis.sources.places import is_allowed, plain_name
from headway.kpis.sources.terms import Limits, SourceError
from headway.kpis.sources.timing import Deadline
from headway.kpis.sources.web import usable_url


def channel_limits() -> Limits:
    """Where channels may be, of the server's settings."""
    return Limits(
        seconds=settings.SOURCE_SECONDS, hosts=settings.CHANNEL_HOSTS,
        networks=settings.SOURCE_NETWORKS, plain=settings.SOURCE_PLAIN,
        authorities=settings.SOURCE_AUTHORITIES,
    )  # fmt: skip


def host_of(url: str) -> str:
    """The host of an address that may be posted to. Raises SourceError that says why not."""
    limits = channel_limits()
    place = usable_url(url, plain=limits.plain)
    host = plain_name(place.host)
    port = place.port or (443 if place.scheme == "https" else 80)
    if not is_allowed(host, port, limits.hosts):
        said = _(
            "“%(host)s” is not among the hosts that channels may be at. The server's administrator"
            " can add it to HEADWAY_CHANNEL_HOSTS."
        )
        raise SourceError("host_not_allowed", said % {"host": host}, is_lasting=True)
    return host


def post_json(url: str, body: dict[str, Any]) -> None:
    """Post it. Raises SourceError for anything but a success."""
    limits = channel_limits()
    host = host_of(url)
    server = Server(limits, Deadline(limits.seconds))
    try:
        asked = httpx2.Request(
            "POST", usable_url(url, plain=limits.plain), content=orjson.dumps(body),
            headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
        )  # fmt: skip
        answer = server.handle_request(asked)
        status = answer.status_code
        answer.close()
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as gone:
        said = _("“%(host)s” cannot be reached. It is tried again.")
        raise SourceError("no_connection", said % {"host": host}) from gone
    finally:
        server.close()
    if not 200 <= status < 300:
        is_lasting = status in {400, 401, 403, 404, 405, 410, 413}
        said = _("“%(host)s” did not take it: it answers %(status)d.")
        if is_lasting and status != 413:
            said = _("“%(host)s” did not take it: it answers %(status)d. Is the address right?")
        words = said % {"host": host, "status": status}
        raise SourceError("http_status", words, is_lasting=is_lasting)
