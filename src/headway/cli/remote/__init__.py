"""`headway api`: every operation of the REST API, by its name, on a running server.

Which operations there are, and what they take, is read from the server's own description: client
and server need not be of one version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from headway.cli.errors import Unusable
from headway.cli.remote.operations import Catalogue
from headway.cli.remote.options import server_at, server_options

__all__ = ["api"]


@click.command(name="api")
@click.argument("operation", required=False)
@click.argument("given", nargs=-1, metavar="[NAME=VALUE]...")
@server_options
@click.option(
    "--body",
    type=click.File("rb"),
    help="A file with the JSON, or the lines of it, to send; - reads standard input.",
)
@click.option("--all", "everything", is_flag=True, help="Read every page of a list.")
@click.option("--about", is_flag=True, help="Say what OPERATION takes, and do nothing.")
def api(
    operation: str | None,
    given: tuple[str, ...],
    url: str,
    token: str | None,
    body: Any,
    everything: bool,
    about: bool,
) -> None:
    """Read and change a running server by the names of its API.

    Without an OPERATION it lists them all. Values are named as in the API; a name may be given
    several times, and file=@PATH sends a file. Prints JSON.

    \b
    headway api list_due
    headway api create_check_in key_result_id=17 value=52 confidence=7
    headway api list_objectives cycle_id=3 --all
    """
    server = server_at(url, token)
    known = Catalogue(server.description())
    if operation is None:
        for name, summary in known.listed():
            click.echo(f"{name:<32} {summary}")
        return
    found = known.find(operation.replace("-", "_"))
    if about:
        click.echo("\n".join(found.about(known.schemas)))
        return
    call = found.call(_named(given), known.schemas, None if body is None else body.read())
    answer = server.all_pages(call) if everything else server.send(call)
    if answer is not None:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _named(given: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if any("\ud800" <= letter <= "\udfff" for letter in text):  # bytes of another encoding
            raise Unusable(f"What is given for “{name}” is no text in UTF-8.")
        if not equals or not name:
            raise Unusable(f"“{text}” is no NAME=VALUE.")
        found.setdefault(name.replace("-", "_"), []).append(value)
    return found
