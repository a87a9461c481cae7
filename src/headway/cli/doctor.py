"""`headway doctor`: is everything as it should be?"""

from __future__ import annotations

import dataclasses
import json

import click

from headway.cli.boot import start
from headway.cli.checks import Result, all_checks

MARKS = {"ok": "ok  ", "warn": "note", "fail": "FAIL"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look at database, files, mail, clock, audit trail, scores and KPIs.

    Changes nothing. Exits with 1 when something is wrong; notes alone exit with 0.
    """
    start()
    results: list[Result] = []
    for result in all_checks():
        results.append(result)
        if not as_json:
            click.echo(f"{MARKS[result.state]}  {result.name}: {result.detail}")
    failed = sum(result.state == "fail" for result in results)
    if as_json:
        rows = [dataclasses.asdict(result) for result in results]
        click.echo(json.dumps({"ok": not failed, "checks": rows}, indent=2, ensure_ascii=False))
    elif failed:
        click.echo(f"{failed} of {len(results)} checks failed.")
    context.exit(1 if failed else 0)
