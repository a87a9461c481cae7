"""Connections that go to judged addresses only and never outlast their fetch."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from headway.kpis.sources.places import allowed_addresses
from headway.kpis.sources.terms import Limits, SourceError
from headway.kpis.sources.timing import Deadline

_OURS = {"Accept-Encoding": "gzip", "User-Agent": "Headway", "Accept": "*/*"}


class Server(httpx2.BaseTransport):
    """Connections for one fetch."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusting(limits.authorities),
            network_backend=_Network(limits, deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        for name, value in _OURS.items():
            request.headers.setdefault(name, value)
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.read(),
            )
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Network(httpcore2.NetworkBackend):
    """Connects to judged addresses only, and never waits beyond the deadline of the fetch: a server
    that sends a byte now and then would else be waited for without end."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        self._limits, self._deadline = limits, deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        refused: Exception | None = None
        for address in allowed_addresses(host, port, self._limits, self._deadline):
            left = self._deadline.left()
            try:
                stream = self._plain.connect_tcp(address, port, left, socket_options=socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(stream, self._deadline)
        raise refused or httpcore2.ConnectError()


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left()
        try:
            secure = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore2.ConnectError as error:
            raise _not_trusted(server_hostname or "", error.__cause__) from None
        return _Stream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _not_trusted(host: str, cause: BaseException | None) -> SourceError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        said = _("The certificate of “%(host)s” is not trusted: %(why)s.")
        words = said % {"host": host, "why": cause.verify_message.rstrip(".")}
        return SourceError("certificate", words)
    said = _("No encrypted connection to “%(host)s” came about. Does it speak https there?")
    return SourceError("certificate", said % {"host": host})


@cache
def trusting(authorities: Path | None) -> ssl.SSLContext:
    """Certificates are trusted as the system does, and by the administrator's own authorities.
    Reading the system's takes longer than many a fetch, so it is done once."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(cafile=authorities)
    return context
