"""What each answers in their own time."""

from __future__ import annotations

from django.utils.translation import gettext as _


def question_words() -> dict[str, str]:
    """The questions of an async weekly by their keys, in order (docs/methods 10.1)."""
    return {
        "where": _("Where are we?"),
        "stuck": _("What got stuck?"),
        "differently": _("What do we do differently this week?"),
    }
