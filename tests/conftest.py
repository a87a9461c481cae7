"""Fixtures for the tests that look at the repository as a whole."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def tracked_files(repository: Path) -> list[Path]:
    """Every file of the project: what git tracks, or would track if it were added."""
    if not (repository / ".git").exists() or shutil.which("git") is None:
        pytest.skip("This is not a git checkout, so nothing tells own files from built ones.")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [repository / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def ground_truth(repository: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The cases that an independent implementation of the method computed, by the file's name."""

    def read(name: str) -> list[dict[str, Any]]:
        path = repository / "tests" / "ground_truth" / f"{name}.json"
        cases: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return cases

    return read


@pytest.fixture(scope="session")
def shared_data(repository: Path) -> Path:
    """Published OKRs, and cases not copied here, that lie beside the repository."""
    folder = repository.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The folder of published data is not beside this checkout.")
    return folder
