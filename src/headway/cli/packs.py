"""`headway pack`: board packs of a running server, made, frozen and downloaded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from headway.cli.errors import Unusable
from headway.cli.remote.calls import Call, Json
from headway.cli.remote.options import server_at, server_options
from headway.cli.remote.units import unit_id_of

KINDS = ("pdf", "pptx", "xlsx")
PAUSE = 1
"""Seconds between two looks at a file that is made."""
PATIENCE = 1800
"""Seconds to wait for one."""


@click.group()
def pack() -> None:
    """Board packs of a running server, which is asked as `headway api` does.

    \b
    headway pack new
    headway pack get 3 --as pptx
    headway pack freeze 3
    """


@pack.command(name="list")
@server_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(url: str, token: str | None, as_json: bool) -> None:
    """List packs: live ones first, then frozen ones, the latest first."""
    rows = server_at(url, token).all_pages(Call("GET", "/api/v1/packs"))
    _print(rows, as_json, lambda: (line for row in rows for line in _line(row)))


@pack.command()
@server_options
@click.option("--title", default="", help="What it is called; what it is of when left out.")
@click.option("--unit", help="Name or id of the unit; the whole organisation when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def new(url: str, token: str | None, title: str, unit: str | None, as_json: bool) -> None:
    """Make a live pack with a ready set of pages."""
    unit_id = unit_id_of(server_at(url, token), unit)
    made = _send(url, token, "packs", {"title": title, "unit_id": unit_id})
    _print(made, as_json, lambda: _line(made))


@pack.command()
@server_options
@click.argument("pack_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: every number as it is.")
def show(url: str, token: str | None, pack_id: int, as_json: bool) -> None:
    """Print what a pack says: the heading of each page."""
    shown = server_at(url, token).send(Call("GET", f"/api/v1/packs/{pack_id}/document"))
    _print(shown, as_json, lambda: _said(shown))


@pack.command()
@server_options
@click.argument("pack_id", type=int)
@click.option("--copy", "as_copy", is_flag=True, help="Freeze a copy, and let the pack go on.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def freeze(url: str, token: str | None, pack_id: int, as_copy: bool, as_json: bool) -> None:
    """Keep what a pack shows everybody of the organisation; nothing changes it any more."""
    frozen = _send(url, token, f"packs/{pack_id}/freezes", {"as_copy": as_copy})
    _print(frozen, as_json, lambda: _line(frozen))


@pack.command()
@server_options
@click.argument("pack_id", type=int)
@click.option("--as", "kind", type=click.Choice(KINDS), default="pdf", show_default=True)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Where to; pack-ID.pdf when left out."
)
def get(url: str, token: str | None, pack_id: int, kind: str, output: Path | None) -> None:
    """Download a pack as PDF, PowerPoint or Excel; waits while it is made."""
    target = output or Path(f"pack-{pack_id}.{kind}")
    made = _made(url, token, pack_id, kind)
    address = f"/api/v1/packs/{pack_id}/files/{made['id']}/content"
    content = server_at(url, token).file(Call("GET", address))
    try:
        target.write_bytes(content)
    except OSError as error:
        raise Unusable(f"{target} cannot be written: {error.strerror}.") from error
    click.echo(f"{target} ({len(content)} bytes)")


def _made(url: str, token: str | None, pack_id: int, kind: str) -> Json:
    """The file, once it is made; how far it is stands on standard error."""
    found = _send(url, token, f"packs/{pack_id}/files", {"kind": kind})
    address, told = f"/api/v1/packs/{pack_id}/files/{found['id']}", ""
    ends = time.monotonic() + PATIENCE
    while found["state"] in ("waiting", "making"):
        words = (
            "The file is being drawn." if found["state"] == "making" else _waits(found["before"])
        )
        if words != told:
            click.echo(words, err=True)
            told = words
        if time.monotonic() > ends:
            minutes = PATIENCE // 60
            raise Unusable(f"The file was not made within {minutes} minutes. Try again later.")
        time.sleep(PAUSE)
        found = server_at(url, token).send(Call("GET", address))
    if found["state"] == "failed":
        raise Unusable(f"The file was not made: {found['error']}")
    return found


def _waits(before: int) -> str:
    return f"The file waits; made before it: {before}."


@pack.command()
@server_options
@click.argument("pack_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def send(url: str, token: str | None, pack_id: int, as_json: bool) -> None:
    """Send a pack by e-mail to its recipients now."""
    sent = _send(url, token, f"packs/{pack_id}/sends", None)
    _print(sent, as_json, lambda: [f"{sent['letters']} e-mails go out."])


def _send(url: str, token: str | None, path: str, body: Json | None) -> Json:
    call = Call("POST", f"/api/v1/{path}")
    call.content = None if body is None else json.dumps(body).encode()
    answer: Json = server_at(url, token).send(call)
    return answer


def _print(found: Any, as_json: bool, lines: Any) -> None:
    text = json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(lines())
    click.echo(text)


def _line(row: Json) -> Iterator[str]:
    told = f"of {row['day']}" if row["day"] else "of today"
    state = f"frozen {row['frozen_at'][:10]}" if row["frozen_at"] else "live"
    yield f"{row['id']}  {row['title']} ({row['unit_name'] or 'all'}), {told}, {state}"


def _said(shown: Json) -> Iterator[str]:
    yield f"{shown['title']}: {shown['scope']}, {shown['day']}"
    for page in shown["pages"]:
        yield f"{page['key']}  {page['name']}: {page['title']}"
