"""What the list of objectives says at its top."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.pace import StatusCode
from headway.okrs.queries.figures import Figures
from headway.web.formats import count_at_start


def objectives_heading(figures: Figures | None, where: str, *, is_over: bool) -> str:
    """How many objectives there are, and the gravest thing about them. Once their cycle ``is_over``
    that is what nobody has closed."""
    if figures is None or not figures.total_objectives:
        return _("No objective in %(where)s yet.") % {"where": where}
    counted = ngettext(
        "%(words)s objective in %(where)s.",
        "%(words)s objectives in %(where)s.",
        figures.total_objectives,
    ) % {"words": count_at_start(figures.total_objectives), "where": where.rstrip(".")}
    return f"{counted} {_to_close(figures.open) if is_over else _gravest(figures)}"


def _to_close(count: int) -> str:
    if not count:
        return _("All are closed.")
    words = ngettext("%(words)s is still to be closed.", "%(words)s are still to be closed.", count)
    return words % {"words": count_at_start(count)}


def _gravest(figures: Figures) -> str:
    if figures.computed_at:
        return _("Choose a unit at the top to see how its key results stand.")
    off_track = figures.key_results.get(StatusCode.OFF_TRACK, 0)
    if off_track:
        words = ngettext(
            "%(words)s key result is off track.", "%(words)s key results are off track.", off_track
        )
        return words % {"words": count_at_start(off_track)}
    stale = figures.key_results.get(StatusCode.STALE, 0)
    if stale:
        words = ngettext(
            "%(words)s key result waits for news.", "%(words)s key results wait for news.", stale
        )
        return words % {"words": count_at_start(stale)}
    return _("Nothing is off track.")
