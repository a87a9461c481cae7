"""Texts that the arithmetic names and an app translates.

The core knows no language and imports no gettext. A template carries named placeholders; who shows
it passes it through its own translation first and fills it in afterwards.
"""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """The text itself: the name is the mark by which translators' tools find it.

    >>> gettext_noop("Give it {count} owners.")
    'Give it {count} owners.'
    """
    return text
