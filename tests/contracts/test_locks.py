"""The locks pin everything with hashes, name no registry, and are what the manifests ask for."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NPM_LOCK: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
NPM_MANIFEST: dict[str, Any] = json.loads((ROOT / "package.json").read_text("utf-8"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def test_there_are_three_python_locks() -> None:
    assert [lock.stem for lock in LOCKS] == ["build", "dev", "runtime"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_python_lock_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?:i|f|-index|-extra|-find|-trusted)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_python_package_is_pinned_with_hashes(lock: Path) -> None:
    entries = _entries(lock)
    assert entries
    loose = [entry.split()[0] for entry in entries if "==" not in entry or not HASH.search(entry)]
    assert not loose


def test_development_runs_the_versions_that_are_shipped() -> None:
    runtime, dev = _versions("runtime"), _versions("dev")
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_python_lock_satisfies_the_manifest(lock: Path) -> None:
    """A dependency added to pyproject.toml without `make lock` is found here, not at install."""
    locked = _versions(lock.stem)
    for requirement in _wanted(lock.stem):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not locked. Run make lock."
        assert requirement.specifier.contains(version), f"{requirement}, locked {version}"


def test_npm_lock_names_no_registry_and_hashes_everything() -> None:
    packages = {name: entry for name, entry in NPM_LOCK["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if "integrity" not in entry]


def test_npm_lock_is_the_one_of_the_manifest() -> None:
    root = NPM_LOCK["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert root[kind] == NPM_MANIFEST[kind], "Run make lock."


def _entries(lock: Path) -> list[str]:
    """Each requirement with its hashes, as one line; comments left out."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]


def _versions(lock: str) -> dict[str, str]:
    versions: dict[str, str] = {}
    for entry in _entries(ROOT / "requirements" / f"{lock}.txt"):
        name, version = entry.split()[0].split("==")
        versions[canonicalize_name(name)] = version
    return versions


def _wanted(lock: str) -> list[Requirement]:
    if lock == "runtime":
        names = PROJECT["project"]["dependencies"]
    else:
        names = [name for name in PROJECT["dependency-groups"][lock] if isinstance(name, str)]
    return [Requirement(name) for name in names]
