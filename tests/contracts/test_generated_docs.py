"""Reference pages say what the code does today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_settings_and_command_line_pages_are_up_to_date(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
