"""`headway backup` and `headway restore`: everything in one file, and back."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from headway import __version__
from headway.cli.archive import Manifest, extract_archive, files_below, move, write_archive
from headway.cli.boot import migrate, note, start
from headway.cli.databases import Store, store_of
from headway.cli.errors import CommandFailed, Unusable
from headway.cli.guard import only_server
from headway.cli.progress import bar

UPLOADS = "uploads"
SECRET_KEY = "secret.key"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE when it exists.")
@click.option(
    "--with-secret-key",
    is_flag=True,
    help="Put the secret key in too. Whoever has it can sign in as anybody: keep it safe.",
)
def backup(file: Path, force: bool, with_secret_key: bool) -> None:
    """Write the database and all uploaded files to FILE, a .tar.gz.

    The server may run meanwhile: the copy is of one moment. PostgreSQL is copied with pg_dump.
    Without the secret key people sign in again after a restore.
    """
    if file.exists() and not force:
        raise Unusable(f"{file} exists. Choose another name, or --force to replace it.")
    if not file.parent.is_dir():
        raise Unusable(f"There is no folder {file.parent}.")
    start()
    from django.conf import settings

    store = store_of(settings.DATABASES["default"])
    folder = file.resolve().parent
    with tempfile.TemporaryDirectory(dir=folder, prefix=".headway-backup-") as scratch:
        copy = Path(scratch) / store.member
        with bar("Copying the database") as shown:
            store.copy_to(copy, shown.update)
        members = {store.member: copy, **_uploads(Path(settings.MEDIA_ROOT))}
        if with_secret_key:
            members[SECRET_KEY] = _secret_key(Path(settings.DATA_DIR))
        facts = {
            "headway": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "engine": store.engine,
        }
        with bar("Packing") as shown:
            write_archive(file, members, facts, shown.update)
    note(f"Wrote {file} ({file.stat().st_size:,} bytes, {len(members)} files).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the data that is there.")
def restore(file: Path, force: bool) -> None:
    """Put the backup in FILE in place and verify it.

    Stop the server first. Refuses to replace data without --force. The database is brought to this
    version's tables, then every audit chain is walked, every stored score recomputed and every KPI
    judged.
    """
    start()
    from django.conf import settings

    store = store_of(settings.DATABASES["default"])
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with only_server(data, "restore"), tempfile.TemporaryDirectory(dir=data) as scratch:
        _refuse_full(store, Path(settings.MEDIA_ROOT), force)
        folder = Path(scratch)
        with bar("Unpacking") as shown:
            manifest = extract_archive(file, folder, shown.update)
        _refuse_other_engine(file, manifest, store)
        kept = store.replace_with(folder / store.member)
        _put_files(folder, data, Path(settings.MEDIA_ROOT))
    if kept:
        note(kept)
    migrate()
    _verify()
    note(f"Restored {file.name}, made {manifest.facts['made_at']}.")
    if SECRET_KEY not in manifest.digests:
        note("It holds no secret key: people sign in again, and open invitations stay valid.")


def _uploads(folder: Path) -> dict[str, Path]:
    return {f"{UPLOADS}/{path.relative_to(folder)}": path for path in files_below(folder)}


def _secret_key(data: Path) -> Path:
    path = data / SECRET_KEY
    if not path.exists():
        raise CommandFailed(
            "The secret key is in HEADWAY_SECRET_KEY, not in the data folder. Keep it yourself."
        )
    return path


def _refuse_full(store: Store, uploads: Path, force: bool) -> None:
    if force or (store.is_empty() and not any(files_below(uploads))):
        return
    raise CommandFailed("There is data already. Use --force to replace it with the backup.")


def _refuse_other_engine(file: Path, manifest: Manifest, store: Store) -> None:
    engine: Any = manifest.facts.get("engine")
    if engine != store.engine:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise CommandFailed(
            f"{file.name} holds a {names.get(engine, engine)} database, and the settings name "
            f"{names[store.engine]}. Set HEADWAY_DATABASE_URL to match the backup."
        )


def _put_files(folder: Path, data: Path, uploads: Path) -> None:
    for path in files_below(folder / UPLOADS):
        target = uploads / path.relative_to(folder / UPLOADS)
        target.unlink(missing_ok=True)
        move(path, target)
    if (folder / SECRET_KEY).exists():
        (data / SECRET_KEY).unlink(missing_ok=True)
        move(folder / SECRET_KEY, data / SECRET_KEY)


def _verify() -> None:
    from headway.cli.checks import chains_intact, kpis_match, scores_match

    for check in (chains_intact, scores_match, kpis_match):
        result = check()
        if result.state == "fail":
            raise CommandFailed(f"The backup is in place, but: {result.detail}")
        note(result.detail)
