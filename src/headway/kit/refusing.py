"""Refuse what was typed with all that is wrong at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError, InvalidInput


def refuse(errors: Sequence[FieldError], said: str = "") -> None:
    """Raise InvalidInput where there are errors, in words of one's own or the usual ones."""
    if errors:
        raise InvalidInput(said or _("This was not saved. Mend what is marked."), errors=errors)


def on_line(line: int, why: str) -> InvalidInput:
    """A refusal of a whole file that names the line."""
    return InvalidInput.on(
        "file", _("Line %(line)d: %(why)s") % {"line": line, "why": why}, code="unreadable"
    )
