"""A backup file: one compressed tar with a manifest that names every member and its SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from headway.cli.errors import CommandFailed

MANIFEST = "manifest.json"
FORMAT = "headway-backup/1"
_CHUNK = 1 << 20

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: facts about its origin, and each member's digest."""

    facts: Mapping[str, Any]
    digests: Mapping[str, str]


def write_archive(
    target: Path, members: Mapping[str, Path], facts: Mapping[str, Any], tell: Tell
) -> None:
    """Write ``members`` (name in the archive → file) to ``target``: whole, or not at all, and for
    its owner's eyes only, since it holds everything."""
    part = target.with_name(target.name + ".part")
    total = sum(path.stat().st_size for path in members.values())
    done = 0
    digests: dict[str, str] = {}
    try:
        with _private(part) as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                for name, path in members.items():
                    digests[name] = _add(archive, name, path)
                    done += path.stat().st_size
                    tell(done, total)
                manifest = {"format": FORMAT, **facts, "sha256": digests}
                _add_text(archive, MANIFEST, json.dumps(manifest, indent=2))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def extract_archive(source: Path, folder: Path, tell: Tell) -> Manifest:
    """Unpack into ``folder`` and check every member against the manifest.

    Raises CommandFailed for anything that is not a whole, unchanged backup. Only plain files below
    ``folder`` are written, whatever the archive names.
    """
    digests: dict[str, str] = {}
    size = source.stat().st_size
    try:
        with source.open("rb") as file, tarfile.open(fileobj=file, mode="r:gz") as archive:
            for member in archive:
                digests[member.name] = _extract(archive, member, folder)
                tell(file.tell(), size)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise CommandFailed(f"{source.name} is no whole backup: {error}.") from error
    return _checked(source, folder, digests)


def _checked(source: Path, folder: Path, digests: dict[str, str]) -> Manifest:
    digests.pop(MANIFEST, None)
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        expected = facts.pop("sha256")
        known = facts.pop("format") == FORMAT
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CommandFailed(
            f"{source.name} is damaged, or was not made by `headway backup`: its list of contents "
            "cannot be read. Use another copy of it."
        ) from error
    if not known:
        raise CommandFailed(f"{source.name} is of a newer Headway. Restore it with that one.")
    if expected != digests:
        wrong = sorted(
            name
            for name in expected.keys() | digests.keys()
            if expected.get(name) != digests.get(name)
        )
        raise CommandFailed(f"{source.name} is damaged: {', '.join(wrong[:5])}.")
    return Manifest(facts, expected)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        archive.addfile(entry, file)
    return digest


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    target = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"{member.name} is not a plain file of a backup")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _private(target) as file:
        for chunk in _chunks(content):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def files_below(folder: Path) -> Iterator[Path]:
    """Every plain file below a folder, in order."""
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def move(source: Path, target: Path) -> None:
    """Move a file or folder, across file systems where need be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
