"""Where a fetch may go: names an administrator allowed, and addresses that are no part of the
inside.

A name is looked up once, every address it has is judged, and the connection goes to a judged
address: what the name is said to be a moment later (DNS rebinding) no longer matters.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.utils.translation import gettext as _

from headway.kpis.sources.terms import Limits, SourceError
from headway.kpis.sources.timing import Deadline

Address = IPv4Address | IPv6Address

NEVER = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16",
        "fd00:ec2::254", "fd20:ce::254",
    )
)  # fmt: skip
"""Where clouds tell their machines secrets: no network that an administrator names opens these."""

_WITH_PORT = re.compile(r"(?P<host>\[[^]]*\]|[^:]*):(?P<port>\d{1,5})")
_TRANSLATED, _LOCALLY = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system knows them. Tests put another in its place."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_kind, address in found]


def allowed_addresses(host: str, port: int, limits: Limits, deadline: Deadline) -> list[str]:
    """The addresses of a host, all of them judged. Raises SourceError for a host that is not
    allowed, that has no address, or that has one which is not public and not opened."""
    name = plain_name(host)
    if not is_allowed(name, port, limits.hosts):
        raise SourceError(
            "host_not_allowed",
            _(
                "“%(host)s” is not among the hosts that values may come from. The server's "
                "administrator can add it to HEADWAY_SOURCE_HOSTS."
            )
            % {"host": name},
            is_lasting=True,
        )
    found = list(dict.fromkeys(_in_time(lambda: look_up(name, port), name, deadline)))
    for text in found:
        if not may_be_asked(text, limits):
            raise SourceError(
                "private_address",
                _(
                    "“%(host)s” is at %(address)s, which is not on the public internet. The "
                    "server's administrator can open its network with HEADWAY_SOURCE_NETWORKS."
                )
                % {"host": name, "address": text},
                is_lasting=True,
            )
    if not found:
        raise _unknown(name)
    return found


def plain_name(host: str) -> str:
    """A name as it is compared: small letters, in ASCII, no dot at its end, no brackets.

    >>> plain_name("Example.ORG."), plain_name("[::1]"), plain_name("*.bücher.example")
    ('example.org', '::1', '*.xn--bcher-kva.example')
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def is_allowed(host: str, port: int, allowed: frozenset[str]) -> bool:
    """Whether a host is among those allowed.

    >>> is_allowed("api.example.org", 443, frozenset({"*.example.org"}))
    True
    >>> is_allowed("example.org", 443, frozenset({"*.example.org", "example.org:8443"}))
    False
    """
    return any(_fits(host, port, rule) for rule in allowed)


def may_be_asked(text: str, limits: Limits) -> bool:
    """Whether an address is public, or in a network that an administrator has opened. One that
    carries another within it (mapped, tunnelled, translated) must pass as both."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_passes(one, limits) for one in _meant(address))


def _fits(host: str, port: int, rule: str) -> bool:
    with_port = _WITH_PORT.fullmatch(rule)
    if with_port:
        rule = with_port["host"]
        if int(with_port["port"]) != port:
            return False
    rule = plain_name(rule)
    if rule.startswith("*."):
        return host.endswith(rule[1:]) and len(host) > len(rule) - 1
    return rule in {"*", host}


def _passes(address: Address, limits: Limits) -> bool:
    if address in NEVER or address.is_link_local or address.is_multicast:
        return False
    if address.is_unspecified:
        return False
    if any(address in network for network in limits.networks):
        return True
    is_inside = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_reserved and not is_inside


def _meant(address: Address) -> list[Address]:
    """All that an address stands for: one that is but a spelling of an IPv4 one stands for that."""
    if isinstance(address, IPv4Address):
        return [address]
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped or address in _TRANSLATED:
        return [last]
    if int(address) >> 32 == 0 and int(address) > 1:
        return [address, last]
    carried = [address.sixtofour, *(address.teredo or ()), last if address in _LOCALLY else None]
    return [address, *(one for one in carried if one is not None)]


def _in_time(ask: Callable[[], Sequence[str]], name: str, deadline: Deadline) -> Sequence[str]:
    """The system's look-up knows no time limit, so it runs beside and is left alone when late."""
    answers: queue.SimpleQueue[Sequence[str] | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise deadline.passed() from None
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str) -> SourceError:
    said = _("There is no host “%(host)s”, or the name server does not answer. Check the address.")
    return SourceError("unknown_host", said % {"host": name})
