"""Fields of objectives, key results and what surrounds them, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from headway.okrs.models import Aggregation, Ambition, Origin, Visibility
from headway.okrs.queries.goal_post_words import field_words, post_words
from headway.people.queries.told import Names
from headway.web.formats import sentence

TEXTS = frozenset({"title", "description", "text"})
"""Fields that are read word by word."""

POSTS = (
    "title", "description", "ambition", "kind", "start", "target", "low", "high", "fail", "scale",
    "anchors", "milestones", "n_min", "aggregation", "profile", "weight", "measure", "is_health",
)  # fmt: skip
"""What a plan promises, of an objective or a key result."""

PLACES = ("unit_id", "owner_id", "updater_id", "origin", "is_local", "visibility", "cadence",
          "cancelled_on")  # fmt: skip
"""Where it belongs, and who answers for it."""

_CHOICES: dict[str, dict[Any, Any]] = {
    "ambition": dict(Ambition.choices),
    "origin": dict(Origin.choices),
    "aggregation": dict(Aggregation.choices),
    "visibility": dict(Visibility.choices),
}


def label_of(field: str) -> str:
    """What a field is called: "Target", "Owner"."""
    own = {
        "lead_id": _("lead"),
        "parent_id": _("belongs to"),
        "perspective_id": _("perspective"),
        "cancelled_on": _("cancelled"),
        "name": _("name"),
        "starts_on": _("first day"),
        "ends_on": _("last day"),
        "plan_lock_on": _("plan lock"),
        "scoring_standard": _("scoring standard"),
        "part_of": _("part of"),
        "serves": _("goal that it serves"),
        "copy_of": _("goal that it copies"),
        "phase": _("phase"),
    }.get(field)
    return sentence(own or field_words(field))


def word_of(field: str, value: Any, names: Names, measure: str = "") -> str:
    """A value as people read it; "nothing" where there is none."""
    nothing = _("nothing")
    if field == "profile":
        return names.word(field, value)
    if value is None or value in ("", [], {}):
        return nothing
    if field in _CHOICES:
        return str(_CHOICES[field].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field in POSTS and field not in TEXTS and field != "measure":
        return post_words(field, value, measure)
    if field in TEXTS or field in ("name", "measure"):
        return str(value)
    return names.word(field, value) or nothing
