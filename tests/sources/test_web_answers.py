"""Answers of the web: whole and within limits, or nothing."""

from __future__ import annotations

import gzip
import logging
import threading
import zlib
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from headway.kit.testing.served import Answer
from headway.kpis.sources import SourceError, check
from tests.sources.asking import OPEN, october, refusal

SETTINGS = {"value": "$.value"}


def at(server, **more: str) -> dict[str, str]:
    return {"url": server.url("/"), **SETTINGS, **more}


@pytest.mark.parametrize(
    ("status", "is_lasting"),
    [
        (401, True),
        (403, True),
        (404, False),
        (429, False),
        (500, False),
        (503, False),
        (204, False),
    ],
)
def test_another_status_than_200_gives_no_values(server, status, is_lasting):
    server.answers["/"] = Answer(b'{"value": 7}' if status != 204 else b"", status=status)
    refused = refusal("json", at(server))
    assert (refused.code, refused.is_lasting) == ("http_status", is_lasting)
    assert "localhost" in refused.message


def test_a_packed_answer_is_unpacked(server):
    packed = gzip.compress(b'{"value": 7}')
    server.answers["/"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    assert october("json", at(server))[0].value == 7


def test_an_answer_is_never_larger_than_allowed(server):
    server.answers["/"] = Answer(b" " * 50_001)
    assert refusal("json", at(server), limits=replace(OPEN, bytes=50_000)).code == "too_large"


def test_an_answer_is_never_unpacked_to_more_than_allowed(server):
    """A few kilobytes that stand for a lot of megabytes."""
    bomb = gzip.compress(b" " * 30_000_000)
    server.answers["/"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    assert len(bomb) < 1_000_000
    assert refusal("json", at(server)).code == "too_large"


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b'{"value": 7}')[:-6], b"not packed", gzip.compress(b"1") + b"more"],
    ids=["cut", "not packed", "with more behind"],
)
def test_a_broken_packing_gives_nothing(server, content):
    server.answers["/"] = Answer(content, headers={"Content-Encoding": "gzip"})
    assert refusal("json", at(server)).code == "cut"


def test_an_unknown_packing_is_not_read(server):
    server.answers["/"] = Answer(zlib.compress(b"{}"), headers={"Content-Encoding": "br"})
    assert refusal("json", at(server)).code == "encoding"


@pytest.mark.parametrize("is_head", [True, False])
def test_a_server_that_drips_is_left(server, is_head):
    """Every byte comes in time, the whole never does."""
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n")
        handler.wfile.write(b"X-Long: " if is_head else b"\r\n")
        while not over.wait(0.02):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    server.answers["/"] = drip
    try:
        refused = refusal("json", at(server), limits=replace(OPEN, seconds=0.5))
    finally:
        over.set()
    assert (refused.code, refused.is_lasting) == ("too_slow", False)


def test_a_token_is_sent_as_bearer(server):
    server.answers["/"] = Answer(b'{"value": 7}')
    october("json", at(server), {"secret": "token-123"})
    assert server.requests[0].headers["Authorization"] == "Bearer token-123"


def test_a_name_and_password_are_sent_as_such(server):
    server.answers["/"] = Answer(b'{"value": 7}')
    october("json", at(server, user="ada"), {"secret": "pass:wörd"})
    assert server.requests[0].headers["Authorization"] == "Basic YWRhOnBhc3M6d8O2cmQ="


def test_the_days_asked_for_stand_in_the_address(server):
    server.answers["/"] = Answer(b'{"value": 7}')
    url = server.url("/") + "?from={since}&to={until}&key={secret}"
    october("json", at(server, url=url), {"secret": "a&b"})
    assert server.requests[0].path == "/?from=2026-10-01&to=2026-10-31&key=a%26b"
    assert "Authorization" not in server.requests[0].headers


def test_no_message_and_no_log_holds_a_secret(server, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "s3cret-t0ken"
    server.answers["/"] = Answer(b"{}", status=302, headers={"Location": f"/{secret}?{secret}"})
    server.answers[f"/{secret}"] = Answer(f'{{"value": "{secret}"}}'.encode())
    url = server.url("/") + "?key={secret}"
    refused = refusal("json", at(server, url=url, headers="X-Key: {secret}"), {"secret": secret})
    assert refused.code == "not_a_number"
    assert secret not in refused.message
    assert secret not in caplog.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", ""),
        ("url", "example.org"),
        ("url", "http://user:password@example.org/"),
        ("url", "https://{secret}.example.org/"),
        ("headers", "no colon"),
        ("headers", "Host: other.example.org"),
        ("headers", "X-Name: ümlaut"),
        ("headers", "X Name: value"),
        ("dates", "whenever"),
    ],
)
def test_settings_that_cannot_be_asked_are_refused_at_their_field(field, value, refused_fields):
    settings = {"url": "https://example.org/", "value": "$.value", field: value}
    assert refused_fields("json", settings) == {field}


def test_a_token_that_is_no_token_is_refused(refused_fields):
    settings = {"url": "https://example.org/", "value": "$.value"}
    assert refused_fields("json", settings, {"secret": "two\nlines"}) == {"secret"}


def test_an_unknown_kind_is_refused(refused_fields):
    assert refused_fields("telepathy", {}) == {"kind"}
    with pytest.raises(SourceError):
        october("telepathy", {})


def test_settings_are_kept_without_secrets_and_strangers():
    given = {"url": " https://example.org/ ", "value": "$", "secret": "no", "other": "no"}
    kept = check("json", given, {"secret": "token"})
    assert kept["url"] == "https://example.org/"
    assert kept["dates"] == "iso"
    assert {"secret", "other"}.isdisjoint(kept)
