"""Where a fetch may go: the inside of a network is closed, however it is spelled or named."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.kit.testing.served import Answer, Authority, Served
from headway.kpis.sources import Limits, places
from headway.kpis.sources.places import NEVER, is_allowed, may_be_asked
from tests.sources.asking import OPEN, october, refusal

ANYWHERE = replace(OPEN, networks=())
EVERYTHING = replace(OPEN, networks=(ip_network("0.0.0.0/0"), ip_network("::/0")))
ONE = Answer(b'{"value": 7}')
INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "100.64.0.1", "169.254.1.1", "169.254.169.254", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
    "2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "not an address",
]  # fmt: skip


def value_at(url: str, limits: Limits = OPEN) -> float | None:
    return october("json", {"url": url, "value": "$.value"}, limits=limits)[0].value


def why_not(url: str, limits: Limits = OPEN) -> str:
    return refusal("json", {"url": url, "value": "$.value"}, limits=limits).code


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """A name server that answers as it is told: the first list the first time, and so on; the last
    one for good. Other names are looked up as usual."""
    told: dict[str, list[list[str]]] = {}
    real = places.look_up

    def look_up(host: str, port: int) -> list[str]:
        if host not in told:
            return list(real(host, port))
        return told[host].pop(0) if len(told[host]) > 1 else told[host][0]

    monkeypatch.setattr(places, "look_up", look_up)
    return told


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_of_the_inside_is_not_asked(address):
    assert not may_be_asked(address, ANYWHERE)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_is_asked(address):
    assert may_be_asked(address, ANYWHERE)


@pytest.mark.parametrize("address", sorted(map(str, NEVER)))
def test_no_network_opens_where_clouds_keep_their_secrets(address):
    assert not may_be_asked(address, EVERYTHING)
    if "." in address:
        assert not may_be_asked(f"::ffff:{address}", EVERYTHING)


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_ipv4_address_is_judged_as_it_is(address: IPv4Address):
    wanted = may_be_asked(str(address), ANYWHERE)
    for spelled in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert may_be_asked(spelled, ANYWHERE) == wanted
    tunnelled = IPv6Address((0x2002 << 112) | int(address) << 80)
    assert wanted or not may_be_asked(str(tunnelled), ANYWHERE)


@given(st.ip_addresses(network="10.1.0.0/16"), st.ip_addresses(network="10.2.0.0/16"))
def test_an_opened_network_opens_itself_and_no_other(within: IPv4Address, beside: IPv4Address):
    limits = replace(OPEN, networks=(ip_network("10.1.0.0/16"),))
    assert may_be_asked(str(within), limits)
    assert not may_be_asked(str(beside), limits)


@pytest.mark.parametrize(
    ("host", "port", "rule", "is_fitting"),
    [
        ("api.example.org", 443, "api.example.org", True),
        ("api.example.org", 443, "example.org", False),
        ("api.example.org", 443, "*.example.org", True),
        ("example.org", 443, "*.example.org", False),
        ("badexample.org", 443, "*.example.org", False),
        ("example.org.evil.org", 443, "example.org", False),
        ("example.org", 8443, "example.org:8443", True),
        ("example.org", 443, "example.org:8443", False),
        ("anything.at.all", 80, "*", True),
        ("xn--bcher-kva.example", 443, "Bücher.example", True),
        ("api.example.org", 443, "API.Example.org.", True),
        ("::1", 80, "::1", True),
        ("::1", 80, "[::1]:80", True),
    ],
)
def test_hosts_are_allowed_by_name(host, port, rule, is_fitting):
    assert is_allowed(host, port, frozenset({rule})) is is_fitting


def test_nothing_is_asked_where_nothing_is_allowed(server):
    refused = refusal("json", {"url": server.url("/"), "value": "$"}, limits=Limits(plain=True))
    assert refused.code == "host_not_allowed"
    assert refused.is_lasting
    assert "HEADWAY_SOURCE_HOSTS" in refused.message
    assert server.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "LOCALHOST.",
    ],
)
def test_the_inside_is_closed_however_it_is_spelled(server, host):
    assert why_not(server.url("/", host=host), ANYWHERE) in {"private_address", "url"}
    assert server.requests == []


@pytest.mark.parametrize(
    "host", ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]"]
)
def test_the_inside_is_closed_in_ipv6(server, host):
    assert why_not(server.url("/", host=host), ANYWHERE) == "private_address"


def test_one_address_of_the_inside_closes_a_name(names, server):
    names["mixed.example.org"] = [["93.184.215.14", "127.0.0.1"]]
    assert why_not(server.url("/", host="mixed.example.org"), ANYWHERE) == "private_address"


def test_a_name_that_changes_its_mind_is_asked_where_it_was_judged(names, server):
    """DNS rebinding: allowed at first, inside a moment later. What was judged is connected to."""
    server.answers["/"] = ONE
    names["rebound.example.org"] = [["127.0.0.1"], ["10.9.9.9"]]
    assert value_at(server.url("/", host="rebound.example.org")) == 7
    assert len(names["rebound.example.org"]) == 1, "the name is looked up once"
    assert server.requests[0].headers["Host"] == f"rebound.example.org:{server.port}"


def test_a_name_that_turns_inside_is_closed_the_next_time(names, server):
    server.answers["/"] = ONE
    names["turned.example.org"] = [["127.0.0.1"], ["10.9.9.9"]]
    url = server.url("/", host="turned.example.org")
    assert value_at(url) == 7
    assert why_not(url) == "private_address"


def test_another_address_is_tried_where_the_first_does_not_answer(names, server):
    server.answers["/"] = ONE
    names["two.example.org"] = [["127.0.0.99", "127.0.0.1"]]
    assert value_at(server.url("/", host="two.example.org")) == 7


def test_a_name_nobody_knows_says_so(names):
    names["gone.example.org"] = [[]]
    assert why_not("http://gone.example.org/") == "unknown_host"
    assert why_not("http://no-such-host.invalid/") == "unknown_host"


def test_a_slow_name_server_is_not_waited_for(monkeypatch):
    ever = threading.Event()
    monkeypatch.setattr(places, "look_up", lambda _host, _port: ever.wait() and [])
    try:
        assert why_not("http://slow.example.org/", replace(OPEN, seconds=0.2)) == "too_slow"
    finally:
        ever.set()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/", "",
        "http://", "http://user:password@example.org/", "http://example.org@127.0.0.1/",
        "http://exa mple.org/", "http://[::1", "http://example.org:99999/", "data:,7",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_asked(url):
    assert why_not(url) == "url"


def test_http_is_asked_only_where_an_administrator_allows_it(server):
    assert why_not(server.url("/"), replace(OPEN, plain=False)) == "not_encrypted"
    assert server.requests == []


def redirects_to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server, status):
    server.answers["/"] = redirects_to("further", status)
    server.answers["/further"] = ONE
    assert value_at(server.url("/")) == 7


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.1:1/", "private_address"),
        ("http://[::1]:1/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("//10.0.0.1/", "private_address"),
        ("file:///etc/passwd", "url"),
        ("http://user:password@example.org/", "url"),
        ("http://[", "url"),
        ("", "redirects"),
    ],
)
def test_a_redirect_to_the_inside_is_not_followed(names, server, location, code):
    names["public.example.org"] = [["127.0.0.2"]]
    limits = replace(OPEN, networks=(ip_network("127.0.0.2/32"),))
    with Served(address="127.0.0.2") as outside:
        outside.answers["/"] = redirects_to(location)
        assert why_not(outside.url("/", host="public.example.org"), limits) == code


def test_a_redirect_to_a_host_that_is_not_allowed_is_not_followed(names, server):
    server.answers["/"] = redirects_to("http://other.example.org/")
    limits = replace(OPEN, hosts=frozenset({"localhost"}))
    assert why_not(server.url("/"), limits) == "host_not_allowed"


def test_a_redirect_does_not_lead_out_of_encryption(authority, server):
    server.answers["/"] = ONE
    with Served(authority=authority) as secure:
        secure.answers["/"] = redirects_to(server.url("/"))
        limits = replace(OPEN, plain=False, authorities=authority.file)
        assert why_not(secure.url("/"), limits) == "not_encrypted"
    assert server.requests == []


def test_redirects_without_end_are_left(server):
    server.answers["/"] = redirects_to("/")
    assert why_not(server.url("/")) == "redirects"
    assert len(server.requests) == 4


def test_another_server_is_not_told_the_secret(server):
    with Served() as other:
        other.answers["/"] = ONE
        server.answers["/"] = redirects_to(other.url("/"))
        settings = {"url": server.url("/"), "value": "$.value", "headers": "X-Key: {secret}"}
        assert october("json", settings, {"secret": "open sesame"})[0].value == 7
        assert server.requests[0].headers["X-Key"] == "open sesame"
        assert "open sesame" not in str(other.requests)


def test_the_environment_names_no_proxy(server, monkeypatch):
    server.answers["/"] = ONE
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert value_at(server.url("/")) == 7


def test_a_certificate_must_be_trusted(authority):
    with Served(authority=authority) as secure:
        secure.answers["/"] = ONE
        assert why_not(secure.url("/")) == "certificate"
        assert value_at(secure.url("/"), replace(OPEN, authorities=authority.file)) == 7
        assert secure.requests[0].path == "/"


def test_a_certificate_must_be_of_that_name(authority: Authority, names):
    names["other.example.org"] = [["127.0.0.1"]]
    limits = replace(OPEN, authorities=authority.file)
    with Served(authority=authority) as secure:
        refused = refusal(
            "json", {"url": secure.url("/", host="other.example.org"), "value": "$"}, limits=limits
        )
    assert refused.code == "certificate"
    assert "other.example.org" in refused.message


def test_https_is_not_spoken_to_what_does_not_speak_it(server):
    assert why_not(f"https://localhost:{server.port}/") == "certificate"


def test_what_nobody_listens_on_cannot_be_reached(server):
    url = server.url("/")
    server.answers["/"] = ONE
    server.stop()
    refused = refusal("json", {"url": url, "value": "$.value"})
    server.start()
    assert (refused.code, refused.is_lasting) == ("no_connection", False)
    assert value_at(url) == 7, "it recovers by itself"


def test_a_server_that_breaks_off_gives_nothing(server):
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"value": 7}')
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answers["/"] = half
    assert why_not(server.url("/")) == "cut"


def test_an_answer_without_an_end_that_is_known_gives_nothing(server):
    def unbounded(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b'HTTP/1.0 200 OK\r\n\r\n{"value": 7}')
        handler.close_connection = True

    server.answers["/"] = unbounded
    assert why_not(server.url("/")) == "length"
