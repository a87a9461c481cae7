"""The rules over texts with the plain conditions that hit rates were published for: word lists and
patterns alone. The rules of Headway go further; this keeps the comparison honest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

DATES = re.compile(
    r"\b(?:FY\s?\d{2,4}|[QH][1-4]|20\d\d)\b|"
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"\bfrom\b.*\bto\b", re.IGNORECASE)
BY_PERCENT = re.compile(r"\bby\s+[~>=<\s]*\d[\d.,]*\s*%", re.IGNORECASE)
UNIT = re.compile(
    r"%|\$|€|day|week|month|hour|minute|people|team|user|customer|member|contributor", re.IGNORECASE
)
USUAL = re.compile(r"\b(?:maintain|continue|keep|sustain|ongoing|as usual)\b", re.IGNORECASE)
DROPPED = {"to", "we", "will", "the", "a", "an", "fully", "successfully"}
OUTPUT = {
    "launch",
    "ship",
    "build",
    "write",
    "run",
    "train",
    "hire",
    "create",
    "develop",
    "implement",
    "deliver",
    "document",
    "publish",
    "release",
    "complete",
    "define",
    "design",
    "set",
    "roll",
    "deploy",
    "add",
    "update",
    "conduct",
    "prepare",
    "produce",
    "introduce",
    "finalize",
    "organize",
    "execute",
}
TASK = {
    "implement",
    "launch",
    "migrate",
    "hire",
    "build",
    "create",
    "develop",
    "roll",
    "release",
    "deploy",
    "write",
    "add",
}
HELPING = re.compile(
    r"\b(?:consult|help|analyse|analyze|participate|assist|explore|support)\b", re.IGNORECASE
)
VAGUE = {
    "improve",
    "better",
    "optimise",
    "optimize",
    "significant",
    "significantly",
    "world-class",
    "efficient",
    "efficiently",
    "quality",
    "several",
    "various",
    "effective",
    "enhance",
    "great",
    "seamless",
    "robust",
    "etc",
}
_TOKEN = re.compile(r"[A-Za-z']+")
_WORD = re.compile(r"[A-Za-z'-]+")

Facts = dict[str, Any]


def has_number(text: str) -> bool:
    return bool(re.search(r"\d", DATES.sub(" ", text)))


def first_verb(text: str) -> str:
    words = (word.lower() for word in _TOKEN.findall(text))
    return next((word for word in words if word not in DROPPED), "")


def vague_words(text: str) -> int:
    return sum(word.lower() in VAGUE for word in _WORD.findall(text))


def _is_number(facts: Facts) -> bool:
    return facts.get("kind") != "milestone"


KEY_RESULTS: dict[str, Callable[[str, Facts], bool]] = {
    "KR_NO_NUMBER": lambda text, facts: (
        _is_number(facts) and facts.get("target") is None and not has_number(text)
    ),
    "KR_NO_BASELINE": lambda text, facts: (
        _is_number(facts) and facts.get("start") is None and not FROM_TO.search(text)
    ),
    "KR_RELATIVE_NO_BASE": lambda text, facts: bool(
        BY_PERCENT.search(text) and facts.get("start") is None and not FROM_TO.search(text)
    ),
    "KR_NO_UNIT": lambda text, facts: (
        _is_number(facts) and not facts.get("unit") and not UNIT.search(text)
    ),
    "KR_ACTIVITY": lambda text, facts: first_verb(text) in OUTPUT or bool(HELPING.search(text)),
    "VAGUE_WORDS": lambda text, facts: (
        facts.get("target") is None and not has_number(text) and vague_words(text) >= 1
    ),
    "TOO_LONG": lambda text, facts: len(_TOKEN.findall(text)) > 30,
}
OBJECTIVES: dict[str, Callable[[str, Facts], bool]] = {
    "OBJ_IS_TASK": lambda text, facts: first_verb(text) in TASK,
    "OBJ_HAS_NUMBER": lambda text, facts: has_number(text),
    "OBJ_BUSINESS_AS_USUAL": lambda text, facts: bool(USUAL.search(text)),
    "VAGUE_WORDS": lambda text, facts: vague_words(text) >= 2,
    "TOO_LONG": lambda text, facts: len(_TOKEN.findall(text)) > 20,
}
