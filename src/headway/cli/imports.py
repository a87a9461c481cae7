"""`headway import FILE`: bring in OKRs from elsewhere, or take an import back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.errors import Unusable
from headway.cli.organisations import invited_administrator, is_shut, way_in
from headway.cli.progress import bar
from headway.kit.problems import Problem

SHOWN = 20
PLACES = 3


@click.command(name="import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.option("--all", "everything", is_flag=True, help="List every line, however many there are.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--strict", is_flag=True, help="Import nothing when any entry cannot be used.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Let the file win over what people changed here since the last import.",
)
@click.option("--undo", "undo", type=int, metavar="ID", help="Take the import of that number back.")
@click.option(
    "--organisation",
    "slug",
    metavar="SLUG",
    help="Where it goes. Default: the organisation the file names, founded when there is none.",
)
@click.option(
    "--kpi", default="", metavar="NAME", help="Which KPI a file of values alone is of, or its id."
)
def import_(
    file: Path | None,
    as_json: bool,
    everything: bool,
    dry_run: bool,
    strict: bool,
    overwrite: bool,
    undo: int | None,
    slug: str | None,
    kpi: str,
) -> None:
    """Import a file of OKRs or KPIs, or undo an import.

    Importing the same file again changes nothing. All of it is written, or nothing; what stays
    out is named by line.
    """
    if (file is None) == (undo is None):
        raise Unusable("Give a file to import, or --undo with the number of an import.")
    content = file.read_bytes() if file else b""
    start_and_migrate()
    from headway.exchange.actions import run_import, run_undo

    with _told_as_json(file) if as_json else nullcontext():
        if undo is not None:
            report = run_undo(undo)
        else:
            with bar("Importing", quiet=as_json) as shown:
                report = run_import(
                    content,
                    file.name if file else "",
                    organisation=slug,
                    dry_run=dry_run,
                    strict=strict,
                    overwrite=overwrite,
                    kpi=kpi,
                    progress=shown.update,
                )
    if as_json:
        click.echo(json.dumps(report, default=str, indent=2, ensure_ascii=False))
    else:
        _print(report, everything=everything)


@contextmanager
def _told_as_json(file: Path | None) -> Iterator[None]:
    """A refusal is a report too: scripts read it where they read every other."""
    try:
        yield
    except Problem as problem:
        report = {
            "id": None,
            "state": "refused",
            "filename": file.name if file else None,
            "problem": problem.as_dict(),
        }
        click.echo(json.dumps(report, default=str, indent=2, ensure_ascii=False))
        raise


def _print(report: dict[str, Any], *, everything: bool) -> None:
    lines, places = (None, None) if everything else (SHOWN, PLACES)
    organisation = report["organisation"]
    click.echo(f"{_HEADS[report['state']]}: {report['filename']} → {organisation['name']}")
    for name in ("created", "updated", "unchanged"):
        counts = {kind: n for kind, n in report[name].items() if n}
        if counts:
            listed = ", ".join(_counted(kind, n) for kind, n in counts.items())
            click.echo(f"  {name}: {listed}")
    if report["state"] == "dry_run":
        _print_findings("changes", [_change(c) for c in report["changes"]], lines)
    rejected = [f"{f['where']}: {f['why']}" for f in report["rejected"]]
    _print_findings("rejected", rejected, lines)
    _print_findings("assumed", [_assumed(found, places) for found in report["assumed"]], lines)
    if not everything and _is_cut(report):
        note("--all lists every line and place, --json for scripts.")
    if report["id"] is not None and report["state"] == "committed":
        note(f"Take it back with: headway import --undo {report['id']}")
        _say_how_to_get_in(organisation["slug"])


def _say_how_to_get_in(slug: str) -> None:
    """A file names people and gives nobody a log-in: without this nobody would get in."""
    from headway.people.models import Organisation

    organisation = Organisation.objects.get(slug=slug)
    if not is_shut(organisation):
        return
    if invited := invited_administrator(organisation):
        again = f"headway invite {invited} --organisation {slug}"
        note(f"The invitation of {invited} waits to be opened. For a new link: {again}")
    else:
        note(f"No administrator can sign in yet. Let one in with: {way_in(slug).strip('`')}")


def _counted(kind: str, count: int) -> str:
    known = {"check_ins": "check-ins", "kpis": "KPIs", "measurements": "values of KPIs"}
    if kind == "measurements" and count == 1:
        return "1 value of a KPI"
    many = known.get(kind, kind.replace("_", " "))
    if count != 1:
        return f"{count} {many}"
    return f"1 {'person' if kind == 'people' else many.removesuffix('s')}"


def _is_cut(report: dict[str, Any]) -> bool:
    """Whether anything is left off the lists."""
    changes = report["changes"] if report["state"] == "dry_run" else ()
    lists = (changes, report["rejected"], report["assumed"])
    return any(len(one) > SHOWN for one in lists) or any(
        len(found["where"]) > PLACES for found in report["assumed"]
    )


def _assumed(found: dict[str, Any], most: int | None) -> str:
    """What was taken for granted, how often, and the first places in the file (all for None)."""
    times = f" ({found['count']} times)" if found["count"] > 1 else ""
    places = found["where"]
    if not places:
        return f"{found['what']}{times}"
    shown = places[:most]
    more = f" and {len(places) - len(shown)} more" if len(places) > len(shown) else ""
    return f"{found['what']}{times} At {'; '.join(shown)}{more}"


_HEADS = {"committed": "Imported", "dry_run": "Would import", "undone": "Undone"}


def _change(change: dict[str, Any]) -> str:
    kind = "KPI" if change["kind"] == "kpi" else change["kind"].replace("_", " ")
    return f"line {change['line']}: {change['action']} {kind} “{change['title']}”"


def _print_findings(name: str, lines: list[str], most: int | None) -> None:
    if not lines:
        return
    click.echo(f"  {name}: {len(lines)}")
    shown = lines[:most]
    for line in shown:
        click.echo(f"    {line}")
    if len(lines) > len(shown):
        click.echo(f"    … and {len(lines) - len(shown)} more")
