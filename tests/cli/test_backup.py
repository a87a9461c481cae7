"""A backup is everything, of one moment; a restore brings all of it back, or changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from headway.kit.testing.postgres import Cluster
from tests.cli.conftest import Shell


def everything(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for (name,) in sorted(names)
            if not name.startswith("sqlite_")
        }


@pytest.fixture
def filled(shell: Shell, plan: Path) -> Shell:
    """An organisation with OKRs, an uploaded file, and a secret key."""
    shell.ok("import", plan)
    (shell.data / "uploads" / "logos").mkdir(parents=True)
    (shell.data / "uploads" / "logos" / "acme.png").write_bytes(b"picture")
    return shell


def test_nothing_is_lost_on_the_way_to_another_machine(filled: Shell, tmp_path: Path) -> None:
    before = everything(filled.data / "headway.sqlite3")
    assert len(before["okrs_keyresult"]) == 2
    filled.ok("backup", tmp_path / "all.tar.gz")
    other = Shell(tmp_path / "other")
    restored = other.run("restore", tmp_path / "all.tar.gz")
    assert restored.returncode == 0, restored.stderr
    assert "every link holds" in restored.stderr
    assert everything(other.data / "headway.sqlite3") == before
    assert (other.data / "uploads" / "logos" / "acme.png").read_bytes() == b"picture"
    assert other.run("doctor").returncode == 0


def test_a_backup_is_for_its_owner_and_holds_the_key_only_when_asked(
    filled: Shell, tmp_path: Path
) -> None:
    plain, whole = tmp_path / "plain.tar.gz", tmp_path / "whole.tar.gz"
    filled.ok("backup", plain)
    filled.ok("backup", whole, "--with-secret-key")
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    key = (filled.data / "secret.key").read_text()
    assert "secret.key" not in names(plain)
    assert "secret.key" in names(whole)
    other = Shell(tmp_path / "other")
    other.ok("restore", plain)
    assert (other.data / "secret.key").read_text() != key
    other.ok("restore", whole, "--force")
    assert (other.data / "secret.key").read_text() == key
    assert stat.S_IMODE((other.data / "secret.key").stat().st_mode) == 0o600


def names(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


def test_data_is_replaced_only_by_force_and_then_kept_aside(filled: Shell, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "all.tar.gz")
    assert "There is data already" in filled.refused("restore", tmp_path / "all.tar.gz")
    before = everything(filled.data / "headway.sqlite3")
    filled.ok("restore", tmp_path / "all.tar.gz", "--force")
    assert everything(filled.data / "headway.sqlite3") == before
    (aside,) = filled.data.glob("headway.replaced-*.sqlite3")
    assert everything(aside) == before


def test_a_file_is_overwritten_only_by_force(filled: Shell, tmp_path: Path) -> None:
    target = tmp_path / "all.tar.gz"
    target.write_bytes(b"precious")
    assert "exists" in filled.refused("backup", target, code=2)
    assert target.read_bytes() == b"precious"
    filled.ok("backup", target, "--force")
    assert "manifest.json" in names(target)


def test_a_damaged_backup_changes_nothing(filled: Shell, tmp_path: Path) -> None:
    whole = tmp_path / "all.tar.gz"
    filled.ok("backup", whole)
    before = everything(filled.data / "headway.sqlite3")
    for name, content in damaged(whole, tmp_path).items():
        bad = tmp_path / name
        bad.write_bytes(content)
        refusal = filled.refused("restore", bad, "--force")
        assert name in refusal
        if name.startswith("flipped"):
            assert "is damaged, or was not made by" in refusal
        assert everything(filled.data / "headway.sqlite3") == before
    assert not list(filled.data.glob("*.replaced-*"))


def damaged(whole: Path, folder: Path) -> dict[str, bytes]:
    """Backups that are cut short, altered, of something else, or malicious."""
    content = whole.read_bytes()
    unpacked = folder / "unpacked"
    with tarfile.open(whole) as archive:
        archive.extractall(unpacked, filter="data")
    with (unpacked / "database.sqlite3").open("r+b") as database:
        database.seek(5000)
        database.write(b"altered")
    altered = folder / "made.tar.gz"
    with tarfile.open(altered, "w:gz") as archive:
        for path in sorted(unpacked.rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(unpacked))
    flipped = folder / "made-flipped.tar.gz"
    with tarfile.open(flipped, "w:gz") as archive:
        archive.add(unpacked / "database.sqlite3", "database.sqlite3")
        archive.add(unpacked / "manifest.json", "manifert.json")
    evil = folder / "made-evil.tar.gz"
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(unpacked / "manifest.json", "../../outside.json")
    return {
        "short.tar.gz": content[: len(content) // 2],
        "altered.tar.gz": altered.read_bytes(),
        "flipped.tar.gz": flipped.read_bytes(),
        "text.tar.gz": b"hello",
        "empty.tar.gz": b"",
        "evil.tar.gz": evil.read_bytes(),
    }


def test_a_backup_during_writes_is_of_one_moment(filled: Shell, tmp_path: Path) -> None:
    """A writer commits pairs; the copy holds whole pairs only."""
    database = filled.data / "headway.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE pairs (number INTEGER)")
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            number = 0
            while not done.is_set():
                with connection:
                    connection.execute("INSERT INTO pairs VALUES (?)", [number])
                    connection.execute("INSERT INTO pairs VALUES (?)", [number])
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        filled.ok("backup", tmp_path / "all.tar.gz")
    finally:
        done.set()
        writer.join()
    with tarfile.open(tmp_path / "all.tar.gz") as archive:
        archive.extract("database.sqlite3", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        (count,) = copy.execute("SELECT count(*) FROM pairs").fetchone()
        (numbers,) = copy.execute("SELECT count(DISTINCT number) FROM pairs").fetchone()
    assert count == 2 * numbers > 0


def test_a_running_server_is_not_pulled_from_under(filled: Shell, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "all.tar.gz")
    with filled.server():
        filled.ok("backup", tmp_path / "live.tar.gz")
        refusal = filled.refused("restore", tmp_path / "all.tar.gz", "--force")
        assert "Stop it first" in refusal


def test_a_backup_of_the_other_database_is_refused(filled: Shell, tmp_path: Path) -> None:
    made = tmp_path / "all.tar.gz"
    filled.ok("backup", made)
    with tarfile.open(made) as archive:
        archive.extractall(tmp_path / "in", filter="data")
    manifest = tmp_path / "in" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"sqlite"', '"postgresql"'))
    with tarfile.open(made, "w:gz") as archive:
        for path in sorted((tmp_path / "in").rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(tmp_path / "in"))
    refusal = Shell(tmp_path / "other").refused("restore", made)
    assert "holds a PostgreSQL database" in refusal


def test_without_a_database_there_is_nothing_to_back_up(empty_shell: Shell, tmp_path: Path) -> None:
    assert "There is no database" in empty_shell.refused("backup", tmp_path / "all.tar.gz")
    assert not (tmp_path / "all.tar.gz").exists()
    assert not list(tmp_path.glob(".headway-backup-*"))


@pytest.fixture
def postgres(durable_cluster: Cluster, tmp_path: Path) -> Shell:
    """A shell whose settings name an empty PostgreSQL database."""
    durable_cluster.drop_database("cli")
    shell = Shell(tmp_path / "data")
    shell.settings["HEADWAY_DATABASE_URL"] = durable_cluster.create_database("cli")
    programs = durable_cluster.engine.programs
    shell.settings["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return shell


def test_postgresql_is_backed_up_and_restored_whole(
    postgres: Shell, plan: Path, durable_cluster: Cluster, tmp_path: Path
) -> None:
    postgres.ok("import", plan)
    made = tmp_path / "all.tar.gz"
    postgres.ok("backup", made)
    assert "There is data already" in postgres.refused("restore", made)
    durable_cluster.drop_database("cli_restored")
    other = Shell(tmp_path / "other", dict(postgres.settings))
    other.settings["HEADWAY_DATABASE_URL"] = durable_cluster.create_database("cli_restored")
    other.ok("restore", made)
    assert rows(other) == rows(postgres)
    assert rows(other)["okrs_keyresult"] == 2
    other.ok("restore", made, "--force")
    assert other.run("doctor").returncode == 0


def rows(shell: Shell) -> dict[str, int]:
    with psycopg.connect(shell.settings["HEADWAY_DATABASE_URL"]) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # type: ignore[index]  # one row
            for (name,) in names
        }


def test_without_pg_dump_it_says_what_to_install(postgres: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    python = shutil.which("python3")
    assert python is not None
    (folder / "python3").symlink_to(python)
    postgres.settings["PATH"] = str(folder)
    refusal = postgres.refused("backup", tmp_path / "all.tar.gz")
    assert "pg_dump is not installed" in refusal
