"""Which server is meant, and the token that it knows somebody by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from headway.cli.errors import Unusable
from headway.cli.remote.server import Server


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--url`` and ``--token`` of a command, or the environment's."""
    url = click.option(
        "--url",
        envvar="HEADWAY_URL",
        default="http://127.0.0.1:8000",
        show_default=True,
        show_envvar=True,
        help="Where the server is.",
    )
    token = click.option("--token", envvar="HEADWAY_TOKEN", show_envvar=True, help="An API token.")
    return url(token(command))


def server_at(url: str, token: str | None) -> Server:
    """Raises Unusable for what is no address, and for what is no token."""
    if not url.startswith(("http://", "https://")):
        raise Unusable(f"“{url}” is no address of a server: it begins with http or https.")
    return Server(url.rstrip("/"), _plain_token(token))


def _plain_token(token: str | None) -> str:
    """Without the line break that a file ends with. Refused before anything could repeat it."""
    plain = (token or "").strip()
    if not (plain.isascii() and plain.isprintable()):
        raise Unusable("The token holds characters that no token has. Copy it once more.")
    return plain
