"""One server, or one restore, on one data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headway.cli.errors import CommandFailed

LOCK_FILE = "server.lock"


@contextmanager
def only_server(data: Path, what: str) -> Iterator[None]:
    """Hold the data folder's lock. Child processes share it, and the system lets it go when the
    last of them ends, however that comes about.

    Raises CommandFailed when a server runs on the folder: a second one would make writers wait
    for each other, and a restore would pull the file from under it.
    """
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandFailed(
                f"A Headway server runs on {data}. Stop it first, or use another "
                f"HEADWAY_DATA_DIR for this {what}."
            ) from error
        yield
    finally:
        os.close(descriptor)
