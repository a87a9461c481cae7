"""LibreOffice and poppler, by which tests open the files that Headway writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Compute everything again when a file is opened, instead of showing what was saved with it."""
PATIENCE = 180


def need(*programs: str) -> None:
    """Skip a test on a machine without these programs; fail it there under CI=true."""
    missing = [name for name in programs if shutil.which(name) is None]
    if not missing:
        return
    said = "LibreOffice or poppler is not installed; tools/ensure_office.sh says why."
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def converted(content: bytes, suffix: str, to: str, folder: Path) -> Path:
    """A file as LibreOffice saves it, computed anew. ``suffix`` is what it is, ``to`` what it
    becomes: "xlsx", "pdf"."""
    need("soffice")
    profile = folder / "office"
    registry = profile / "user" / "registrymodifications.xcu"
    registry.parent.mkdir(parents=True, exist_ok=True)
    registry.write_text(SETTINGS, "utf-8")
    given = folder / f"given.{suffix}"
    given.write_bytes(content)
    out = folder / "out"
    command = [
        "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to,
        "--outdir", str(out), str(given),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    found = out / f"given.{to}"
    if not found.exists():
        pytest.fail(f"LibreOffice cannot open it: {done.stdout}{done.stderr}")
    return found


def pictures(pdf: bytes, folder: Path) -> list[bytes]:
    """The pages of a PDF as PNG, small."""
    need("pdftoppm")
    given = folder / "pages.pdf"
    given.write_bytes(pdf)
    command = ["pdftoppm", "-r", "40", "-png", str(given), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return [path.read_bytes() for path in sorted(folder.glob("page-*.png"))]
