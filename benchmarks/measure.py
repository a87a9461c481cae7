"""CPU time of a page, and of a bare handler that does the same reads and sends the same bytes.

Both are WSGI applications that are called as a server calls them. The bare one is what is left of a
page when everything that may be discussed is gone: it runs the statements of the page with their
parameters over the same connection, lets the driver decode every row, and encodes the text of the
page. It has no session, no rights, no rows as objects, no template; it looks nothing up and decides
nothing. The ratio is what the product asks for its work.

The bare handler runs statements as somebody would who writes one with Django: by its cursor, which
takes twice as long to hand a short statement on as the driver takes to answer it. The product asks
the driver (``kit.cursors``), so a second bare handler does too: no page can cost less.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client

from headway.kit.cursors import fetched
from headway.people.models import User

Statement = tuple[str, Any]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Many(list[Any]):
    """The rows of one statement that was run for many."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: median and 95th percentile of CPU milliseconds."""

    median: float
    p95: float


def recorded(call: Callable[[], Any]) -> tuple[Any, list[Statement]]:
    """What ``call`` answers, and every statement it ran, with parameters."""
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")):
            statements.append((sql, _Many(params) if many else params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = call()
    return answer, statements


def replay(statements: list[Statement]) -> None:
    """Run the statements and fetch their rows."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            if isinstance(params, _Many):
                cursor.executemany(sql, params)
                continue
            cursor.execute(sql, params)
            if cursor.description is not None:
                cursor.fetchall()


def replay_by_driver(statements: list[Statement]) -> None:
    """The same without Django's cursor."""
    for sql, params in statements:
        if isinstance(params, _Many):
            replay([(sql, params)])
        else:
            fetched(connections[DEFAULT_DB_ALIAS], sql, params or [])


def bare(
    statements: list[Statement],
    body: bytes,
    run: Callable[[list[Statement]], None] = replay,
) -> Application:
    """A handler that runs the statements, fetches their rows and returns the body."""
    text = body.decode()

    def handle(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        run(statements)
        answer = text.encode()
        start_response(
            "200 OK",
            [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(answer)))],
        )
        return [answer]

    return handle


def side_by_side(*calls: Callable[[], Any], rounds: int = 60) -> list[Side]:
    """CPU time of each, taken in turns so that a busy machine is busy for all."""
    for call in calls:
        for _ in range(5):
            call()
    gc.collect()
    gc.freeze()
    times: list[list[float]] = [[] for _call in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            before = time.process_time()
            call()
            taken.append((time.process_time() - before) * 1000)
    return [_side(taken) for taken in times]


def _side(taken: list[float]) -> Side:
    ordered = sorted(taken)
    return Side(statistics.median(ordered), ordered[int(len(ordered) * 0.95)])


class Visitor:
    """Somebody who is signed in and asks for pages as a server passes them on."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        client.get("/", headers={"host": "localhost"})  # a browser that has been here before
        self._cookies = "; ".join(f"{name}={kept.value}" for name, kept in client.cookies.items())
        self._token = client.cookies["csrftoken"].value
        self._application = get_wsgi_application()

    def page(
        self, path: str, application: Application | None = None, *, is_htmx: bool = False
    ) -> Callable[[], bytes]:
        """A request for a page, or for what htmx puts in place of it, that must succeed; to the
        product or another application."""
        sent = {"HTTP_HX_REQUEST": "true"} if is_htmx else {}
        return lambda: self._answer(self._environ(path) | sent, application)

    def post(
        self,
        path: str,
        fields: Callable[[], dict[str, object]],
        application: Application | None = None,
    ) -> Callable[[], bytes]:
        """The same for a form that htmx sends, each time with other ``fields``."""
        said = {"csrfmiddlewaretoken": self._token}

        def call() -> bytes:
            body = urlencode(said | fields()).encode()
            sent = {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_HX_REQUEST": "true",
                "wsgi.input": io.BytesIO(body),
            }
            return self._answer(self._environ(path) | sent, application)

        return call

    def _answer(self, environ: dict[str, Any], application: Application | None) -> bytes:
        said: list[str] = []
        asked = application or self._application
        answer = asked(environ, lambda status, *_rest: said.append(status))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if said != ["200 OK"]:
            raise SystemExit(f"{environ['PATH_INFO']} answered {said}")
        return body

    def _environ(self, path: str) -> dict[str, Any]:
        parts = urlsplit(path)
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self._cookies,
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def line(label: str, ours: Side, theirs: Side, driver: Side | None = None, extra: str = "") -> None:
    """Print one comparison, and the ratio to what the ``driver`` takes alone."""
    ratio = ours.median / theirs.median if theirs.median else float("inf")
    alone = ""
    if driver is not None:
        alone = f"driver {driver.median:6.2f} ms, {ours.median / driver.median:4.2f}   "
    print(
        f"  {label:<34} {ours.median:7.2f} ms   bare {theirs.median:6.2f} ms"
        f"   ratio {ratio:5.2f}   {alone}p95 {ours.p95:7.2f} ms  {extra}",
        flush=True,
    )
