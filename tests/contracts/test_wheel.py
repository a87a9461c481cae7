"""The built wheel is the whole product: installed anywhere, `headway demo` serves a page."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow

START_SECONDS = 90  # a cold start on a busy machine, with the demo organisation made first


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=repository
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the locked packages and the wheel, nothing else."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False)
    into = ["--python", str(folder / "bin" / "python"), "--quiet", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", *into, "install", "--no-compile"]
    lock = repository / "requirements" / "runtime.txt"
    _run(*pip, "--require-hashes", "-r", str(lock))
    _run(*pip, "--no-deps", "--no-index", str(wheel))
    return folder / "bin"


@pytest.fixture
def demo(installed: Path, tmp_path: Path) -> Iterator[str]:
    """Address of `headway demo` run from the installed wheel, far from the repository."""
    environment = {
        "PATH": f"{installed}:/usr/bin:/bin",
        "HEADWAY_DATA_DIR": str(tmp_path / "data"),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    port = _free_port()
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [installed / "headway", "demo", "--port", str(port)],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield _when_it_answers(f"http://127.0.0.1:{port}/", server, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def test_the_wheel_holds_templates_assets_and_migrations(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    source = repository / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "headway").rglob("*")
        if path.is_file() and not {"__pycache__", "tests"} & set(path.parts)
    }
    assert wanted - packed == set()
    assert not [name for name in packed if "/tests/" in name]
    for kind in (
        r"/jinja2/.+\.",
        r"/static/.+\.css$",
        r"/static/vendor/.+\.js$",
        r"/migrations/0001",
    ):
        assert any(re.search(kind, name) for name in packed), f"nothing like {kind}"


def test_a_page_and_its_assets_are_served_from_the_installed_wheel(demo: str) -> None:
    with urlopen(demo, timeout=30) as answer:
        page = answer.read().decode()
    assert "</html>" in page
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert assets
    for asset in assets:
        with urlopen(demo + asset.lstrip("/"), timeout=30) as answer:
            assert answer.status == 200
            assert answer.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _when_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"The server ended.\n{log.read_text(errors='replace')}"
        if _answers(address):
            return address
        time.sleep(0.1)
    raise AssertionError(f"No page after {START_SECONDS} s.\n{log.read_text(errors='replace')}")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10):
            return True
    except (URLError, ConnectionError, TimeoutError):
        return False


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
