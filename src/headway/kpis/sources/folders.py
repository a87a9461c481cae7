"""Files below the one folder that an administrator opened, and nothing else."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from headway.kpis.sources.terms import Limits, SourceError


def opened_folder(limits: Limits) -> Path:
    """The folder itself. Raises SourceError where none was opened, or none is there."""
    if limits.folder is None:
        said = _("The server's administrator has to open a folder with HEADWAY_SOURCE_DIR.")
        raise SourceError("no_folder", said, is_lasting=True)
    try:
        return limits.folder.resolve(strict=True)
    except OSError:
        said = _("The folder that values are read from is not there now.")
        raise SourceError("no_folder", said) from None


def file_below(folder: Path, name: str) -> Path:
    """A file by its name below a folder. Raises SourceError for one that is not there or, by a link
    or ``..``, lies elsewhere: both are said alike."""
    found = (folder / name).resolve()
    if not found.is_relative_to(folder) or not found.is_file():
        said = _("There is no file “%s” in the folder that the server's administrator opened.")
        raise SourceError("no_file", said % name[:100])
    return found


def is_plain_path(text: str) -> bool:
    """Whether a path leads only downwards.

    >>> [is_plain_path(text) for text in ("sales/2026.csv", "../secret", "/etc/passwd", "a/../b")]
    [True, False, False, False]
    """
    parts = text.replace("\\", "/").split("/")
    return bool(text) and "\0" not in text and all(part not in {"", ".", ".."} for part in parts)
