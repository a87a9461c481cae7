"""What the writes of meetings check alike before they save."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError


def text_errors(field: str, text: str, limit: int, needed: str) -> list[FieldError]:
    """A text is required and bounded; ``needed`` says what to write where it is empty."""
    if not text.strip():
        return [FieldError(field, "required", needed)]
    if len(text.strip()) > limit:
        message = _("Use at most %(limit)d characters.") % {"limit": limit}
        return [FieldError(field, "too_long", message)]
    return []
