"""English."""

from __future__ import annotations

from headway.core.review.languages.english.grammar import read
from headway.core.review.languages.english.words import STOP_WORDS, stem
from headway.core.review.languages.words import Words

__all__ = ["ENGLISH", "read", "stem"]

ENGLISH = Words(stop_words=STOP_WORDS, stem=stem, read=read)
