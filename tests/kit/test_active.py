"""Language and time zone stay what Django says of them, however they are kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, trans_real

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _elsewhere(ask: Callable[[], object]) -> object:
    """What another thread is told."""
    told: list[object] = []
    thread = threading.Thread(target=lambda: told.append(ask()))
    thread.start()
    thread.join()
    return told[0]


def test_a_text_follows_the_language_wherever_it_changes() -> None:
    monday = gettext_lazy("Monday")
    for _again in range(2):
        for language, said in (("de", "Montag"), ("fr", "lundi"), ("en-gb", "Monday")):
            with translation.override(language):
                assert (gettext("Monday"), str(monday)) == (said, said)
                assert gettext("Nobody has translated this.") == "Nobody has translated this."
    with translation.override(None):
        assert gettext("Monday") == "Monday"


def test_what_is_markup_stays_markup() -> None:
    with translation.override("de"):
        assert type(gettext("Monday")) is str
        marked = gettext(mark_safe("Monday"))
        assert (marked, type(marked)) == ("Montag", SafeString)
        assert gettext("") == ""


def test_a_language_is_one_threads_own() -> None:
    with translation.override("de"):
        assert _elsewhere(lambda: gettext("Monday")) == "Monday"
        assert gettext("Monday") == "Montag"


def test_a_time_zone_is_one_threads_own() -> None:
    with timezone.override("Asia/Tokyo"):
        assert timezone.localtime(NOON).hour == 21
        assert _elsewhere(lambda: timezone.localtime(NOON).hour) == 12
    assert timezone.localtime(NOON).hour == 12


def test_both_are_kept_where_threads_keep_things() -> None:
    assert isinstance(vars(trans_real)["_active"], threading.local)
    assert isinstance(vars(timezone)["_active"], threading.local)
