"""Paths through a JSON document: JSONPath (RFC 9535), without what could take for ever.

Regular expressions and paths that lead through the document more than once are not read: a short
path over a long document could keep a worker busy for hours.
"""

from __future__ import annotations

import re
from typing import Any

import jsonpath
from django.utils.translation import gettext as _

from headway.kpis.sources.terms import SourceError

LONGEST_PATH = 300
MOST_COMMAS = 4
"""Each list of choices, as in ``[0, 1]``, leads through what follows it once a choice."""
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_LAST_STEP = re.compile(r"(\[\*\]|\.\*|\[\?.*\])$")


class _Paths(jsonpath.JSONPathEnvironment):
    """The library's strict mode, without the functions that match regular expressions."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        for name in ("match", "search"):
            self.function_extensions.pop(name, None)


_paths = _Paths(strict=True)


class Path:
    """A path from the root of a document, or of a row; a plain name is one below it. Raises
    SourceError for one that is none."""

    def __init__(self, text: str) -> None:
        self.text = _rooted(text)
        try:
            self._steps = _paths.compile(self.text)
        except (jsonpath.JSONPathError, RecursionError) as error:
            raise _not_followed(self.text, error) from None

    def found(self, document: Any, most: int) -> list[Any]:
        """What it finds, at most one more than ``most``."""
        if not isinstance(document, dict | list):  # the library would read a text as a document
            return [document] if self.text == "$" else []
        found: list[Any] = []
        try:
            for match in self._steps.finditer(document):
                found.append(match.obj)
                if len(found) > most:
                    break
        except (jsonpath.JSONPathError, RecursionError) as error:
            raise _not_followed(self.text, error) from None
        return found

    def leads_into_a_list(self, document: Any) -> bool:
        """Whether it finds nothing only because the list it goes through is empty, or all of it
        filtered out."""
        above = _LAST_STEP.sub("", self.text)
        return above != self.text and bool(Path(above).found(document, 1))

    def nothing(self) -> SourceError:
        """What is said when there is nothing where it leads."""
        said = _("There is nothing at “%s” in what the source answered. Check the path.")
        return SourceError("no_match", said % self.text)


def wrong_path(text: str) -> str:
    """Why a text is no path that is followed, or nothing."""
    if len(text) > LONGEST_PATH:
        return _("Use at most %d characters.") % LONGEST_PATH
    bare = _QUOTED.sub("", _rooted(text))
    if bare.count("..") > 1 or bare.count("$") > 1:
        return _("Go through the document only once: with one “..” and one “$” at most.")
    if bare.count(",") > MOST_COMMAS:
        return _("Choose one thing at a time: with %d commas at most.") % MOST_COMMAS
    try:
        _paths.compile(_rooted(text))
    except (jsonpath.JSONPathError, RecursionError) as error:
        return _("This is no JSONPath such as $.data[*].value: %s.") % _why(error)
    return ""


def _rooted(text: str) -> str:
    return text if text.startswith("$") else f"$.{text}"


def _not_followed(text: str, error: Exception) -> SourceError:
    said = _("The path “%(path)s” cannot be followed: %(why)s.")
    words = said % {"path": text, "why": _why(error)}
    return SourceError("path", words, is_lasting=True)


def _why(error: Exception) -> str:
    return str(error).partition(",")[0][:100]
