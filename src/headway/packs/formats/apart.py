"""Write a file in a process of its own: what drawing takes, up to a gigabyte for a large pack,
returns to the machine when it ends; it stands back behind the pages that people wait for, and one
that never ends is ended."""

from __future__ import annotations

import os
import subprocess
import sys

from headway.packs.formats.stored import from_text

PATIENCE = 900.0
"""Seconds that a file may take. The largest pack takes a tenth of that."""
BEHIND = 10
"""How far it stands back when others need the processor."""
TOLD = 3
"""How the process ends when its last line says to people why there is no file."""


class NotWritten(Exception):
    """There is no file. ``told`` says why where people can do something about it, else it is
    empty; the exception itself says it to who runs the server, without a word of the pack."""

    def __init__(self, words: str, told: str = "") -> None:
        super().__init__(words)
        self.told = told


def write_apart(
    kind: str, text: str, *, language: str, time_zone: str, patience: float = PATIENCE
) -> bytes:
    """A document that was kept (``to_text``) as a file of a kind of ``FILES``, in a language.

    Raises NotWritten, also when it takes more than ``patience`` seconds, or the process is killed
    or never begins.
    """
    command = [sys.executable, "-m", "headway.packs.formats.apart", kind, language, time_zone]
    surroundings = {"DJANGO_SETTINGS_MODULE": "headway.settings", **os.environ}
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=patience,
            env=surroundings,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise NotWritten(f"A file took more than {patience:g} seconds.") from slow
    except OSError as error:  # such as no memory for one more
        raise NotWritten(f"No process was started: {type(error).__name__}") from error
    if done.returncode == 0:
        return done.stdout
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if done.returncode == TOLD:
        raise NotWritten(last, told=last)
    raise NotWritten(f"The process that writes a file ended with {done.returncode}: {last[:100]}")


def main() -> int:
    """Read a document, write its file."""
    kind, language, time_zone = sys.argv[1:]
    os.nice(BEHIND)
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get into the file
    import django

    django.setup()
    from django.utils import timezone, translation

    from headway.kit.problems import Problem
    from headway.packs.formats.files import write

    try:
        document = from_text(sys.stdin.buffer.read().decode())
        with translation.override(language), timezone.override(time_zone):
            content = write(kind, document)
    except Problem as problem:
        sys.stderr.write(f"\n{problem.detail}\n")
        return TOLD
    except Exception as error:  # noqa: BLE001 - its kind is told, its words may be of the pack
        sys.stderr.write(f"\n{type(error).__name__}\n")
        return 1
    with os.fdopen(out, "wb") as file:
        file.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
