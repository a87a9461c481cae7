"""GET over HTTP from places that are allowed, within limits.

Names are looked up and addresses judged at the moment of connecting (``places``). Redirects are
followed by hand: each is judged anew, and another server is not told what was meant for the first.
No proxy, cookie or password file of the environment plays a part, and no address is logged.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Self

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from headway.kpis.sources.network import Server
from headway.kpis.sources.places import plain_name
from headway.kpis.sources.terms import Limits, SourceError
from headway.kpis.sources.timing import Deadline

MOST_REDIRECTS = 3
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
LONGEST_URL = 16_000
_REDIRECTS = {301, 302, 303, 307, 308}
_LASTING = {400, 401, 403, 405, 406, 410, 414, 422}
"""What no repetition mends. Another 4xx may: a file that is not there yet, too many requests."""


class Web:
    """What one fetch asks of the web: kept connections, one deadline."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        self._limits, self._deadline = limits, deadline
        self._server = Server(limits, deadline)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.close()

    def get(
        self, url: str, headers: Mapping[str, str], *, also: Container[int] = ()
    ) -> tuple[int, bytes]:
        """Status and content of an address, unpacked. Raises SourceError for anything but a whole
        answer with status 200, or one of ``also``."""
        place = usable_url(url, plain=self._limits.plain)
        for _hop in range(MOST_REDIRECTS + 1):
            with _told(place.host, self._deadline):
                asked = httpx2.Request("GET", place, headers=headers)
                response = self._server.handle_request(asked)
                try:
                    status = response.status_code
                    if status not in _REDIRECTS:
                        return status, _content(response, place.host, self._limits, also)
                finally:
                    response.close()
            further = _joined(place, response.headers.get("location", ""), self._limits)
            if _origin(further) != _origin(place):
                headers = {}
            place = further
        said = _("“%(host)s” sends on from one address to the next. Enter the last one.")
        raise SourceError("redirects", said % {"host": place.host}, is_lasting=True)


def usable_url(url: str, *, plain: bool) -> httpx2.URL:
    """An address that can be asked. Raises SourceError that says what is wrong with it."""
    try:
        place = httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        place = httpx2.URL("")
    if len(url) > LONGEST_URL:
        said = _("The address is longer than %d characters. Shorten it, or the query in it.")
        raise SourceError("url", said % LONGEST_URL, is_lasting=True)
    is_usable = _HOST.fullmatch(place.raw_host) and 0 < (place.port or 1) < 65536
    if place.scheme not in {"http", "https"} or not is_usable:
        said = _("This is no web address. Enter one such as https://example.org/data.")
        raise SourceError("url", said, is_lasting=True)
    if place.userinfo:
        said = _("Leave the name and password out of the address: there are fields for them.")
        raise SourceError("url", said, is_lasting=True)
    if place.scheme == "http" and not plain:
        said = _(
            "The address must begin with https. The server's administrator can allow connections "
            "without encryption with HEADWAY_SOURCE_PLAIN."
        )
        raise SourceError("not_encrypted", said, is_lasting=True)
    return place


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    usual = {"https": 443, "http": 80}.get(url.scheme)
    return url.scheme, plain_name(url.host), url.port or usual


def _joined(place: httpx2.URL, location: str, limits: Limits) -> httpx2.URL:
    try:
        further = str(place.join(location))
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        further = ""
    try:
        return usable_url(further, plain=limits.plain)
    except SourceError as error:
        said = _("“%(host)s” sends on to an address that is not followed. %(why)s")
        words = said % {"host": place.host, "why": error.message}
        raise SourceError(error.code, words, is_lasting=True) from None


def _content(response: httpx2.Response, host: str, limits: Limits, also: Container[int]) -> bytes:
    if response.status_code not in also:
        refuse_status(response.status_code, host)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    is_packed = encoding in {"gzip", "x-gzip"}
    if not is_packed and encoding != "identity":
        said = _("“%(host)s” answers in a packing that is not read (%(encoding)s).")
        words = said % {"host": host, "encoding": encoding[:40]}
        raise SourceError("encoding", words, is_lasting=True)
    is_delimited = {"content-length", "transfer-encoding"} & {
        name.lower() for name in response.headers
    }
    if not is_packed and not is_delimited:
        said = _(
            "“%(host)s” does not say how long its answer is, so that a broken one could be taken "
            "for a whole one. It must send Content-Length or chunks."
        )
        raise SourceError("length", said % {"host": host}, is_lasting=True)
    pieces = _capped(response.iter_raw(), host, limits.bytes)
    return b"".join(_unpacked(pieces, host, limits.bytes) if is_packed else pieces)


def refuse_status(status: int, host: str) -> None:
    """Raise SourceError for any status but 200."""
    if status == HTTPStatus.OK:
        return
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    said = {
        401: _("“%(host)s” wants to know who asks. Check the name, the password or the token."),
        403: _("“%(host)s” does not allow this (403). Check the password or token and its rights."),
        404: _("“%(host)s” has nothing at this address (404). Check the address."),
        429: _("“%(host)s” was asked too often (429). It is tried again later."),
    }.get(status)
    said = said or _("“%(host)s” answers %(status)s %(phrase)s instead of values.")
    words = said % {"host": host, "status": status, "phrase": phrase}
    raise SourceError("http_status", words, is_lasting=status in _LASTING)


def _capped(pieces: Iterable[bytes], host: str, most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise _too_large(host, most)
        yield piece


def _unpacked(pieces: Iterable[bytes], host: str, most: int) -> Iterator[bytes]:
    """Never more than is allowed, however much a few bytes would unpack to."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    size = 0
    try:
        for piece in pieces:
            whole = unpacker.decompress(piece, most - size + 1)
            size += len(whole)
            if size > most or unpacker.unconsumed_tail:
                raise _too_large(host, most)
            yield whole
    except zlib.error:
        raise _cut(host) from None
    if not unpacker.eof or unpacker.unused_data:
        raise _cut(host)


@contextmanager
def _told(host: str, deadline: Deadline) -> Iterator[None]:
    """Says what went wrong with a connection."""
    try:
        yield
    except httpcore2.TimeoutException:
        raise deadline.passed() from None
    except httpcore2.ConnectError:
        said = _("“%(host)s” cannot be reached. Is it running, and is the address right?")
        raise SourceError("no_connection", said % {"host": host}) from None
    except (httpcore2.NetworkError, httpcore2.RemoteProtocolError):
        raise _cut(host) from None
    except httpcore2.ProtocolError:
        said = _("The address or a header holds a character that cannot be sent. Check them.")
        raise SourceError("url", said, is_lasting=True) from None


def _cut(host: str) -> SourceError:
    said = _("“%(host)s” broke off in the middle of its answer.")
    return SourceError("cut", said % {"host": host})


def _too_large(host: str, most: int) -> SourceError:
    said = _("The answer of “%(host)s” is larger than %(most)d MB. Ask it for less.")
    words = said % {"host": host, "most": max(1, most // 1_000_000)}
    return SourceError("too_large", words)
