"""A text for every reason that a rule over texts can give, in an otherwise sound plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from headway.core.review import Finding
from tests.core.plans import objective, of_one, with_key_result


def _key_result(title: str, **changes: Any) -> list[Finding]:
    return of_one(with_key_result(title=title, **changes))


def _objective(title: str) -> list[Finding]:
    return of_one(objective(title=title))


ACTIVITIES = {
    "verb": "Launch the new onboarding",
    "by": "Improve resilience by building a second cluster",
    "event": "Hold a workshop for partners",
    "helping": "Help the sales team",
    "done": "The handbook is published",
    "feature": "The handbook covers onboarding",
    "can": "Learners can save their code",
    "completion": "Target 90 % completion of the course",
    "thing": "Blog post about the fair",
}
TASKS = {
    "verb": "Launch the new onboarding",
    "by": "Raise trust in deliveries by publishing the dates",
    "event": "Host a conference for partners",
    "done": "The handbook is published",
    "feature": "The handbook includes a chapter for beginners",
    "thing": "Handbook for beginners",
}
VAGUE = {
    "word": "Service is world-class",
    "change": "Drive the thing",
    "nothing": "Next phase of the project",
}

TEXTS_FIND: dict[tuple[str, str], Callable[[], list[Finding]]] = {
    ("KR_NO_NUMBER", ""): partial(_key_result, "Guests come back", target=None),
    ("KR_NO_BASELINE", ""): partial(_key_result, "Guests who come back", start=None),
    ("KR_RELATIVE_NO_BASE", ""): partial(
        _key_result, "More returning guests by 20 %", kind="stay_above", start=None
    ),
    ("KR_NO_UNIT", ""): partial(_key_result, "Reach 500", unit=""),
    ("OBJ_HAS_NUMBER", ""): partial(_objective, "Win 40 guests"),
    ("OBJ_BUSINESS_AS_USUAL", ""): partial(_objective, "Keep the guests"),
    ("TOO_LONG", ""): partial(_objective, "so " * 21),
    ("COMPOUND", ""): partial(_objective, "Win guests and reduce waiting times"),
    **{("KR_ACTIVITY", kind): partial(_key_result, text) for kind, text in ACTIVITIES.items()},
    **{
        ("KR_ACTIVITY", f"{kind}_step"): partial(_key_result, text, kind="milestone")
        for kind, text in ACTIVITIES.items()
    },
    **{("OBJ_IS_TASK", kind): partial(_objective, text) for kind, text in TASKS.items()},
    **{("VAGUE_WORDS", kind): partial(_objective, text) for kind, text in VAGUE.items()},
    ("VAGUE_WORDS", "elsewhere"): partial(
        _key_result, "Act on what came out of these talks", target=None
    ),
    ("VAGUE_WORDS", "abstract"): partial(_objective, "Guests feel our hospitality and trust"),
}
