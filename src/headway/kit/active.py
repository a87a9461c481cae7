"""The active language and time zone, looked up in a tenth of the time.

Every text and every day a page says asks Django which language and which time zone are active, some
six hundred times a page. Django keeps both in storage that follows asynchronous tasks, behind a
lock and a context variable: 2 µs a look, and 6 µs more to find in two catalogues that an English
text has no translation. That was a seventh of the CPU of a page of an objective. Headway is
synchronous, a request is a thread; so what is active is kept in plain threads' storage, and what a
catalogue says of a text is kept beside the catalogue. ``translation.override`` and
``timezone.override`` work as ever. Replace both when Headway learns to be asynchronous.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import trans_real

TEXTS = 8192
"""Texts kept: all of Headway's in a few languages."""


def keep_in_threads() -> None:
    """Once, at the start of a process, before anything is active."""
    for module in (trans_real, timezone):
        module._active = threading.local()  # type: ignore[attr-defined]  # private to Django
    # Django's own functions, lazy texts among them, find the one to call here.
    translation._trans.gettext = _gettext  # type: ignore[attr-defined]  # private too


def _gettext(text: str) -> str:
    return _said(trans_real.catalog(), text)


@lru_cache(maxsize=TEXTS, typed=True)  # by type: what is markup stays markup
def _said(_words: Any, text: str) -> str:
    """By the catalogue that is active, which is the first argument."""
    return trans_real.gettext(text)
