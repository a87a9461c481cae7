"""A status as people read it, in the words beside its mark (``okrs/_verdict.html``)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.core.pace import Status, StatusCode


def status_words(code: str) -> str:
    """Of an objective or key result."""
    return {
        StatusCode.ON_TRACK: _("On track"),
        StatusCode.WATCH: _("Watch"),
        StatusCode.OFF_TRACK: _("Off track"),
        StatusCode.DONE: _("Reached"),
        StatusCode.STALE: _("Stale"),
        StatusCode.NOT_STARTED: _("Not started"),
        StatusCode.CANCELLED: _("Cancelled"),
        StatusCode.UNKNOWN: _("No verdict yet"),
    }[StatusCode(code)]


def health_words(code: str) -> str:
    """What a health metric is called in the same states."""
    own = {
        StatusCode.ON_TRACK: _("Holds"),
        StatusCode.WATCH: _("Strained"),
        StatusCode.OFF_TRACK: _("Broken"),
        StatusCode.DONE: _("Holds"),
        StatusCode.UNKNOWN: _("Not read yet"),
    }
    return own.get(StatusCode(code)) or status_words(code)


def words_of(found: Status, *, is_health: bool = False) -> str:
    """A verdict, and what a stale one was before."""
    called = health_words if is_health else status_words
    is_unread = found.source == "unread" and not is_health
    words = _("No reading yet") if is_unread else called(found.code)
    if found.was and found.was is not StatusCode.UNKNOWN:
        before = called(found.was).lower()
        return _("%(status)s, was %(before)s") % {"status": words, "before": before}
    return words


def standing_words(standing: str) -> str:
    """What stands in place of a verdict (``ObjectiveRow.standing``), as ``okrs/_verdict.html`` has
    it."""
    return {
        "draft": _("Draft"),
        "proposed": _("Proposed"),
        "agreed": _("Agreed"),
        "unclosed": _("Ended, to be closed"),
        "closed": _("Closed"),
        "achieved": _("Achieved"),
        "partly": _("Partly achieved"),
        "missed": _("Missed"),
        "dropped": _("Dropped"),
        "carried_over": _("Carried over"),
    }[standing]
